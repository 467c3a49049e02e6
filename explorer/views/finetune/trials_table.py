"""`TrialsTable`: one trial a row; a click on a head sorts."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QWidget

from explorer.records.tuning import SearchStarted
from explorer.state.finetune.page import Finetune
from explorer.state.finetune.trials import METRIC, NUMBER, SECONDS, STATUS, in_order, varied, worth
from explorer.state.tuning import TrialState, best_epoch
from explorer.views.finetune.words import Words, said
from explorer.views.look.theme import SPACE, number_font
from explorer.views.text.labels import duration
from explorer.views.widgets.messages import told
from explorer.views.widgets.row_table import Column, Row, RowTable


class TrialsTable(RowTable):
    """Signals (GUI thread): `chosen(id)`, the trial's number; `sorted_by(name)`."""

    sorted_by = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = Words(self)
        self._plan: SearchStarted | None = None
        self._names: tuple[str, ...] = ()  # what each column is sorted by
        self.setAccessibleName(self.tr("Trials"))
        self.head_clicked.connect(lambda column: self.sorted_by.emit(self._names[column]))

    def show_page(self, page: Finetune) -> None:
        plan = page.search.plan
        if plan is None:
            self.show_rows([], "")
            return
        if plan != self._plan:
            self._show_heads(plan)
        best = best_epoch(page.search)
        best_trial = None if best is None else best.trial
        rows = [self._row(trial, plan, best_trial) for trial in in_order(page.search, page.sorting)]
        self.show_rows(rows, "" if page.trial is None else str(page.trial))
        by, is_down = page.sorting
        if by in self._names:
            self.show_sorted(self._names.index(by), is_down=is_down)

    def _show_heads(self, plan: SearchStarted) -> None:
        self._plan = plan
        names = varied(plan)
        self._names = (NUMBER, *names, METRIC, SECONDS, STATUS)
        heads = [self.tr("Trial"), *(self._words.parameter(name) for name in names)]
        heads += [self._words.metric(plan.metric), self.tr("Time")]
        columns = [Column(head, self._width(head), is_number=True) for head in heads]
        self.set_columns([*columns, Column(self.tr("State"))])

    def _width(self, head: str) -> int:
        """Room for a head with its arrow, and for the best number with its star."""
        number = QFontMetrics(number_font(self)).horizontalAdvance("★ 0.0000")
        return max(self.fontMetrics().horizontalAdvance(f"{head} ↓"), number) + 2 * SPACE + 4

    def _row(self, trial: TrialState, plan: SearchStarted, best: int | None) -> Row:
        value = worth(trial, plan)
        mark = "★ " if trial.number == best else ""
        known = "–" if value is None else f"{mark}{value:.4f}"
        state = self._words.status(trial.status)
        if trial.status == "running":
            n_done = len(trial.epochs)
            words = self.tr("{state}, epoch {n} of {epochs}")
            n = min(n_done + 1, plan.epochs)
            state = words.format(state=state, n=n, epochs=plan.epochs)
        if trial.reason:
            state = f"{state}: {told(trial.reason)}"
        time = duration(trial.seconds) if trial.seconds else ""
        values = (said(trial.parameters[name]) for name in varied(plan))
        cells = (str(trial.number), *values, known, time, state)
        return Row(str(trial.number), cells, spoken=(*[""] * (len(cells) - 1), state))
