"""`PageSwitch`: Explore | Lessons | Survey | Fine-tune."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QWidget

from explorer.state.actions import PageOpened
from explorer.state.model import AppState, Page
from explorer.views.widgets.buttons import QuietButton


class PageSwitch(QWidget):
    """Signals (GUI thread): `acted(action)`."""

    acted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
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
        self._buttons: dict[Page, QuietButton] = {
            "explore": self.explore,
            "lessons": self.lessons,
            "survey": self.survey,
            "finetune": self.finetune,
        }
        for page, button in self._buttons.items():
            button.clicked.connect(partial(self._open, page))

    def show_state(self, state: AppState) -> None:
        self._buttons[state.page].setChecked(True)

    def _open(self, page: Page, _checked: bool = False) -> None:
        self.acted.emit(PageOpened(page))
