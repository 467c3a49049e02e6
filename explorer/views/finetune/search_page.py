"""`SearchPage`: a search that runs or ran: its trials, their curves, and the best of them."""

from __future__ import annotations

from pathlib import PurePath

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from explorer.state.actions import finetune as happened
from explorer.state.finetune.page import Finetune
from explorer.state.finetune.trials import share_done
from explorer.state.model import AppState
from explorer.state.tuning import SearchState, seconds_left
from explorer.views.finetune.best_row import BestRow
from explorer.views.finetune.learning_curves import LearningCurves
from explorer.views.finetune.trial_row import TrialRow
from explorer.views.finetune.trials_table import TrialsTable
from explorer.views.finetune.words import Words
from explorer.views.look.theme import SPACE
from explorer.views.text.labels import duration
from explorer.views.widgets.buttons import QuietButton
from explorer.views.widgets.messages import ElidedLabel, Message, told
from explorer.views.widgets.progress_line import ProgressLine


class SearchPage(QWidget):
    """Signals (GUI thread): `acted(action)`."""

    acted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = Words(self)
        self.title = ElidedLabel()
        self.status = Message(QPalette.ColorRole.WindowText)
        self.progress = ProgressLine()
        self.problem = Message(QPalette.ColorRole.BrightText)
        self.stop_button = QuietButton(self.tr("Stop all"))
        self.stop_button.setToolTip(self.tr("End the search; what is done is kept"))
        self.resume_button = QuietButton(self.tr("Resume"), kind="filled")
        self.best = BestRow()
        self.table = TrialsTable()
        self.curves = LearningCurves()
        self.trial = TrialRow()
        self._lay_out()
        self.stop_button.clicked.connect(lambda: self.acted.emit(happened.SearchStopped()))
        self.resume_button.clicked.connect(lambda: self.acted.emit(happened.SearchResumed()))
        self.table.chosen.connect(lambda id: self.acted.emit(happened.TrialChosen(int(id))))
        self.table.sorted_by.connect(lambda by: self.acted.emit(happened.TrialsSorted(by)))
        for part in (self.best, self.trial):
            part.acted.connect(self.acted)

    def _lay_out(self) -> None:
        self.title.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        head = QHBoxLayout()
        head.setSpacing(SPACE)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.status)
        words.addWidget(self.title)
        head.addLayout(words, 1)
        head.addWidget(self.stop_button)
        head.addWidget(self.resume_button)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.setHandleWidth(2 * SPACE)
        splitter.addWidget(self.table)
        splitter.addWidget(self.curves)
        splitter.setSizes([800, 400])
        splitter.setStretchFactor(0, 1)
        splitter.setStretchFactor(1, 1)
        keep = splitter.sizePolicy()
        keep.setRetainSizeWhenHidden(True)
        splitter.setSizePolicy(keep)
        self._trials = splitter
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, SPACE)
        column.setSpacing(SPACE)
        column.addLayout(head)
        for part in (self.progress, self.problem, self.best):
            column.addWidget(part)
        column.addWidget(splitter, 1)
        column.addWidget(self.trial)

    def show_state(self, state: AppState) -> None:
        page = state.finetune
        self.title.setText(self._titled(page))
        self.title.setToolTip(page.folder)
        self.status.show_message(self._status(page))
        ended = page.search.ended
        failure = ended.reason if ended is not None and not page.is_running else ""
        self.problem.show_message(told(page.problem or failure))
        is_at_work = page.is_running or page.is_starting
        self.progress.setVisible(is_at_work)
        fraction = None if page.is_starting or not page.search.trials else share_done(page.search)
        self.progress.show_fraction(fraction)
        self.stop_button.setVisible(page.is_running and page.search.plan is not None)
        self.resume_button.setVisible(page.is_resumable)
        self.best.show_page(page)
        self._trials.setVisible(page.search.plan is not None)
        self.table.show_page(page)
        self.curves.show_page(page)
        self.trial.show_page(page)

    def _titled(self, page: Finetune) -> str:
        plan, name = page.search.plan, PurePath(page.folder).name
        if plan is None:
            return name
        words = self.tr("{name} · base model {base} · {search}, {n} trials, {at_once} at once")
        if len(plan.trials) == 1:
            words = self.tr("{name} · base model {base} · {search}, 1 trial")
        return words.format(
            name=name, base=plan.base, search=self._words.search(plan.search),
            n=f"{len(plan.trials):,}", at_once=plan.n_at_once,
        )  # fmt: skip

    def _over(self, search: SearchState) -> str:
        n_over = sum(trial.is_over for trial in search.trials)
        words = self.tr("{n} of {trials} trials are over")
        if len(search.trials) == 1:
            words = self.tr("{n} of 1 trial is over")
        elif n_over == 1:
            words = self.tr("1 of {trials} trials is over")
        return words.format(n=n_over, trials=len(search.trials))

    def _status(self, page: Finetune) -> str:
        search, ended = page.search, page.search.ended
        over = self._over(search)
        if page.is_starting:
            return self.tr("The search is starting: the data are read, then Ray begins …")
        if search.plan is None:
            return self.tr("No trial was begun in this search.")
        if page.is_running:
            left = seconds_left(search)
            if left is None:
                return self.tr("Running: {over}").format(over=over)
            words = self.tr("Running: {over}, about {time} left")
            return words.format(over=over, time=duration(left))
        if ended is None:
            words = self.tr("Interrupted: {over}. Resume goes on where it was.")
            return words.format(over=over)
        words = {
            "done": self.tr("Done in {time}: {over}"),
            "stopped": self.tr("Stopped after {time}: {over}"),
            "interrupted": self.tr("Interrupted after {time}: {over}. Resume goes on."),
            "failed": self.tr("Failed after {time}: {over}"),
        }[ended.end]
        return words.format(time=duration(ended.seconds), over=over)
