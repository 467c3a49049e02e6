"""`ComparePage`: a text, and a held-out set, before and after a fine-tuning."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QWidget

from explorer.records.lessons.compare import CompareAnswer
from explorer.state.actions.lessons import LessonChanged
from explorer.state.lessons.compare import CompareSettings, Ranking
from explorer.state.lessons.comparing import is_comparison_stale
from explorer.state.lessons.taught import failure_of_lesson
from explorer.state.model import AppState
from explorer.views.lessons.compare.changes_view import ChangesView
from explorer.views.lessons.compare.compare_controls import CompareControls
from explorer.views.lessons.compare.maps_view import MapsView
from explorer.views.lessons.compare.side_view import SideView
from explorer.views.lessons.lesson_page import LessonPage
from explorer.views.look.theme import SPACE
from explorer.views.widgets.messages import Message


class ComparePage(LessonPage):
    """Both maps and their difference on top; below them how much every head changed, the heads
    that changed most, and what both checkpoints predict.
    """

    name = "compare"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = CompareSettings()
        self.controls = CompareControls()
        self.notice = Message(QPalette.ColorRole.PlaceholderText)
        self.maps = MapsView()
        self.changes = ChangesView()
        self.sides = (SideView(self.tr("Before")), SideView(self.tr("After")))
        below = QHBoxLayout()
        below.setSpacing(2 * SPACE)
        below.addWidget(self.changes, 3)
        for side in self.sides:
            below.addWidget(side, 1)
        self.column.addWidget(self.controls)
        self.column.addWidget(self.notice)
        self.column.addWidget(self.maps, 100)
        self.column.addLayout(below)
        self.column.addStretch(1)
        self.controls.changed.connect(lambda settings: self.acted.emit(LessonChanged(settings)))
        self.changes.by.connect(self._rank)
        for part in (self.maps, self.changes):
            part.acted.connect(self.acted)

    def _rank(self, ranking: Ranking) -> None:
        self.acted.emit(LessonChanged(replace(self._settings, ranking=ranking)))

    def show_state(self, state: AppState) -> None:
        super().show_state(state)
        self._settings = state.lessons.compare
        answer = state.lessons.answer(CompareAnswer)
        self.controls.show_state(state, self._settings.held_out(answer))
        self.notice.show_message(self._notice(state, answer))
        has_maps = answer is not None and answer.maps is not None
        self.maps.setVisible(has_maps)
        self.changes.setVisible(has_maps)
        for side in self.sides:
            side.setVisible(answer is not None)
        if answer is not None:
            self._show_answer(answer, state)

    def _show_answer(self, answer: CompareAnswer, state: AppState) -> None:
        for view, side in zip(self.sides, (answer.before, answer.after), strict=True):
            view.show_side(side, answer, state.focus)
        if answer.maps is not None:
            self.maps.show_maps(answer.maps, state.colormap, state.hover)
            self.changes.show_changes(
                answer.maps,
                self._settings.held_out(answer),
                self._settings.ranking,
                selected=answer.request.head,
                colormap=state.colormap,
            )
        is_stale = is_comparison_stale(state, answer)
        for part in (self.maps, self.changes, *self.sides):
            part.show_stale(is_stale=is_stale)

    def _notice(self, state: AppState, answer: CompareAnswer | None) -> str:
        """What a person should know, or what is being waited for."""
        if state.model is None:
            return self.tr("Open a model at the top left to compare it with what it was before.")
        progress = state.lessons.progress
        is_waiting = answer is None or is_comparison_stale(state, answer)
        if is_waiting and progress is not None and not failure_of_lesson(state):
            words = self.tr("Opening the model before: {step} …")
            return words.format(step=progress.message)
        if answer is None:
            return ""
        if answer.is_same:
            return self.tr(
                "Both are the same checkpoint, so nothing changed. Open a fine-tuned one at the "
                "top left, or choose another model before."
            )
        return " ".join(part for part in (answer.unlike, answer.notice) if part)
