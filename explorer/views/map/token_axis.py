"""Token labels along the sides of a map: elided, turned, thinned out so that none overlap."""

from __future__ import annotations

import math
from bisect import bisect_left, insort
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPolygonF, QTransform

from explorer.records import Axis
from explorer.views.look.theme import SPACE, Theme

MAX_LABEL_EMS = 14
Angle = Literal[0, 45, 90]  # degrees that the labels on top are turned


@dataclass(frozen=True)  # without slots, which cached properties cannot live in
class AxisText:
    """The labels of one axis as they are drawn, and how wide each is in pixels."""

    texts: tuple[str, ...]
    widths: tuple[float, ...]
    line_height: float

    @cached_property
    def widest(self) -> float:
        return max(self.widths, default=0.0)


@lru_cache(maxsize=64)
def axis_text(labels: tuple[str, ...], font: QFont, room: float = math.inf) -> AxisText:
    """Labels of more than `room` pixels, or `MAX_LABEL_EMS`, end in an ellipsis."""
    metrics = QFontMetricsF(font)
    most = min(room, MAX_LABEL_EMS * metrics.height() / 1.2)
    texts = tuple(metrics.elidedText(label, Qt.TextElideMode.ElideRight, most) for label in labels)
    widths = tuple(metrics.horizontalAdvance(text) for text in texts)
    return AxisText(texts, widths, metrics.height())


def room_between(angle: Angle, text: AxisText) -> float:
    """How far apart two neighbouring labels on top must stand."""
    match angle:
        case 0:
            return text.widest + 6
        case 45:
            return text.line_height * math.sqrt(2)
        case 90:
            return text.line_height


def height_of(angle: Angle, text: AxisText) -> float:
    """How high the labels on top reach."""
    match angle:
        case 0:
            return text.line_height
        case 45:
            return (text.widest + text.line_height) / math.sqrt(2)
        case 90:
            return text.widest


def spread(
    n_labels: int,
    *,
    pitch: float,
    offset: float,
    length: float,
    room: float,
    kept: Sequence[int] = (),
) -> tuple[int, ...]:
    """Which labels are drawn: every n-th that is in view, and the `kept` ones before any other.

    pitch: from one label to the next; offset: how much of the axis is hidden before the start.
    kept: the most important first; where two of them collide the first one stands.
    """
    chosen: list[int] = []
    apart = max(1, math.ceil(room / pitch - 1e-9))  # in labels
    first = max(0, math.ceil(offset / pitch - 0.5))
    last = min(n_labels - 1, math.floor((offset + length) / pitch - 0.5))

    def fits(index: int) -> bool:
        at = bisect_left(chosen, index)
        before_fits = at == 0 or index - chosen[at - 1] >= apart
        return before_fits and (at == len(chosen) or chosen[at] - index >= apart)

    regular = range(-(-first // apart) * apart, last + 1, apart)
    for index in (*(i for i in kept if first <= i <= last), *regular):
        if fits(index):
            insort(chosen, index)
    return tuple(chosen)


def row_box(text: AxisText, index: int, *, right: float, centre: float) -> QRectF:
    """Where the label of a row stands; it ends at `right`."""
    width = text.widths[index]
    return QRectF(right - width, centre - text.line_height / 2, width, text.line_height)


def turned(text: AxisText, index: int, angle: Angle, foot: QPointF) -> tuple[QTransform, QRectF]:
    """Where the label of a column stands: `foot` is the middle of its column, on the map's edge.

    The box is in the coordinates that the transform leads into.
    """
    transform = QTransform.fromTranslate(foot.x(), foot.y()).rotate(-angle)
    width, height = text.widths[index], text.line_height
    if angle == 0:
        return transform, QRectF(-width / 2, -height, width, height)
    # At 45° the lower corner of the box, not the middle of its side, would touch the map.
    start = height / 2 if angle == 45 else 0.0
    return transform, QRectF(start, -height / 2, width, height)


def column_outline(text: AxisText, index: int, angle: Angle, foot: QPointF) -> QPolygonF:
    """The four corners of a column's label on the widget."""
    transform, box = turned(text, index, angle, foot)
    return transform.map(QPolygonF(box))


def draw_label_ground(painter: QPainter, box: QRectF, theme: Theme) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("accent_soft"))
    painter.drawRoundedRect(box.adjusted(-SPACE / 2, 0, SPACE / 2, 0), 3, 3)


def label_ink(
    axis: Axis, index: int, masked: tuple[int, ...], theme: Theme, *, stands_out: bool
) -> QColor:
    if index in masked:
        return theme.colour("accent")
    return theme.colour("muted" if axis.is_special[index] and not stands_out else "text")
