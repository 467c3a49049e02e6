"""A few rows of a long map as a small map: what its lines are drawn from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from explorer.records import AttentionMap, Axis, LongMap

N_KEYS = 40  # of each row, the strongest
MOST_KEYS = 240


def excerpt(shown: LongMap, rows: Mapping[int, NDArray[np.float32]]) -> AttentionMap:
    """These rows, and of the keys those that take most of them, in the order of the text.

    rows: index of the query axis → (key,).
    """
    chosen = sorted(rows)
    weights = np.stack([rows[row] for row in chosen])  # (row, key)
    columns = strongest_columns(weights)
    weights = np.ascontiguousarray(weights[:, columns])
    return AttentionMap(
        head=shown.head,
        queries=_part(shown.queries, chosen),
        keys=_part(shown.keys, columns.tolist()),
        weights=weights,
        scores=None,
        levels=_levels(shown, weights),
        presentation=shown.presentation,
        low=shown.low,
        high=shown.high,
    )


def strongest_columns(weights: NDArray[np.float32]) -> NDArray[np.intp]:
    """The columns that take most of any row, ascending; at most MOST_KEYS."""
    n_keys = min(N_KEYS, weights.shape[1])
    each = np.argpartition(-weights, n_keys - 1, axis=1)[:, :n_keys]
    columns = np.unique(each)
    if len(columns) > MOST_KEYS:
        most = weights[:, columns].max(axis=0)
        columns = np.sort(columns[np.argsort(-most, kind="stable")[:MOST_KEYS]])
    return columns


def _levels(shown: LongMap, weights: NDArray[np.float32]) -> NDArray[np.uint8]:
    """By the steps of the map, so that a line is as strong as its cell."""
    levels = (1 + np.searchsorted(shown.steps, weights, side="right")).astype(np.uint8)
    is_drawn = (weights > 0) & (weights >= shown.presentation.threshold)
    return np.where(is_drawn, levels, np.uint8(0))


def _part(axis: Axis, indices: Sequence[int]) -> Axis:
    """Each label with its place, since neighbours here may stand far apart in the text."""
    return Axis(
        labels=tuple(f"{axis.labels[i]} · {axis.positions[i][0]:,}" for i in indices),
        positions=tuple(axis.positions[index] for index in indices),
        is_special=tuple(axis.is_special[index] for index in indices),
    )
