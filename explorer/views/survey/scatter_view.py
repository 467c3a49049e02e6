"""`ScatterView`: two statistics of every head against each other.

Imports pyqtgraph, which takes 0.4 s: the page of the survey imports this module when it is opened.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QVBoxLayout, QWidget

from explorer.records import HeadRef
from explorer.state.actions.survey import SurveyLookChanged
from explorer.state.model import AppState
from explorer.views.heads.statistic_words import StatisticWords
from explorer.views.look.colour_table import colour_table
from explorer.views.look.theme import number_font, theme_of
from explorer.views.survey.levels import levels
from explorer.views.text.labels import head_name

DOT, CHOSEN = 9, 15  # pixels


class ScatterView(QWidget):
    """A dot a head, coloured as in the grid; a click chooses it. The grid does the same by keys.

    Signals (GUI thread): `acted(action)`.
    """

    acted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = AppState()
        self._words = StatisticWords(self)
        self.plot = pg.PlotWidget(self)
        self.dots = pg.ScatterPlotItem(size=DOT, hoverable=True, tip=self._tip)
        self.dots.sigClicked.connect(self._clicked)
        self.ring = pg.ScatterPlotItem(size=CHOSEN)
        self.plot.addItem(self.dots)
        self.plot.addItem(self.ring)
        self.plot.setFrameShape(self.plot.Shape.NoFrame)
        self.plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.plot.setMouseEnabled(x=False, y=False)
        self.plot.setMenuEnabled(False)
        self.plot.hideButtons()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.plot)
        self.setAccessibleName(self.tr("Heads by two statistics"))
        self.setMinimumSize(240, 200)
        self._follow_theme()

    def show_state(self, state: AppState) -> None:
        old, self._state = self._state, state
        if state.survey is not old.survey or state.colormap != old.colormap:
            self._draw()

    def _places(self) -> tuple[Any, Any, Any]:
        """(head,) of those that have both statistics: their (layer, head), and where they stand."""
        survey = self._state.survey
        if survey.result is None:
            return np.zeros((0, 2), dtype=int), np.zeros(0), np.zeros(0)
        x, y = survey.result.of(survey.look.across), survey.result.of(survey.look.up)
        known = np.isfinite(x) & np.isfinite(y)
        return np.argwhere(known), x[known], y[known]

    def _draw(self) -> None:
        heads, x, y = self._places()
        look, theme = self._state.survey.look, theme_of(self)
        edge = pg.mkPen(theme.colour("muted"), width=0.5)
        self.dots.setData(x, y, data=heads.tolist(), brush=self._brushes(heads), pen=edge)
        chosen = (heads == [look.layer, look.head]).all(axis=1)
        self.ring.setData(
            x[chosen], y[chosen], brush=None, pen=pg.mkPen(theme.colour("accent"), width=2)
        )
        for side, name in (("bottom", look.across), ("left", look.up)):
            self.plot.getAxis(side).setLabel(self._words.name(name))
        said = self.tr("{n} heads: {across} across, {up} up")
        self.setAccessibleDescription(
            said.format(
                n=len(heads), across=self._words.name(look.across), up=self._words.name(look.up)
            )
        )

    def _brushes(self, heads: Any) -> list[Any]:
        """The colours that these heads have in the grid."""
        result = self._state.survey.result
        if result is None:
            return []
        table = colour_table(self._state.colormap, is_dark=theme_of(self).is_dark)
        of_head = levels(result.of(self._state.survey.look.colour))
        return [pg.mkBrush(QColor.fromRgba(table[of_head[layer, head]])) for layer, head in heads]

    def _tip(self, x: float, y: float, data: list[int]) -> str:
        """What stands beside a dot under the pointer."""
        look, result = self._state.survey.look, self._state.survey.result
        head = HeadRef(data[0], data[1], result.site if result else "self")
        named = (self._words.named(look.across, x), self._words.named(look.up, y))
        return "\n".join((head_name(head), *named))

    def _clicked(self, _dots: object, points: Any, *_: object) -> None:
        if len(points):
            layer, head = points[0].data()
            look = replace(self._state.survey.look, layer=layer, head=head)
            self.acted.emit(SurveyLookChanged(look))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._follow_theme()
            self._draw()
        super().changeEvent(event)

    def _follow_theme(self) -> None:
        theme = theme_of(self)
        self.plot.setBackground(None)
        for side in ("bottom", "left"):
            axis = self.plot.getAxis(side)
            axis.setPen(theme.colour("line"))
            axis.setTextPen(theme.colour("muted"))
            axis.setTickFont(number_font(self, scale=0.85))
            axis.enableAutoSIPrefix(False)  # 0.5, not 500 (×0.001)
