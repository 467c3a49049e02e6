"""`SmallMaps`: the overview of a long text, coarse at once and exact layer by layer."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray

from explorer.core.attention.layers import (
    BLOCK_CELLS,
    EVERYTHING,
    AttentionLayer,
    index,
    run_of,
    seen_weights,
)
from explorer.core.attention.masks import Index
from explorer.core.attention.trace import SiteTrace
from explorer.core.levels import own_levels
from explorer.core.long.presented import array_of, shared_out
from explorer.core.overview import CELL, starts
from explorer.core.presentation import kept_tokens, summed_keys
from explorer.errors import Cancelled
from explorer.records import Overview, Presentation, Scale, Tokens

COARSE_CELLS = 1 << 25  # (head, query, key) of all layers for the first picture
LEAST_ROWS = 8  # of the first picture


class SmallMaps:
    """Small maps of every head of a site, and of the mean of each layer.

    A cell shows the largest weight in it; the last map of a layer is the mean over its heads.
    n_exact: layers [0, n_exact) are exact.
    """

    def __init__(
        self,
        site: SiteTrace,
        queries: Tokens,
        keys: Tokens,
        presentation: Presentation,
        *,
        is_stale: Callable[[], bool],
    ) -> None:
        self._site = site
        self._rows = np.flatnonzero(kept_tokens(queries, presentation, "query"))
        self._columns = np.flatnonzero(kept_tokens(keys, presentation, "key"))
        self._summed = summed_keys(keys, presentation)
        self._row_starts = np.append(starts(len(self._rows), CELL), len(self._rows))
        self._column_starts = starts(len(self._columns), CELL)
        n_rows, n_columns = len(self._row_starts) - 1, len(self._column_starts)
        shape = site.n_layers, site.n_heads + 1, n_rows, n_columns
        self._maps = np.zeros(shape, dtype=np.float32)
        self._recorded: dict[Scale, Overview] = {}
        self._n_exact_rows = 0  # rows of cells of the layer that is being made exact
        self.n_exact = 0 if n_rows and n_columns else site.n_layers
        for layer in range(self.n_exact, site.n_layers):
            if is_stale():
                raise Cancelled("A newer text is waiting.")
            self._paint_coarsely(layer)

    @property
    def is_exact(self) -> bool:
        return self.n_exact == self._site.n_layers

    def refine(self, deadline: float, is_stale: Callable[[], bool]) -> None:
        """Compute further rows of cells until `time.monotonic()` is past the deadline.

        Raises Cancelled between two of them; what was computed stays.
        """
        n_rows = len(self._row_starts) - 1
        if not self.is_exact:
            self._recorded.clear()
        while not self.is_exact and time.monotonic() < deadline:
            if is_stale():
                raise Cancelled("Something more urgent is waiting.")
            cell = self._n_exact_rows
            tokens = self._rows[self._row_starts[cell] : self._row_starts[cell + 1]]
            cells = self._cells_of(self._site.layers[self.n_exact], tokens)
            self._put(self.n_exact, cell, cells.max(axis=1))
            self._n_exact_rows = (cell + 1) % n_rows
            self.n_exact += self._n_exact_rows == 0

    def record(self, scale: Scale) -> Overview:
        """The overview as far as it is known; the same object until more is known."""
        if scale not in self._recorded:
            levels = own_levels(self._maps, scale)
            self._recorded[scale] = Overview(
                self._site.name, levels[:, :-1], levels[:, -1], n_exact=self.n_exact
            )
        return self._recorded[scale]

    def _paint_coarsely(self, layer: int) -> None:
        """One row for each row of cells, or for several of them where a row is dear."""
        chosen = self._site.layers[layer]
        n_rows = len(self._row_starts) - 1
        n_affordable = COARSE_CELLS // (self._site.n_layers * chosen.n_heads * chosen.n_keys)
        n_painted = min(n_rows, max(LEAST_ROWS, n_affordable))
        cells = np.linspace(0, n_rows - 1, n_painted).astype(np.intp)
        middles = (self._row_starts[cells] + self._row_starts[cells + 1]) // 2
        painted = self._cells_of(chosen, self._rows[middles])  # (head + 1, row, column of cells)
        nearest = np.searchsorted(cells, np.arange(n_rows), side="right") - 1
        self._put(layer, slice(None), painted[:, nearest])

    def _put(self, layer: int, rows: int | slice, cells: NDArray[np.float32]) -> None:
        """Pruned layers have fewer heads; their rest stays bare. cells: (head + 1, …, column)."""
        self._maps[layer, : len(cells) - 1, rows] = cells[:-1]
        self._maps[layer, -1, rows] = cells[-1]

    def _cells_of(self, layer: AttentionLayer, tokens: NDArray[np.intp]) -> NDArray[np.float32]:
        """(head + 1, row, column of cells) of some rows, a few at a time; the last is the mean."""
        step = max(1, BLOCK_CELLS // (layer.n_heads * layer.n_keys))
        parts = [
            self._cells_of_block(layer, tokens[start : start + step])
            for start in range(0, len(tokens), step)
        ]
        return np.concatenate(parts, axis=1)

    def _cells_of_block(
        self, layer: AttentionLayer, tokens: NDArray[np.intp]
    ) -> NDArray[np.float32]:
        device = next(layer.tensors()).device
        cells = torch.zeros(layer.n_heads + 1, len(tokens), len(self._column_starts), device=device)
        seen = layer.visible(range(int(tokens[0]), int(tokens[-1]) + 1))
        if not seen:
            return array_of(cells)
        first, stop = np.searchsorted(self._columns, [seen.start, seen.stop])

        def among_seen(keys: NDArray[np.intp]) -> Index:
            inside = keys[(keys >= seen.start) & (keys < seen.stop)]
            return index(run_of(inside - seen.start), device)

        with torch.no_grad():
            weights = seen_weights(layer, EVERYTHING, index(run_of(tokens), device), seen, 0)
            summed = self._summed
            mass = None if summed is None else weights[..., among_seen(summed)].sum(-1)
            shown = shared_out(weights[..., among_seen(self._columns)], mass)
            mean = shown.mean(0)
            ends = [*self._column_starts[1:].tolist(), len(self._columns)]
            for cell, (start, end) in enumerate(zip(self._column_starts, ends, strict=True)):
                inside = slice(max(start - first, 0), min(end, stop) - first)
                if inside.start < inside.stop:
                    cells[:-1, :, cell] = shown[..., inside].amax(-1)
                    cells[-1, :, cell] = mean[..., inside].amax(-1)
        return array_of(cells)
