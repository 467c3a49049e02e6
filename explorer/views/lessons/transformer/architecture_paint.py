"""How the architecture is drawn: boxes, frames, paths, and the words at its ends."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontInfo, QPainter, QPen, QPolygonF

from explorer.records.lessons.transformer import Block
from explorer.records.translation import Translation
from explorer.views.lessons.transformer.architecture_layout import SIDE, ArchitectureLayout, Line
from explorer.views.look.theme import SPACE, Theme
from explorer.views.text.labels import probability

HEAD = 3.5  # half the width of an arrow's head
USUAL, SMALL = 0.94, 0.86  # of the font: blocks, and what is said beside them

Look = Literal["plain", "under", "open", "held"]  # under the pointer; open, with the keys or not
_GROUNDS = {"under": "hover", "open": "accent_soft", "held": "accent_soft"}


def draw_box(painter: QPainter, box: QRectF, theme: Theme, look: Look, *, is_frame: bool) -> None:
    """is_frame: of a layer, which lets what lies behind it through."""
    is_open = look in ("open", "held")
    width = 1.5 if look == "held" else 1.0
    painter.setPen(QPen(theme.colour("accent" if is_open else "line"), width))
    plain = "background" if is_frame else "surface"
    painter.setBrush(theme.colour(_GROUNDS.get(look, plain)))
    radius = 8 if is_frame else 5
    painter.drawRoundedRect(box, radius, radius)


def draw_paths(painter: QPainter, layout: ArchitectureLayout, theme: Theme) -> None:
    """From block to block, and around each sub-layer more quietly."""
    for lines, colour in ((layout.bypasses, "line"), (layout.arrows, "muted")):
        for line in lines:
            _draw_arrow(painter, line, theme, colour)


def draw_name(painter: QPainter, box: QRectF, block: Block, name: str, theme: Theme) -> None:
    is_quiet = block.kind in ("residual", "layer", "positions")
    painter.save()
    painter.setPen(theme.colour("muted" if is_quiet else "text"))
    painter.setFont(_scaled(painter.font(), SMALL if is_quiet else USUAL))
    if block.kind == "layer":
        _draw_layer_name(painter, box, name, is_left=block.stack == "decoder")
    else:
        room = int(box.width()) - 4
        fitted = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, room)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, fitted)
    painter.restore()


def _draw_layer_name(painter: QPainter, box: QRectF, name: str, *, is_left: bool) -> None:
    """Upright along the side of the frame that no path runs in, from its upper end."""
    painter.translate(box.left() + SIDE / 2 if is_left else box.right() - SIDE / 2, 0)
    painter.translate(0, box.center().y())
    painter.rotate(-90)
    strip = QRectF(-box.height() / 2, -SIDE / 2, box.height() - SPACE, SIDE)
    painter.drawText(strip, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, name)


def draw_words(
    painter: QPainter,
    layout: ArchitectureLayout,
    translation: Translation,
    theme: Theme,
    *,
    has_appeared: bool,
) -> None:
    """What both stacks read, below them; and the word that was written, once it has appeared."""
    painter.save()
    if has_appeared:
        painter.setPen(theme.colour("accent"))
        _draw_end_of(painter, layout.written, newest_word(translation))
    painter.setFont(_scaled(painter.font(), SMALL))
    painter.setPen(theme.colour("muted"))
    _draw_end_of(painter, layout.read["encoder"], " ".join(translation.source))
    _draw_end_of(painter, layout.read["decoder"], " ".join(translation.read))
    painter.restore()


def newest_word(translation: Translation) -> str:
    """The word written last, with its probability where it is among the likeliest."""
    word = translation.written[-1]
    chances = [choice.probability for choice in translation.choices[-1] if choice.word == word]
    return " ".join([word, *map(probability, chances)])


def _draw_end_of(painter: QPainter, box: QRectF, text: str) -> None:
    """What is newest, at the right end, is what must be seen."""
    room = int(box.width())
    fitted = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideLeft, room)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, fitted)


def _draw_arrow(painter: QPainter, line: Line, theme: Theme, colour: str) -> None:
    """A polyline whose last part ends in an arrow's head."""
    painter.setPen(QPen(theme.colour(colour), 1.2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(QPolygonF(list(line)))
    end = line[-1]
    along = end - line[-2]
    step = along / max(abs(along.x()) + abs(along.y()), 1e-6)  # every part is level or upright
    side = QPointF(-step.y(), step.x()) * HEAD
    back = end - step * HEAD * 1.6
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour(colour))
    painter.drawPolygon(QPolygonF([end, back + side, back - side]))


def _scaled(font: QFont, scale: float) -> QFont:
    scaled = QFont(font)
    scaled.setPointSizeF(QFontInfo(font).pointSizeF() * scale)
    return scaled
