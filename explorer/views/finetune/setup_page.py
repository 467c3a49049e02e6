"""`SetupPage`: the form of a search, and what it means for the chosen data."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from explorer.state.actions import finetune as happened
from explorer.state.finetune.form import SearchForm
from explorer.state.model import AppState
from explorer.views.finetune.data_fields import DataFields
from explorer.views.finetune.preview_view import PreviewView
from explorer.views.finetune.space_fields import SpaceFields
from explorer.views.finetune.words import Words
from explorer.views.look.theme import SPACE
from explorer.views.widgets.buttons import QuietButton
from explorer.views.widgets.messages import ElidedLabel, Message
from explorer.views.widgets.slim_scroll_bar import SlimScrollBar

FORM_WIDTH = 440


class SetupPage(QWidget):
    """The form left, the preview right, and below them what will be run.

    Signals (GUI thread): `acted(action)`.
    """

    acted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._form = SearchForm()
        self._words = Words(self)
        self.data = DataFields()
        self.space = SpaceFields()
        self.preview = PreviewView()
        self.problem = Message(QPalette.ColorRole.BrightText)
        self.plan = ElidedLabel()
        self.folder_button = QuietButton(widest=FORM_WIDTH)
        self.start_button = QuietButton(self.tr("Start the search"), kind="filled")
        self._lay_out()
        for fields in (self.data, self.space):
            fields.changed.connect(lambda form: self.acted.emit(happened.FormChanged(form)))
        self.space.loaded.connect(lambda path: self.acted.emit(happened.SpaceLoaded(path)))
        self.space.saved.connect(lambda path: self.acted.emit(happened.SpaceSaved(path)))
        self.folder_button.clicked.connect(self._choose_parent)
        self.start_button.clicked.connect(lambda: self.acted.emit(happened.SearchAsked()))

    def _lay_out(self) -> None:
        form = QWidget()
        inside = QVBoxLayout(form)
        inside.setContentsMargins(0, 0, 2 * SPACE, SPACE)
        inside.setSpacing(2 * SPACE)
        inside.addWidget(self.data)
        inside.addWidget(self.space)
        inside.addStretch(1)
        left = _scrolled(form, self.tr("What is searched for"))
        left.setFixedWidth(FORM_WIDTH)
        middle = QHBoxLayout()
        middle.setSpacing(2 * SPACE)
        middle.addWidget(left)
        middle.addWidget(_scrolled(self.preview, self.tr("The chosen data")), 1)
        below = QHBoxLayout()
        below.setSpacing(SPACE)
        below.addWidget(self.plan, 1)
        below.addWidget(self.folder_button)
        below.addWidget(self.start_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, SPACE)
        column.setSpacing(SPACE)
        column.addLayout(middle, 1)
        column.addWidget(self.problem)
        column.addLayout(below)

    def show_state(self, state: AppState) -> None:
        page = state.finetune
        form = self._form = page.form
        self.data.show_state(state)
        self.space.show_form(form)
        self.preview.show_state(state)
        self.problem.show_message(page.problem)
        self.plan.setText(self._planned(state))
        parent = form.parent.replace("\\", "/").rstrip("/").rpartition("/")[2]
        words = self.tr("Kept in: {folder}")
        self.folder_button.setText(words.format(folder=parent or self.tr("your searches")))
        self.folder_button.setToolTip(
            form.parent or self.tr("Each search gets a folder of its own there; click for another")
        )
        self.start_button.setEnabled(self._is_read(state) and not page.is_starting)

    def _planned(self, state: AppState) -> str:
        form = state.finetune.form
        words = self.tr("Trials: {n}, of {epochs} epochs each")
        said = words.format(n=f"{form.n_trials:,}", epochs=form.epochs)
        seconds = state.finetune.seconds_estimated
        if seconds is None:
            is_measured = self._is_read(state)
            return f"{said} · {self.tr('measuring how long that takes …')}" if is_measured else said
        words = self.tr("about {time} on this machine")
        if form.search == "asha":
            words = self.tr("at most {time} on this machine")
        return f"{said} · {words.format(time=self._words.duration(seconds))}"

    def _is_read(self, state: AppState) -> bool:
        """What the form names was found good."""
        preview = state.finetune.preview
        is_known = state.finetune.missing_preview(state.open_source) is None
        return is_known and preview is not None and preview.read is not None

    def _choose_parent(self) -> None:
        parent = QFileDialog.getExistingDirectory(self, self.tr("Folder for searches"))
        if parent:
            self.acted.emit(happened.FormChanged(replace(self._form, parent=parent)))


def _scrolled(part: QWidget, name: str) -> QScrollArea:
    """A low window is not kept from being low by what is in it."""
    scroll = QScrollArea()
    scroll.setFrameShape(QFrame.Shape.NoFrame)
    scroll.setVerticalScrollBar(SlimScrollBar())
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    scroll.setWidgetResizable(True)
    scroll.setWidget(part)
    scroll.setAccessibleName(name)
    return scroll
