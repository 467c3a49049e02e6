"""`LearningCurves`: the loss of every trial while it learns, and what it is worth after each epoch.

Imports pyqtgraph, which takes 0.4 s: the page imports this module when a search is first shown.
"""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from explorer.records.tuning import SearchStarted
from explorer.state.finetune.page import Finetune
from explorer.state.tuning import TrialState, best_epoch
from explorer.views.finetune.words import Words
from explorer.views.look.theme import LIGHT, SPACE, Theme, number_font, theme_of

Points = tuple[tuple[float, float], ...]


class Plot(pg.PlotWidget):  # type: ignore[misc]
    """One line a trial over the epochs: quiet, but for the chosen trial's and the best one's."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: dict[int, pg.PlotDataItem] = {}
        self._points: dict[int, Points] = {}
        self._chosen: int | None = None
        self._best: int | None = None
        self.setFrameShape(self.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMouseEnabled(x=False, y=False)
        self.setMenuEnabled(False)
        self.hideButtons()
        self.setMinimumHeight(110)
        self.getPlotItem().setContentsMargins(0, SPACE, SPACE, 0)  # or the outer numbers are cut
        self._theme = LIGHT

    def show_points(self, points: dict[int, Points], chosen: int | None, best: int | None) -> None:
        is_other = (chosen, best) != (self._chosen, self._best)
        self._chosen, self._best = chosen, best
        for number in set(self.lines) - set(points):
            self.removeItem(self.lines.pop(number))
            self._points.pop(number, None)
        for number, line in points.items():
            if number not in self.lines:
                self.lines[number] = self.plot()
                is_other = True
            if line != self._points.get(number):
                self._points[number] = line
                xs, ys = [x for x, _y in line], [y for _x, y in line]
                self.lines[number].setData(xs, ys, symbol="o" if len(line) == 1 else None)
        if is_other:
            self._colour()

    def wear(self, theme: Theme) -> None:
        """pyqtgraph gives a plot a palette of its own, so that it cannot know what it wears."""
        self._theme = theme
        self.setBackground(None)
        for name in ("left", "bottom"):
            axis = self.getAxis(name)
            axis.setPen(theme.colour("line"))
            axis.setTextPen(theme.colour("muted"))
            axis.setTickFont(number_font(self, scale=0.85))
        self.getAxis("left").setWidth(48)
        self._colour()

    def _colour(self) -> None:
        theme = self._theme
        quiet = theme.colour("muted")
        quiet.setAlpha(90)
        for number, line in self.lines.items():
            is_chosen, is_best = number == self._chosen, number == self._best
            colour = theme.colour("beside_accent") if is_best else quiet
            colour = theme.colour("accent") if is_chosen else colour
            line.setPen(colour, width=2.5 if is_chosen else 2 if is_best else 1)
            line.setSymbolBrush(colour)
            line.setSymbolPen(None)
            line.setZValue(2 if is_chosen else 1 if is_best else 0)


class LearningCurves(QWidget):
    """Two plots, one above the other, over the same epochs."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = Words(self)
        self.loss_plot, self.metric_plot = Plot(), Plot()
        self.metric_plot.setXLink(self.loss_plot)
        self.metric_caption = QLabel()
        self.key = QLabel(self.tr("blue: the chosen trial · orange: the best one"))
        captions = (QLabel(self.tr("Loss while learning, by epoch")), self.metric_caption)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE // 2)
        for caption, plot in zip(captions, (self.loss_plot, self.metric_plot), strict=True):
            caption.setForegroundRole(QPalette.ColorRole.PlaceholderText)
            column.addWidget(caption)
            column.addWidget(plot, 1)
        self.key.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        column.addWidget(self.key)
        for plot in (self.loss_plot, self.metric_plot):
            plot.wear(theme_of(self))
        self.setAccessibleName(self.tr("Learning curves"))

    def show_page(self, page: Finetune) -> None:
        plan = page.search.plan
        if plan is None:
            return
        best = best_epoch(page.search)
        best_trial = None if best is None else best.trial
        trials = page.search.trials
        losses = {trial.number: trial.curve for trial in trials if trial.curve}
        values = {trial.number: _values(trial, plan) for trial in trials if trial.epochs}
        self.loss_plot.setXRange(0, plan.epochs, padding=0.02)
        self.loss_plot.show_points(losses, page.trial, best_trial)
        self.metric_plot.show_points(values, page.trial, best_trial)
        name = self._words.metric(plan.metric)
        self.metric_caption.setText(self.tr("Held out: {metric}, by epoch").format(metric=name))
        self.setAccessibleDescription(self._spoken(page, values))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            for plot in (self.loss_plot, self.metric_plot):
                plot.wear(theme_of(self))
        super().changeEvent(event)

    def _spoken(self, page: Finetune, values: dict[int, Points]) -> str:
        chosen = values.get(page.trial, ()) if page.trial is not None else ()
        return ", ".join(f"{x:.0f} → {y:.4f}" for x, y in chosen)


def _values(trial: TrialState, plan: SearchStarted) -> Points:
    return tuple((float(e.epoch), e.metrics[plan.metric]) for e in trial.epochs)
