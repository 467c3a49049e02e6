"""`TrialRow`: the trial that is chosen in the table, in words, and a way to end it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QWidget

from explorer.state.actions.finetune import SearchStopped
from explorer.state.finetune.page import Finetune
from explorer.state.tuning import TrialState
from explorer.views.finetune.words import Words, said
from explorer.views.look.theme import SPACE
from explorer.views.widgets.buttons import QuietButton
from explorer.views.widgets.messages import Message, told


class TrialRow(QWidget):
    """Signals (GUI thread): `acted(action)`: SearchStopped."""

    acted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._trial: int | None = None
        self._words = Words(self)
        self.message = Message(QPalette.ColorRole.PlaceholderText)
        self.stop_button = QuietButton()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        row.addWidget(self.message, 1)
        row.addWidget(self.stop_button)
        self.stop_button.clicked.connect(lambda: self.acted.emit(SearchStopped(self._trial)))

    def show_page(self, page: Finetune) -> None:
        trials = page.search.trials
        self._trial = page.trial
        trial = trials[page.trial] if page.trial is not None and page.trial < len(trials) else None
        hint = self.tr("Choose a trial to see its curves and what it was.") if trials else ""
        self.message.show_message(hint if trial is None else self._described(trial))
        can_stop = trial is not None and not trial.is_over and page.is_running
        self.stop_button.setVisible(can_stop)
        self.stop_button.setText(self.tr("Stop trial {n}").format(n=page.trial))

    def _described(self, trial: TrialState) -> str:
        parts = [f"{self._words.parameter(name)} {said(v)}" for name, v in trial.parameters.items()]
        if trial.epochs:
            last = trial.epochs[-1]
            values = (f"{self._words.metric(n)} {v:.4f}" for n, v in last.metrics.items())
            words = self.tr("after epoch {n}: {values}")
            parts.append(words.format(n=last.epoch, values=", ".join(values)))
        status = self._words.status(trial.status)
        words = self.tr("Trial {n}, {status}: {parts}")
        described = words.format(n=trial.number, status=status, parts=" · ".join(parts))
        return f"{described}. {told(trial.reason)}" if trial.reason else described
