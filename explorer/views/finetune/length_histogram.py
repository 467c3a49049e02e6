"""`LengthHistogram`: how long the texts are, and what each maximum length cuts off."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.views.look.theme import SPACE, number_font, theme_of
from explorer.views.widgets.dimmer import Dimmer


class LengthHistogram(QWidget):
    """Bars of how many texts have so many tokens; a line at each maximum length in reach."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._edges: tuple[int, ...] = ()
        self._counts: tuple[int, ...] = ()
        self._limits: tuple[int, ...] = ()
        self.dimmer = Dimmer(self)
        self.setMinimumHeight(120)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Lengths in tokens"))

    def sizeHint(self) -> QSize:
        return QSize(280, 160)

    def show_lengths(
        self, edges: Sequence[int], counts: Sequence[int], limits: Sequence[int]
    ) -> None:
        """limits: the maximum lengths."""
        self._edges, self._counts, self._limits = tuple(edges), tuple(counts), tuple(limits)
        bins = zip(self._edges, self._edges[1:], self._counts, strict=False)
        said = self.tr("{low} to {high} tokens: {count}")
        self.setAccessibleDescription(
            "; ".join(said.format(low=a, high=b - 1, count=n) for a, b, n in bins)
        )
        self.update()

    def area(self) -> QRectF:
        """Where the bars stand."""
        line = self.fontMetrics().height()
        return QRectF(self.rect()).adjusted(SPACE, line + SPACE, -SPACE, -line - SPACE)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._counts:
            return
        theme, area = theme_of(self), self.area()
        end, most = self._edges[-1], max(self._counts)
        with QPainter(self) as painter:
            painter.setOpacity(self.dimmer.opacity)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("accent"))
            width = area.width() / len(self._counts)
            for index, count in enumerate(self._counts):
                height = area.height() * count / most
                left = area.left() + index * width
                painter.drawRect(QRectF(left + 1, area.bottom() - height, width - 2, height))
            painter.setPen(QPen(theme.colour("line"), 1))
            painter.drawLine(area.bottomLeft(), area.bottomRight())
            self._paint_numbers(painter, area, end)
            for limit in self._limits:
                if limit < end:
                    self._paint_limit(painter, area, limit, end)

    def _paint_numbers(self, painter: QPainter, area: QRectF, end: int) -> None:
        painter.setFont(number_font(self, scale=0.9))
        painter.setPen(theme_of(self).colour("muted"))
        below = QRectF(area.left(), area.bottom(), area.width(), self.height() - area.bottom())
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, "0")
        painter.drawText(
            below, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, f"{end:,}"
        )

    def _paint_limit(self, painter: QPainter, area: QRectF, limit: int, end: int) -> None:
        theme, x = theme_of(self), area.left() + area.width() * limit / end
        painter.setPen(QPen(theme.colour("warning"), 1.5, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
        painter.setPen(theme.colour("warning"))
        half = QFontMetricsF(painter.font()).horizontalAdvance(str(limit)) / 2
        left = min(max(x - half, 0), self.width() - 2 * half)
        painter.drawText(QPointF(left, area.top() - SPACE / 2), str(limit))
