"""`TransformerPage`: a translation by the Transformer from scratch, word by word, and the model
that writes it, block by block.
"""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from explorer.records.lessons.transformer import TranslationAnswer
from explorer.state.actions.lessons import LessonChanged
from explorer.state.lessons.taught import is_lesson_current
from explorer.state.lessons.transformer import TransformerSettings, n_shown, shown_step
from explorer.state.model import AppState
from explorer.views.lessons.lesson_page import LessonPage
from explorer.views.lessons.transformer.alternatives_row import AlternativesRow
from explorer.views.lessons.transformer.architecture_view import ArchitectureView
from explorer.views.lessons.transformer.block_details import BlockDetails
from explorer.views.lessons.transformer.sentence_row import SentenceRow
from explorer.views.lessons.transformer.translation_lines import TranslationLines
from explorer.views.lessons.transformer.writing_row import WritingRow
from explorer.views.look.theme import SPACE
from explorer.views.widgets.messages import Message

WORD_MS = 350  # until the next word appears


class TransformerPage(LessonPage):
    """The architecture at the left; the sentence, its words and the open block beside it."""

    name = "transformer"
    reads_document = False

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = TransformerSettings()
        self._answer: TranslationAnswer | None = None
        self.sentence = SentenceRow()
        self.architecture = ArchitectureView()
        self.lines = TranslationLines()
        self.alternatives = AlternativesRow()
        self.writing = WritingRow()
        self.details = BlockDetails()
        self.waiting = Message(QPalette.ColorRole.Dark)
        self.timer = QTimer(self, interval=WORD_MS)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        right = QVBoxLayout()
        right.setSpacing(SPACE)
        right.addWidget(self.sentence)
        right.addWidget(self.message)
        right.addWidget(self.waiting)
        right.addWidget(self.lines)
        right.addWidget(self.alternatives)
        right.addWidget(self.writing)
        right.addSpacing(SPACE)
        right.addWidget(self.details, 1)
        right.addStretch()
        both = QHBoxLayout()
        both.setSpacing(2 * SPACE)
        both.addWidget(self.architecture, 2)
        both.addLayout(right, 3)
        self.column.addLayout(both, 1)

    def _connect(self) -> None:
        self.sentence.typed.connect(lambda text: self._change(self._settings.typed(text)))
        self.sentence.entered.connect(lambda: self._change(self._settings.skipped()))
        self.lines.placed.connect(lambda place: self._change(self._settings.placed(place)))
        self.alternatives.rewritten.connect(self._rewrite)
        self.writing.changed.connect(self._change)
        self.details.changed.connect(self._change)
        self.architecture.chosen.connect(lambda name: self._change(self._settings.with_block(name)))
        self.timer.timeout.connect(self._tick)

    # ---- state -----------------------------------------------------------------------------------

    def show_state(self, state: AppState) -> None:
        super().show_state(state)
        settings = self._settings = state.lessons.transformer
        failed = state.lessons.failed
        is_blamed = failed is not None and failed.request == settings.wanted()
        self.sentence.show_sentence(
            settings.text, failed.places if failed is not None and is_blamed else ()
        )
        answer = self._answer = state.lessons.answer(TranslationAnswer)
        self.writing.show_writing(settings, answer)
        self._show_waiting(is_waiting=answer is None and not is_blamed)
        if answer is not None:
            is_stale = answer.request != settings.wanted() or not is_lesson_current(state)
            self._show_answer(settings, answer, is_stale=is_stale)
        is_waiting = settings.is_playing and not is_blamed
        if is_waiting != self.timer.isActive():
            self.timer.start() if is_waiting else self.timer.stop()

    def _show_waiting(self, *, is_waiting: bool) -> None:
        """Until the first translation is there, there is nothing to show."""
        opening = self.tr("The translator is being opened; the window's model comes first.")
        self.waiting.show_message(opening if is_waiting else "")
        for part in (self.lines, self.alternatives, self.writing, self.details):
            part.setVisible(self._answer is not None)

    def _show_answer(
        self, settings: TransformerSettings, answer: TranslationAnswer, *, is_stale: bool
    ) -> None:
        step, place = shown_step(settings, answer), settings.place_in(answer)
        n = n_shown(settings, answer)
        self.architecture.show_architecture(
            answer.architecture, step, n, settings.block_in(answer).name
        )
        self.lines.show_translation(settings, answer)
        self.alternatives.show_place(step.translation, place, is_stale=is_stale)
        self.details.show_block(settings, answer, is_stale=is_stale)
        for part in (self.architecture, self.lines):
            part.dimmer.show_stale(is_stale=is_stale)

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing appears while nobody looks; the page plays on when it is shown again."""
        self.timer.stop()
        super().hideEvent(event)

    # ---- what a person does ----------------------------------------------------------------------

    def _change(self, settings: TransformerSettings) -> None:
        self.acted.emit(LessonChanged(settings))

    def _rewrite(self, word: str) -> None:
        if self._answer is not None:
            self._change(self._settings.rewritten(self._answer, word))

    def _tick(self) -> None:
        is_there = self._answer is not None and self._answer.request == self._settings.wanted()
        if self._answer is not None and is_there:
            self._change(self._settings.ticked(self._answer))
