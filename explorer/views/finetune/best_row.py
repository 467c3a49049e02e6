"""`BestRow`: the best trial so far, and once the search has ended, what its model can do."""

from __future__ import annotations

from pathlib import PurePath

from PySide6.QtCore import Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QWidget

from explorer.records import LoadRequest
from explorer.state.actions import ModelRequested, PageOpened
from explorer.state.actions.lessons import LessonChanged, LessonOpened
from explorer.state.finetune.page import Finetune
from explorer.state.finetune.trials import varied
from explorer.state.lessons.compare import CompareSettings
from explorer.state.tuning import best_epoch
from explorer.views.finetune.words import Words, said
from explorer.views.look.theme import SPACE
from explorer.views.widgets.buttons import QuietButton
from explorer.views.widgets.messages import Message


class BestRow(QWidget):
    """Signals (GUI thread): `acted(action)`."""

    acted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._page = Finetune()
        self._words = Words(self)
        self.message = Message(QPalette.ColorRole.WindowText)
        self.open_button = QuietButton(self.tr("Open in the explorer"), kind="filled")
        self.compare_button = QuietButton(self.tr("Compare with its base"), kind="link")
        self.compare_button.setToolTip(
            self.tr("The same sentence, and the held-out part, before and after")
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        row.addWidget(self.message, 1)
        row.addWidget(self.compare_button)
        row.addWidget(self.open_button)
        self.open_button.clicked.connect(self._open)
        self.compare_button.clicked.connect(self._compare)

    def show_page(self, page: Finetune) -> None:
        self._page = page
        self.message.show_message(self._best(page))
        for button in (self.open_button, self.compare_button):
            button.setVisible(bool(page.best_model))
        self.setVisible(best_epoch(page.search) is not None)

    def _best(self, page: Finetune) -> str:
        plan, best = page.search.plan, best_epoch(page.search)
        if plan is None or best is None:
            return ""
        values = ", ".join(
            f"{self._words.metric(name)} {value:.4f}" for name, value in best.metrics.items()
        )
        words = self.tr("★ Best: trial {trial} after epoch {epoch}: {values}")
        told = words.format(trial=best.trial, epoch=best.epoch, values=values)
        parameters = plan.trials[best.trial]
        chosen = (f"{self._words.parameter(n)} {said(parameters[n])}" for n in varied(plan))
        return " · ".join([told, *chosen])

    def _open(self) -> None:
        self.acted.emit(ModelRequested(LoadRequest(self._page.best_model)))
        self.acted.emit(PageOpened("explore"))

    def _compare(self) -> None:
        """The held-out part lies beside the model, in the folder of the search."""
        plan = self._page.search.plan
        data = str(PurePath(self._page.folder) / "held-out.tsv")
        # Named, since a base on the hub is fetched only when it is chosen; as here.
        settings = CompareSettings(before=plan.base_source if plan is not None else "", data=data)
        self.acted.emit(ModelRequested(LoadRequest(self._page.best_model)))
        self.acted.emit(LessonChanged(settings))
        self.acted.emit(LessonOpened("compare"))
