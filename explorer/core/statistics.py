"""`MeasuredHeads`: the statistics of every head of a site, some rows after the other.

No more than a block of weights is held at a time, so that memory grows with the text and not with
its square.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence

import numpy as np
import torch

from explorer.core.attention.trace import SiteTrace
from explorer.core.row_statistics import Heads, by_keys, by_places, row_block
from explorer.errors import Cancelled
from explorer.records import STATISTICS, HeadStatistics, Tokens

BLOCK_ROWS = 128  # at a time
BLOCK_CELLS = 1 << 20  # (head, query, key) at a time: what fits into the cache


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
                block = row_block(self._site, chosen, rows, columns)
                measured = by_keys(block, special - columns.start)
                if self._is_one_sequence:
                    measured |= by_places(block)
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
