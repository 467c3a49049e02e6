"""`LessonPage`: what the page of a lesson can do."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QVBoxLayout, QWidget

from explorer.records.lessons import LessonName
from explorer.state.lessons.taught import failure_of_lesson
from explorer.state.model import AppState
from explorer.views.look.theme import SPACE
from explorer.views.widgets.messages import Message


class LessonPage(QWidget):
    """The live parts of one lesson, one below the other in `column`, and above them why there is
    no answer.

    name: of the lesson. reads_document: it shows the text that is typed into the window.

    Signals (GUI thread): `acted(action)`.
    """

    name: ClassVar[LessonName]
    reads_document: bool = True
    acted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.message = Message(QPalette.ColorRole.BrightText)
        self.message.hide()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(SPACE * 2, SPACE, SPACE * 2, SPACE)
        self.column.setSpacing(SPACE)
        self.column.addWidget(self.message)

    def show_state(self, state: AppState) -> None:
        """Called only while the page is in front; pages extend it."""
        self.message.show_message(failure_of_lesson(state))
