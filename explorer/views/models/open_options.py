"""`OpenOptions`: how a model is opened: where, in which numbers, and how far it is trusted."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from explorer.records import LoadRequest
from explorer.views.look.theme import SPACE
from explorer.views.widgets.buttons import QuietButton
from explorer.views.widgets.choice_button import Choice, ChoiceButton
from explorer.views.widgets.messages import Message

DTYPES = ("auto", "float32", "bfloat16", "float16")


class OpenOptions(QWidget):
    """Device and number format, and two risks that are off by default.

    Signals (GUI thread): `changed()` after any choice.
    """

    changed = Signal()

    def __init__(
        self, devices: Sequence[str], device: str = "auto", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.device_button = ChoiceButton(self.tr("Device"))
        self.dtype_button = ChoiceButton(self.tr("Numbers"))
        self.memory = Message(QPalette.ColorRole.Dark)
        self.pickle_box = QuietButton(self.tr("Allow pickle weights"), kind="check")
        self.remote_box = QuietButton(self.tr("Run Python code of the model"), kind="check")
        self.device_button.set_choices([Choice(name, name) for name in devices])
        self.device_button.set_current(device if device in devices else "auto")
        self.dtype_button.set_choices([Choice(name, name) for name in DTYPES])
        self.dtype_button.set_current("auto")
        for button in (self.device_button, self.dtype_button):
            button.chosen.connect(button.set_current)
            button.chosen.connect(self.changed)
        for box in (self.pickle_box, self.remote_box):
            box.toggled.connect(self.changed)
        self._lay_out()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE // 2)
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        row.addWidget(self.device_button)
        row.addWidget(self.dtype_button)
        row.addStretch(1)
        column.addLayout(row)
        self.memory.setContentsMargins(SPACE, 0, 0, 0)
        column.addWidget(self.memory)
        pickle_risk = self.tr(
            "Only for a model without safetensors: a pickle can run any program on this computer "
            "while it opens."
        )
        remote_risk = self.tr(
            "Only for authors you trust: their code runs with all your rights on this computer."
        )
        for box, risk in ((self.pickle_box, pickle_risk), (self.remote_box, remote_risk)):
            column.addWidget(box)
            box.setToolTip(risk)
            box.setAccessibleDescription(risk)
            words = Message(QPalette.ColorRole.Dark)
            words.setContentsMargins(30, 0, 0, 0)
            words.show_message(risk)
            column.addWidget(words)

    def load(self, source: str) -> LoadRequest:
        """The request that opens `source` so."""
        return LoadRequest(
            source=source,
            device=str(self.device_button.current),
            dtype=str(self.dtype_button.current),
            allow_pickle=self.pickle_box.isChecked(),
            trust_remote_code=self.remote_box.isChecked(),
        )
