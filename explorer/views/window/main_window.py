"""`MainWindow`: puts the views into one window and hands them each new state."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QByteArray, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QCloseEvent,
    QGuiApplication,
    QPaintEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from explorer.state.model import AppState, Page
from explorer.views.finetune.finetune_view import FinetuneView
from explorer.views.lessons.lessons_view import LessonsView
from explorer.views.look.theme import SPACE, THEMES, palette_of, system_theme
from explorer.views.models.model_picker import ModelPicker
from explorer.views.survey.survey_view import SurveyView
from explorer.views.text.search_bar import SearchBar
from explorer.views.text.text_panel import TextPanel
from explorer.views.text.token_strip import TokenStrip
from explorer.views.widgets.buttons import QuietButton
from explorer.views.window.explore_page import ExplorePage
from explorer.views.window.page_switch import PageSwitch
from explorer.views.window.problem_bar import ProblemBar
from explorer.views.window.session import Layout
from explorer.views.window.status_line import StatusLine
from explorer.views.window.view import View
from explorer.views.window.window_commands import WindowCommands

PAGES: tuple[Page, ...] = ("explore", "lessons", "survey", "finetune")  # as they are stacked


class MainWindow(QMainWindow):
    """Signals (GUI thread):
    acted(action): whatever a view or a command did.
    painted(): it has been painted for the first time.
    closed(): the window is closing; it is still there.
    """

    acted = Signal(object)
    painted = Signal()
    closed = Signal()

    def __init__(
        self, builtin_models: Sequence[str], *, layout: Layout, theme: str | None = None
    ) -> None:
        super().__init__()
        self._is_painted = False
        self.model_picker = ModelPicker(builtin_models)
        self.page_switch = PageSwitch()
        self.problem_bar = ProblemBar()
        self.text_panel = TextPanel()
        self.token_strip = TokenStrip()
        self.search_bar = SearchBar()
        self.explore = ExplorePage()
        self.lessons = LessonsView()
        self.survey = SurveyView()
        self.finetune = FinetuneView()
        self.status_line = StatusLine()
        self._views: tuple[View, ...] = (
            self.model_picker,
            self.page_switch,
            self.problem_bar,
            self.text_panel,
            self.token_strip,
            self.search_bar,
            self.explore,
            self.lessons,
            self.survey,
            self.finetune,
        )
        self._arrange()
        self.commands = WindowCommands(self)
        self.commands.acted.connect(self.acted)
        self._fill_top_row()
        for view in self._views:
            view.acted.connect(self.acted)
        self._restore(layout)
        self._chosen_theme = layout.theme  # what the next window wears too
        self._wear(theme or layout.theme)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow_system)
        # From the text down and then from left to right, as one reads the window.
        QWidget.setTabOrder(self.token_strip, self.search_bar.field)
        QWidget.setTabOrder(self.search_bar.close_button, self.explore.overview)
        self.text_panel.field.setFocus()

    # ---- state -----------------------------------------------------------------------------------

    def show_change(self, _old: AppState, new: AppState) -> None:
        """Hand the new state to every view; each redraws only what differs."""
        for view in self._views:
            view.show_state(new)
        self.status_line.show_state(new)
        self.commands.show_state(new)
        self._show_page(new)
        title = new.model.name if new.model else ""
        self.setWindowTitle(f"{title} — Attention Explorer" if title else "Attention Explorer")

    def _show_page(self, state: AppState) -> None:
        """Explore, a survey, a search or a lesson; what has texts of its own needs no other."""
        self._pages.setCurrentIndex(PAGES.index(state.page))
        lesson = self.lessons.page if state.page == "lessons" else None
        reads_document = lesson.reads_document if lesson else state.page == "explore"
        for widget in (self.text_panel, self.token_strip):
            widget.setVisible(reads_document)

    def layout_now(self) -> Layout:
        """What the next window starts with."""
        return Layout(self.saveGeometry(), self.explore.arrangement(), self._chosen_theme)

    def wear(self, name: str) -> None:
        """Put on `light`, `dark`, or whichever the system wears, and remember it."""
        self._chosen_theme = name
        self._wear(name)

    def _wear(self, name: str) -> None:
        self._theme_name = name
        theme = system_theme() if name == "system" else THEMES[name]
        QApplication.setPalette(palette_of(theme))
        self.commands.registry.check_theme(name)

    @Slot()
    def _follow_system(self) -> None:
        if self._theme_name == "system":
            self.wear("system")

    def focus_text(self) -> None:
        """The cursor goes to the end of the text, where typing goes on."""
        self.text_panel.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._is_painted:
            self._is_painted = True
            # Queued behind the paints of the views, which are part of the first picture.
            QTimer.singleShot(0, self.painted.emit)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.hide()  # at once, however long the model thread takes to end
        self.closed.emit()
        super().closeEvent(event)

    # ---- arrangement -----------------------------------------------------------------------------

    def _arrange(self) -> None:
        """The text above, the pages below."""
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head())
        self._pages = QStackedWidget()
        for front in (self.explore, self.lessons, self.survey, self.finetune):
            self._pages.addWidget(front)
        column.addWidget(self._pages, 1)
        column.addWidget(self.status_line)
        self.setCentralWidget(page)

    def _head(self) -> QWidget:
        """Everything above the panels: model and commands, messages, text, tokens."""
        head = QWidget()
        column = QVBoxLayout(head)
        column.setContentsMargins(SPACE * 2, SPACE, SPACE * 2, SPACE)
        column.setSpacing(SPACE)
        self.top_row = QHBoxLayout()
        self.top_row.setSpacing(SPACE)
        self.top_row.addWidget(self.model_picker)
        self.top_row.addStretch(1)
        self.top_row.addWidget(self.page_switch)
        self.top_row.addStretch(1)
        column.addLayout(self.top_row)
        for widget in (self.problem_bar, self.text_panel, self.token_strip):
            column.addWidget(widget)
        column.addWidget(self.search_bar, 0, Qt.AlignmentFlag.AlignRight)
        return head

    def _fill_top_row(self) -> None:
        does = self.commands.registry
        panels = [panel.toggleViewAction() for panel in self.explore.panels]
        does.fill_menu_bar(self.menuBar(), panels)
        before: QWidget = self.page_switch.finetune
        for action, text in (
            (does.export, self.tr("Export")),
            (does.find_action, self.tr("Find an action")),
        ):
            button = QuietButton(text)
            button.setToolTip(action.toolTip())
            button.clicked.connect(action.trigger)
            self.top_row.addWidget(button)
            QWidget.setTabOrder(before, button)
            before = button

    def _restore(self, layout: Layout) -> None:
        if layout.geometry == QByteArray() or not self.restoreGeometry(layout.geometry):
            self._choose_size()
        self.explore.restore(layout.panels)

    def _choose_size(self) -> None:
        room = self.screen().availableSize()
        self.resize(min(1440, room.width() * 9 // 10), min(900, room.height() * 9 // 10))
