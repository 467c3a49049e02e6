"""`WeightsMap`: the map of one head, small, as pages of lessons show several side by side."""

from __future__ import annotations

from PySide6.QtGui import QPainter

from explorer.records import AttentionMap
from explorer.state.cells import cell_of, strongest_pairs
from explorer.views.lessons.parts.cell_image import CellImage
from explorer.views.lessons.parts.grid_layout import GridLayout
from explorer.views.lessons.parts.grid_view import GridView
from explorer.views.look.theme import Theme
from explorer.views.map.cell_words import CellWords


class WeightsMap(GridView):
    """Weights as colours; the floating label tells the number."""

    def __init__(self, title: str = "") -> None:
        super().__init__()
        self._title = title
        self._shown: AttentionMap | None = None
        self._colormap = "viridis"
        self._image = CellImage()
        self._cell_words = CellWords(self)
        self.setAccessibleName(title or self.tr("Attention map"))

    def show_map(
        self,
        shown: AttentionMap | None,
        colormap: str = "viridis",
        *,
        dividers: tuple[int, ...] = (),
    ) -> None:
        """dividers: a line is drawn before each of these columns, as between two segments."""
        if shown is self._shown and colormap == self._colormap:
            return
        self._shown, self._colormap = shown, colormap
        if shown is not None:
            self.show_axes(shown.queries, shown.keys, dividers=dividers)
            pairs = strongest_pairs(shown)
            cells = "; ".join(f"{pair.query} → {pair.key} {pair.weight:.2f}" for pair in pairs)
            self.setAccessibleDescription(self.tr("strongest: {cells}").format(cells=cells))
        self.update()

    def paint_cells(self, painter: QPainter, layout: GridLayout, theme: Theme) -> None:
        if self._shown is not None:
            self._image.draw(painter, self._shown.levels, self._colormap, layout, theme)

    def words_of(self, row: int, column: int) -> tuple[str, str]:
        assert self._shown is not None
        cell = cell_of(self._shown, row, column)
        return f"{cell.query} → {cell.key}", self._cell_words.numbers(cell)
