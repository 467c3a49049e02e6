"""Token labels along the sides of a map: elided, turned, thinned out so that none overlap."""

from __future__ import annotations

import math
from bisect import bisect_left, insort
from collections.abc import Collection, Sequence
from functools import cached_property, lru_cache
from heapq import nlargest
from typing import Literal, overload

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QTransform

from explorer.records import DENSE_TOKENS, Axis
from explorer.views.look.theme import SPACE, Theme

MAX_LABEL_EMS = 14
N_MEASURED = 64  # of the labels of a long axis
Angle = Literal[0, 45, 90]  # degrees that the labels on top are turned


class AxisText:
    """The labels of one axis as they are drawn, each measured when it is first asked for."""

    def __init__(self, labels: Sequence[str], font: QFont, room: float = math.inf) -> None:
        """Labels of more than `room` pixels, or `MAX_LABEL_EMS`, end in an ellipsis."""
        self._labels = labels
        self._metrics = QFontMetricsF(font)
        self._most = min(room, MAX_LABEL_EMS * self._metrics.height() / 1.2)
        self._measured: dict[str, tuple[str, float]] = {}
        self.line_height = self._metrics.height()

    def __len__(self) -> int:
        return len(self._labels)

    def text(self, index: int) -> str:
        return self._measure(self._labels[index])[0]

    def width(self, index: int) -> float:
        return self._measure(self._labels[index])[1]

    @cached_property
    def widest(self) -> float:
        """Width of the widest; of very many, of the widest among those that are longest in bytes.

        To measure tens of thousands of labels would take longer than the map itself.
        """
        labels: Collection[str] = self._labels
        if len(labels) > DENSE_TOKENS:
            labels = nlargest(N_MEASURED, set(labels), key=lambda label: len(label.encode()))
        return max((self._measure(label)[1] for label in labels), default=0.0)

    @cached_property
    def overhang(self) -> float:
        """How far slanted labels reach beyond the last column, in cells as small as can be."""
        least, last = room_between(45, self), len(self) - 1
        reaches = (
            self.width(last - after) / math.sqrt(2) - after * least for after in range(last + 1)
        )
        return max(reaches, default=0.0)

    def _measure(self, label: str) -> tuple[str, float]:
        if label not in self._measured:
            text = self._metrics.elidedText(label, Qt.TextElideMode.ElideRight, self._most)
            self._measured[label] = text, self._metrics.horizontalAdvance(text)
        return self._measured[label]


class Positions(Sequence[str]):
    """The place of each row or column in the text, as a label: where words have no room."""

    def __init__(self, axis: Axis) -> None:
        self._positions = axis.positions

    def __len__(self) -> int:
        return len(self._positions)

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[str]: ...
    def __getitem__(self, index: int | slice) -> str | Sequence[str]:
        if isinstance(index, slice):
            return [f"{held[0]:,}" for held in self._positions[index]]
        return f"{self._positions[index][0]:,}"


@lru_cache(maxsize=64)
def axis_text(labels: tuple[str, ...], font: QFont, room: float = math.inf) -> AxisText:
    """The same axis is drawn many times; see `AxisText`."""
    return AxisText(labels, font, room)


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
    is_round: bool = False,
) -> tuple[int, ...]:
    """Which labels are drawn: every n-th that is in view, and the `kept` ones before any other.

    pitch: from one label to the next; offset: how much of the axis is hidden before the start.
    kept: the most important first; where two of them collide the first one stands.
    is_round: n is 1, 2 or 5 times a power of ten.
    """
    chosen: list[int] = []
    apart = max(1, math.ceil(room / pitch - 1e-9))  # in labels
    first = max(0, math.ceil(offset / pitch - 0.5))
    last = min(n_labels - 1, math.floor((offset + length) / pitch - 0.5))

    def fits(index: int) -> bool:
        at = bisect_left(chosen, index)
        before_fits = at == 0 or index - chosen[at - 1] >= apart
        return before_fits and (at == len(chosen) or chosen[at] - index >= apart)

    step = _round_step(apart) if is_round else apart
    regular = range(-(-first // step) * step, last + 1, step)
    for index in (*(i for i in kept if first <= i <= last), *regular):
        if fits(index):
            insort(chosen, index)
    return tuple(chosen)


def _round_step(least: int) -> int:
    power = int("1" + "0" * (len(str(least)) - 1))
    return next(m * power for m in (1, 2, 5, 10) if m * power >= least)


def row_box(text: AxisText, index: int, *, right: float, centre: float) -> QRectF:
    """Where the label of a row stands; it ends at `right`."""
    width = text.width(index)
    return QRectF(right - width, centre - text.line_height / 2, width, text.line_height)


def turned(text: AxisText, index: int, angle: Angle, foot: QPointF) -> tuple[QTransform, QRectF]:
    """Where the label of a column stands: `foot` is the middle of its column, on the map's edge.

    The box is in the coordinates that the transform leads into.
    """
    transform = QTransform.fromTranslate(foot.x(), foot.y()).rotate(-angle)
    width, height = text.width(index), text.line_height
    if angle == 0:
        return transform, QRectF(-width / 2, -height, width, height)
    # At 45° the lower corner of the box, not the middle of its side, would touch the map.
    start = height / 2 if angle == 45 else 0.0
    return transform, QRectF(start, -height / 2, width, height)


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
