"""`PooledMap`: the map of one head of a long text, coarse at once and exact step by step."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray

from explorer.core.levels import Steps
from explorer.core.long.pooling import largest_of, n_cells, pool_of, sizes_of, sum_of
from explorer.core.long.presented import Indices, PresentedHead, array_of
from explorer.core.long.streaming import can_stream, streamed_rows
from explorer.errors import Cancelled
from explorer.records import LongMap, Presentation, Scale

N_BINS = 80  # of the histogram
LEAST_SPAN = 0.005  # of the histogram, however small all weights are
N_SAMPLED_ROWS = 64  # of which every weight is looked at, for scale and histogram
COARSE_CELLS = 1 << 25  # (head, query, key) computed for the first picture: a quarter of a second
BLOCK_ROWS = 256  # of streamed rows at a time: what fits into the cache


class PooledMap:
    """Not safe to share between threads. Rows and columns are those of the presented axes.

    n_exact: rows [0, n_exact) of cells are exact.
    """

    def __init__(self, presented: PresentedHead, *, is_stale: Callable[[], bool]) -> None:
        self.presented = presented
        n_rows, n_columns = len(presented.rows), len(presented.columns)
        self.pool = pool_of(n_rows, n_columns)
        self.n_exact = 0
        size = n_cells(n_rows, self.pool), n_cells(n_columns, self.pool)
        self._largest = np.zeros(size, dtype=np.float32)
        self._mean = np.zeros(size, dtype=np.float32)
        if not min(size):
            self.n_exact = size[0]
        sample = self._sample()
        self._paint_coarsely(is_stale)
        self._sampled = sample
        self._counts, self._edges = self._histogram()
        self._steps: dict[Scale, Steps] = {}
        self._recorded: dict[Presentation, LongMap] = {}

    @property
    def is_exact(self) -> bool:
        return self.n_exact == len(self._largest)

    def refine(self, deadline: float, is_stale: Callable[[], bool]) -> None:
        """Compute further rows until all are exact or `time.monotonic()` is past the deadline.

        Raises Cancelled between two blocks; what was computed stays.
        """
        n_rows = len(self.presented.rows)
        if not self.is_exact:
            self._recorded.clear()
        while not self.is_exact and time.monotonic() < deadline:
            if is_stale():
                raise Cancelled("Something more urgent is waiting.")
            first = self.n_exact * self.pool
            rows = range(first, min(first + self._block_rows(), n_rows))
            stop = self.n_exact + n_cells(len(rows), self.pool)
            largest, mean = self._rows_along_keys(rows)
            sizes = sizes_of(len(rows), self.pool, largest.device)[:, None]
            self._largest[self.n_exact : stop] = array_of(largest_of(largest, self.pool, 0))
            self._mean[self.n_exact : stop] = array_of(sum_of(mean, self.pool, 0) / sizes)
            self.n_exact = stop
            if self.is_exact:
                self._steps.clear()  # the largest weight of all may be larger than it was known

    def record(self, presentation: Presentation) -> LongMap:
        """The map as far as it is known; the same object until more is known.

        presentation: the one that is presented, perhaps with another scale and threshold.
        """
        if presentation not in self._recorded:
            self._recorded = {presentation: self._record(presentation)}
        return self._recorded[presentation]

    def _record(self, presentation: Presentation) -> LongMap:
        presented, steps = self.presented, self.steps(presentation.scale)
        return LongMap(
            head=presented.head,
            queries=presented.rows.axis,
            keys=presented.columns.axis,
            presentation=presentation,
            pool=self.pool,
            largest=self._largest.copy(),
            mean=self._mean.copy(),
            levels=steps.levels(self._largest, presentation.threshold),
            steps=steps.weights,
            counts=self._counts,
            edges=self._edges,
            low=steps.low,
            high=steps.high,
            n_exact=self.n_exact,
        )

    def _rows_along_keys(self, rows: Indices) -> tuple[torch.Tensor, torch.Tensor]:
        """The largest and the mean of every `pool` columns: (row, cell) each."""
        with torch.no_grad():
            if can_stream(self.presented):
                return streamed_rows(self.presented, rows, self.pool)
            weights = self.presented.weights(rows)
        sizes = sizes_of(weights.shape[1], self.pool, weights.device)
        return largest_of(weights, self.pool, 1), sum_of(weights, self.pool, 1) / sizes

    def _block_rows(self) -> int:
        """A multiple of the pool; few where a row takes many heads."""
        if can_stream(self.presented):
            return max(self.pool, BLOCK_ROWS)
        return max(1, COARSE_CELLS // self._cells_of_a_row // self.pool) * self.pool

    def _paint_coarsely(self, is_stale: Callable[[], bool]) -> None:
        """One row for each row of cells, or for several of them where a row is dear."""
        if not self._largest.size:
            return
        n_rows = len(self.presented.rows)
        n_affordable = max(16, COARSE_CELLS // self._cells_of_a_row)
        n_chosen = min(len(self._largest), n_affordable)
        cells = np.linspace(0, len(self._largest) - 1, n_chosen).astype(np.intp)
        chosen = np.minimum(cells * self.pool + self.pool // 2, n_rows - 1)
        for part in np.array_split(np.arange(n_chosen), -(-n_chosen // BLOCK_ROWS)):
            if is_stale():
                raise Cancelled("A newer text is waiting.")
            largest, mean = self._rows_along_keys(chosen[part])
            self._largest[cells[part]], self._mean[cells[part]] = array_of(largest), array_of(mean)
        nearest = cells[np.searchsorted(cells, np.arange(len(self._largest)), side="right") - 1]
        self._largest, self._mean = self._largest[nearest], self._mean[nearest]

    def _sample(self) -> NDArray[np.float32]:
        """(row, column) of a few rows, whole."""
        n_rows = len(self.presented.rows)
        n_sampled = min(n_rows, N_SAMPLED_ROWS, max(8, COARSE_CELLS // self._cells_of_a_row))
        rows = ((np.arange(n_sampled) + 0.5) * n_rows / max(1, n_sampled)).astype(np.intp)
        if not n_sampled or not len(self.presented.columns):
            return np.zeros((0, 0), dtype=np.float32)
        with torch.no_grad():
            return array_of(self.presented.weights(rows))

    @property
    def _cells_of_a_row(self) -> int:
        return self.presented.n_keys * self.presented.n_maps

    @property
    def _high(self) -> float:
        return max(float(self._largest.max(initial=0)), float(self._sampled.max(initial=0)))

    def _histogram(self) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Of the sampled rows, scaled to all rows."""
        sample = self._sampled
        highest = max(self._high, LEAST_SPAN)
        counts, edges = np.histogram(sample, bins=N_BINS, range=(0, highest))
        scaled = counts * len(self.presented.rows) // max(1, len(sample))
        return scaled.astype(np.int64), edges.astype(np.float32)

    def steps(self, scale: Scale) -> Steps:
        """The scale of the map and of its tiles: of the first picture, until all is exact.

        Ranks are taken among single weights and among the cells of the whole map, in equal parts:
        among single weights alone nearly every cell, which shows its largest, would stand at the
        top.
        """
        if scale not in self._steps:
            sample = self._sampled.ravel()
            if scale == "rank":
                cells = self._largest[self._largest > 0]
                single = sample[sample > 0]
                single = single[:: max(1, len(single) // max(1, len(cells)))]
                sample = np.concatenate([single, cells])
            self._steps[scale] = Steps.of(sample, self._high, scale)
        return self._steps[scale]
