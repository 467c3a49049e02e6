"""`ExportDialog`: which figure or numbers go into which file."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Literal

from PySide6.QtCore import Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from explorer.records import ExportRequest
from explorer.state.actions import ExportRequested
from explorer.state.model import AppState
from explorer.state.selectors import export_of
from explorer.views.look.theme import SPACE, theme_of
from explorer.views.text.labels import head_name
from explorer.views.widgets.buttons import QuietButton
from explorer.views.widgets.messages import Message

Scope = Literal["head", "layer", "all", "alignment"]

FIGURES = ("png", "svg", "pdf")
FORMATS = (*FIGURES, "npz", "csv", "json")


class ExportDialog(QDialog):
    """Asks only what the format needs, and before a file is replaced; the core reports a path
    that cannot be written.

    Signals (GUI thread): `acted(ExportRequested)` when the person agreed.
    """

    acted = Signal(object)

    def __init__(self, state: AppState, last_folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._replaces: Path | None = None  # the file that the person agreed to replace
        self.setWindowTitle(self.tr("Export"))
        self.setMinimumWidth(480)
        self.format_box = QComboBox()
        self.scope_box = QComboBox()
        self.colours_box = QComboBox()
        self.dpi_box = QSpinBox()
        self.transparent_box = QuietButton(self.tr("Transparent ground"), kind="check")
        self.path_field = QLineEdit()
        self.browse_button = QPushButton(self.tr("Browse…"))
        self.note = Message(QPalette.ColorRole.Dark)
        self.warning = Message(QPalette.ColorRole.BrightText)
        self._fill()
        self._lay_out()
        self.path_field.setText(str(last_folder / f"{file_stem(state)}.png"))
        self.format_box.currentIndexChanged.connect(self._format_chosen)
        self.path_field.textChanged.connect(self._path_changed)
        self.browse_button.clicked.connect(self._browse)
        self._format_chosen()

    def _fill(self) -> None:
        for suffix, text in (
            ("png", self.tr("PNG image")),
            ("svg", self.tr("SVG drawing")),
            ("pdf", self.tr("PDF drawing")),
            ("npz", self.tr("NPZ numbers (NumPy)")),
            ("csv", self.tr("CSV numbers")),
            ("json", self.tr("JSON numbers")),
        ):
            self.format_box.addItem(text, suffix)
        head = self._state.head
        self.scope_box.addItem(self.tr("This head: {head}").format(head=head_name(head)), "head")
        if head.layer is not None:
            text = self.tr("Every head of layer {layer}").format(layer=head.layer)
            self.scope_box.addItem(text, "layer")
        self.scope_box.addItem(self.tr("All heads"), "all")
        if head.site == "cross":
            self.scope_box.addItem(self.tr("The alignment of this head"), "alignment")
        front = "alignment" if self._state.front == "alignment" else "head"
        self.scope_box.setCurrentIndex(self.scope_box.findData(front))
        self.colours_box.addItem(self.tr("Light"), False)
        self.colours_box.addItem(self.tr("Dark"), True)
        self.colours_box.setCurrentIndex(1 if theme_of(self).is_dark else 0)
        self.dpi_box.setRange(36, 2400)
        self.dpi_box.setSingleStep(50)
        self.dpi_box.setValue(200)

    def _lay_out(self) -> None:
        self.form = QFormLayout()
        self.form.setHorizontalSpacing(2 * SPACE)
        self.form.setVerticalSpacing(SPACE)
        path = QHBoxLayout()
        path.setSpacing(SPACE)
        path.addWidget(self.path_field, 1)
        path.addWidget(self.browse_button)
        self.form.addRow(self.tr("Format"), self.format_box)
        self.form.addRow(self.tr("What"), self.scope_box)
        self.form.addRow(self.tr("Dots per inch"), self.dpi_box)
        self.form.addRow(self.tr("Colours"), self.colours_box)
        self.form.addRow("", self.transparent_box)
        self.form.addRow(self.tr("File"), path)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel
        )
        self.save_button = buttons.button(QDialogButtonBox.StandardButton.Save)
        self._save_text = self.save_button.text()
        buttons.accepted.connect(self._agreed)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        column.setSpacing(2 * SPACE)
        column.addLayout(self.form)
        column.addWidget(self.note)
        column.addWidget(self.warning)
        column.addStretch(1)
        column.addWidget(buttons)

    # ---- answers --------------------------------------------------------------------------------

    @property
    def suffix(self) -> str:
        return str(self.format_box.currentData())

    @property
    def folder(self) -> Path:
        """Where the next export starts from."""
        return self.path.parent

    @property
    def path(self) -> Path:
        return Path(self.path_field.text().strip()).expanduser()

    def request(self) -> ExportRequest:
        """What is to be written."""
        scope: Scope = self.scope_box.currentData()
        shown = export_of(self._state, self.path)
        is_aligned = scope == "alignment"
        return replace(
            shown,
            scope=scope,
            presentation=replace(
                self._state.presentation,
                merge_words=is_aligned or self._state.presentation.merge_words,
            ),
            dpi=self.dpi_box.value(),
            transparent=self.transparent_box.isChecked(),
            dark=bool(self.colours_box.currentData()),
        )

    def _agreed(self) -> None:
        if self.path.is_file() and self.path != self._replaces:
            self._replaces = self.path
            said = self.tr("{name} is there already. Replace it?").format(name=self.path.name)
            self.warning.show_message(said)
            self.save_button.setText(self.tr("Replace"))
            return
        self.accept()
        self.acted.emit(ExportRequested(self.request()))

    # ---- what follows from what -----------------------------------------------------------------

    def _format_chosen(self) -> None:
        is_figure = self.suffix in FIGURES
        self.form.setRowVisible(self.dpi_box, self.suffix == "png")
        self.form.setRowVisible(self.colours_box, is_figure)
        self.form.setRowVisible(self.transparent_box, is_figure)
        note = "" if is_figure else self.tr("The exact weights, with the tokens and the model.")
        self.note.show_message(note)
        if self.path_field.text().strip() and self.path.suffix.lower()[1:] in FORMATS:
            self.path_field.setText(str(self.path.with_suffix(f".{self.suffix}")))

    def _path_changed(self, text: str) -> None:
        self.save_button.setEnabled(bool(text.strip()))
        if self.path != self._replaces:
            self._replaces = None
            self.warning.show_message("")
            self.save_button.setText(self._save_text)
        index = self.format_box.findData(self.path.suffix.lower()[1:])
        if index >= 0:
            self.format_box.setCurrentIndex(index)

    def _browse(self) -> None:
        dialog = QFileDialog(self, self.tr("Export to"), str(self.folder))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(self.suffix)
        dialog.setNameFilters(
            [f"{self.suffix.upper()} (*.{self.suffix})", self.tr("All files (*)")]
        )
        dialog.selectFile(self.path.name)
        dialog.fileSelected.connect(self._browsed)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _browsed(self, path: str) -> None:
        self._replaces = Path(path)  # the file dialog has asked
        self.path_field.setText(path)


def file_stem(state: AppState) -> str:
    """`attention L3 H5`: a name that every file system takes."""
    return re.sub(r"[^\w .-]", "_", f"attention {state.head.label}")
