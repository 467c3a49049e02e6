"""Where each small map of the overview stands: the largest squares that fit the panel."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect

from explorer.records import Overview
from explorer.views.look.theme import SPACE
from explorer.views.map.level_image import Levels, sampled

Place = tuple[int, int]  # (layer, column); the column after the last head is the mean

MAX_CELL = 56
MIN_CELL = 14  # a cell never shrinks below this only to save height; the panel scrolls instead
_GAPS = ((3, 24), (2, 11), (1, 0))  # (gap, the smallest cell that it suits)


@dataclass(frozen=True, slots=True)
class Grid:
    """Layers down, heads across, and the mean over heads in a column of its own.

    Lengths are whole pixels of whoever asks: logical ones for the mouse, device ones for an image.
    """

    n_layers: int
    n_heads: int
    cell: int
    gap: int
    mean_gap: int

    @property
    def pitch(self) -> int:
        return self.cell + self.gap

    @property
    def width(self) -> int:
        return self.left(self.n_heads) + self.cell

    @property
    def height(self) -> int:
        return self.n_layers * self.pitch - self.gap

    def left(self, column: int) -> int:
        """Where a head's column starts; column `n_heads` is the mean."""
        return column * self.pitch + (self.mean_gap if column == self.n_heads else 0)

    def walked(self, place: Place, down: int, right: int) -> Place:
        """The place some steps away, held inside the grid."""
        layer = min(max(place[0] + down, 0), self.n_layers - 1)
        return layer, min(max(place[1] + right, 0), self.n_heads)

    def rect(self, layer: int, column: int) -> QRect:
        return QRect(self.left(column), layer * self.pitch, self.cell, self.cell)

    def place_at(self, x: float, y: float) -> Place | None:
        """(layer, column) at a point; the gap after a cell belongs to it."""
        mean = self.left(self.n_heads)
        column = self.n_heads if x >= mean else int(x // self.pitch)
        inside = 0 <= x < self.width and 0 <= y < self.height
        beside = self.n_heads * self.pitch <= x < mean
        return (int(y // self.pitch), column) if inside and not beside else None


def grid_in(width: float, height: float, n_layers: int, n_heads: int) -> Grid:
    """All columns fit the width; rows fit the height unless that made cells too small."""
    for gap, smallest in _GAPS:
        across = (width - SPACE - gap * n_heads) // (n_heads + 1)
        down = (height - gap * (n_layers - 1)) // max(1, n_layers)
        cell = int(min(across, max(down, MIN_CELL), MAX_CELL))
        if cell >= smallest:
            break
    return Grid(n_layers, n_heads, max(1, cell), gap, SPACE)


def scaled_grid(grid: Grid, ratio: float) -> Grid:
    """The same grid in device pixels."""
    cell, gap, mean_gap = (max(1, round(n * ratio)) for n in (grid.cell, grid.gap, grid.mean_gap))
    return Grid(grid.n_layers, grid.n_heads, cell, gap, mean_gap)


def atlas_of(overview: Overview, grid: Grid) -> Levels:
    """Every small map in its place, as levels; gaps are 0."""
    atlas: NDArray[np.uint8] = np.zeros((grid.height, grid.width), np.uint8)
    heads = _squares(overview.levels, grid.cell)
    means = _squares(overview.mean_levels, grid.cell)
    for layer in range(grid.n_layers):
        band = atlas[layer * grid.pitch :][: grid.cell]
        for column in range(grid.n_heads):
            band[:, grid.left(column) :][:, : grid.cell] = heads[layer, column]
        band[:, grid.left(grid.n_heads) :] = means[layer]
    return atlas


def _squares(levels: Levels, cell: int) -> Levels:
    """(…, r, c) to (…, cell, cell)."""
    for axis in (levels.ndim - 2, levels.ndim - 1):
        levels = sampled(levels, axis, n_pixels=cell, cell=cell / levels.shape[axis])
    return levels
