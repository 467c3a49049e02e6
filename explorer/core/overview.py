"""The small maps of every head of a site, from all weights of a layer at a time."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from explorer.core.attention.layers import run_of
from explorer.core.levels import own_levels
from explorer.core.presentation import renormalised
from explorer.records import Overview, Scale

CELL = 64  # rows and columns of a small map, at most


def overview(
    layer_weights: Iterable[NDArray[np.floating]],
    *,
    scale: Scale,
    site: str = "self",
    cell: int = CELL,
    keep: NDArray[np.bool_] | None = None,
    keep_keys: NDArray[np.bool_] | None = None,
    summed: NDArray[np.intp] | None = None,
) -> Overview:
    """Small maps of the heads of each layer, and of their mean.

    layer_weights: one (head, query, key) a layer, at least one layer; read one at a time and
        never written into.
    keep: (query,), False for tokens to leave out.
    keep_keys: the same for the keys, where others of them are left out than of the queries.
    summed: what `summed_keys` says.
    Pooling takes the maximum, or the spike of a single token would vanish.
    """
    columns = keep if keep_keys is None else keep_keys
    small = [
        _small_maps(np.asarray(weights), keep, columns, summed, cell) for weights in layer_weights
    ]
    n_heads = max(len(maps) - 1 for maps in small)
    pooled = np.zeros((len(small), n_heads + 1, *small[0].shape[1:]), dtype=np.float32)
    for layer, maps in enumerate(small):  # pruned layers have fewer heads; their rest stays bare
        pooled[layer, : len(maps) - 1], pooled[layer, -1] = maps[:-1], maps[-1]
    levels = own_levels(pooled, scale)
    return Overview(
        site=site, levels=levels[:, :-1], mean_levels=levels[:, -1], n_exact=len(levels)
    )


def _small_maps(
    weights: NDArray[np.floating],
    rows: NDArray[np.bool_] | None,
    columns: NDArray[np.bool_] | None,
    summed: NDArray[np.intp] | None,
    cell: int,
) -> NDArray[np.float32]:
    """weights: (head, query, key). Returns (head + 1, row, column), the last their mean."""
    kept_rows, kept_columns = _kept(rows, weights.shape[1]), _kept(columns, weights.shape[2])
    row_starts, column_starts = starts(len(kept_rows), cell), starts(len(kept_columns), cell)
    n_heads, n_rows = len(weights), len(row_starts)
    tall = np.zeros((n_heads + 1, n_rows, len(kept_columns)), dtype=np.float32)
    is_pooled = n_rows < len(kept_rows)
    # A block of rows at a time stays in the cache, and needs no copy of a whole layer.
    for first in range(n_rows) if is_pooled else range(min(n_rows, 1)):
        stop = row_starts[first + 1] if is_pooled and first + 1 < n_rows else len(kept_rows)
        block = weights[:, run_of(kept_rows[row_starts[first] : stop])]
        mass = None if summed is None else block[:, :, run_of(summed)].sum(axis=-1, keepdims=True)
        block = block[:, :, run_of(kept_columns)]
        if mass is not None:
            block = renormalised(block, mass)
        mean = block.mean(axis=0)
        if is_pooled:
            tall[:n_heads, first], tall[n_heads, first] = block.max(axis=1), mean.max(axis=0)
        else:
            tall[:n_heads], tall[n_heads] = block, mean
    if len(column_starts) == len(kept_columns):
        return tall
    pooled: NDArray[np.float32] = np.maximum.reduceat(tall, column_starts, axis=2)
    return pooled


def _kept(mask: NDArray[np.bool_] | None, n_tokens: int) -> NDArray[np.intp]:
    return np.arange(n_tokens) if mask is None else np.flatnonzero(mask)


def starts(n_tokens: int, cell: int) -> NDArray[np.intp]:
    """Where each pooled row begins; (row,)."""
    n_rows = min(n_tokens, cell)
    return np.arange(n_rows) * n_tokens // max(n_rows, 1)
