"""`MeasuredHeads`: the statistics of every head of a site, some rows after the other.

No more than a block of weights is held at a time, so that memory grows with the text and not with
its square.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from explorer.core.attention.layers import AttentionLayer, QueryKey, seen_weights
from explorer.core.attention.masks import DenseMask, Mask
from explorer.core.attention.trace import SiteTrace
from explorer.errors import Cancelled
from explorer.records import STATISTICS, HeadStatistics, Statistic, Tokens

BLOCK_ROWS = 128  # at a time
BLOCK_CELLS = 1 << 20  # (head, query, key) at a time: what fits into the cache

_TINY = torch.finfo(torch.float32).tiny

Heads = tuple[int, slice]  # some of one layer


class MeasuredHeads:
    """Not safe to share between threads.

    queries, keys: the tokens of a site's axes, the same object where both are one sequence.
    n_exact: layers [0, n_exact) are measured.
    """

    def __init__(
        self, site: SiteTrace, queries: Tokens, keys: Tokens, *, block_rows: int = BLOCK_ROWS
    ) -> None:
        self._site = site
        self._is_one_sequence = queries is keys
        self._special = np.flatnonzero(keys.is_special)
        self._block_rows = block_rows
        shape = site.n_layers, site.n_heads, len(STATISTICS)
        self._sums = np.zeros(shape, dtype=np.float64)
        self._counts = np.zeros(shape, dtype=np.float64)  # of the rows that were summed up
        self._n_rows = 0  # measured of the layer that is not exact yet
        self.n_exact = 0 if site.n_queries and site.n_keys else site.n_layers

    @property
    def is_exact(self) -> bool:
        return self.n_exact == self._site.n_layers

    def refine(self, deadline: float, is_stale: Callable[[], bool]) -> None:
        """Measure further rows until `time.monotonic()` is past the deadline.

        Raises Cancelled between two blocks; what was measured stays.
        """
        n_rows = self._site.n_queries
        while not self.is_exact and time.monotonic() < deadline:
            if is_stale():
                raise Cancelled("Something more urgent is waiting.")
            rows = range(self._n_rows, min(self._n_rows + self._block_rows, n_rows))
            layers = self._layers_at_once(rows)
            self._measure(layers, rows)
            self._n_rows = rows.stop % n_rows
            if self._n_rows == 0:
                self.n_exact = layers.stop

    def record(self) -> HeadStatistics:
        """What is known by now; a layer counts once all its rows do."""
        counts = self._counts.copy()
        counts[self.n_exact :] = 0
        means = np.full(counts.shape, np.nan, dtype=np.float32)
        np.divide(self._sums, counts, out=means, where=counts > 0, casting="same_kind")
        return HeadStatistics(self._site.name, means, self.n_exact)

    def _layers_at_once(self, rows: range) -> range:
        """Several layers where they are small: calls of torch would take longer than its work."""
        n_layers = 1
        if len(rows) == self._site.n_queries:
            n_cells = self._site.n_heads * len(rows) * self._site.n_keys
            n_layers = max(1, BLOCK_CELLS // n_cells)
        return range(self.n_exact, min(self.n_exact + n_layers, self._site.n_layers))

    def _measure(self, layers: range, rows: range) -> None:
        seen = [self._site.layers[layer].visible(rows) for layer in layers]
        columns = range(min(s.start for s in seen), max(s.stop for s in seen))
        if not columns:
            return
        special = self._special[(self._special >= columns.start) & (self._special < columns.stop)]
        for chosen in self._chunks(layers, len(rows) * len(columns)):
            with torch.no_grad():
                block = _block(self._site, chosen, rows, columns)
                measured = _of_keys(block, special - columns.start)
                if self._is_one_sequence:
                    measured |= _of_places(block)
                values = torch.stack(list(measured.values()), dim=1)  # (head, statistic, row)
                sums = values.nansum(-1).cpu().numpy()
                counts = values.isnan().logical_not_().sum(-1).cpu().numpy()
            at, place = [STATISTICS.index(name) for name in measured], 0
            for layer, heads in chosen:
                stop = place + heads.stop - heads.start
                self._sums[layer, heads, at] += sums[place:stop].T
                self._counts[layer, heads, at] += counts[place:stop].T
                place = stop

    def _chunks(self, layers: range, n_cells: int) -> Iterator[Sequence[Heads]]:
        """Heads that are measured together. n_cells: of one head."""
        if len(layers) > 1:
            yield [(layer, slice(0, self._site.layers[layer].n_heads)) for layer in layers]
            return
        step, [layer] = max(1, BLOCK_CELLS // n_cells), layers
        n_heads = self._site.layers[layer].n_heads
        for start in range(0, n_heads, step):
            yield [(layer, slice(start, min(start + step, n_heads)))]


@dataclass(frozen=True, slots=True, eq=False)
class _Block:
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


def _block(site: SiteTrace, chosen: Sequence[Heads], rows: range, columns: range) -> _Block:
    parts, n_seen = [], []
    ruled: dict[Mask, torch.Tensor] = {}  # layers of a kind share one
    for layer, heads in chosen:
        at = slice(rows.start, rows.stop)
        found = seen_weights(site.layers[layer], heads, at, columns, 0)
        parts.append(found)
        n_seen.append(_n_seen(site.layers[layer], heads, rows, columns, found, ruled))
    weights = torch.cat(parts) if len(parts) > 1 else parts[0]
    total = weights.sum(-1)
    total.masked_fill_(total <= 0, torch.nan)
    return _Block(rows, columns, site.n_keys, weights, total, torch.cat(n_seen))


def _n_seen(
    layer: AttentionLayer,
    heads: slice,
    rows: range,
    columns: range,
    weights: torch.Tensor,
    ruled: dict[Mask, torch.Tensor],
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
    seen = (mask.hide(empty, heads, at, of, 0) > -torch.inf).sum(-1)
    if not has_own:
        ruled[mask] = seen
    return seen.expand(weights.shape[:2])


def _of_keys(block: _Block, special: NDArray[np.intp]) -> dict[Statistic, torch.Tensor]:
    """(head, row) each, NaN where a row has none. special: columns of special tokens."""
    weights, total = block.weights, block.total
    # Of shares w / total: −Σ (w / total) ln (w / total) = ln total − (Σ w ln w) / total.
    spread = total.log() - weights.clamp_min(_TINY).log_().mul_(weights).sum(-1) / total
    most = block.n_seen.log().masked_fill_(block.n_seen <= 1, torch.nan)
    gone = torch.zeros_like(total).masked_fill_(total.isnan(), torch.nan)
    at = torch.as_tensor(special, device=weights.device)
    return {
        "entropy": (spread / most).clamp_(0, 1),
        "confidence": weights.amax(-1) + gone,
        "first": gone + weights[..., 0] if block.columns.start == 0 else gone,
        "special": weights[..., at].sum(-1) + gone,
    }


def _of_places(block: _Block) -> dict[Statistic, torch.Tensor]:
    """(head, row) each, where rows and columns count the same tokens."""
    device = block.weights.device
    row = torch.arange(block.rows.start, block.rows.stop, device=device)
    column = torch.arange(block.columns.start, block.columns.stop, device=device)
    apart = (row[:, None] - column[None, :]).abs_().float()
    distance = (block.weights * apart).sum(-1) / block.total
    return {
        "distance": distance,
        "previous": _beside(block, row - 1),
        "same": _beside(block, row),
        "next": _beside(block, row + 1),
    }


def _beside(block: _Block, keys: torch.Tensor) -> torch.Tensor:
    """(head, row) the weight of one key of each row; NaN where there is no such key."""
    place = keys - block.columns.start
    is_inside = (place >= 0) & (place < len(block.columns))
    rows = torch.arange(len(keys), device=keys.device)
    weights = block.weights[:, rows, place.clamp(0, len(block.columns) - 1)]
    is_missing = (keys < 0) | (keys >= block.n_keys)
    found = weights.masked_fill(~is_inside, 0.0).masked_fill_(is_missing, torch.nan)
    return found.masked_fill_(block.total.isnan(), torch.nan)
