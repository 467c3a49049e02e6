"""`PageSwitch`: Explore | Lessons | Survey | Fine-tune."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QWidget

from explorer.state.actions.finetune import FinetuneOpened
from explorer.state.actions.lessons import LessonOpened
from explorer.state.actions.survey import SurveyPageOpened
from explorer.state.model import AppState
from explorer.views.widgets.buttons import QuietButton


class PageSwitch(QWidget):
    """Signals (GUI thread): `acted(action)`."""

    acted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = AppState()
        self.explore = QuietButton(self.tr("Explore"))
        self.explore.setToolTip(self.tr("Look into any text and any head"))
        self.lessons = QuietButton(self.tr("Lessons"))
        self.lessons.setToolTip(self.tr("How attention works, to touch"))
        self.survey = QuietButton(self.tr("Survey"))
        self.survey.setToolTip(self.tr("What every head does over a whole corpus"))
        self.finetune = QuietButton(self.tr("Fine-tune"))
        self.finetune.setToolTip(self.tr("Let a model learn a task from texts of yours"))
        group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for button in (self.explore, self.lessons, self.survey, self.finetune):
            button.setCheckable(True)
            group.addButton(button)
            row.addWidget(button)
        self.explore.clicked.connect(lambda: self.acted.emit(LessonOpened(None)))
        self.lessons.clicked.connect(self._open_last)
        self.survey.clicked.connect(lambda: self.acted.emit(SurveyPageOpened()))
        self.finetune.clicked.connect(lambda: self.acted.emit(FinetuneOpened()))

    def show_state(self, state: AppState) -> None:
        self._state = state
        explored = self.survey if state.survey.is_open else self.explore
        explored = self.finetune if state.finetune.is_open else explored
        front = explored if state.lessons.page is None else self.lessons
        front.setChecked(True)

    def _open_last(self) -> None:
        self.acted.emit(LessonOpened(self._state.lessons.page or self._state.lessons.last))
