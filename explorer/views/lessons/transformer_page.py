"""`TransformerPage`: a translation by the Transformer from scratch, word by word."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from explorer.records.lessons.transformer import TranslationAnswer
from explorer.state.actions.lessons import LessonChanged
from explorer.state.lessons.transformer import TransformerSettings
from explorer.state.model import AppState
from explorer.views.lessons.lesson_page import LessonPage


class TransformerPage(LessonPage):
    """The sentence to translate, and its translation."""

    name = "transformer"
    reads_document = False

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = TransformerSettings()
        self.field = QLineEdit()
        self.field.setAccessibleName(self.tr("Chinese sentence"))
        self.field.textEdited.connect(self._edited)
        self.translation = QLabel()
        self.column.insertWidget(0, self.field)
        self.column.addWidget(self.translation)
        self.column.addStretch(1)

    def show_state(self, state: AppState) -> None:
        super().show_state(state)
        self._settings = state.lessons.transformer
        if self.field.text() != self._settings.text:
            self.field.setText(self._settings.text)
        answer = state.lessons.answer(TranslationAnswer)
        self.translation.setText(answer.translation.text if answer else "")

    def _edited(self, text: str) -> None:
        self.acted.emit(LessonChanged(replace(self._settings, text=text)))
