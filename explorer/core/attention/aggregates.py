"""Mean and maximum over heads, layers or both."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import torch

from explorer.core.attention.layers import BLOCK_CELLS, EVERYTHING, AttentionLayer
from explorer.records import Aggregate


def aggregate(
    layers: Sequence[AttentionLayer], heads: slice, how: Aggregate, item: int
) -> torch.Tensor:
    """(query, key) over the chosen heads of all `layers`, a few heads at a time."""
    total: torch.Tensor | None = None
    n_maps = 0
    for layer in layers:
        for chunk in _chunks(layer, heads):
            weights = layer.weights(chunk, EVERYTHING, EVERYTHING, item)
            n_maps += weights.shape[0]
            part = weights.amax(0) if how == "max" else weights.sum(0)
            if total is None:
                total = part
            else:
                total = torch.maximum(total, part) if how == "max" else total + part
    assert total is not None, "a site has at least one layer, and a layer one head"
    return total if how == "max" else total / n_maps


def _chunks(layer: AttentionLayer, heads: slice) -> Iterator[slice]:
    """Ranges of heads whose maps fit into memory together."""
    asked = range(layer.n_heads)[heads]
    step = max(1, BLOCK_CELLS // (layer.n_queries * layer.n_keys))
    for start in range(asked.start, asked.stop, step):
        yield slice(start, min(start + step, asked.stop))
