"""`SetupPage`: the form of a search, and what it means for the chosen data."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from explorer.state.actions import finetune as happened
from explorer.state.finetune.estimate import BUSY
from explorer.state.finetune.form import SearchForm
from explorer.state.model import AppState
from explorer.views.finetune.data_fields import DataFields
from explorer.views.finetune.preview_view import PreviewView
from explorer.views.finetune.space_fields import SpaceFields
from explorer.views.look.theme import SPACE
from explorer.views.text.labels import duration
from explorer.views.widgets.buttons import QuietButton
from explorer.views.widgets.cluster_fields import ClusterFields
from explorer.views.widgets.kept_in import KeptIn
from explorer.views.widgets.messages import ElidedLabel, Message, told
from explorer.views.widgets.scrolled import scrolled

FORM_WIDTH = 440


class SetupPage(QWidget):
    """The form left, the preview right, and below them what will be run.

    Signals (GUI thread): `acted(action)`.
    """

    acted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._form = SearchForm()
        self.data = DataFields()
        self.space = SpaceFields()
        self.cluster = ClusterFields(self.tr("Checkpoints kept in"))
        self.preview = PreviewView()
        self.problem = Message(QPalette.ColorRole.BrightText)
        self.plan = ElidedLabel()
        self.kept_in = KeptIn(self.tr("Folder for searches"), self.tr("your searches"))
        self.start_button = QuietButton(self.tr("Start the search"), kind="filled")
        self._lay_out()
        for fields in (self.data, self.space):
            fields.changed.connect(lambda form: self.acted.emit(happened.FormChanged(form)))
        self.space.loaded.connect(lambda path: self.acted.emit(happened.SpaceLoaded(path)))
        self.space.saved.connect(lambda path: self.acted.emit(happened.SpaceSaved(path)))
        self.cluster.changed.connect(lambda cluster: self._change(cluster=cluster))
        self.kept_in.chosen.connect(lambda parent: self._change(parent=parent))
        self.start_button.clicked.connect(lambda: self.acted.emit(happened.SearchAsked()))

    def _lay_out(self) -> None:
        form = QWidget()
        inside = QVBoxLayout(form)
        inside.setContentsMargins(0, 0, 2 * SPACE, SPACE)
        inside.setSpacing(2 * SPACE)
        inside.addWidget(self.data)
        inside.addWidget(self.space)
        inside.addWidget(self.cluster)
        inside.addStretch(1)
        left = scrolled(form, self.tr("What is searched for"))
        left.setFixedWidth(FORM_WIDTH)
        middle = QHBoxLayout()
        middle.setSpacing(2 * SPACE)
        middle.addWidget(left)
        middle.addWidget(scrolled(self.preview, self.tr("The chosen data")), 1)
        below = QHBoxLayout()
        below.setSpacing(SPACE)
        below.addWidget(self.plan, 1)
        below.addWidget(self.kept_in)
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
        self.problem.show_message(told(page.problem))
        self.plan.setText(self._planned(state))
        self.cluster.show_form(form.cluster)
        self.kept_in.show_folder(form.parent)
        is_ready = self._is_read(state) and not form.cluster.problem
        self.start_button.setEnabled(is_ready and not page.is_starting)

    def _planned(self, state: AppState) -> str:
        form = state.finetune.form
        words = self.tr("Trials: {n} · epochs of each: {epochs}")
        said = words.format(n=f"{form.n_trials:,}", epochs=form.epochs)
        seconds = state.finetune.seconds_estimated
        if seconds is None:
            is_measured = self._is_read(state) and not form.cluster.address.strip()
            return f"{said} · {self.tr('measuring how long that takes …')}" if is_measured else said
        busyness = state.finetune.busyness
        words = self.tr("about {time} on this machine")
        if form.search == "asha":
            words = self.tr("at most {time} on this machine")
        elif busyness >= BUSY:
            words = self.tr("about {least} on this machine, {time} while it is as busy as now")
        times = {"time": duration(seconds), "least": duration(seconds / busyness)}
        return f"{said} · {words.format(**times)}"

    def _is_read(self, state: AppState) -> bool:
        """What the form names was found good."""
        preview = state.finetune.preview
        is_known = state.finetune.missing_preview(state.open_source) is None
        return is_known and preview is not None and preview.read is not None

    def _change(self, **changes: Any) -> None:
        self.acted.emit(happened.FormChanged(replace(self._form, **changes)))
