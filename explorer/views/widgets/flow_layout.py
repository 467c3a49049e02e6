"""Rows that wrap: `flow` for what is painted, `FlowLayout` for widgets."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QMargins, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


def flow(
    sizes: Sequence[int], gaps: Sequence[int], room: int, height: int, pitch: int
) -> list[QRect]:
    """Rectangles of these widths from left to right, wrapped to a room.

    gaps: the distance before each one, left out at the start of a row.
    height: of each rectangle; pitch: from one row to the next.
    """
    placed: list[QRect] = []
    x = y = 0
    for size, gap in zip(sizes, gaps, strict=True):
        size = min(size, room)
        start = x + (gap if x else 0)
        if x and start + size > room:
            start, y = 0, y + pitch
        placed.append(QRect(start, y, size, height))
        x = start + size
    return placed


class FlowLayout(QLayout):
    """Places widgets in rows that wrap, at their preferred sizes."""

    def __init__(self, parent: QWidget | None = None, *, gap: int = 4) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap = gap
        self.setContentsMargins(QMargins(0, 0, 0, 0))

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        rects = self._rects(width)
        return max((rect.bottom() + 1 for rect in rects), default=0)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        hints = [item.sizeHint() for item in self._items]
        return QSize(
            max((hint.width() for hint in hints), default=0),
            max((hint.height() for hint in hints), default=0),
        )

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        for item, placed in zip(self._items, self._rects(rect.width()), strict=True):
            item.setGeometry(placed.translated(QPoint(rect.x(), rect.y())))

    def _rects(self, width: int) -> list[QRect]:
        hints = [item.sizeHint() for item in self._items]
        height = max((hint.height() for hint in hints), default=0)
        widths = [hint.width() for hint in hints]
        return flow(widths, [self._gap] * len(hints), width, height, height + self._gap)
