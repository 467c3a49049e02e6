"""`SuccessorsPage`: one text under BERT and its successors, side by side."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from explorer.records.lessons.successors import READERS, ReaderKind, Sight, SuccessorsAnswer
from explorer.state.actions.lessons import LessonChanged
from explorer.state.lessons.successors import SuccessorsSettings
from explorer.state.lessons.taught import wanted_lesson
from explorer.state.model import AppState
from explorer.views.lessons.lesson_page import LessonPage
from explorer.views.lessons.successors.cost_view import CostView
from explorer.views.lessons.successors.reader_column import ReaderColumn
from explorer.views.lessons.successors.reader_words import ReaderWords
from explorer.views.look.theme import SPACE
from explorer.views.text.labels import readable
from explorer.views.widgets.buttons import QuietButton


class SuccessorsPage(LessonPage):
    """The token that is looked at, a column for each kind of model, and what they cost."""

    name = "successors"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = SuccessorsSettings()
        self._sight: Sight | None = None  # of the first that could read
        words = ReaderWords(self)
        self.previous = QuietButton(self.tr("‹ Previous token"))
        self.next = QuietButton(self.tr("Next token ›"))
        self.token = QLabel()
        self.readers = tuple(ReaderColumn(kind, words) for kind in READERS)
        self.cost = CostView(words)
        first, columns = QHBoxLayout(), QHBoxLayout()
        for part in (self.previous, self.next, self.token):
            first.addWidget(part)
        first.addStretch(1)
        columns.setSpacing(2 * SPACE)
        tallest = max(reader.title.sizeHint().height() for reader in self.readers)
        for reader in self.readers:
            reader.title.setFixedHeight(tallest)  # lines with Chinese words in them are higher
            columns.addWidget(reader, 1)
            reader.sourced.connect(self._source)
            reader.looked_at.connect(self._look_at)
        self.column.addLayout(first)
        self.column.addLayout(columns)
        self.column.addSpacing(SPACE)
        self.column.addWidget(self.cost)
        self.column.addStretch(1)
        self.previous.clicked.connect(lambda: self._step(-1))
        self.next.clicked.connect(lambda: self._step(1))
        self.cost.asked.connect(self._measure)

    # ---- what a person does ----------------------------------------------------------------------

    def _set(self, settings: SuccessorsSettings) -> None:
        self.acted.emit(LessonChanged(settings))

    def _source(self, kind: ReaderKind, source: str) -> None:
        self._set(self._settings.with_source(kind, source))

    def _look_at(self, character: int) -> None:
        self._set(replace(self._settings, character=character))

    def _measure(self, is_measured: bool) -> None:
        self._set(replace(self._settings, is_measured=is_measured))

    def _step(self, by: int) -> None:
        place = self._neighbour(by)
        if place is not None:
            self._look_at(place)

    def _neighbour(self, by: int) -> int | None:
        """Where the next token of the text begins, or the one before."""
        if self._sight is None:
            return None
        spans = self._sight.tokens.spans
        places = [at for at, span in enumerate(spans) if span is not None]
        later = [at for at in places if (at - self._sight.position) * by > 0]
        if not later:
            return None
        span = spans[min(later) if by > 0 else max(later)]
        return span.start if span is not None else None

    # ---- what is shown ---------------------------------------------------------------------------

    def show_state(self, state: AppState) -> None:
        super().show_state(state)
        self._settings = state.lessons.successors
        answer = state.lessons.answer(SuccessorsAnswer)
        is_stale = answer is None or answer.request != wanted_lesson(state)
        read = {reading.kind for reading in answer.readings} if answer else set()
        for reader, source in zip(self.readers, self._settings.sources, strict=True):
            reader.show_answer(answer)
            reader.show_source(source, answer)
            reader.show_stale(is_stale=is_stale or reader.kind not in read)
        sights = [one.sight for one in answer.readings if one.sight] if answer else []
        self._sight = sights[0] if sights else None
        self._show_token()
        self.cost.show_answer(
            answer, state.lessons.progress, is_measured=self._settings.is_measured
        )

    def _show_token(self) -> None:
        sight = self._sight
        self.previous.setEnabled(self._neighbour(-1) is not None)
        self.next.setEnabled(self._neighbour(1) is not None)
        if sight is None:
            self.token.setText("")
            return
        originals = {one.position: one.label for one in sight.tokens.originals}
        label = originals.get(sight.position, sight.tokens.labels[sight.position])
        words = self.tr("Predicted: “{token}” · click a row to predict another")
        self.token.setText(words.format(token=readable(label)))
