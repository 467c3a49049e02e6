"""`CurvesView`: a few lines in one plot, read out where they are pointed at."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QColor,
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.views.lessons.parts.curves_layout import Curve, CurvesLayout, curves_layout
from explorer.views.look.theme import HEAD_COLOURS, SPACE, Theme, number_font, theme_of
from explorer.views.widgets.dimmer import Dimmer
from explorer.views.widgets.floating_label import draw_floating_label
from explorer.views.widgets.flow_layout import flow

_N_MARKS = 5
_SAMPLE = 12  # pixels of line before a name
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class CurvesView(QWidget):
    """Point at it, or walk with Left and Right, to read every curve at one place.

    across, up: what stands along each side. say_x, say_y: how its numbers read.
    """

    def __init__(
        self,
        across: str,
        up: str,
        *,
        say_x: Callable[[float], str] = "{:,.0f}".format,
        say_y: Callable[[float], str] = "{:.3f}".format,
        is_log: bool = False,
    ) -> None:
        super().__init__()
        self._across, self._up, self._is_log = across, up, is_log
        self._say_x, self._say_y = say_x, say_y
        self.curves: tuple[Curve, ...] = ()
        self._pointed: float | None = None  # a value along the lower side
        self.dimmer = Dimmer(self)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(220, 160)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(f"{up} / {across}")

    def sizeHint(self) -> QSize:
        return QSize(360, 200)

    def show_curves(self, curves: tuple[Curve, ...]) -> None:
        if curves == self.curves:
            return
        self.curves, self._pointed = curves, None
        said = [f"{curve.name}: {self._points_of(curve)}" for curve in curves]
        self.setAccessibleDescription("; ".join(said))
        self.update()

    def layout_now(self) -> CurvesLayout | None:
        metrics = QFontMetricsF(number_font(self, scale=0.9))
        left = metrics.horizontalAdvance(self._say_y(0.123)) + 2 * SPACE
        top = self._names_top() + self._names_height() + SPACE
        bottom = 2 * self.fontMetrics().height() + SPACE
        area = QRectF(self.rect()).adjusted(left, top, -2 * SPACE, -bottom)
        return curves_layout(self.curves, area, is_log=self._is_log)

    def read_out(self, x: float) -> tuple[str, str]:
        """What is said of all curves at one place: the place, and each one's number."""
        known = [(c.name, dict(c.points).get(x)) for c in self.curves]
        numbers = [f"{name} {self._say_y(y)}" for name, y in known if y is not None]
        return f"{self._across}: {self._say_x(x)}", " · ".join(numbers)

    def _points_of(self, curve: Curve) -> str:
        return ", ".join(f"{self._say_x(x)} → {self._say_y(y)}" for x, y in curve.points[:12])

    # ---- drawing ---------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        layout, theme = self.layout_now(), theme_of(self)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setOpacity(self.dimmer.opacity)
            self._paint_names(painter, theme)
            if layout is None:
                return
            self._paint_sides(painter, layout, theme)
            for number, curve in enumerate(self.curves):
                _paint_curve(painter, layout, curve, HEAD_COLOURS[number % len(HEAD_COLOURS)])
            painter.setOpacity(1.0)
            self._paint_pointed(painter, layout, theme)
            if self.hasFocus():
                painter.setPen(QPen(theme.colour("accent"), 1.5))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)

    def _paint_names(self, painter: QPainter, theme: Theme) -> None:
        """What is measured, and below it whose line is which."""
        metrics = QFontMetricsF(self.font())
        painter.setPen(theme.colour("muted"))
        painter.drawText(QPointF(SPACE, SPACE / 2 + metrics.ascent()), self._up)
        for (number, name), rect in zip(self._named(), self._name_rects(), strict=True):
            at = QRectF(rect.translated(SPACE, round(self._names_top())))
            colour = HEAD_COLOURS[number % len(HEAD_COLOURS)]
            painter.fillRect(QRectF(at.left(), at.center().y() - 1, _SAMPLE, 3), colour)
            painter.setPen(theme.colour("text"))
            words = at.adjusted(_SAMPLE + 4, 0, 0, 0)
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, name)

    def _named(self) -> list[tuple[int, str]]:
        """Number and name of each curve that has points."""
        return [(number, curve.name) for number, curve in enumerate(self.curves) if curve.points]

    def _name_rects(self) -> list[QRect]:
        """Of the names, wrapped to the width."""
        metrics, height = self.fontMetrics(), self.fontMetrics().height()
        sizes = [metrics.horizontalAdvance(name) + _SAMPLE + 6 for _, name in self._named()]
        gaps = [SPACE + SPACE // 2] * len(sizes)
        return flow(sizes, gaps, self.width() - 2 * SPACE, height, height)

    def _names_top(self) -> float:
        return float(self.fontMetrics().height() + SPACE // 2)

    def _names_height(self) -> int:
        return max((rect.bottom() + 1 for rect in self._name_rects()), default=0)

    def _paint_sides(self, painter: QPainter, layout: CurvesLayout, theme: Theme) -> None:
        font, area = number_font(self, scale=0.9), layout.area
        metrics = QFontMetricsF(font)
        painter.setFont(font)
        for mark in layout.up.marks(_N_MARKS):
            y = layout.up.at(mark)
            painter.setPen(QPen(theme.colour("line"), 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            text = self._say_y(mark)
            painter.setPen(theme.colour("muted"))
            left = area.left() - metrics.horizontalAdvance(text) - SPACE / 2
            painter.drawText(QPointF(left, y + metrics.ascent() / 2 - 1), text)
        for mark in layout.across.marks(2 * _N_MARKS):
            if mark != round(mark):
                continue
            text, x = self._say_x(mark), layout.across.at(mark)
            half = metrics.horizontalAdvance(text) / 2
            painter.setPen(theme.colour("muted"))
            painter.drawText(QPointF(x - half, area.bottom() + metrics.height()), text)
        painter.setFont(self.font())
        own = QFontMetricsF(self.font())
        left = area.center().x() - own.horizontalAdvance(self._across) / 2
        below = area.bottom() + metrics.height() + own.height()
        painter.drawText(QPointF(left, below), self._across)

    def _paint_pointed(self, painter: QPainter, layout: CurvesLayout, theme: Theme) -> None:
        if self._pointed is None:
            return
        x, area = layout.across.at(self._pointed), layout.area
        painter.setPen(QPen(theme.colour("accent"), 1))
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
        words, numbers = self.read_out(self._pointed)
        draw_floating_label(
            painter, QPointF(x, area.top()), QRectF(self.rect()).adjusted(4, 4, -4, -4),
            words=(words, self.font()), numbers=(numbers, number_font(self)), theme=theme,
        )  # fmt: skip

    # ---- pointer and keyboard --------------------------------------------------------------------

    def _point_at(self, x: float | None) -> None:
        if x != self._pointed:
            self._pointed = x
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        layout = self.layout_now()
        self._point_at(layout.nearest(self.curves, event.position().x()) if layout else None)

    def leaveEvent(self, event: QEvent) -> None:
        self._point_at(None)
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        by = _STEPS.get(Qt.Key(event.key()))
        places = sorted({x for curve in self.curves for x, _ in curve.points})
        if by is None or not places:
            super().keyPressEvent(event)
            return
        at = places.index(self._pointed) + by if self._pointed in places else 0
        self._point_at(places[min(max(at, 0), len(places) - 1)])
        assert self._pointed is not None
        said = " ".join(self.read_out(self._pointed))
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, said))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._point_at(None)
        super().focusOutEvent(event)


def _paint_curve(painter: QPainter, layout: CurvesLayout, curve: Curve, colour: str) -> None:
    points = [layout.point(x, y) for x, y in curve.points]
    pen = QPen(QColor(colour), 2)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.drawPolyline(points)
    if len(points) <= 16:  # more would run into each other
        painter.setBrush(pen.color())
        for point in points:
            painter.drawEllipse(point, 2, 2)
