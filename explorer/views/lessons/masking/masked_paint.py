"""How a column of `MaskedRows` is painted, and the line that joins the pieces of a word."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPen

from explorer.views.lessons.masking.fates import ink_of, paint_ground
from explorer.views.lessons.masking.masked_columns import LINE, N_LINES, Column
from explorer.views.look.theme import SPACE, Theme

_READ, _LABEL, _LOSS = 1, 2, N_LINES - 1  # lines


def paint_column(
    painter: QPainter, column: Column, frame: QRect, *, words: QFont, numbers: QFont, theme: Theme
) -> None:
    """Its lines, one below the other; what the model reads stands on the ground of its fate."""
    for line, text in enumerate(column.lines):
        if not text:
            continue
        box = QRect(frame.left(), frame.top() + line * LINE, frame.width(), LINE)
        ink = "muted" if column.is_special or line in (_READ, _LABEL) else "text"
        if line == _READ and column.fate is not None:
            paint_ground(painter, QRectF(box).adjusted(0, 1, 0, -1), column.fate, theme)
            ink = ink_of(column.fate)
        painter.setFont(numbers if line == _LOSS else words)
        painter.setPen(theme.colour(ink))
        room = box.width() - SPACE // 2
        drawn = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, drawn)


def paint_join(painter: QPainter, before: QRect, here: QRect, theme: Theme) -> None:
    """A line under two pieces of one word, which may be masked whole; frames of their columns."""
    y = here.top() + LINE - 1
    left = before.center().x() if before.top() == here.top() else here.left()
    painter.setPen(QPen(theme.colour("muted"), 1))
    painter.drawLine(left, y, here.center().x(), y)
