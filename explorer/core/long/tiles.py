"""What is looked at closely: tiles and whole rows of a map as presented."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray

from explorer.core.attention.layers import BLOCK_CELLS
from explorer.core.levels import Steps
from explorer.core.long.pooling import pooled
from explorer.core.long.presented import PresentedHead, array_of
from explorer.records import TILE, Tile, TileKey


def tile(presented: PresentedHead, key: TileKey, steps: Steps, threshold: float = 0.0) -> Tile:
    """Smaller than TILE × TILE at the far ends; without cells where it lies outside the map."""
    rows = _within(key.row, key.zoom, len(presented.rows))
    columns = _within(key.column, key.zoom, len(presented.columns))
    with torch.no_grad():
        if key.zoom:
            largest, mean = _pooled(presented, rows, columns, 1 << key.zoom)
            return Tile(key, largest, mean, None, steps.levels(largest, threshold))
        scores, exact = presented.scores_and_weights(rows, columns)
    weights = array_of(exact)
    levels = steps.levels(weights, threshold)
    return Tile(key, weights, None, None if scores is None else array_of(scores), levels)


def row(presented: PresentedHead, index: int) -> NDArray[np.float32]:
    """(key,) of one row, whole."""
    with torch.no_grad():
        return array_of(presented.weights(range(index, index + 1))[0])


def _pooled(
    presented: PresentedHead, rows: range, columns: range, pool: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """(row, column) of the largest and of the mean, some rows of cells at a time."""
    # Where all columns are asked for, rows are computed whole, hidden keys included.
    is_whole = len(columns) == len(presented.columns)
    n_cells = presented.n_keys if is_whole else max(1, len(columns))
    step = max(1, BLOCK_CELLS // (4 * n_cells * pool)) * pool
    parts = [
        pooled(presented.weights(rows[start : start + step], columns), pool)
        for start in range(0, max(1, len(rows)), step)
    ]
    largest, mean = zip(*parts, strict=True)
    return array_of(torch.cat(largest)), array_of(torch.cat(mean))


def _within(place: int, zoom: int, n_places: int) -> range:
    side = TILE << zoom
    return range(min(place * side, n_places), min((place + 1) * side, n_places))
