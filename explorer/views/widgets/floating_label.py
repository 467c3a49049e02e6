"""A small label near the pointer: words on the first line, numbers on the second."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen

from explorer.views.look.theme import SPACE, Theme

MAX_WIDTH = 48 * SPACE
DISTANCE = 2 * SPACE  # from the pointer


def label_rect(pointer: QPointF, size: QSizeF, area: QRectF) -> QRectF:
    """Below and right of the pointer, on the other side where it would leave the area."""
    x, y = pointer.x() + DISTANCE, pointer.y() + DISTANCE
    if x + size.width() > area.right():
        x = pointer.x() - DISTANCE - size.width()
    if y + size.height() > area.bottom():
        y = pointer.y() - DISTANCE - size.height()
    x = max(area.left(), min(x, area.right() - size.width()))
    y = max(area.top(), min(y, area.bottom() - size.height()))
    return QRectF(math.floor(x) + 0.5, math.floor(y) + 0.5, size.width(), size.height())


def draw_floating_label(
    painter: QPainter,
    pointer: QPointF,
    area: QRectF,
    *,
    words: tuple[str, QFont],
    numbers: tuple[str, QFont],
    theme: Theme,
) -> None:
    """area: the label never leaves it; words that are too long for it are elided."""
    most = min(area.width() - 2 * SPACE, MAX_WIDTH)
    lines = []
    for text, font in (words, numbers):
        metrics = QFontMetricsF(font)
        fitted = metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, most)
        lines.append((fitted, font, metrics))
    width = max(metrics.horizontalAdvance(text) for text, _, metrics in lines) + 1
    height = sum(metrics.height() for _, _, metrics in lines)
    rect = label_rect(pointer, QSizeF(width + 2 * SPACE, height + 1.5 * SPACE), area)
    painter.setPen(QPen(theme.colour("line"), 1))
    painter.setBrush(theme.colour("surface"))
    painter.drawRoundedRect(rect, SPACE / 2, SPACE / 2)
    top = rect.top() + 0.75 * SPACE
    for text, font, metrics in lines:
        painter.setFont(font)
        painter.setPen(theme.colour("text"))
        line = QRectF(rect.left() + SPACE, top, width, metrics.height())
        # Chinese reaches below a line of the font of numbers.
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextDontClip, text)
        top += metrics.height()
