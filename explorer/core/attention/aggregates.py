"""Mean and maximum over heads, layers or both."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import torch

from explorer.core.attention.layers import BLOCK_CELLS, EVERYTHING, AttentionLayer
from explorer.core.attention.masks import Index
from explorer.records import Aggregate


def aggregate(
    layers: Sequence[AttentionLayer],
    heads: slice,
    how: Aggregate,
    item: int,
    *,
    rows: Index = EVERYTHING,
    columns: Index = EVERYTHING,
) -> torch.Tensor:
    """(query, key) over the chosen heads of all `layers`, a few heads at a time."""
    n_cells = _n_places(rows, layers[0].n_queries) * _n_places(columns, layers[0].n_keys)
    total: torch.Tensor | None = None
    n_maps = 0
    for layer, chunk in _chunks(layers, heads, n_cells):
        weights = layer.weights(chunk, rows, columns, item)
        n_maps += weights.shape[0]
        part = weights.amax(0) if how == "max" else weights.sum(0)
        if total is None:
            total = part
        else:
            total = torch.maximum(total, part) if how == "max" else total + part
    assert total is not None, "a site has at least one layer, and a layer one head"
    return total if how == "max" else total / n_maps


def _chunks(
    layers: Sequence[AttentionLayer], heads: slice, n_cells: int
) -> Iterator[tuple[AttentionLayer, slice]]:
    """Ranges of heads whose maps fit into memory together. n_cells: of one head."""
    step = max(1, BLOCK_CELLS // max(1, n_cells))
    for layer in layers:
        asked = range(layer.n_heads)[heads]
        for start in range(asked.start, asked.stop, step):
            yield layer, slice(start, min(start + step, asked.stop))


def _n_places(places: Index, n_all: int) -> int:
    return len(range(n_all)[places]) if isinstance(places, slice) else len(places)
