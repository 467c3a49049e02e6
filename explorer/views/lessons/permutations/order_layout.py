"""Where the chips of an order stand, and into which gap one would fall."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QFont, QFontMetrics

from explorer.records import Tokens
from explorer.records.lessons.permutations import Order
from explorer.views.look.theme import SPACE
from explorer.views.text.labels import readable
from explorer.views.text.token_chips import HEIGHT, PITCH, WIDEST, Chip, ChipKind, room_around
from explorer.views.widgets.flow_layout import flow

GAP = 8
NUMBER_SCALE = 0.8
_BEFORE_NUMBER = 5


@dataclass(frozen=True, slots=True, eq=False)
class OrderLayout:
    """chips: by rank in the order, at their places before scrolling.

    numbers: by rank, where the position in the text begins to be written.
    """

    order: Order
    chips: tuple[Chip, ...]
    numbers: tuple[QPointF, ...]

    @property
    def n_rows(self) -> int:
        return 1 + (self.chips[-1].frame.top() // PITCH if self.chips else 0)

    def rank_at(self, at: QPointF) -> int | None:
        """The chip under a point; the gaps between belong to nobody."""
        point = at.toPoint()
        return next((r for r, c in enumerate(self.chips) if c.frame.contains(point)), None)

    def gap_at(self, at: QPointF) -> int:
        """Gap g is before the chip of rank g; the last one is after all."""
        row = self._row(min(max(int(at.y()) // PITCH, 0), self.n_rows - 1))
        after = (rank for rank in row if self.chips[rank].frame.center().x() > at.x())
        return next(after, row[-1] + 1 if row else 0)

    def mark_of(self, gap: int, at: QPointF) -> QLineF:
        """A line in a gap, in the row of the point: where a row ends, another begins."""
        row = min(max(int(at.y()) // PITCH, 0), self.n_rows - 1)
        ranks = self._row(row)
        if gap in ranks:
            x = self.chips[gap].frame.left() - GAP / 2
        else:
            x = self.chips[ranks[-1]].frame.right() + 1 + GAP / 2 if ranks else 0
        top = row * PITCH
        return QLineF(max(x, 1.0), top, max(x, 1.0), top + HEIGHT)

    def nearest(self, rank: int, rows_down: int) -> int:
        """The chip that stands nearest in another row; itself where there is none."""
        row = self.chips[rank].frame.top() // PITCH + rows_down
        x = self.chips[rank].frame.center().x()
        there = self._row(row)
        return min(there, key=lambda r: abs(self.chips[r].frame.center().x() - x), default=rank)

    def _row(self, row: int) -> list[int]:
        return [r for r, chip in enumerate(self.chips) if chip.frame.top() // PITCH == row]


def order_layout(
    order: Order, tokens: Tokens, font: QFont, number_font: QFont, room: int
) -> OrderLayout:
    """One chip a token, in the order, wrapped to a room; behind its word its position."""
    metrics, numbers = QFontMetrics(font), QFontMetrics(number_font)
    kinds = [_kind(tokens, position) for position in order.positions]
    words = [
        metrics.elidedText(readable(tokens.labels[p]), Qt.TextElideMode.ElideRight, WIDEST)
        for p in order.positions
    ]
    ends = [numbers.horizontalAdvance(str(p)) + _BEFORE_NUMBER for p in order.positions]
    widths = [
        room_around(kind) + metrics.horizontalAdvance(word) + end
        for kind, word, end in zip(kinds, words, ends, strict=True)
    ]
    frames = flow(widths, [GAP] * len(widths), room, HEIGHT, PITCH)
    baseline = (HEIGHT + metrics.ascent() - metrics.descent()) / 2
    return OrderLayout(
        order,
        tuple(
            Chip(word, kind, frame, word)
            for word, kind, frame in zip(words, kinds, frames, strict=True)
        ),
        tuple(
            QPointF(f.right() + 1 - SPACE + (4 if k == "special" else 0) - n, f.top() + baseline)
            for f, k, n in zip(frames, kinds, (e - _BEFORE_NUMBER for e in ends), strict=True)
        ),
    )


def _kind(tokens: Tokens, position: int) -> ChipKind:
    if position in tokens.masks:
        return "mask"
    return "special" if tokens.is_special[position] else "word"
