"""`StepsPage`: the attention of one head, from its vectors to its output."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QWidget

from explorer.records.lessons.steps import StepsAnswer
from explorer.state.actions.lessons import LessonChanged
from explorer.state.lessons.stepping import Stepped, stepped
from explorer.state.lessons.steps import StepsSettings
from explorer.state.lessons.taught import is_lesson_current
from explorer.state.model import AppState
from explorer.views.lessons.lesson_page import LessonPage
from explorer.views.lessons.steps.head_choice import HeadChoice
from explorer.views.lessons.steps.mistakes_panel import MistakesPanel
from explorer.views.lessons.steps.steps_panel import StepsPanel
from explorer.views.look.theme import SPACE
from explorer.views.widgets.buttons import QuietButton


class StepsPage(LessonPage):
    """The head is chosen above; below it stand the steps, or the function with two mistakes."""

    name = "steps"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = StepsSettings()
        self._known: tuple[StepsAnswer, StepsSettings, Stepped] | None = None
        self.choice = HeadChoice()
        self.in_steps = QuietButton(self.tr("Steps"))
        self.in_code = QuietButton(self.tr("Find the two mistakes"))
        self.steps = StepsPanel()
        self.mistakes = MistakesPanel()
        group = QButtonGroup(self)
        for button in (self.in_steps, self.in_code):
            button.setCheckable(True)
            group.addButton(button)
        row = QHBoxLayout()
        row.setSpacing(SPACE // 2)
        row.addWidget(self.choice, 1)
        for button in (self.in_steps, self.in_code):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        self.column.insertLayout(0, row)
        self.column.addWidget(self.steps, 1)
        self.column.addWidget(self.mistakes)
        self.column.addStretch()
        for part in (self.choice, self.steps, self.mistakes):
            part.acted.connect(self.acted)
        self.in_steps.clicked.connect(lambda: self._put_in_front(mistakes=False))
        self.in_code.clicked.connect(lambda: self._put_in_front(mistakes=True))

    def show_state(self, state: AppState) -> None:
        super().show_state(state)
        settings = self._settings = state.lessons.steps
        self.reads_document = not settings.is_translated
        answer = state.lessons.answer(StepsAnswer)
        self.choice.show_state(state, answer)
        self.in_steps.setChecked(not settings.shows_mistakes)
        self.in_code.setChecked(settings.shows_mistakes)
        self.steps.setVisible(not settings.shows_mistakes)
        self.mistakes.setVisible(settings.shows_mistakes)
        if settings.shows_mistakes:
            self.mistakes.show_answer(answer, settings)
        else:
            is_stale = not is_lesson_current(state)
            shown = self._stepped(answer, settings)
            self.steps.show_steps(shown, settings, is_stale=is_stale)

    def _stepped(self, answer: StepsAnswer | None, settings: StepsSettings) -> Stepped | None:
        """Computed anew only where something of it is new: a pointer that moves costs nothing."""
        if answer is None:
            return None
        if self._known is None or self._known[0] is not answer or self._known[1] != settings:
            self._known = (answer, settings, stepped(answer, settings))
        return self._known[2]

    def _put_in_front(self, *, mistakes: bool) -> None:
        self.acted.emit(LessonChanged(replace(self._settings, shows_mistakes=mistakes)))
