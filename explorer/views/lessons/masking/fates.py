"""What became of a token, in words, marks and colours."""

from __future__ import annotations

from PySide6.QtCore import QObject, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from explorer.records.lessons.masking import Fate
from explorer.views.look.theme import Theme

# Beside the colour, which not everybody tells apart.
MARKS: dict[Fate, str] = {"mask": "M", "random": "≠", "same": "="}
_ROUND = 4.0


class FateWords(QObject):
    """In the person's language."""

    def name(self, fate: Fate) -> str:
        names: dict[Fate, str] = {
            "mask": self.tr("masked"),
            "random": self.tr("a random token"),
            "same": self.tr("chosen, but left as it is"),
        }
        return names[fate]


def ink_of(fate: Fate) -> str:
    """Name of the colour of words on the ground of a fate."""
    inks: dict[Fate, str] = {"mask": "on_accent", "random": "warning", "same": "text"}
    return inks[fate]


def paint_ground(painter: QPainter, frame: QRectF, fate: Fate, theme: Theme) -> None:
    """Filled for a mask, tinted for a random token, a dashed line around one that stays."""
    inside = frame.adjusted(0.5, 0.5, -0.5, -0.5)
    rounded = min(_ROUND, inside.width() / 4, inside.height() / 4)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(Qt.PenStyle.NoPen)
    match fate:
        case "mask":
            painter.setBrush(theme.colour("accent"))
        case "random":
            painter.setBrush(theme.colour("warning_soft"))
            painter.setPen(QPen(theme.colour("warning"), 1))
        case "same":
            painter.setPen(QPen(theme.colour("muted"), 1, Qt.PenStyle.DashLine))
    painter.drawRoundedRect(inside, rounded, rounded)
