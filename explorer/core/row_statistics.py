"""What single rows of a map do, in numbers: some rows of some heads at a time.

Means over the rows of a head are in `statistics`, their spread over many texts in `survey`. What
each number means stands in `records.HeadStatistics`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from explorer.core.attention.layers import AttentionLayer, QueryKey, seen_weights
from explorer.core.attention.masks import DenseMask, Mask
from explorer.core.attention.trace import SiteTrace
from explorer.records import Statistic

_TINY = torch.finfo(torch.float32).tiny

Heads = tuple[int, slice]  # some of one layer


@dataclass(frozen=True, slots=True, eq=False)
class RowBlock:
    """Some rows of some heads, and of their columns those that may have a weight.

    weights: (head, row, column). total: (head, row), what all keys of a row get; NaN where a row
    sees nothing. n_seen: (head, row), how many keys a row may see. n_keys: of whole rows.
    """

    rows: range
    columns: range
    n_keys: int
    weights: torch.Tensor
    total: torch.Tensor
    n_seen: torch.Tensor


def row_block(
    site: SiteTrace, chosen: Sequence[Heads], rows: range, columns: range, *, item: int = 0
) -> RowBlock:
    parts, n_seen = [], []
    ruled: dict[Mask, torch.Tensor] = {}  # layers of a kind share one
    for layer, heads in chosen:
        at = slice(rows.start, rows.stop)
        found = seen_weights(site.layers[layer], heads, at, columns, item)
        parts.append(found)
        n_seen.append(_n_seen(site.layers[layer], heads, rows, columns, found, ruled, item))
    weights = torch.cat(parts) if len(parts) > 1 else parts[0]
    total = weights.sum(-1)
    total.masked_fill_(total <= 0, torch.nan)
    return RowBlock(rows, columns, site.n_keys, weights, total, torch.cat(n_seen))


def _n_seen(
    layer: AttentionLayer,
    heads: slice,
    rows: range,
    columns: range,
    weights: torch.Tensor,
    ruled: dict[Mask, torch.Tensor],
    item: int,
) -> torch.Tensor:
    """(head, row); where the model tells no mask, the keys that have a weight."""
    if not isinstance(layer, QueryKey):
        return (weights > 0).sum(-1)
    mask = layer.mask
    if mask is None:
        return torch.full(weights.shape[:2], layer.n_keys, device=weights.device)
    if mask in ruled:
        return ruled[mask].expand(weights.shape[:2])
    has_own = isinstance(mask, DenseMask) and mask.mask.shape[1] > 1  # for each head
    empty = weights.new_zeros(len(weights) if has_own else 1, *weights.shape[1:])
    at, of = slice(rows.start, rows.stop), slice(columns.start, columns.stop)
    seen = (mask.hide(empty, heads, at, of, item) > -torch.inf).sum(-1)
    if not has_own:
        ruled[mask] = seen
    return seen.expand(weights.shape[:2])


def by_keys(block: RowBlock, special: NDArray[np.intp]) -> dict[Statistic, torch.Tensor]:
    """(head, row) each, NaN where a row has none. special: columns of special tokens."""
    weights, total = block.weights, block.total
    # Of shares w / total: −Σ (w / total) ln (w / total) = ln total − (Σ w ln w) / total.
    spread = total.log() - weights.clamp_min(_TINY).log_().mul_(weights).sum(-1) / total
    most = block.n_seen.log().masked_fill_(block.n_seen <= 1, torch.nan)
    gone = torch.zeros_like(total).masked_fill_(total.isnan(), torch.nan)
    is_special = weights.new_zeros(len(block.columns))
    is_special[torch.as_tensor(special, device=weights.device)] = 1
    return {
        "entropy": (spread / most).clamp_(0, 1),
        "confidence": weights.amax(-1) + gone,
        "first": gone + weights[..., 0] if block.columns.start == 0 else gone,
        "special": weights @ is_special + gone,
    }


def by_places(block: RowBlock) -> dict[Statistic, torch.Tensor]:
    """(head, row) each, where rows and columns count the same tokens."""
    device = block.weights.device
    row = torch.arange(block.rows.start, block.rows.stop, device=device)
    column = torch.arange(block.columns.start, block.columns.stop, device=device)
    apart = (row[:, None] - column[None, :]).abs_().float()
    distance = (block.weights * apart).sum(-1) / block.total
    return {
        "distance": distance,
        "previous": _beside(block, -1),
        "same": _beside(block, 0),
        "next": _beside(block, 1),
    }


def _beside(block: RowBlock, step: int) -> torch.Tensor:
    """(head, row) the weight of the key `step` places on; NaN where there is no such key."""
    found = torch.zeros_like(block.total)
    first = block.rows.start + step  # the key of the first row
    inside = block.weights.diagonal(first - block.columns.start, 1, 2)
    start = max(0, block.columns.start - first)
    found[:, start : start + inside.shape[-1]] = inside
    n_before, n_after = -first, first + len(block.rows) - block.n_keys
    found[:, : max(0, n_before)] = torch.nan
    found[:, found.shape[1] - max(0, n_after) :] = torch.nan
    return found.masked_fill_(block.total.isnan(), torch.nan)
