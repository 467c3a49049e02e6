"""Where the lines view puts its two columns of tokens; pure geometry, no widget."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from PySide6.QtCore import QPointF, QRectF

from explorer.views.look.theme import SPACE
from explorer.views.map.token_axis import AxisText

Side = Literal["query", "key"]

SQUARE = 10  # the side of a square that says how much one head gives
LEAST_SPAN, MOST_SPAN = 40.0, 520.0  # between the columns
LEAST_LABEL = 40.0


def squares_of(n_heads: int) -> float:
    """Room for one square a head."""
    return n_heads * (SQUARE + 2) + SPACE


def label_room(n_heads: int, width: float) -> float:
    """How wide the labels of one column may be, so that both fit."""
    return max(LEAST_LABEL, (width - 2 * squares_of(n_heads) - LEAST_SPAN) / 2 - 2 * SPACE)


@dataclass(frozen=True)  # without slots, which cached properties cannot live in
class LinesLayout:
    """Lengths in logical pixels; `scrolled` of them have gone above the view."""

    queries: AxisText
    keys: AxisText
    n_heads: int
    width: float
    scrolled: float

    @cached_property
    def row_height(self) -> float:
        return round(self.queries.line_height + SPACE * 0.75)

    @cached_property
    def height(self) -> float:
        n_rows = max(len(self.queries), len(self.keys))
        return n_rows * self.row_height + 2 * SPACE

    @cached_property
    def squares(self) -> float:
        return squares_of(self.n_heads)

    @cached_property
    def left(self) -> float:
        """Where labels of queries end."""
        return 2 * SPACE + self.queries.widest

    @cached_property
    def start(self) -> float:
        """Where lines start."""
        return self.left + self.squares

    @cached_property
    def end(self) -> float:
        span = self.width - self.start - self.squares - self.keys.widest - 2 * SPACE
        return self.start + min(max(span, LEAST_SPAN), MOST_SPAN)

    @cached_property
    def right(self) -> float:
        """Where labels of keys start."""
        return self.end + self.squares

    def centre(self, index: int) -> float:
        return SPACE + (index + 0.5) * self.row_height - self.scrolled

    def rows_in_view(self, height: float) -> range:
        """Indices of tokens that are at least partly in view."""
        first = int((self.scrolled - SPACE) // self.row_height)
        last = int((self.scrolled + height - SPACE) // self.row_height)
        return range(max(0, first), max(0, last + 1))

    def label_box(self, side: Side, index: int) -> QRectF:
        text = self.queries if side == "query" else self.keys
        width = text.width(index)
        left = self.left - width if side == "query" else self.right
        return QRectF(left, self.centre(index) - text.line_height / 2, width, text.line_height)

    def square(self, side: Side, index: int, number: int) -> QRectF:
        """Beside a label, where the lines of that side begin or end."""
        first = self.left + SPACE if side == "query" else self.end + SPACE / 2
        left = first + number * (SQUARE + 2)
        return QRectF(left, round(self.centre(index) - SQUARE / 2), SQUARE, SQUARE)

    def curve(self, row: int, column: int) -> tuple[QPointF, QPointF, QPointF, QPointF]:
        """The ends and the handles of a line: level where it leaves and where it arrives."""
        middle = (self.start + self.end) / 2
        above, below = self.centre(row), self.centre(column)
        start, end = QPointF(self.start, above), QPointF(self.end, below)
        return start, QPointF(middle, above), QPointF(middle, below), end

    def target_at(self, x: float, y: float) -> tuple[Side, int] | None:
        """The token at a point: its label, its squares, or the row beside them."""
        index = int((y + self.scrolled - SPACE) // self.row_height)
        if x < self.start and 0 <= index < len(self.queries):
            return "query", index
        if x > self.end and 0 <= index < len(self.keys):
            return "key", index
        return None
