"""Where the alignment puts its two rows of words: the source above, the target below."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF

from explorer.core.word_rows import Gaps, WordRows, word_rows
from explorer.state.edges import Edges
from explorer.views.lines.lines_layout import Side
from explorer.views.look.theme import SPACE
from explorer.views.map.token_axis import AxisText

GAPS = Gaps(least=1.5 * SPACE, usual=5.0 * SPACE, most=14.0 * SPACE, margin=2.0 * SPACE)
LEAST_SPAN, MOST_SPAN = 72.0, 320.0  # between the rows
MARK = 4.0  # how thick what stands between a word and its lines is


@dataclass(frozen=True)  # without slots, which cached properties cannot live in
class AlignmentLayout:
    """Lengths in logical pixels; `scrolled` of them have gone to the left of the view."""

    queries: AxisText
    keys: AxisText
    width: float
    height: float
    scrolled: float

    @cached_property
    def _rows(self) -> WordRows:
        return word_rows(_widths(self.keys), _widths(self.queries), self.width, GAPS)

    def _starts(self, side: Side) -> NDArray[np.float64]:
        """(token,): where each word starts, before anything is scrolled."""
        return self._rows.lower if side == "query" else self._rows.upper

    @property
    def length(self) -> float:
        return self._rows.length

    @property
    def pitch(self) -> float:
        return 6.0 * SPACE

    @cached_property
    def above(self) -> float:
        """Where lines start from the source: below its words and their marks."""
        return 4 * SPACE + self.keys.line_height + MARK + SPACE / 2

    @cached_property
    def below(self) -> float:
        """Where lines arrive at the target."""
        beside = self.above + self.queries.line_height + 5 * SPACE
        return self.above + min(max(self.height - beside, LEAST_SPAN), MOST_SPAN)

    def _text(self, side: Side) -> AxisText:
        return self.queries if side == "query" else self.keys

    def centre(self, side: Side, index: int) -> float:
        start = float(self._starts(side)[index]) - self.scrolled
        return start + self._text(side).width(index) / 2

    def stretch(self, side: Side, index: int) -> tuple[float, float]:
        box = self.label_box(side, index)
        return box.left() - GAPS.usual, box.right() + GAPS.usual

    def in_view(self, side: Side, length: float) -> range:
        starts = self._starts(side)
        first = int(np.searchsorted(starts, self.scrolled, side="right")) - 1
        last = int(np.searchsorted(starts, self.scrolled + length, side="left"))
        return range(max(0, first), last)

    def crosses(self, edges: Edges, length: float) -> NDArray[np.bool_]:
        # By where words start: one word more at the left end does no harm.
        ends = self._starts("query")[edges.rows], self._starts("key")[edges.columns]
        left, right = np.minimum(*ends), np.maximum(*ends)
        most = max(self.queries.widest, self.keys.widest)
        seen: NDArray[np.bool_] = (right >= self.scrolled - most) & (left <= self.scrolled + length)
        return seen

    def label_box(self, side: Side, index: int) -> QRectF:
        text = self._text(side)
        left = float(self._starts(side)[index]) - self.scrolled
        top = self.below + MARK + SPACE / 2 if side == "query" else 4.0 * SPACE
        return QRectF(left, top, text.width(index), text.line_height)

    def pin_mark(self, side: Side, index: int) -> QRectF:
        box = self.label_box(side, index)
        return QRectF(box.left(), box.bottom() + 1, box.width(), 3)

    def square(self, side: Side, index: int, number: int) -> QRectF:
        """A bar as wide as the word; there is one head alone."""
        box = self.label_box(side, index)
        top = self.below if side == "query" else self.above - MARK
        return QRectF(box.left(), top + number, box.width(), MARK)

    def curve(self, row: int, column: int) -> tuple[QPointF, QPointF, QPointF, QPointF]:
        middle = (self.above + self.below) / 2
        source, target = self.centre("key", column), self.centre("query", row)
        start, end = QPointF(target, self.below), QPointF(source, self.above)
        return start, QPointF(target, middle), QPointF(source, middle), end

    def target_at(self, x: float, y: float) -> tuple[Side, int] | None:
        if self.above < y < self.below:
            return None
        side: Side = "key" if y <= self.above else "query"
        for index in self.in_view(side, self.width):
            box = self.label_box(side, index)
            if box.left() - GAPS.least / 2 <= x <= box.right() + GAPS.least / 2:
                return side, index
        return None


def _widths(text: AxisText) -> NDArray[np.float64]:
    return np.array([text.width(index) for index in range(len(text))], np.float64)
