"""`FinetuneView`: the page on which a model is fine-tuned: a form, and a search to watch."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QPalette
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QVBoxLayout, QWidget

from explorer.state.actions import finetune as happened
from explorer.state.finetune.form import SearchForm
from explorer.state.finetune.page import Side
from explorer.state.model import AppState
from explorer.views.finetune.setup_page import SetupPage
from explorer.views.look.theme import SPACE
from explorer.views.widgets.buttons import QuietButton
from explorer.views.widgets.dropped import dropped_file
from explorer.views.widgets.messages import Message, told
from explorer.views.widgets.rows import tabs_of

if TYPE_CHECKING:
    from explorer.views.finetune.search_page import SearchPage


class FinetuneView(QWidget):
    """Learns of the state while it is in front. A file that is dropped on it is learnt from.

    Signals (GUI thread): `acted(action)`.
    """

    acted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._form = SearchForm()
        self.form_button = QuietButton(self.tr("New search"))
        self.search_button = QuietButton(widest=48 * SPACE)
        self.other_button = QuietButton(self.tr("Open a search…"))
        self.other_button.setToolTip(self.tr("Watch or resume the search of another folder"))
        self.missing = Message(QPalette.ColorRole.WindowText)
        self.setup = SetupPage()
        self.search: SearchPage | None = None  # made when a search is first shown
        self._stack = QStackedWidget()
        self._stack.addWidget(self.setup)
        self._lay_out()
        self.setup.acted.connect(self.acted)
        self.form_button.clicked.connect(lambda: self._turn_to("form"))
        self.search_button.clicked.connect(lambda: self._turn_to("search"))
        self.other_button.clicked.connect(self._choose_folder)
        self.setAcceptDrops(True)

    def _lay_out(self) -> None:
        tabs = tabs_of(self.form_button, self.search_button, other=self.other_button)
        self.missing.setMaximumWidth(90 * SPACE)
        self.missing.setContentsMargins(SPACE, 4 * SPACE, 0, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * SPACE, 0, 2 * SPACE, 0)
        column.setSpacing(SPACE)
        column.addLayout(tabs)
        column.addWidget(self.missing)
        column.addWidget(self._stack, 1)

    def show_state(self, state: AppState) -> None:
        page = state.finetune
        self._form = page.form
        if state.page != "finetune":
            return
        for widget in (self.form_button, self.other_button, self._stack):
            widget.setHidden(bool(page.missing))
        self.search_button.setVisible(bool(page.folder) and not page.missing)
        self.missing.show_message(self._missing(page.missing))
        if page.missing:
            return
        name = PurePath(page.folder).name
        words = self.tr("Search “{name}”")
        self.search_button.setText(words.format(name=name))
        is_search = page.side == "search" and bool(page.folder)
        (self.search_button if is_search else self.form_button).setChecked(True)
        if is_search:
            front = self._search_page()
            self._stack.setCurrentWidget(front)
            front.show_state(state)
        else:
            self._stack.setCurrentWidget(self.setup)
            self.setup.show_state(state)

    def _search_page(self) -> SearchPage:
        if self.search is None:
            from explorer.views.finetune.search_page import SearchPage

            self.search = SearchPage()
            self.search.acted.connect(self.acted)
            self._stack.addWidget(self.search)
        return self.search

    def _missing(self, missing: str) -> str:
        """What this page is, and how to get what it needs."""
        if not missing:
            return ""
        what = self.tr(
            "Here a model learns a task from texts of yours, once for every combination of "
            "parameters that you name, side by side on this machine or on a cluster; then the best "
            "one opens in the explorer, and stands beside what it was before."
        )
        return f"{what}\n\n{told(missing)}"

    # ---- what a person does ---------------------------------------------------------------------

    def _turn_to(self, side: Side) -> None:
        self.acted.emit(happened.FinetuneSideChosen(side))

    def _choose_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.tr("Folder of a search"))
        if folder:
            self.acted.emit(happened.SearchFolderChosen(folder))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_file(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.acted.emit(happened.FinetuneSideChosen("form"))
        self.acted.emit(happened.FormChanged(replace(self._form, data=dropped_file(event))))
