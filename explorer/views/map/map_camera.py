"""`MapCamera`: which part of a map is seen and how large; pure geometry, no widget."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

MAX_FIT_CELL = 72.0
MAX_ZOOMED_CELL = 96.0
WHOLE_PIXELS_FROM = 6.0  # larger cells are a whole number of pixels: all alike, and crisp


@dataclass(frozen=True)  # without slots, which cached properties cannot live in
class MapCamera:
    """Rows and columns of square cells seen through an opening; lengths in logical pixels.

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
        return self.fit_cell * self.zoom

    @property
    def shown_width(self) -> float:
        return min(self.width, self.n_columns * self.cell - self.x)

    @property
    def shown_height(self) -> float:
        return min(self.height, self.n_rows * self.cell - self.y)

    @property
    def is_zoomed(self) -> bool:
        return self.zoom > 1.0

    def cell_at(self, x: float, y: float) -> tuple[int, int] | None:
        """(row, column) at a point of the opening."""
        if not (0 <= x < self.shown_width and 0 <= y < self.shown_height):
            return None
        row, column = int((y + self.y) / self.cell), int((x + self.x) / self.cell)
        return min(row, self.n_rows - 1), min(column, self.n_columns - 1)

    def left(self, column: int) -> float:
        return column * self.cell - self.x

    def top(self, row: int) -> float:
        return row * self.cell - self.y

    def zoomed(self, factor: float, x: float, y: float) -> MapCamera:
        """Nearer or farther, with what lies at a point staying there."""
        most = max(1.0, MAX_ZOOMED_CELL / self.fit_cell)
        zoom = min(max(self.zoom * factor, 1.0), most)
        ratio = zoom / self.zoom
        return replace(
            self, zoom=zoom, x=(self.x + x) * ratio - x, y=(self.y + y) * ratio - y
        )._bounded()

    def panned(self, right: float, down: float) -> MapCamera:
        return replace(self, x=self.x - right, y=self.y - down)._bounded()

    def fitted(self) -> MapCamera:
        return replace(self, zoom=1.0, x=0.0, y=0.0)

    def revealing(self, row: int, column: int) -> MapCamera:
        """The nearest view in which a cell is whole."""
        x = min(max(self.x, (column + 1) * self.cell - self.width), column * self.cell)
        y = min(max(self.y, (row + 1) * self.cell - self.height), row * self.cell)
        return replace(self, x=x, y=y)._bounded()

    def centred(self, row: float, column: float) -> MapCamera:
        """The view with a place of the map in its middle, as far as the map reaches."""
        x, y = column * self.cell - self.width / 2, row * self.cell - self.height / 2
        return replace(self, x=x, y=y)._bounded()

    def refit(self, n_rows: int, n_columns: int, width: float, height: float) -> MapCamera:
        """The same view of another map, or through another opening."""
        x, y = self.x / self.cell, self.y / self.cell
        other = replace(self, n_rows=n_rows, n_columns=n_columns, width=width, height=height)
        other = replace(other, x=x * other.cell, y=y * other.cell)
        return other.zoomed(1.0, 0.0, 0.0)

    def _bounded(self) -> MapCamera:
        """The map's far edges never come nearer than where they are when the whole map is seen."""
        hidden = self.cell - self.fit_cell
        most_x = max(0.0, self.n_columns * hidden, self.n_columns * self.cell - self.width)
        most_y = max(0.0, self.n_rows * hidden, self.n_rows * self.cell - self.height)
        return replace(self, x=min(max(self.x, 0.0), most_x), y=min(max(self.y, 0.0), most_y))
