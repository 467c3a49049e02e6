"""`MapCamera`: which part of a map is seen and how large; pure geometry, no widget."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

MAX_FIT_CELL = 72.0
MAX_ZOOMED_CELL = 96.0
WHOLE_PIXELS_FROM = 6.0  # larger cells are a whole number of pixels: all alike, and crisp
OBLONG = 4  # times as many columns as rows, or rows as columns
SMALL_CELL = 4.0
LEAST_SHORT = 12.0


@dataclass(frozen=True)  # without slots, which cached properties cannot live in
class MapCamera:
    """Rows and columns of cells seen through an opening; lengths in logical pixels.

    Cells are squares, but where a long source meets a short target the few rows would be too thin
    to be seen: they are higher, until zooming in makes the columns as wide.

    zoom: 1 shows the whole map.
    x, y: how much of the map is hidden to the left and above.
    """

    n_rows: int
    n_columns: int
    width: float
    height: float
    zoom: float = 1.0
    x: float = 0.0
    y: float = 0.0

    @cached_property
    def fit_cell(self) -> float:
        cell = min(
            self.width / max(1, self.n_columns), self.height / max(1, self.n_rows), MAX_FIT_CELL
        )
        return max(1e-6, float(int(cell)) if cell >= WHOLE_PIXELS_FROM else cell)

    @cached_property
    def cell(self) -> float:
        """The side of a square one."""
        return self.fit_cell * self.zoom

    @cached_property
    def cell_width(self) -> float:
        return max(self.cell, self._least_width)

    @cached_property
    def cell_height(self) -> float:
        return max(self.cell, self._least_height)

    @property
    def _least_width(self) -> float:
        return self._least(self.n_columns, self.n_rows, self.width)

    @property
    def _least_height(self) -> float:
        return self._least(self.n_rows, self.n_columns, self.height)

    def _least(self, n_cells: int, n_across: int, room: float) -> float:
        """Of a side with few cells, beside a long one; all of them still have room."""
        is_thin = n_cells * OBLONG <= n_across and self.fit_cell < SMALL_CELL
        return min(LEAST_SHORT, room / max(1, n_cells)) if is_thin else 0.0

    @property
    def shown_width(self) -> float:
        return min(self.width, self.n_columns * self.cell_width - self.x)

    @property
    def shown_height(self) -> float:
        return min(self.height, self.n_rows * self.cell_height - self.y)

    @property
    def is_zoomed(self) -> bool:
        return self.zoom > 1.0

    def cell_at(self, x: float, y: float) -> tuple[int, int] | None:
        """(row, column) at a point of the opening."""
        if not (0 <= x < self.shown_width and 0 <= y < self.shown_height):
            return None
        row, column = int((y + self.y) / self.cell_height), int((x + self.x) / self.cell_width)
        return min(row, self.n_rows - 1), min(column, self.n_columns - 1)

    def left(self, column: int) -> float:
        return column * self.cell_width - self.x

    def top(self, row: int) -> float:
        return row * self.cell_height - self.y

    def zoomed(self, factor: float, x: float, y: float) -> MapCamera:
        """Nearer or farther, with what lies at a point staying there."""
        most = max(1.0, MAX_ZOOMED_CELL / self.fit_cell)
        zoom = min(max(self.zoom * factor, 1.0), most)
        nearer = replace(self, zoom=zoom)
        across = nearer.cell_width / self.cell_width
        down = nearer.cell_height / self.cell_height
        return replace(nearer, x=(self.x + x) * across - x, y=(self.y + y) * down - y)._bounded()

    def panned(self, right: float, down: float) -> MapCamera:
        return replace(self, x=self.x - right, y=self.y - down)._bounded()

    def fitted(self) -> MapCamera:
        return replace(self, zoom=1.0, x=0.0, y=0.0)

    def revealing(self, row: int, column: int) -> MapCamera:
        """The nearest view in which a cell is whole."""
        across, down = self.cell_width, self.cell_height
        x = min(max(self.x, (column + 1) * across - self.width), column * across)
        y = min(max(self.y, (row + 1) * down - self.height), row * down)
        return replace(self, x=x, y=y)._bounded()

    def centred(self, row: float, column: float) -> MapCamera:
        """The view with a place of the map in its middle, as far as the map reaches."""
        x = column * self.cell_width - self.width / 2
        y = row * self.cell_height - self.height / 2
        return replace(self, x=x, y=y)._bounded()

    def refit(self, n_rows: int, n_columns: int, width: float, height: float) -> MapCamera:
        """The same view of another map, or through another opening."""
        x, y = self.x / self.cell_width, self.y / self.cell_height
        other = replace(self, n_rows=n_rows, n_columns=n_columns, width=width, height=height)
        other = replace(other, x=x * other.cell_width, y=y * other.cell_height)
        return other.zoomed(1.0, 0.0, 0.0)

    def _bounded(self) -> MapCamera:
        """The map's far edges never come nearer than where they are when the whole map is seen."""
        across, down = self.cell_width, self.cell_height
        grown_x = across - max(self.fit_cell, self._least_width)
        grown_y = down - max(self.fit_cell, self._least_height)
        most_x = max(0.0, self.n_columns * grown_x, self.n_columns * across - self.width)
        most_y = max(0.0, self.n_rows * grown_y, self.n_rows * down - self.height)
        return replace(self, x=min(max(self.x, 0.0), most_x), y=min(max(self.y, 0.0), most_y))
