"""`Chip`: one token as it stands in the strip, how it looks, and how it is painted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen

from explorer.views.look.theme import SPACE, Theme

HEIGHT = 26
PITCH = 34  # from one row to the next; the underline of a pinned chip stands between
BELOW = PITCH - HEIGHT
WIDEST = 240
WINDOW_LEAD = 10  # room for the mark before a chip at which another window begins
_MARK = 9  # the small square before a predicted word
_SHADE = 0.6  # alpha of the accent where a token receives most

ChipKind = Literal["special", "word", "mask"]
FoundAs = Literal["", "match", "current"]


@dataclass(frozen=True, slots=True)
class Chip:
    """A token at its place.

    drawn: the text, elided where the chip has no room for it.
    starts_window: another window of a long text shows it than the token before.
    """

    text: str
    kind: ChipKind
    frame: QRect
    drawn: str
    starts_window: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """What of a chip changes with pointing, pinning, walking and searching."""

    shade: float | None = None  # share of the most attended token; None when nothing is pointed at
    is_hovered: bool = False
    is_pinned: bool = False
    is_cursor: bool = False
    found: FoundAs = ""


def room_around(kind: ChipKind) -> int:
    """What of a chip's width is not for its text."""
    padding = SPACE if kind == "special" else 2 * SPACE
    return padding + (_MARK + 6 if kind == "mask" else 0)


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


def paint_window_start(painter: QPainter, frame: QRect, theme: Theme) -> None:
    """Before the first chip that another window of a long text shows."""
    painter.setPen(QPen(theme.colour("muted"), 1.5, c=Qt.PenCapStyle.RoundCap))
    x = frame.left() - WINDOW_LEAD / 2 - 0.5
    painter.drawLine(QPointF(x, frame.top() + 4), QPointF(x, frame.top() + HEIGHT - 4))


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
    if look.found == "current":
        painter.setBrush(theme.colour("warning_soft"))
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
    if look.found:
        return "warning", 2.0 if look.found == "current" else 1.0
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
