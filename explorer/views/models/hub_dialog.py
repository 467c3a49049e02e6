"""`HubDialog`: asks for the id of a model on the hub, and how far to trust it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from explorer.records import LoadRequest
from explorer.views.look.theme import SPACE
from explorer.views.widgets.buttons import QuietButton
from explorer.views.widgets.messages import Message


class HubDialog(QDialog):
    """`owner/name`, the device, and two risks that are off by default."""

    def __init__(
        self, devices: Sequence[str], device: str = "auto", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Open from the hub"))
        self.setMinimumWidth(440)
        self.id_field = QLineEdit()
        self.id_field.setPlaceholderText("bert-base-uncased, openai-community/gpt2")
        self.device_box = QComboBox()
        self.device_box.addItems(list(devices))
        self.device_box.setCurrentText(device)
        self.pickle_box = QuietButton(self.tr("Allow pickle weights"), kind="check")
        self.remote_box = QuietButton(self.tr("Run Python code of the model"), kind="check")
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Open | QDialogButtonBox.StandardButton.Cancel
        )
        self.open_button = buttons.button(QDialogButtonBox.StandardButton.Open)
        self.open_button.setEnabled(False)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.id_field.textChanged.connect(self._changed)
        self._lay_out(buttons)

    def _lay_out(self, buttons: QDialogButtonBox) -> None:
        form = QFormLayout()
        form.setSpacing(SPACE)
        id_label = QLabel(self.tr("&Model id"))
        id_label.setBuddy(self.id_field)
        form.addRow(id_label, self.id_field)
        form.addRow(self.tr("Device"), self.device_box)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        column.setSpacing(SPACE)
        column.addLayout(form)
        risks = (
            (
                self.pickle_box,
                self.tr(
                    "Only for a model without safetensors: a pickle can run any program on this "
                    "computer while it opens."
                ),
            ),
            (
                self.remote_box,
                self.tr(
                    "Only for authors you trust: their code runs with all your rights on this "
                    "computer."
                ),
            ),
        )
        for box, risk in risks:
            column.addSpacing(SPACE)
            column.addWidget(box)
            words = Message(QPalette.ColorRole.Dark)
            words.setContentsMargins(30, 0, 0, 0)
            words.show_message(risk)
            column.addWidget(words)
        column.addStretch(1)
        column.addSpacing(SPACE)
        column.addWidget(buttons)

    def _changed(self, text: str) -> None:
        self.open_button.setEnabled(bool(text.strip()))

    def request(self) -> LoadRequest:
        """What is to be opened."""
        return LoadRequest(
            source=self.id_field.text().strip(),
            device=self.device_box.currentText(),
            allow_pickle=self.pickle_box.isChecked(),
            trust_remote_code=self.remote_box.isChecked(),
        )
