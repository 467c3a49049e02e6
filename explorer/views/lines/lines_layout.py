"""Where tokens stand and lines run; pure geometry, no widget.

`LinesLayout` puts them into two columns; `alignment_layout` into two rows. A canvas draws either,
and knows it as a `Layout`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF

from explorer.state.edges import Edges
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


class Layout(Protocol):
    """Places in logical pixels of the view, which shows a part of the whole length."""

    @property
    def queries(self) -> AxisText: ...
    @property
    def keys(self) -> AxisText: ...
    @property
    def length(self) -> float:
        """Of everything, along the direction that is scrolled."""

    @property
    def pitch(self) -> float:
        """How far one step of the scroll bar goes."""

    def stretch(self, side: Side, index: int, /) -> tuple[float, float]:
        """From where to where a token reaches, along the direction that is scrolled."""

    def in_view(self, side: Side, length: float) -> range:
        """Indices of tokens that are at least partly in view."""

    def crosses(self, edges: Edges, length: float) -> NDArray[np.bool_]:
        """(edge,): whether any part of it is in view."""

    def label_box(self, side: Side, index: int) -> QRectF: ...
    def pin_mark(self, side: Side, index: int) -> QRectF:
        """Beside the label of a pinned token."""

    def square(self, side: Side, index: int, number: int) -> QRectF:
        """Beside a label: how much one head gives."""

    def curve(self, row: int, column: int) -> tuple[QPointF, QPointF, QPointF, QPointF]:
        """The ends and the handles of a line."""

    def target_at(self, x: float, y: float) -> tuple[Side, int] | None:
        """The token at a point: its label, or what stands beside it."""


@dataclass(frozen=True)  # without slots, which cached properties cannot live in
class LinesLayout:
    """Lengths in logical pixels; `scrolled` of them have gone above the view."""

    queries: AxisText
    keys: AxisText
    n_heads: int
    width: float
    scrolled: float

    @property
    def length(self) -> float:
        return self.height

    @property
    def pitch(self) -> float:
        return self.row_height

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

    def stretch(self, _side: Side, index: int) -> tuple[float, float]:
        return self.centre(index) - self.row_height, self.centre(index) + self.row_height

    def in_view(self, side: Side, length: float) -> range:
        first = int((self.scrolled - SPACE) // self.row_height)
        last = int((self.scrolled + length - SPACE) // self.row_height)
        n_tokens = len(self.queries if side == "query" else self.keys)
        return range(max(0, first), min(n_tokens, max(0, last + 1)))

    def crosses(self, edges: Edges, length: float) -> NDArray[np.bool_]:
        first = (self.scrolled - SPACE) / self.row_height - 1
        last = (self.scrolled + length - SPACE) / self.row_height
        upper = np.minimum(edges.rows, edges.columns)
        lower = np.maximum(edges.rows, edges.columns)
        seen: NDArray[np.bool_] = (lower >= first) & (upper <= last)
        return seen

    def pin_mark(self, side: Side, index: int) -> QRectF:
        box = self.label_box(side, index)
        return QRectF(SPACE / 2, box.top(), 3, box.height())

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
