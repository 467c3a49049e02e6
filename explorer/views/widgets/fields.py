"""`Fields`: labels and the texts that are typed beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QSizePolicy, QWidget

from explorer.views.look.theme import SPACE

FieldWords = tuple[str, str, str]  # its name, its label, and what may stand in it


class Fields(QWidget):
    """Each label stands above its field; `n_columns` of them side by side.

    Signals (GUI thread): `changed(name, text)` while a person types.
    """

    changed = Signal(str, str)

    def __init__(self, words: Sequence[FieldWords], n_columns: int = 1) -> None:
        super().__init__()
        self.fields: dict[str, QLineEdit] = {}
        self._labels: dict[str, QLabel] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(SPACE)
        grid.setVerticalSpacing(SPACE // 4)
        for column in range(n_columns):
            grid.setColumnStretch(column, 1)
        for index, (name, label, tip) in enumerate(words):
            row, column = divmod(index, n_columns)
            caption, field = QLabel(label), QLineEdit()
            caption.setForegroundRole(QPalette.ColorRole.PlaceholderText)
            caption.setBuddy(field)
            caption.setContentsMargins(0, SPACE // 2 if row else 0, 0, 0)
            field.setAccessibleName(label)
            field.setPlaceholderText(tip)
            field.setToolTip(tip)
            field.setMinimumHeight(28)
            field.setMinimumWidth(60)
            field.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            field.textEdited.connect(lambda text, n=name: self.changed.emit(n, text))
            grid.addWidget(caption, 2 * row, column)
            grid.addWidget(field, 2 * row + 1, column)
            self.fields[name], self._labels[name] = field, caption

    def show_texts(self, texts: Mapping[str, str]) -> None:
        """The cursor stays where a person types."""
        for name, text in texts.items():
            if self.fields[name].text() != text:
                self.fields[name].setText(text)
                self.fields[name].setCursorPosition(0)

    def show_tip(self, name: str, text: str, placeholder: str | None = None) -> None:
        """What the pointer is told: a text that may be longer than its field, or what may stand
        there.
        """
        field = self.fields[name]
        if placeholder is not None:
            field.setPlaceholderText(placeholder)
        field.setToolTip(text or field.placeholderText())

    def show_field(self, name: str, *, is_shown: bool) -> None:
        self.fields[name].setVisible(is_shown)
        self._labels[name].setVisible(is_shown)
