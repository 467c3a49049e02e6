"""Single cells of a map in words and numbers, and what a place on its colour scale stands for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from explorer.records import TILE, AttentionMap, Axis, LongMap, ShownMap, TileKey
from explorer.state.model import Details

LEAST_SPAN = 0.005  # of a histogram, however small all weights are


@dataclass(frozen=True, slots=True)
class Readout:
    """A cell of the map: the query attends to the key with this weight.

    weight: of a cell that pools many queries and keys, the largest.
    mean: of such a cell; None where the weight is that of one query and one key.
    score: before the softmax; None where it is not known.
    is_unread: no window held both the query and the key.
    is_coarse: of the rows that the cell pools only some were computed so far.
    """

    query: str
    key: str
    weight: float
    score: float | None
    mean: float | None = None
    is_unread: bool = False
    is_coarse: bool = False


def cell_of(shown: AttentionMap, row: int, column: int) -> Readout:
    """One cell of a map that holds every weight."""
    return Readout(
        query=shown.queries.labels[row],
        key=shown.keys.labels[column],
        weight=float(shown.weights[row, column]),
        score=None if shown.scores is None else float(shown.scores[row, column]),
    )


def pool_zoom(shown: LongMap) -> int:
    """The zoom at which a tile would have the cells of the pooled map."""
    return shown.pool.bit_length() - 1


def long_cell(
    shown: LongMap, details: Details, rows: Sequence[int], columns: Sequence[int]
) -> Readout:
    """The finest cell that is known around these neighbouring rows and columns."""
    row, column = rows[0], columns[0]
    size = max(len(rows), len(columns))
    if size == 1:
        exact = _exact_cell(shown, details, row, column)
        if exact is not None:
            return exact
    for zoom in range(max(1, (size - 1).bit_length()), pool_zoom(shown)):
        side = TILE << zoom
        tile = details.tiles.get((shown.head, TileKey(zoom, row // side, column // side)))
        if tile is not None and tile.mean is not None:
            at = (row % side) >> zoom, (column % side) >> zoom
            return _pooled_cell(shown, row, column, zoom, tile.largest[at], tile.mean[at])
    at = row // shown.pool, column // shown.pool
    cell = _pooled_cell(shown, row, column, pool_zoom(shown), shown.largest[at], shown.mean[at])
    return replace(cell, is_coarse=at[0] >= shown.n_exact)


def _exact_cell(shown: LongMap, details: Details, row: int, column: int) -> Readout | None:
    """From the tile that holds it, or from its row; None while neither is there."""
    tile = details.tiles.get((shown.head, TileKey(0, row // TILE, column // TILE)))
    whole_row = details.rows.get((shown.head, row))
    score = None
    if tile is not None:
        at = row % TILE, column % TILE
        weight = tile.largest[at]
        score = None if tile.scores is None else float(tile.scores[at])
    elif whole_row is not None:
        weight = whole_row[column]
    else:
        return None
    return Readout(shown.queries.labels[row], shown.keys.labels[column], float(weight), score)


def _pooled_cell(
    shown: LongMap, row: int, column: int, zoom: int, largest: float, mean: float
) -> Readout:
    query, key = stretch(shown.queries, row, zoom), stretch(shown.keys, column, zoom)
    return Readout(query, key, float(largest), None, float(mean))


def stretch(axis: Axis, index: int, zoom: int) -> str:
    """The rows or columns of a pooled cell: `the … dog (1,024–1,055)`; of one its label alone."""
    first = index >> zoom << zoom
    last = min(first + (1 << zoom), len(axis)) - 1
    if first == last:
        return axis.labels[first]
    start, end = axis.positions[first][0], axis.positions[last][-1]
    return f"{axis.labels[first]} … {axis.labels[last]} ({start:,}–{end:,})"


def strongest_pairs(shown: ShownMap, n_pairs: int = 3) -> tuple[Readout, ...]:
    """The key that takes most of each query, for the queries where it takes most.

    Of a long text these are cells of the pooled map.
    """
    if not isinstance(shown, LongMap):
        return tuple(cell_of(shown, *place) for place in _peaks(shown.weights, n_pairs))
    zoom = pool_zoom(shown)
    return tuple(
        _pooled_cell(shown, row << zoom, column << zoom, zoom,
                     shown.largest[row, column], shown.mean[row, column])
        for row, column in _peaks(shown.largest, n_pairs)
    )  # fmt: skip


def _peaks(weights: NDArray[np.float32], n_peaks: int) -> list[tuple[int, int]]:
    """The highest weight of each row, of the rows where it is highest: (row, column)."""
    if not weights.size:
        return []
    columns = weights.argmax(axis=1)
    peaks = weights[np.arange(len(columns)), columns]
    rows = np.argsort(-peaks, kind="stable")[:n_peaks]
    return [(int(row), int(columns[row])) for row in rows]


# ---- the colour scale ----------------------------------------------------------------------------


def weight_at(shown: ShownMap, fraction: float) -> float:
    """The weight that a place on the colour scale stands for; 0 is its low end, 1 its high end."""
    if shown.presentation.scale == "log" and shown.low > 0:
        return float(shown.low * (shown.high / shown.low) ** fraction)
    if shown.presentation.scale == "rank":
        return _ranked_weight(shown, round(1 + 254 * fraction))
    return shown.low + (shown.high - shown.low) * fraction


def _ranked_weight(shown: ShownMap, level: int) -> float:
    """The least weight of a level, or of the next one that any weight has."""
    if isinstance(shown, LongMap):
        return float(shown.steps[level - 2]) if level > 1 else shown.low
    drawn = shown.weights[shown.levels == level]
    if not drawn.size:
        drawn = shown.weights[shown.levels > level]
    return float(drawn.min()) if drawn.size else shown.high


def fraction_of(shown: ShownMap, weight: float) -> float:
    """Where a weight stands on the colour scale, in [0, 1]; the inverse of `weight_at`."""
    if weight <= shown.low or shown.high <= shown.low:
        return 0.0
    if shown.presentation.scale == "log" and shown.low > 0:
        return min(1.0, float(np.log(weight / shown.low) / np.log(shown.high / shown.low)))
    if shown.presentation.scale == "rank":
        if isinstance(shown, LongMap):
            return int(np.searchsorted(shown.steps, weight, side="right")) / 254
        above = shown.levels[shown.weights >= weight]
        return float(above.min() - 1) / 254 if above.size and above.min() else 1.0
    return min(1.0, (weight - shown.low) / (shown.high - shown.low))


def weight_counts(shown: ShownMap, n_bins: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """How many weights there are between each two edges: (bin,) and (bin + 1,).

    n_bins: equal parts from 0 to the highest weight; a long text brings its own.
    """
    if isinstance(shown, LongMap):
        return shown.counts, shown.edges.astype(np.float64)
    highest = max(float(shown.weights.max()), LEAST_SPAN)
    bins = (shown.weights * np.float32(n_bins / highest)).astype(np.intp).ravel()
    counts = np.bincount(np.minimum(bins, n_bins - 1), minlength=n_bins)
    return counts, np.linspace(0, highest, n_bins + 1)
