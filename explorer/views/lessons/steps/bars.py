"""`Bars`: what the rows of a NumberList show; `Columns`: where its parts stand, how they look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from explorer.records.steps import Array
from explorer.views.lessons.steps.numbers import number
from explorer.views.look.theme import SPACE, Theme
from explorer.views.text.labels import readable

MIN_BAR = 48  # pixels, without which neither details nor the model's own numbers are shown


@dataclass(frozen=True, slots=True, eq=False)
class Bars:
    """What the rows show; every array and tuple has one entry an index.

    order: (row,) the index in each row. own: the model's own, beside a value that was changed.
    details: how each value comes about; may be empty.
    """

    labels: Sequence[str]
    values: Array
    order: NDArray[np.intp]
    own: Array | None = None
    details: Sequence[str] = ()

    @property
    def reach(self) -> tuple[float, float]:
        """The lowest and the highest finite value, 0 among them."""
        both = self.values if self.own is None else np.concatenate([self.values, self.own])
        finite = both[np.isfinite(both)]
        return min(0.0, float(finite.min(initial=0))), max(0.0, float(finite.max(initial=0)))


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the parts of a row begin and end, from left to right."""

    label: float
    detail: float
    bar: float  # left end of the bars
    zero: float  # where a bar of 0 stands
    scale: float  # pixels for 1
    number: float  # left end of the numbers
    right: float
    has_own: bool  # the model's own numbers have room
    number_font: QFont

    @classmethod
    def of(cls, bars: Bars, width: float, longest: float, number_font: QFont) -> Columns:
        """width: of the view. longest: width of the widest label."""
        metrics = QFontMetricsF(number_font)
        room = width - 2 * SPACE
        label = min(longest + 2, room * 0.34)
        one = metrics.horizontalAdvance("−0000.000") + SPACE
        right = SPACE + room
        detail = SPACE + label + SPACE
        fits_both = bars.own is not None and right - 2 * one - detail >= MIN_BAR
        number_left = right - (2 * one if fits_both else one)
        widest = max((metrics.horizontalAdvance(text) for text in bars.details), default=0.0)
        fits = widest and number_left - detail - widest >= MIN_BAR
        bar = detail + (widest + SPACE if fits else 0)
        low, high = bars.reach
        scale = max(number_left - SPACE - bar, 1) / ((high - low) or 1)
        return cls(
            label=label,
            detail=detail,
            bar=bar,
            zero=bar - low * scale,
            scale=scale,
            number=number_left,
            right=right,
            has_own=fits_both,
            number_font=number_font,
        )

    def paint(self, painter: QPainter, theme: Theme, bars: Bars, index: int, row: QRectF) -> None:
        view_font = painter.font()
        left = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        value = float(bars.values[index])
        painter.setPen(theme.colour("text" if np.isfinite(value) else "muted"))
        fitted = painter.fontMetrics().elidedText(
            readable(bars.labels[index]), Qt.TextElideMode.ElideRight, int(self.label) + 1
        )
        painter.drawText(QRectF(SPACE, row.top(), self.label + 2, row.height()), left, fitted)
        self._paint_bar(painter, theme, value, row, is_own=False)
        painter.setFont(self.number_font)
        if bars.details and self.bar > self.detail:
            painter.setPen(theme.colour("muted"))
            room = QRectF(self.detail, row.top(), self.bar - self.detail, row.height())
            painter.drawText(room, left, bars.details[index])
        numbers = QRectF(self.number, row.top(), self.right - self.number, row.height())
        if bars.own is not None:
            self._paint_bar(painter, theme, float(bars.own[index]), row, is_own=True)
            painter.setPen(theme.colour("muted"))
            if self.has_own:
                half = QRectF(numbers.left(), row.top(), numbers.width() / 2, row.height())
                painter.drawText(half, right, number(float(bars.own[index])))
        painter.setPen(theme.colour("text" if np.isfinite(value) else "muted"))
        painter.drawText(numbers, right, number(value))
        painter.setFont(view_font)

    def _paint_bar(
        self, painter: QPainter, theme: Theme, value: float, row: QRectF, *, is_own: bool
    ) -> None:
        """The model's own is a line below the bar of what was changed."""
        middle = row.center().y()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("line"))
        painter.drawRect(QRectF(self.zero - 0.5, row.top(), 1, row.height()))
        if not np.isfinite(value):
            return
        end = self.zero + value * self.scale
        bar = QRectF(min(self.zero, end), middle - 4, abs(end - self.zero), 8)
        colour = "accent" if value >= 0 else "warning"
        if is_own:
            bar = QRectF(bar.left(), middle + 6, bar.width(), 2)
            colour = "muted"
        painter.setBrush(theme.colour(colour))
        painter.drawRoundedRect(bar, min(2.0, bar.width() / 2), min(2.0, bar.height() / 2))
