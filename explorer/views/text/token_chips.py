"""`Chip`: one token as it is laid out and painted in the strip."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Literal

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen

from explorer.records import Tokens
from explorer.state.model import AppState
from explorer.state.selectors import attended, prediction_at
from explorer.views.look.theme import SPACE, Theme
from explorer.views.text.labels import readable
from explorer.views.widgets.flow_layout import flow

HEIGHT = 26
PITCH = 34  # from one row to the next; the underline of a pinned chip stands between
BELOW = PITCH - HEIGHT
WIDEST = 240
STEPS = 40  # of the shade
_MARK = 9  # the small square before a predicted word
_SHADE = 0.6  # alpha of the accent where a token receives most

ChipKind = Literal["special", "word", "mask"]


@dataclass(frozen=True, slots=True)
class Chip:
    """A token at its place: `gap` is the distance before it, small inside a word.

    drawn: the text, elided where the chip has no room for it.
    """

    text: str
    kind: ChipKind
    gap: int
    frame: QRect
    drawn: str


@dataclass(frozen=True, slots=True)
class Look:
    """What of a chip changes with pointing, pinning and walking."""

    shade: float | None = None  # share of the most attended token; None when nothing is pointed at
    is_hovered: bool = False
    is_pinned: bool = False
    is_cursor: bool = False


@dataclass(frozen=True, slots=True)
class Marks:
    """What changes the looks of chips while a person points and pins.

    shades: a token, as `shades_of` says.
    """

    shades: list[float] | None = None
    hovered: frozenset[int] = frozenset()
    pinned: frozenset[int] = frozenset()
    cursor: int | None = None  # where the keyboard is

    def different(self, other: Marks) -> frozenset[int]:
        """Tokens that look otherwise there."""
        changed = (self.hovered ^ other.hovered) | (self.pinned ^ other.pinned)
        if self.cursor != other.cursor:
            changed |= {p for p in (self.cursor, other.cursor) if p is not None}
        if self.shades is other.shades:
            return changed
        pairs = enumerate(zip_longest(self.shades or (), other.shades or ()))
        return changed.union(i for i, (mine, theirs) in pairs if mine != theirs)

    def look(self, position: int) -> Look:
        return Look(
            shade=self.shades[position] if self.shades else None,
            is_hovered=position in self.hovered,
            is_pinned=position in self.pinned,
            is_cursor=position == self.cursor,
        )


def chips_of(state: AppState, metrics: QFontMetrics, room: int) -> tuple[Chip, ...]:
    """Every token of the inspection, in rows that wrap to `room` pixels."""
    tokens = state.inspection.tokens if state.inspection else None
    if tokens is None:
        return ()
    kinds = [_kind(tokens, position) for position in range(len(tokens))]
    texts = [_text(state, tokens, position) for position in range(len(tokens))]
    widths = [_width(text, kind, metrics) for text, kind in zip(texts, kinds, strict=True)]
    gaps = [2 if _continues(tokens, p) else 6 for p in range(len(tokens))]
    frames = flow(widths, gaps, max(room, 40), HEIGHT, PITCH)
    drawn = [
        metrics.elidedText(text, Qt.TextElideMode.ElideRight, _room(kind, frame.width()) + 1)
        for text, kind, frame in zip(texts, kinds, frames, strict=True)
    ]
    return tuple(Chip(*parts) for parts in zip(texts, kinds, gaps, frames, drawn, strict=True))


def n_rows(chips: Sequence[Chip]) -> int:
    return chips[-1].frame.top() // PITCH + 1 if chips else 1


def shades_of(state: AppState) -> list[float] | None:
    """What each token receives as a share of the most, in steps that an eye can tell apart.

    None when nothing is pointed at.
    """
    received = attended(state)
    if received is None:
        return None
    most = float(received.max())
    shares = received.astype(np.float64) / most if most > 0 else np.zeros(len(received))
    steps: list[float] = (np.round(STEPS * shares) / STEPS).tolist()
    return steps


def chip_at(chips: Sequence[Chip], x: int, y: int) -> int | None:
    """The token under a point; the gaps between chips belong to nobody."""
    among = chips_between(chips, y, y)
    return next((i for i in among if chips[i].frame.contains(x, y)), None)


def chips_between(chips: Sequence[Chip], top: int, bottom: int) -> range:
    """The chips of all rows that reach into a stretch of the strip."""
    first = bisect_left(chips, top - PITCH + 1, key=_top)
    return range(first, bisect_right(chips, bottom, lo=first, key=_top))


def _top(chip: Chip) -> int:
    return chip.frame.top()


def _kind(tokens: Tokens, position: int) -> ChipKind:
    if position in tokens.masks:
        return "mask"
    return "special" if tokens.is_special[position] else "word"


def _text(state: AppState, tokens: Tokens, position: int) -> str:
    if position not in tokens.masks:
        return readable(tokens.labels[position])
    prediction = prediction_at(state, position)
    best = prediction.candidates[0].label if prediction and prediction.candidates else "?"
    return readable(best)


def _width(text: str, kind: ChipKind, metrics: QFontMetrics) -> int:
    return min(WIDEST, metrics.horizontalAdvance(text) - _room(kind, 0))


def _room(kind: ChipKind, width: int) -> int:
    """What a chip of this width leaves for its text."""
    padding = SPACE if kind == "special" else 2 * SPACE
    return width - padding - (_MARK + 6 if kind == "mask" else 0)


def _continues(tokens: Tokens, position: int) -> bool:
    """The token goes on with the word of the token before it."""
    word = tokens.words[position]
    return position > 0 and word is not None and word == tokens.words[position - 1]


def paint_chip(
    painter: QPainter, chip: Chip, look: Look, theme: Theme, metrics: QFontMetrics
) -> None:
    """Ground, shade, outline, words."""
    frame = QRectF(chip.frame)
    _paint_ground(painter, frame, chip, look, theme)
    is_solid = chip.kind == "mask" and look.shade is None
    ink = "on_accent" if is_solid else "text"
    if chip.kind == "special" and (look.shade or 0) < 0.4:
        ink = "muted"
    left = frame.left() + (4 if chip.kind == "special" else 8)
    if chip.kind == "mask":
        _paint_mark(painter, QPointF(left, frame.center().y()), theme, ink)
        left += _MARK + 6
    painter.setPen(theme.colour(ink))
    baseline = frame.center().y() - metrics.height() / 2 + metrics.ascent()
    painter.drawText(QPointF(left, baseline), chip.drawn)


def paint_underline(painter: QPainter, frame: QRect, theme: Theme) -> None:
    """Of a chip whose row is pinned."""
    painter.setPen(QPen(theme.colour("accent"), 2, c=Qt.PenCapStyle.RoundCap))
    left, right, y = frame.left() + 3, frame.left() + frame.width() - 3, frame.top() + HEIGHT + 3
    painter.drawLine(left, y, right, y)


def _paint_ground(painter: QPainter, frame: QRectF, chip: Chip, look: Look, theme: Theme) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    if chip.kind == "mask" and look.shade is None:
        painter.setBrush(theme.colour("accent"))
        painter.drawRoundedRect(frame, 6, 6)
    elif chip.kind != "special":
        painter.setBrush(theme.colour("surface"))
        painter.drawRoundedRect(frame, 6, 6)
    if look.shade:
        shade = theme.colour("accent")
        shade.setAlphaF(_SHADE * look.shade)
        painter.setBrush(shade)
        painter.drawRoundedRect(frame, 6, 6)
    outline = _outline(chip, look)
    if outline:
        name, width = outline
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.colour(name), width))
        inset = width / 2
        painter.drawRoundedRect(frame.adjusted(inset, inset, -inset, -inset), 6, 6)


def _outline(chip: Chip, look: Look) -> tuple[str, float] | None:
    if look.is_cursor:
        return "text", 2.0
    if look.is_hovered:
        return "text", 1.0
    if chip.kind == "mask":
        return "accent", 1.0
    return ("line", 1.0) if chip.kind == "word" else None


def _paint_mark(painter: QPainter, left: QPointF, theme: Theme, ink: str) -> None:
    """A small square with a filled middle: a mask with something in it.

    left: the middle of its left side.
    """
    square = QRectF(left.x(), left.y() - _MARK / 2, _MARK, _MARK)
    painter.setPen(QPen(theme.colour(ink), 1.2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(square.adjusted(0.6, 0.6, -0.6, -0.6), 2, 2)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour(ink))
    painter.drawRect(square.adjusted(3, 3, -3, -3))
