"""`HeadGrid`: the heads of a survey as squares, coloured by a statistic."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from explorer.records import HeadRef, SurveyResult
from explorer.state.actions.survey import SurveyLookChanged
from explorer.state.model import AppState
from explorer.views.heads.statistic_words import StatisticWords
from explorer.views.look.colour_table import colour_table
from explorer.views.look.theme import SPACE, number_font, theme_of
from explorer.views.survey.levels import levels
from explorer.views.text.labels import head_name

LEGEND = 10  # pixels of the bar of colours
LARGEST, SMALLEST = 64, 9  # pixels of a square and its gap

_STEPS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}


class HeadGrid(QWidget):
    """Layers down, heads across; a click or the arrow keys choose one.

    Signals (GUI thread): `acted(action)`.
    """

    acted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = AppState()
        self._words = StatisticWords(self)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Heads of the survey"))
        self.setMinimumWidth(200)

    def sizeHint(self) -> QSize:
        return QSize(320, 280)

    # ---- state -----------------------------------------------------------------------------------

    def show_state(self, state: AppState) -> None:
        old, self._state = self._state, state
        if state.survey is not old.survey or state.colormap != old.colormap:
            self._describe()
            self._bound_height()
            self.update()

    @property
    def _result(self) -> SurveyResult | None:
        return self._state.survey.result

    def _values(self) -> NDArray[np.float64]:
        """(layer, head)."""
        if self._result is None:
            return np.zeros((0, 0))
        return self._result.of(self._state.survey.look.colour)

    def _describe(self) -> None:
        head = self._state.survey.head
        if self._result is not None and head is not None:
            self.setAccessibleDescription(self._label_of(head))

    def _label_of(self, head: HeadRef) -> str:
        """The name of a head, what it mostly does, and its numbers."""
        assert self._result is not None
        values = self._result.statistics.at(head)
        colour = self._state.survey.look.colour
        named = self._words.named(colour, values[colour]) if colour in values else ""
        lines = (head_name(head), self._words.sentence(values), named)
        return "\n".join(filter(None, lines))

    # ---- places ----------------------------------------------------------------------------------

    def _origin(self) -> QPointF:
        """Of the squares: names of layers stand left of them, numbers of heads above."""
        metrics = QFontMetrics(number_font(self, scale=0.85))
        n_layers = len(self._values())
        return QPointF(
            metrics.horizontalAdvance(f"L{max(n_layers - 1, 0)}") + SPACE, metrics.height() + 4
        )

    def _pitch(self) -> int:
        n_layers, n_heads = self._values().shape
        if not (n_layers and n_heads):
            return LARGEST
        origin, below = self._origin(), self._legend_height() + SPACE
        across = (self.width() - origin.x()) / n_heads
        down = (self.height() - origin.y() - below) / n_layers
        return int(min(max(min(across, down), SMALLEST), LARGEST))

    def _bound_height(self) -> None:
        """What is left of the column belongs to whatever stands below."""
        n_layers, n_heads = self._values().shape
        if n_layers and n_heads:
            pitch = min((self.width() - self._origin().x()) / n_heads, LARGEST)
            squares = max(int(pitch), SMALLEST) * n_layers
            height = int(self._origin().y()) + squares + self._legend_height() + 2 * SPACE
            self.setMaximumHeight(height)

    def _legend_height(self) -> int:
        return LEGEND + QFontMetrics(number_font(self, scale=0.85)).height() + 4

    def _square(self, layer: int, head: int) -> QRect:
        origin, pitch = self._origin(), self._pitch()
        gap = 2 if pitch > 14 else 1
        left, top = int(origin.x()) + head * pitch, int(origin.y()) + layer * pitch
        return QRect(left, top, pitch - gap, pitch - gap)

    def _head_at(self, point: QPointF) -> HeadRef | None:
        values, at = self._values(), (point - self._origin()) / self._pitch()
        layer, head = int(np.floor(at.y())), int(np.floor(at.x()))
        inside = 0 <= layer < values.shape[0] and 0 <= head < values.shape[1]
        if not inside or np.isnan(values[layer, head]) or self._result is None:
            return None
        return HeadRef(layer, head, self._result.site)

    # ---- Qt --------------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        values = self._values()
        if not np.isfinite(values).any():
            return
        theme = theme_of(self)
        table = [QColor.fromRgba(c) for c in colour_table(self._colormap, is_dark=theme.is_dark)]
        low, high = float(np.nanmin(values)), float(np.nanmax(values))
        with QPainter(self) as painter:
            painter.setFont(number_font(self, scale=0.85))
            self._paint_names(painter)
            of_head = levels(values)
            for layer, head in np.argwhere(of_head).tolist():
                painter.fillRect(self._square(layer, head), table[of_head[layer, head]])
            look = self._state.survey.look
            chosen, width = self._square(look.layer, look.head), 3 if self.hasFocus() else 2
            # Beside a dark square the accent alone would be lost.
            for colour, pixels in (("surface", width + 3), ("accent", width)):
                painter.setPen(QPen(theme.colour(colour), pixels))
                painter.drawRect(chosen.adjusted(-1, -1, 1, 1))
            self._paint_legend(painter, table, low, high)

    @property
    def _colormap(self) -> str:
        return self._state.colormap

    def _paint_names(self, painter: QPainter) -> None:
        n_layers, n_heads = self._values().shape
        height, pitch = painter.fontMetrics().height(), self._pitch()
        painter.setPen(theme_of(self).colour("muted"))
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        step = 1 if pitch >= height else -(-height // pitch)
        for layer in range(0, n_layers, step):
            place = self._square(layer, 0)
            row = QRectF(0, place.center().y() - height / 2, self._origin().x(), height)
            painter.drawText(row, middle, f"L{layer}")
        widest = painter.fontMetrics().horizontalAdvance(f"{n_heads - 1}") + 4
        step = max(1, -(-widest // pitch))
        for head in range(0, n_heads, step):
            place = self._square(0, head)
            column = QRectF(place.center().x() - widest, 0, 2 * widest, height)
            painter.drawText(column, Qt.AlignmentFlag.AlignHCenter, str(head))

    def _paint_legend(
        self, painter: QPainter, table: list[QColor], low: float, high: float
    ) -> None:
        """The least and the largest value under a bar of the colours between them."""
        n_layers, n_heads = self._values().shape
        left, top = self._origin().x(), self._square(n_layers - 1, 0).bottom() + SPACE
        width = max(n_heads * self._pitch() - 2, 120)
        for x in range(width):
            colour = table[1 + round(x / max(1, width - 1) * 254)]
            painter.fillRect(QRectF(left + x, top, 1, LEGEND), colour)
        painter.setPen(theme_of(self).colour("muted"))
        row = QRectF(left, top + LEGEND + 2, width, painter.fontMetrics().height())
        name = self._state.survey.look.colour
        painter.drawText(row, Qt.AlignmentFlag.AlignLeft, self._words.number(name, low))
        painter.drawText(row, Qt.AlignmentFlag.AlignRight, self._words.number(name, high))

    def resizeEvent(self, _event: QResizeEvent) -> None:
        self._bound_height()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        head = self._head_at(event.position())
        if head is None:
            QToolTip.hideText()
        else:
            QToolTip.showText(event.globalPosition().toPoint(), self._label_of(head), self)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        head = self._head_at(event.position())
        if head is not None and event.button() == Qt.MouseButton.LeftButton:
            self._choose(head.layer or 0, head.head or 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        n_layers, n_heads = self._values().shape
        if step is None or not n_heads:
            super().keyPressEvent(event)
            return
        look = self._state.survey.look
        self._choose(
            min(max(look.layer + step[0], 0), n_layers - 1),
            min(max(look.head + step[1], 0), n_heads - 1),
        )

    def _choose(self, layer: int, head: int) -> None:
        look = replace(self._state.survey.look, layer=layer, head=head)
        self.acted.emit(SurveyLookChanged(look))
