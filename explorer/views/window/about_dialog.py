"""`AboutDialog`: versions and device, to read and to copy into a report."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QPalette
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from explorer.views.look.icons import app_icon
from explorer.views.look.theme import SPACE, number_font
from explorer.views.widgets.buttons import QuietButton
from explorer.views.widgets.messages import Message

ICON_SIDE = 64


class AboutDialog(QDialog):
    """What the program is, and `lines` of (name, value) about this machine."""

    def __init__(self, lines: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = tuple(lines)
        self.setWindowTitle(self.tr("About Attention Explorer"))
        self.setMinimumWidth(440)
        self.copy_button = QuietButton(self.tr("Copy"), icon="copy")
        self.close_button = QuietButton(self.tr("Close"), kind="filled")
        self.copy_button.clicked.connect(self.copy)
        self.close_button.clicked.connect(self.accept)
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * SPACE, 3 * SPACE, 3 * SPACE, 2 * SPACE)
        column.setSpacing(2 * SPACE)
        column.addLayout(self._head())
        column.addLayout(self._table())
        licence = Message(QPalette.ColorRole.Dark)
        licence.show_message(
            self.tr(
                "Free software under the Apache License 2.0. Noto Sans SC is under the "
                "SIL Open Font License 1.1."
            )
        )
        column.addWidget(licence)
        column.addStretch(1)
        buttons = QHBoxLayout()
        buttons.addWidget(self.copy_button)
        buttons.addStretch(1)
        buttons.addWidget(self.close_button)
        column.addLayout(buttons)
        self.close_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _head(self) -> QHBoxLayout:
        icon = QLabel()
        icon.setPixmap(app_icon().pixmap(ICON_SIDE, ICON_SIDE))
        name = QLabel("Attention Explorer")
        font = name.font()
        font.setBold(True)
        name.setFont(font)
        what = Message(QPalette.ColorRole.Dark)
        what.show_message(self.tr("See what every head of a transformer attends to, as you type."))
        words = QVBoxLayout()
        words.setSpacing(SPACE // 2)
        words.addStretch(1)
        words.addWidget(name)
        words.addWidget(what)
        words.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(2 * SPACE)
        row.addWidget(icon)
        row.addLayout(words, 1)
        return row

    def _table(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(2 * SPACE)
        grid.setVerticalSpacing(SPACE // 2)
        grid.setColumnStretch(1, 1)
        for row, (name, value) in enumerate(self._lines):
            label = QLabel(name)
            label.setForegroundRole(QPalette.ColorRole.Dark)
            shown = Message(QPalette.ColorRole.WindowText)
            shown.setFont(number_font(self))
            shown.show_message(value)
            grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(shown, row, 1)
        return grid

    def as_text(self) -> str:
        """The lines as a report quotes them."""
        return "\n".join(f"{name}: {value}" for name, value in self._lines)

    def copy(self) -> None:
        QGuiApplication.clipboard().setText(self.as_text())
