"""The colour bar beside a map: ticks in weights, the name of the scale, the threshold."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from explorer.records import ShownMap
from explorer.state.cells import fraction_of, weight_at
from explorer.views.look.theme import SPACE, Theme
from explorer.views.map.level_image import level_image


def ticks_of(shown: ShownMap) -> tuple[tuple[float, float], ...]:
    """(fraction of the bar, weight), from the low end to the high one."""
    if shown.high <= shown.low:
        return ((1.0, shown.high),)
    if shown.presentation.scale == "rank":
        return tuple((f, weight_at(shown, f)) for f in (0.0, 0.25, 0.5, 0.75, 1.0))
    steps = _decades(shown) if shown.presentation.scale == "log" else _round_steps(shown)
    return tuple((fraction_of(shown, weight), weight) for weight in steps)


def _round_steps(shown: ShownMap) -> Iterator[float]:
    rough = (shown.high - shown.low) / 5
    power = 10.0 ** math.floor(math.log10(rough))
    step = power * next(m for m in (1, 2, 5, 10) if m * power >= rough * 0.999)
    first = math.ceil(shown.low / step - 1e-9)
    return (i * step for i in range(first, math.floor(shown.high / step + 1e-9) + 1))


def _decades(shown: ShownMap) -> Iterator[float]:
    first, last = math.ceil(math.log10(shown.low)), math.floor(math.log10(shown.high))
    decades = [10.0**i for i in range(first, last + 1)]
    return iter(decades if len(decades) > 1 else [shown.low, *decades, shown.high])


def weight_text(weight: float) -> str:
    """Two figures: 0.25, 0.003, 1e-05."""
    return f"{weight:.2g}"


@dataclass(frozen=True, slots=True)
class Mark:
    """A tick on the bar; `fraction` counts from its low end."""

    fraction: float
    text: str
    is_threshold: bool = False


def marks_of(shown: ShownMap) -> tuple[Mark, ...]:
    """The threshold, then ticks from the high end down: the order in which they get room."""
    threshold = shown.presentation.threshold
    ticks = [Mark(fraction, weight_text(weight)) for fraction, weight in reversed(ticks_of(shown))]
    if threshold <= 0:
        return tuple(ticks)
    return Mark(fraction_of(shown, threshold), f"≥ {threshold:.3g}", True), *ticks


def draw_colour_bar(
    painter: QPainter,
    marks: tuple[Mark, ...],
    colormap: str,
    area: QRectF,
    *,
    scale_name: str,
    theme: Theme,
) -> None:
    """The bar fills `area`; ticks stand right of it, the name of the scale below.

    Painter: with the font of numbers set.
    """
    ramp = np.arange(255, 0, -1, dtype=np.uint8)
    cut = next((mark.fraction for mark in marks if mark.is_threshold), 0.0)
    ramp[ramp < 1 + 254 * cut] = 0
    painter.drawImage(area, level_image(ramp[:, None], colormap, is_dark=theme.is_dark))
    line_height = painter.fontMetrics().height()
    taken: list[float] = []
    for mark in marks:
        y = area.bottom() - mark.fraction * area.height()
        if any(abs(y - other) < line_height for other in taken):
            continue
        taken.append(y)
        _draw_mark(painter, mark, area, y, theme)
    painter.setPen(theme.colour("muted"))
    name_at = QRectF(area.left(), area.bottom() + SPACE, 120, line_height)
    # Chinese reaches below a line of the font of numbers.
    flags = Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextDontClip
    painter.drawText(name_at, flags, scale_name)


def _draw_mark(painter: QPainter, mark: Mark, area: QRectF, y: float, theme: Theme) -> None:
    painter.setPen(theme.colour("accent" if mark.is_threshold else "muted"))
    start = area.left() if mark.is_threshold else area.right()
    painter.drawLine(QPointF(start, y), QPointF(area.right() + 3, y))
    line_height = painter.fontMetrics().height()
    box = QRectF(area.right() + SPACE, y - line_height / 2, 120, line_height)
    painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, mark.text)
