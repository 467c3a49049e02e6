"""How the chips of an order are painted: at rest, carried, and the gap that one would fall into."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen

from explorer.views.lessons.permutations.order_layout import OrderLayout
from explorer.views.look.theme import Theme
from explorer.views.text.token_chips import BELOW, Look, paint_chip, paint_underline

SEEN = 0.55  # shade of what the token that is looked at sees
_AWAY = 0.35  # opacity of the place that a carried chip has left


@dataclass(frozen=True, slots=True)
class OrderMarks:
    """Ranks: of the token that is looked at, and of the chip that the keyboard is at or carries.

    seen: ranks that the token that is looked at sees. predicted: ranks.
    """

    looked_at: int | None = None
    cursor: int | None = None
    carried: int | None = None
    seen: frozenset[int] = frozenset()
    predicted: frozenset[int] = frozenset()

    def look(self, rank: int) -> Look:
        return Look(
            shade=SEEN if rank in self.seen else None,
            is_hovered=rank == self.looked_at,
            is_cursor=rank == self.cursor,
            found="current" if rank == self.carried else "",
        )


@dataclass(frozen=True, slots=True)
class ChipFonts:
    words: QFont
    numbers: QFont


def paint_order(
    painter: QPainter,
    layout: OrderLayout,
    marks: OrderMarks,
    theme: Theme,
    fonts: ChipFonts,
    seen: QRect,
    *,
    away: int | None = None,
) -> None:
    """seen: the part that is in view. away: rank of a chip that is dragged."""
    opacity = painter.opacity()
    for rank, chip in enumerate(layout.chips):
        if not seen.intersects(chip.frame.adjusted(0, 0, 0, BELOW)):
            continue
        painter.setOpacity(opacity * (_AWAY if rank == away else 1.0))
        paint_one(painter, layout, rank, marks.look(rank), theme, fonts)
        if rank in marks.predicted:
            paint_underline(painter, chip.frame, theme)
    painter.setOpacity(opacity)


def paint_one(
    painter: QPainter, layout: OrderLayout, rank: int, look: Look, theme: Theme, fonts: ChipFonts
) -> None:
    """The word, and behind it its position in the text."""
    chip = layout.chips[rank]
    painter.setFont(fonts.words)
    paint_chip(painter, chip, look, theme, QFontMetrics(fonts.words))
    painter.setFont(fonts.numbers)
    is_solid = chip.kind == "mask" and look.shade is None
    painter.setPen(theme.colour("on_accent" if is_solid else "text" if look.shade else "muted"))
    painter.drawText(layout.numbers[rank], str(layout.order.positions[rank]))


def paint_dragged(
    painter: QPainter,
    layout: OrderLayout,
    rank: int,
    gap: int,
    at: QPointF,
    theme: Theme,
    fonts: ChipFonts,
) -> None:
    """The chip below the pointer, and over it a line where it would fall."""
    painter.save()
    painter.translate(at - QPointF(layout.chips[rank].frame.center()))
    painter.setOpacity(0.9)
    paint_one(painter, layout, rank, Look(is_hovered=True), theme, fonts)
    painter.restore()
    painter.setPen(QPen(theme.colour("accent"), 3, c=Qt.PenCapStyle.RoundCap))
    painter.drawLine(layout.mark_of(gap, at))
