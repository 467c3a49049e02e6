"""A map as presented, block by block: `present` for texts of any length."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import torch
from numpy.typing import NDArray

from explorer.core.attention.aggregates import aggregate
from explorer.core.attention.layers import (
    BLOCK_CELLS,
    EVERYTHING,
    AttentionLayer,
    index,
    run_of,
)
from explorer.core.attention.masks import Index
from explorer.core.attention.trace import SiteTrace
from explorer.core.presentation import axis, summed_keys
from explorer.records import Axis, HeadRef, Presentation, Tokens

Indices = range | NDArray[np.intp]  # of an axis, ascending

_TINY = torch.finfo(torch.float32).tiny


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """An axis, and where the tokens of each row or column stand.

    positions: (token,) of all that are shown, ascending.
    starts: (row + 1,) where the tokens of a row begin among them.
    """

    axis: Axis
    positions: NDArray[np.intp]
    starts: NDArray[np.intp]

    @classmethod
    def of(cls, axis: Axis) -> Side:
        sizes = np.fromiter(map(len, axis.positions), dtype=np.intp, count=len(axis))
        positions = np.fromiter(
            (p for group in axis.positions for p in group), dtype=np.intp, count=int(sizes.sum())
        )
        return cls(axis, positions, np.concatenate([[0], np.cumsum(sizes)]).astype(np.intp))

    def __len__(self) -> int:
        return len(self.axis)

    @property
    def is_merged(self) -> bool:
        return len(self.positions) > len(self)

    def tokens(self, chosen: Indices) -> NDArray[np.intp]:
        """(token,) the positions of these rows or columns."""
        if isinstance(chosen, range):
            return self.positions[self.starts[chosen.start] : self.starts[chosen.stop]]
        if not self.is_merged:
            return self.positions[chosen]
        parts = [self.positions[self.starts[i] : self.starts[i + 1]] for i in chosen]
        return np.concatenate(parts) if parts else self.positions[:0]

    def sizes(self, chosen: Indices) -> NDArray[np.intp]:
        """How many tokens each of these rows or columns has."""
        sizes = np.diff(self.starts)
        return sizes[chosen.start : chosen.stop] if isinstance(chosen, range) else sizes[chosen]

    def around(self, positions: range) -> range:
        """The rows or columns with a token among these positions."""
        first, stop = np.searchsorted(self.positions, [positions.start, positions.stop])
        start = int(np.searchsorted(self.starts, first, side="right")) - 1
        return range(start, max(start, int(np.searchsorted(self.starts, stop, side="left"))))


@dataclass(frozen=True, slots=True, eq=False)
class PresentedHead:
    """One head or aggregate of a site as a person asked to see it; the text is the first one.

    layers, heads: what is shown, or averaged. mass: (query token,) the sum that each row is
    divided by where special tokens are hidden, NaN until it is asked for.
    """

    head: HeadRef
    presentation: Presentation
    layers: Sequence[AttentionLayer]
    heads: slice
    rows: Side
    columns: Side
    summed: NDArray[np.intp] | None
    _mass: torch.Tensor = field(repr=False)

    @classmethod
    def of(
        cls,
        site: SiteTrace,
        head: HeadRef,
        queries: Tokens,
        keys: Tokens,
        presentation: Presentation,
    ) -> PresentedHead:
        """Raises NoSuchHead."""
        site.check_ref(head)
        layers = site.layers if head.layer is None else (site.layers[head.layer],)
        device = next(layers[0].tensors()).device
        return cls(
            head=head,
            presentation=presentation,
            layers=layers,
            heads=EVERYTHING if head.head is None else slice(head.head, head.head + 1),
            rows=Side.of(axis(queries, presentation, "query")),
            columns=Side.of(axis(keys, presentation, "key")),
            summed=summed_keys(keys, presentation),
            _mass=torch.full((site.n_queries,), torch.nan, device=device),
        )

    @property
    def n_maps(self) -> int:
        """How many heads are computed for a cell."""
        return sum(len(range(layer.n_heads)[self.heads]) for layer in self.layers)

    @property
    def n_keys(self) -> int:
        """How many weights a whole row takes while it is computed, those of hidden keys too."""
        return self.layers[0].n_keys

    @property
    def is_one_head(self) -> bool:
        return self.head.layer is not None and self.head.head is not None

    def seen(self, rows: Indices) -> range:
        """The columns that these rows may see; all others have weight 0."""
        tokens = self.rows.tokens(rows)
        if not len(tokens):
            return range(0)
        between = range(int(tokens[0]), int(tokens[-1]) + 1)
        seen = [layer.visible(between) for layer in self.layers]
        reach = range(min(s.start for s in seen), max(s.stop for s in seen))
        return self.columns.around(reach)

    def weights(self, rows: Indices, columns: range | None = None) -> torch.Tensor:
        """(row, column) float32; columns: default all of them."""
        asked = range(len(self.columns)) if columns is None else columns
        at, keys = self.rows.tokens(rows), self.columns.tokens(asked)
        is_whole = columns is None or len(asked) == len(self.columns)
        if is_whole:
            whole = self._of_tokens(at, EVERYTHING)
            shown = whole[:, self.index(keys)]
            mass = None if self.summed is None else whole[:, self.index(self.summed)].sum(-1)
        else:
            shown = self._of_tokens(at, self.index(keys))
            mass = None if self.summed is None else self._masses(at)
        shown = shared_out(shown, mass)
        return self._merged(shown, self.rows.sizes(rows), self.columns.sizes(asked))

    def scores_and_weights(
        self, rows: Indices, columns: range
    ) -> tuple[torch.Tensor | None, torch.Tensor]:
        """(row, column) before and after the softmax; no scores of aggregates and merged words."""
        if not self.is_one_head or self.presentation.merge_words:
            return None, self.weights(rows, columns)
        at, keys = self.rows.tokens(rows), self.columns.tokens(columns)
        scores, weights = self.layers[0].scores_and_weights(
            self.heads, self.index(at), self.index(keys), 0
        )
        mass = None if self.summed is None else self._masses(at)
        return None if scores is None else scores[0], shared_out(weights[0], mass)

    def _of_tokens(self, rows: NDArray[np.intp], columns: Index) -> torch.Tensor:
        """(query token, key token), averaged, or the largest, over heads."""
        at = self.index(rows)
        if self.is_one_head:
            return self.layers[0].weights(self.heads, at, columns, 0)[0]
        how = self.head.aggregate
        return aggregate(self.layers, self.heads, how, 0, rows=at, columns=columns)

    def _masses(self, rows: NDArray[np.intp]) -> torch.Tensor:
        """(query token,) what the shown keys and those of the other text get together."""
        assert self.summed is not None
        place = self.index(rows)
        asked = self._mass[place]
        is_missing = asked.isnan().cpu().numpy()
        if is_missing.any():
            missing, summed = rows[is_missing], self.index(self.summed)
            step = max(1, BLOCK_CELLS // (4 * self.layers[0].n_keys))
            for start in range(0, len(missing), step):
                some = missing[start : start + step]
                whole = self._of_tokens(some, EVERYTHING)
                self._mass[self.index(some)] = whole[:, summed].sum(-1)
            asked = self._mass[place]
        return asked

    def _merged(
        self, weights: torch.Tensor, n_rows: NDArray[np.intp], n_columns: NDArray[np.intp]
    ) -> torch.Tensor:
        """Sum over the pieces of each key, mean over the pieces of each query."""
        for dim, sizes in ((1, n_columns), (0, n_rows)):
            if len(sizes) == weights.shape[dim]:
                continue
            counts = torch.as_tensor(sizes, device=weights.device)
            place = torch.repeat_interleave(torch.arange(len(sizes), device=counts.device), counts)
            shape = list(weights.shape)
            shape[dim] = len(sizes)
            weights = weights.new_zeros(shape).index_add_(dim, place, weights)
            if dim == 0:
                weights /= counts[:, None]
        return weights

    def index(self, positions: NDArray[np.intp]) -> Index:
        return index(run_of(positions), self._mass.device)


def row_blocks(presented: PresentedHead) -> Iterator[NDArray[np.float32]]:
    """The whole map, (row, column) of some rows after the other."""
    n_rows, step = len(presented.rows), max(1, BLOCK_CELLS // presented.n_keys)
    for start in range(0, n_rows, step):
        with torch.no_grad():
            weights = presented.weights(range(start, min(start + step, n_rows)))
        yield array_of(weights)


def shared_out(weights: torch.Tensor, mass: torch.Tensor | None) -> torch.Tensor:
    """Rows divided by their mass; a row without any stays as it is.

    weights: (…, query, key). mass: (…, query).
    """
    return weights if mass is None else weights / mass.where(mass >= _TINY, 1.0).unsqueeze(-1)


def array_of(tensor: torch.Tensor) -> NDArray[np.float32]:
    array: NDArray[np.float32] = tensor.float().cpu().numpy()
    return array
