"""`SpreadView`: how a statistic of one head is spread over the rows of a corpus."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.records import STATISTICS, bin_edges
from explorer.state.model import AppState
from explorer.views.heads.statistic_words import StatisticWords
from explorer.views.look.theme import SPACE, number_font, theme_of
from explorer.views.text.labels import head_name

HEIGHT = 9 * SPACE  # of the bars


class SpreadView(QWidget):
    """A bar a bin; the line stands at the mean. It emits nothing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = AppState()
        self._words = StatisticWords(self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Spread over the corpus"))

    def sizeHint(self) -> QSize:
        line = QFontMetrics(number_font(self, scale=0.85)).height()
        return QSize(320, HEIGHT + 2 * line + 2 * SPACE)

    def show_state(self, state: AppState) -> None:
        if state.survey is not self._state.survey:
            self._state = state
            self.setAccessibleDescription(self._said())
            self.update()

    def _said(self) -> str:
        """The mean, its deviation, and how many rows they are of."""
        survey = self._state.survey
        if survey.result is None or survey.head is None:
            return ""
        at = survey.look.layer, survey.look.head, STATISTICS.index(survey.look.colour)
        if not survey.result.counts[at]:
            return self.tr("No row of this head has it")
        colour, deviation = survey.look.colour, math.sqrt(survey.result.variance[at])
        said = self.tr("{head} · {statistic} {mean} ± {deviation} over {n} rows")
        return said.format(
            head=head_name(survey.head),
            statistic=self._words.name(colour),
            mean=self._words.number(colour, float(survey.result.mean[at])),
            deviation=self._words.number(colour, deviation),
            n=f"{survey.result.counts[at]:,}",
        )

    def paintEvent(self, _event: QPaintEvent) -> None:
        survey, theme = self._state.survey, theme_of(self)
        if survey.result is None:
            return
        at = survey.look.layer, survey.look.head, STATISTICS.index(survey.look.colour)
        counts, edges = survey.result.histogram[at], bin_edges(survey.look.colour)
        with QPainter(self) as painter:
            line = self.fontMetrics().height()
            painter.setPen(theme.colour("muted"))
            painter.drawText(QRectF(0, 0, self.width(), line), 0, self._elided(self._said()))
            painter.setFont(number_font(self, scale=0.85))
            width, top = self.width() / len(counts), line + SPACE / 2
            shares = counts / max(1, counts.max())
            for place, share in enumerate(shares.tolist()):
                height = max(share * HEIGHT, 1)
                bar = QRectF(place * width, top + HEIGHT - height, width - 1, height)
                painter.fillRect(bar, theme.colour("muted" if share else "line"))
            self._paint_edges(painter, edges, top + HEIGHT + 2)
            x = _place_of(float(survey.result.mean[at]), edges) * self.width()
            if not math.isnan(x):
                painter.fillRect(QRectF(x - 1, top, 2, HEIGHT), theme.colour("accent"))

    def _elided(self, text: str) -> str:
        return self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, self.width())

    def _paint_edges(self, painter: QPainter, edges: tuple[float, ...], top: float) -> None:
        """Every fifth one, the first and last inside the widget."""
        painter.setPen(theme_of(self).colour("muted"))
        n_bins, height = len(edges) - 1, painter.fontMetrics().height()
        for place in range(0, n_bins + 1, 5):
            text = "∞" if math.isinf(edges[place]) else f"{edges[place]:g}"
            width = painter.fontMetrics().horizontalAdvance(text)
            x = min(max(place / n_bins * self.width() - width / 2, 0), self.width() - width)
            painter.drawText(QRectF(x, top, width + 1, height), 0, text)


def _place_of(value: float, edges: tuple[float, ...]) -> float:
    """Where a value stands among bins of one width, from 0 to 1."""
    places = np.arange(len(edges)) / (len(edges) - 1)
    known = [edge for edge in edges if math.isfinite(edge)]
    return float(np.interp(value, known, places[: len(known)]))
