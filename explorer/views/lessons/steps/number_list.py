"""`NumberList`: a word, a bar and a number a row, of as many rows as there are."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from explorer.views.lessons.steps.bars import Bars, Columns
from explorer.views.lessons.steps.numbers import number
from explorer.views.look.theme import Theme, number_font, theme_of
from explorer.views.text.labels import readable
from explorer.views.widgets.dimmer import Dimmer
from explorer.views.widgets.slim_scroll_bar import SlimScrollBar

ROW = 24
N_READ_OUT = 20  # rows in the text equivalent


class NumberList(QAbstractScrollArea):
    """Only rows in view are painted. Click, Up and Down choose a row.

    Signals (GUI thread): `chosen(index)`; `pointed(index)`, −1 when no row is pointed at.
    """

    chosen = Signal(int)
    pointed = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bars: Bars | None = None
        self._current = -1
        self._under = -1
        self._longest = 0.0
        self.dimmer = Dimmer(self.viewport())
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBar(SlimScrollBar())
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        self.viewport().setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(name)

    def show_bars(self, bars: Bars | None, current: int = -1) -> None:
        """current: the index whose row is marked; −1 for none. It is brought into view."""
        is_elsewhere = current != self._current or _order_differs(self._bars, bars)
        self._bars, self._current = bars, current
        metrics = self.fontMetrics()
        labels = bars.labels if bars else ()
        self._longest = max((metrics.horizontalAdvance(readable(w)) for w in labels), default=0)
        self.setAccessibleDescription(self._as_text())
        self._set_range()
        if is_elsewhere and current >= 0:
            self._bring_into_view()
        self.viewport().update()

    def _as_text(self) -> str:
        bars = self._bars
        if bars is None:
            return ""
        first = [int(i) for i in bars.order[:N_READ_OUT]]
        if self._current >= 0 and self._current not in first:
            first.insert(0, self._current)
        return ", ".join(f"{readable(bars.labels[i])} {number(bars.values[i])}" for i in first)

    def sizeHint(self) -> QSize:
        return QSize(300, 10 * ROW)

    def minimumSizeHint(self) -> QSize:
        return QSize(150, 5 * ROW)

    # ---- rows -----------------------------------------------------------------------------------

    def row_rect(self, row: int) -> QRectF:
        """In the viewport."""
        top = row * ROW - self.verticalScrollBar().value()
        return QRectF(0, top, self.viewport().width(), ROW)

    def _row_at(self, point: QPoint) -> int:
        row = (point.y() + self.verticalScrollBar().value()) // ROW
        return row if self._bars is not None and 0 <= row < len(self._bars.order) else -1

    def _row_of_current(self) -> int:
        if self._bars is None or self._current < 0:
            return -1
        found = np.flatnonzero(self._bars.order == self._current)
        return int(found[0]) if len(found) else -1

    def _set_range(self) -> None:
        n_rows = len(self._bars.order) if self._bars else 0
        bar = self.verticalScrollBar()
        bar.setRange(0, max(n_rows * ROW - self.viewport().height(), 0))
        bar.setPageStep(self.viewport().height())
        bar.setSingleStep(ROW)

    def _bring_into_view(self) -> None:
        rect, bar = self.row_rect(self._row_of_current()), self.verticalScrollBar()
        if rect.top() < 0:
            bar.setValue(bar.value() + int(rect.top()))
        elif rect.bottom() > self.viewport().height():
            bar.setValue(bar.value() + int(rect.bottom()) - self.viewport().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._set_range()

    # ---- painting -------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        bars = self._bars
        if bars is None:
            return
        theme = theme_of(self)
        first = self.verticalScrollBar().value() // ROW
        last = min(first + self.viewport().height() // ROW + 2, len(bars.order))
        with QPainter(self.viewport()) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setOpacity(self.dimmer.opacity)
            columns = Columns.of(bars, self.viewport().width(), self._longest, number_font(self))
            for row in range(first, last):
                self._paint_ground(painter, theme, row)
                columns.paint(painter, theme, bars, int(bars.order[row]), self.row_rect(row))

    def _paint_ground(self, painter: QPainter, theme: Theme, row: int) -> None:
        assert self._bars is not None
        is_current = self._bars.order[row] == self._current
        ground = "accent_soft" if is_current else "hover" if row == self._under else ""
        frame = self.row_rect(row).adjusted(1, 1, -1, -1)
        if ground:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour(ground))
            painter.drawRoundedRect(frame, 5, 5)
        if is_current and self.hasFocus():
            painter.setPen(QPen(theme.colour("accent"), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(frame, 5, 5)

    # ---- pointer and keyboard -------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point_at(self._row_at(event.position().toPoint()))

    def leaveEvent(self, _event: QEvent) -> None:
        self._point_at(-1)

    def _point_at(self, row: int) -> None:
        if row != self._under:
            self._under = row
            self.viewport().update()
            bars = self._bars
            self.pointed.emit(int(bars.order[row]) if bars is not None and row >= 0 else -1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        row = self._row_at(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and row >= 0 and self._bars is not None:
            self.chosen.emit(int(self._bars.order[row]))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and Right are the page's, which walks through the steps."""
        n_rows = len(self._bars.order) if self._bars else 0
        at, page = self._row_of_current(), max(self.viewport().height() // ROW - 1, 1)
        goals = {
            Qt.Key.Key_Up: at - 1,
            Qt.Key.Key_Down: at + 1,
            Qt.Key.Key_PageUp: at - page,
            Qt.Key.Key_PageDown: at + page,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: n_rows - 1,
        }
        goal = goals.get(Qt.Key(event.key()))
        if goal is None or self._bars is None or not n_rows:
            event.ignore()
            return
        self.chosen.emit(int(self._bars.order[min(max(goal, 0), n_rows - 1)]))


def _order_differs(old: Bars | None, new: Bars | None) -> bool:
    if old is None or new is None:
        return old is not new
    return not np.array_equal(old.order, new.order)
