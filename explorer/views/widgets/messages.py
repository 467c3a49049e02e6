"""Words in a colour of the theme: `Message` wraps them, `ElidedLabel` keeps them on one line."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QLabel, QSizePolicy

SAID = "messages"  # the context of what is said below the window


def told(said: str) -> str:
    """What the program said in English below the window, in the person's language where known."""
    return QCoreApplication.translate(SAID, said) if said else ""


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


class ElidedLabel(QLabel):
    """One line; where there is no room for all of it, the middle is left out."""

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        area = self.contentsRect()
        text = self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideMiddle, area.width()
        )
        with QPainter(self) as painter:
            painter.setPen(self.palette().color(self.foregroundRole()))
            painter.drawText(area, self.alignment(), text)
