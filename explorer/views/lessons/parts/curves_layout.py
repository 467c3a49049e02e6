"""Where the points of a small plot stand, and the marks along its sides."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF


@dataclass(frozen=True, slots=True)
class Curve:
    """One line of a plot: its name and its points, ascending by x; a lone point is a dot."""

    name: str
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Scale:
    """From values to pixels; both ends may be taken by values."""

    low: float
    high: float
    is_log: bool
    start: float  # pixel of `low`
    end: float

    def at(self, value: float) -> float:
        return self.start + (self.end - self.start) * self._share(value)

    def _share(self, value: float) -> float:
        low, high = self.low, self.high
        if self.is_log:
            low, high, value = math.log(low), math.log(high), math.log(max(value, self.low))
        return (value - low) / (high - low)

    def marks(self, n_most: int) -> tuple[float, ...]:
        """Round values in between: powers on a logarithmic scale, equal steps on a linear one."""
        if self.is_log:
            return _powers(self.low, self.high, n_most)
        step = _round_step((self.high - self.low) / max(n_most - 1, 1))
        first = math.ceil(self.low / step - 1e-9)
        last = math.floor(self.high / step + 1e-9)
        return tuple(number * step for number in range(first, last + 1))


@dataclass(frozen=True, slots=True)
class CurvesLayout:
    """area: where the lines are."""

    area: QRectF
    across: Scale
    up: Scale

    def point(self, x: float, y: float) -> QPointF:
        return QPointF(self.across.at(x), self.up.at(y))

    def nearest(self, curves: Sequence[Curve], x: float) -> float | None:
        """The value that some curve has a point at, closest to a pixel."""
        values = {value for curve in curves for value, _ in curve.points}
        return min(values, key=lambda value: abs(self.across.at(value) - x), default=None)


def curves_layout(curves: Sequence[Curve], area: QRectF, *, is_log: bool) -> CurvesLayout | None:
    """Both scales start at 0 unless they are logarithmic. None without points."""
    points = [point for curve in curves for point in curve.points]
    if not points:
        return None
    (x_low, x_high), (y_low, y_high) = (
        _ends([point[axis] for point in points], is_log=is_log) for axis in (0, 1)
    )
    across = Scale(x_low, x_high, is_log, area.left(), area.right())
    up = Scale(y_low, y_high, is_log, area.bottom(), area.top())
    return CurvesLayout(area, across, up)


def _ends(values: list[float], *, is_log: bool) -> tuple[float, float]:
    if not is_log:
        high = max(values)
        return min(0.0, *values), high if high > 0 else 1.0
    low, high = max(min(values), 1e-12), max(max(values), 1e-12)
    return (low / 1.2, high * 1.2)


def _round_step(rough: float) -> float:
    """1, 2 or 5 times a power of ten, at least `rough`."""
    power = 10.0 ** math.floor(math.log10(rough))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough * 0.999)


def _powers(low: float, high: float, n_most: int) -> tuple[float, ...]:
    """Powers of 10, or of 2 where those would be fewer than two."""
    for base in (10.0, 2.0):
        first = math.ceil(math.log(low, base) - 1e-9)
        last = math.floor(math.log(high, base) + 1e-9)
        if last - first >= 1:
            step = max(1, math.ceil((last - first + 1) / n_most))
            return tuple(base**power for power in range(first, last + 1, step))
    return ()
