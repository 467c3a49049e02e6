"""`LessonsView`: the list of lessons, the text of the one in front, and its page."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from explorer.records.lessons import LESSONS, LessonName
from explorer.state.actions.lessons import LessonOpened
from explorer.state.model import AppState
from explorer.views.lessons.compare_page import ComparePage
from explorer.views.lessons.lesson_names import LessonNames
from explorer.views.lessons.lesson_page import LessonPage
from explorer.views.lessons.lesson_text import LessonText
from explorer.views.lessons.masking_page import MaskingPage
from explorer.views.lessons.memory_page import MemoryPage
from explorer.views.lessons.permutations_page import PermutationsPage
from explorer.views.lessons.steps_page import StepsPage
from explorer.views.lessons.successors_page import SuccessorsPage
from explorer.views.lessons.transformer_page import TransformerPage
from explorer.views.look.theme import SPACE
from explorer.views.widgets.buttons import QuietButton
from explorer.views.widgets.slim_scroll_bar import SlimScrollBar

PAGES: tuple[type[LessonPage], ...] = (
    StepsPage,
    TransformerPage,
    MaskingPage,
    PermutationsPage,
    MemoryPage,
    SuccessorsPage,
    ComparePage,
)
TEXT_WIDTH = 300


class LessonsView(QWidget):
    """A page is made when its lesson is first opened, and learns of the state while in front.

    Signals (GUI thread): `acted(action)`.
    """

    acted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pages: dict[LessonName, LessonPage] = {}
        self._frames: dict[LessonName, QScrollArea] = {}
        self.buttons: dict[LessonName, QuietButton] = {}
        self.text = LessonText()
        self.text.acted.connect(self.acted)
        self._stack = QStackedWidget()
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self._list_and_text())
        splitter.addWidget(self._stack)
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([TEXT_WIDTH, 4 * TEXT_WIDTH])
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE, 0, SPACE, 0)
        row.addWidget(splitter)

    def _list_and_text(self) -> QWidget:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        names = LessonNames(self)
        group = QButtonGroup(self)
        for name in LESSONS:
            button = QuietButton(names.title(name))
            button.setCheckable(True)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            button.installEventFilter(self)
            button.clicked.connect(lambda _checked, n=name: self.acted.emit(LessonOpened(n)))
            group.addButton(button)
            column.addWidget(button)
            self.buttons[name] = button
        column.addSpacing(2 * SPACE)
        column.addWidget(self.text, 1)
        left.setMinimumWidth(200)
        return left

    @property
    def page(self) -> LessonPage | None:
        """The page in front."""
        front = self._stack.currentWidget()
        return next((self.pages[n] for n, frame in self._frames.items() if frame is front), None)

    def show_state(self, state: AppState) -> None:
        name = state.lesson
        if name is None:
            return
        page = self._page_of(name)
        self._stack.setCurrentWidget(self._frames[name])
        self.buttons[name].setChecked(True)
        self.text.show_lesson(name, state.lessons)
        page.show_state(state)

    def _page_of(self, name: LessonName) -> LessonPage:
        if name not in self.pages:
            page = next(kind for kind in PAGES if kind.name == name)()
            page.acted.connect(self.acted)
            scroll = QScrollArea()
            scroll.setFrameShape(QFrame.Shape.NoFrame)
            scroll.setVerticalScrollBar(SlimScrollBar())
            scroll.setHorizontalScrollBar(SlimScrollBar(orientation=Qt.Orientation.Horizontal))
            scroll.setWidgetResizable(True)
            scroll.setWidget(page)
            scroll.setAccessibleName(self.buttons[name].text())
            self._stack.addWidget(scroll)
            self.pages[name], self._frames[name] = page, scroll
        return self.pages[name]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up and Down walk through the list."""
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            by = step.get(Qt.Key(event.key()))
            buttons: list[QObject] = list(self.buttons.values())
            if by is not None and watched in buttons:
                at = min(max(buttons.index(watched) + by, 0), len(buttons) - 1)
                button = list(self.buttons.values())[at]
                button.setFocus(Qt.FocusReason.TabFocusReason)
                button.click()
                return True
        return super().eventFilter(watched, event)
