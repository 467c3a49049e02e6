"""`VectorChart`: the numbers of a vector as bars above and below a line."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.records.steps import Array
from explorer.views.lessons.steps.numbers import number
from explorer.views.look.theme import SPACE, Theme, number_font, theme_of
from explorer.views.widgets.dimmer import Dimmer
from explorer.views.widgets.floating_label import draw_floating_label

BARS = 64  # least height of the bars in pixels
MAX_BARS = 128


class VectorChart(QWidget):
    """The vector as it is, and beside what was changed the model's own as a line.

    Pointing at a bar names its dimension and its number.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = ""
        self._values: Array = np.zeros(0, np.float32)
        self._own: Array | None = None
        self._pointer: QPointF | None = None
        self.dimmer = Dimmer(self)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMaximumHeight(self._top() + MAX_BARS + SPACE)

    def show_vector(self, title: str, values: Array, own: Array | None = None) -> None:
        self._title, self._values, self._own = title, values, own
        self.setAccessibleName(title)
        low, high = float(values.min(initial=0)), float(values.max(initial=0))
        self.setAccessibleDescription(
            self.tr("{n} numbers from {low} to {high}").format(
                n=len(values), low=number(low), high=number(high)
            )
        )
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(280, self._top() + BARS + SPACE)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.sizeHint().height())

    def _top(self) -> int:
        return self.fontMetrics().height() + 4

    def _bars_area(self) -> QRectF:
        top = self._top()
        return QRectF(SPACE, top, self.width() - 2 * SPACE, self.height() - top - SPACE)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = theme_of(self)
        with QPainter(self) as painter:
            painter.setOpacity(self.dimmer.opacity)
            if len(self._values):
                self._paint_words(painter, theme)
                self._paint_bars(painter, theme)
                self._paint_label(painter, theme)

    def _paint_words(self, painter: QPainter, theme: Theme) -> None:
        line = QRectF(SPACE, 0, self.width() - 2 * SPACE, self._top())
        painter.setFont(number_font(self, scale=0.88))
        painter.setPen(theme.colour("muted"))
        length = f"|·| {number(float(np.linalg.norm(self._values)))}"
        taken = painter.fontMetrics().horizontalAdvance(length) + SPACE
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(line, middle | Qt.AlignmentFlag.AlignRight, length)
        painter.setFont(self.font())
        painter.setPen(theme.colour("text"))
        fitted = painter.fontMetrics().elidedText(
            self._title, Qt.TextElideMode.ElideRight, int(line.width() - taken)
        )
        painter.drawText(line, middle | Qt.AlignmentFlag.AlignLeft, fitted)

    def _paint_bars(self, painter: QPainter, theme: Theme) -> None:
        area = self._bars_area()
        both = self._values if self._own is None else np.concatenate([self._values, self._own])
        low, high = min(0.0, float(both.min())), max(0.0, float(both.max()))
        scale = area.height() / ((high - low) or 1)
        zero = area.top() + high * scale
        step = area.width() / len(self._values)
        gap = 1 if step >= 3 else 0
        painter.setPen(Qt.PenStyle.NoPen)
        for i, value in enumerate(self._values.tolist()):
            painter.setBrush(theme.colour("accent" if value >= 0 else "warning"))
            top, bottom = sorted((zero, zero - value * scale))
            painter.drawRect(
                QRectF(area.left() + i * step, top, max(step - gap, 1), max(bottom - top, 0.5))
            )
        painter.setBrush(theme.colour("muted"))
        for i, value in enumerate([] if self._own is None else self._own.tolist()):
            painter.drawRect(
                QRectF(area.left() + i * step, zero - value * scale - 1, max(step - gap, 1), 2)
            )
        painter.fillRect(QRectF(area.left(), zero - 0.5, area.width(), 1), theme.colour("line"))

    def dimension_at(self, x: float) -> int | None:
        area = self._bars_area()
        if not len(self._values) or not area.left() <= x < area.right():
            return None
        return int((x - area.left()) * len(self._values) / area.width())

    def _paint_label(self, painter: QPainter, theme: Theme) -> None:
        if self._pointer is None:
            return
        dimension = self.dimension_at(self._pointer.x())
        if dimension is None:
            return
        numbers = number(float(self._values[dimension]))
        if self._own is not None:
            own = number(float(self._own[dimension]))
            numbers = self.tr("{value}, the model's own {own}").format(value=numbers, own=own)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_floating_label(
            painter,
            self._pointer,
            QRectF(self.rect()),
            words=(self.tr("dimension {n}").format(n=dimension), self.font()),
            numbers=(numbers, number_font(self)),
            theme=theme,
        )

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._pointer = event.position()
        self.update()

    def leaveEvent(self, _event: QEvent) -> None:
        self._pointer = None
        self.update()
