"""`SightGrid`: which keys each query may see."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter

from explorer.records import Axis
from explorer.views.lessons.parts.grid_layout import GridLayout
from explorer.views.lessons.parts.grid_view import GridView
from explorer.views.look.theme import Theme

_GAP = 1.0
_SMALLEST_BOX = 4.0  # of smaller cells there are thousands, painted as one picture
_MOST_DESCRIBED = 12  # rows in the text equivalent


class SightGrid(GridView):
    """A filled cell may be seen, an empty one is hidden."""

    def __init__(self, title: str = "") -> None:
        super().__init__()
        self._may_see: NDArray[np.bool_] = np.zeros((0, 0), np.bool_)
        self.setAccessibleName(title or self.tr("What may be seen"))

    def show_sight(
        self,
        may_see: NDArray[np.bool_],  # (query, key)
        queries: Axis,
        keys: Axis,
        *,
        dividers: tuple[int, ...] = (),
    ) -> None:
        self._may_see = may_see
        self.show_axes(queries, keys, dividers=dividers)
        self.setAccessibleDescription(self._as_text())

    def paint_cells(self, painter: QPainter, layout: GridLayout, theme: Theme) -> None:
        area = layout.cells
        painter.fillRect(area, theme.colour("hover"))
        if min(layout.cell_width, layout.cell_height) < _SMALLEST_BOX:
            painter.drawImage(area, _picture(self._may_see, theme))
            return
        painter.setPen(Qt.PenStyle.NoPen)
        for row, first, end in _runs(self._may_see):
            left = layout.left + first * layout.cell_width
            top = layout.top + row * layout.cell_height
            width, height = (end - first) * layout.cell_width, layout.cell_height
            painter.fillRect(QRectF(left, top, width - _GAP, height - _GAP), theme.colour("accent"))
        for column in range(1, len(self.keys)):
            line = layout.column_rect(column)
            painter.fillRect(
                QRectF(line.left() - _GAP, line.top(), _GAP, line.height()), theme.colour("hover")
            )

    def words_of(self, row: int, column: int) -> tuple[str, str]:
        sees = self.tr("may be seen") if self._may_see[row, column] else self.tr("hidden")
        return f"{self.queries.labels[row]} → {self.keys.labels[column]}", sees

    def _as_text(self) -> str:
        """The first rows in words, for who cannot see the cells."""
        lines = []
        for query, sees in list(zip(self.queries.labels, self._may_see, strict=True))[
            :_MOST_DESCRIBED
        ]:
            seen = [key for key, may in zip(self.keys.labels, sees, strict=True) if may]
            lines.append(f"{query} → {' '.join(seen[:_MOST_DESCRIBED]) or '—'}")
        return "; ".join(lines)


def _picture(may_see: NDArray[np.bool_], theme: Theme) -> QImage:
    """A pixel a cell."""
    colours = np.array([theme.colour(name).rgb() for name in ("hover", "accent")], np.uint32)
    pixels = np.ascontiguousarray(colours[may_see.astype(np.intp)])
    height, width = pixels.shape
    # A copy: the pixels of an image are not its own, and the array goes.
    return QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32).copy()


def _runs(may_see: NDArray[np.bool_]) -> list[tuple[int, int, int]]:
    """(row, first, end) of each stretch of neighbours that may be seen: far fewer than cells."""
    padded = np.pad(may_see, ((0, 0), (1, 1))).astype(np.int8)
    edges = np.diff(padded, axis=1)
    rows, firsts = np.nonzero(edges == 1)
    _, ends = np.nonzero(edges == -1)
    return list(zip(rows.tolist(), firsts.tolist(), ends.tolist(), strict=True))
