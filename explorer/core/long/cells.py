"""A long map as figures draw it: cells in place of tokens."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from explorer.core.levels import scaled_levels
from explorer.core.long.pooled_map import PooledMap
from explorer.core.long.presented import PresentedHead
from explorer.records import AttentionMap, Axis, Presentation


def figure_map(
    presented: PresentedHead, presentation: Presentation, *, is_stale: Callable[[], bool]
) -> AttentionMap:
    """Every weight is looked at; each cell shows the largest of `pool_of` × `pool_of` of them.

    Raises Cancelled.
    """
    shown = PooledMap(presented, is_stale=is_stale)
    shown.refine(np.inf, is_stale)
    cells = shown.record(presentation)
    levels, low, high = scaled_levels(cells.largest, cells.largest > 0, presentation.scale)
    levels[cells.largest < presentation.threshold] = 0
    return AttentionMap(
        head=presented.head,
        queries=_pooled_axis(cells.queries, cells.pool),
        keys=_pooled_axis(cells.keys, cells.pool),
        weights=cells.largest,
        scores=None,
        levels=levels,
        presentation=presentation,
        low=low,
        high=high,
    )


def _pooled_axis(axis: Axis, pool: int) -> Axis:
    """Each cell is named after its first token, with its place in the text."""
    starts = range(0, len(axis), pool)
    return Axis(
        labels=tuple(f"{axis.labels[i]} {axis.positions[i][0]:,}" for i in starts),
        positions=tuple(
            tuple(p for group in axis.positions[i : i + pool] for p in group) for i in starts
        ),
        is_special=tuple(all(axis.is_special[i : i + pool]) for i in starts),
    )
