"""`Message`: words that wrap, in a colour of the theme."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QSizePolicy


class Message(QLabel):
    """Always plain text, since a message may quote what was typed; hidden while it is empty."""

    def __init__(self, role: QPalette.ColorRole) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setForegroundRole(role)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, super().minimumSizeHint().height())

    def show_message(self, message: str) -> None:
        if message != self.text():
            self.setText(message)
        self.setVisible(bool(message))
