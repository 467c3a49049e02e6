"""`DifferenceMap`: how the weights of one map differ from those of another."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QPainter

from explorer.core.colours import DIFFERENCE
from explorer.records import MapDifference
from explorer.views.lessons.parts.cell_image import CellImage
from explorer.views.lessons.parts.grid_layout import GridLayout
from explorer.views.lessons.parts.grid_view import GridView
from explorer.views.look.theme import Theme
from explorer.views.text.labels import readable

_N_STRONGEST = 3  # in the text equivalent


class DifferenceMap(GridView):
    """Red where there is more weight, blue where there is less; the label says how much."""

    def __init__(self, title: str = "") -> None:
        super().__init__()
        self._shown: MapDifference | None = None
        self._image = CellImage()
        self.setAccessibleName(title or self.tr("Difference of two maps"))

    def show_difference(self, shown: MapDifference | None) -> None:
        if shown is self._shown:
            return
        self._shown = shown
        if shown is not None:
            self.show_axes(shown.queries, shown.keys)
            self.setAccessibleDescription(self._as_text(shown))
        self.update()

    def paint_cells(self, painter: QPainter, layout: GridLayout, theme: Theme) -> None:
        if self._shown is not None:
            self._image.draw(painter, self._shown.levels, DIFFERENCE, layout, theme)

    def words_of(self, row: int, column: int) -> tuple[str, str]:
        assert self._shown is not None
        changed = signed(float(self._shown.differences[row, column]))
        return self._pair(self._shown, row, column), self.tr("weight {change}").format(
            change=changed
        )

    def _as_text(self, shown: MapDifference) -> str:
        width = len(shown.keys)
        order = np.argsort(-np.abs(shown.differences), axis=None)[:_N_STRONGEST].tolist()
        cells = [divmod(at, width) for at in order]
        return "; ".join(
            f"{self._pair(shown, row, column)} {signed(float(shown.differences[row, column]))}"
            for row, column in cells
        )

    def _pair(self, shown: MapDifference, row: int, column: int) -> str:
        return f"{readable(shown.queries.labels[row])} → {readable(shown.keys.labels[column])}"


def signed(value: float) -> str:
    """With its sign, three decimals."""
    return f"{value:+.3f}".replace("-", "−")
