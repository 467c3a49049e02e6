"""`Chip`: one token as it is laid out and painted in the strip."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen

from explorer.records import Tokens
from explorer.state.model import AppState
from explorer.state.selectors import attended, prediction_at
from explorer.views.look.theme import SPACE, Theme
from explorer.views.text.labels import readable
from explorer.views.widgets.flow_layout import flow

HEIGHT = 26
PITCH = 34  # from one row to the next; the underline of a pinned chip stands between
WIDEST = 240
STEPS = 40  # of the shade
_MARK = 9  # the small square before a predicted word
_SHADE = 0.6  # alpha of the accent where a token receives most

ChipKind = Literal["special", "word", "mask"]


@dataclass(frozen=True, slots=True)
class Chip:
    """A token at its place: `gap` is the distance before it, small inside a word."""

    text: str
    kind: ChipKind
    gap: int
    frame: QRect


@dataclass(frozen=True, slots=True)
class Look:
    """What of a chip changes with pointing, pinning and walking."""

    shade: float | None = None  # share of the most attended token; None when nothing is pointed at
    is_hovered: bool = False
    is_pinned: bool = False
    is_cursor: bool = False


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
    return tuple(Chip(*parts) for parts in zip(texts, kinds, gaps, frames, strict=True))


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
    return [round(STEPS * float(weight) / most) / STEPS if most > 0 else 0.0 for weight in received]


def chip_at(chips: Sequence[Chip], x: int, y: int) -> int | None:
    """The token under a point; the gaps between chips belong to nobody."""
    return next((i for i, chip in enumerate(chips) if chip.frame.contains(x, y)), None)


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
    padding = SPACE if kind == "special" else 2 * SPACE
    mark = _MARK + 6 if kind == "mask" else 0
    return min(WIDEST, metrics.horizontalAdvance(text) + padding + mark)


def _continues(tokens: Tokens, position: int) -> bool:
    """The token goes on with the word of the token before it."""
    word = tokens.words[position]
    return position > 0 and word is not None and word == tokens.words[position - 1]


def paint_chip(
    painter: QPainter, chip: Chip, look: Look, theme: Theme, metrics: QFontMetrics
) -> None:
    """Ground, shade, outline, words; an accent underline where the row is pinned."""
    frame = QRectF(chip.frame)
    _paint_ground(painter, frame, chip, look, theme)
    inner = frame.adjusted(4, 0, -4, 0) if chip.kind == "special" else frame.adjusted(8, 0, -8, 0)
    is_solid = chip.kind == "mask" and look.shade is None
    ink = "on_accent" if is_solid else "text"
    if chip.kind == "special" and (look.shade or 0) < 0.4:
        ink = "muted"
    if chip.kind == "mask":
        _paint_mark(painter, inner, theme, ink)
        inner.setLeft(inner.left() + _MARK + 6)
    painter.setPen(theme.colour(ink))
    text = metrics.elidedText(chip.text, Qt.TextElideMode.ElideRight, int(inner.width()) + 1)
    painter.drawText(inner.adjusted(0, 0, 1, 0), Qt.AlignmentFlag.AlignVCenter, text)
    if look.is_pinned:
        painter.setPen(QPen(theme.colour("accent"), 2, c=Qt.PenCapStyle.RoundCap))
        y = frame.bottom() + 3
        painter.drawLine(int(frame.left()) + 3, int(y), int(frame.right()) - 3, int(y))


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


def _paint_mark(painter: QPainter, inner: QRectF, theme: Theme, ink: str) -> None:
    """A small square with a filled middle: a mask with something in it."""
    square = QRectF(inner.left(), inner.center().y() - _MARK / 2, _MARK, _MARK)
    painter.setPen(QPen(theme.colour(ink), 1.2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(square.adjusted(0.6, 0.6, -0.6, -0.6), 2, 2)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour(ink))
    painter.drawRect(square.adjusted(3, 3, -3, -3))
