"""What is kept of one attention, and the weights that follow from it.

`QueryKey` keeps what the softmax is made of and computes any slice on demand; `Maps` keeps the
finished weights of models that hand out nothing else. Axes: (head, query, key).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from explorer.core.attention.biases import Bias
from explorer.core.attention.masks import Index, Mask, part_of

Positions = slice | Sequence[int] | NDArray[np.integer]

EVERYTHING = slice(None)
BLOCK_CELLS = 1 << 24  # (head, query, key) cells computed at once: 64 MiB in float32
NORMALISED_ROWS, NORMALISED_COLUMNS = 512, 2048  # at a time, so that they stay in the cache


class AttentionLayer(Protocol):
    """One layer of a site, for a batch of texts; `item` chooses the text."""

    @property
    def n_heads(self) -> int: ...
    @property
    def n_queries(self) -> int: ...
    @property
    def n_keys(self) -> int: ...

    def weights(self, heads: slice, rows: Index, columns: Index, item: int) -> torch.Tensor:
        """(head, query, key) float32; a row that sees no key is zero."""

    def scores(self, heads: slice, rows: Index, columns: Index, item: int) -> torch.Tensor | None:
        """(head, query, key) float32, −inf where masked; None where the model hides them."""

    def scores_and_weights(
        self, heads: slice, rows: Index, columns: Index, item: int
    ) -> tuple[torch.Tensor | None, torch.Tensor]:
        """Both of the above, for the price of one."""

    def visible(self, rows: range) -> range:
        """The keys that any of these queries may see; all others have weight 0 for certain."""

    def tensors(self) -> Iterator[torch.Tensor]:
        """What it keeps in memory, shared parts included."""


@dataclass(frozen=True, slots=True, eq=False)
class QueryKey:
    """`softmax(query keyᵀ · scaling + bias + mask)`, computed when asked for.

    query: (batch, head, query, width); key: (batch, key head, key, width), fewer heads under
        grouped-query attention.
    mask: which pairs may attend; None where all may. Layers of a kind share one.
    position_bias: added to the scores, shared by the layers of a T5 stack.
    softcap: scores become softcap · tanh(scores / softcap). Source: Gemma 2, section 2.
    sinks: (head,) a score that takes part in the softmax and belongs to no key (gpt-oss).
    """

    query: torch.Tensor
    key: torch.Tensor
    scaling: float
    mask: Mask | None = None
    position_bias: Bias | None = None
    softcap: float | None = None
    sinks: torch.Tensor | None = None
    _normalisers: dict[tuple[int, int], torch.Tensor] = field(init=False, default_factory=dict)

    @property
    def n_heads(self) -> int:
        return self.query.shape[1]

    @property
    def n_queries(self) -> int:
        return self.query.shape[2]

    @property
    def n_keys(self) -> int:
        return self.key.shape[2]

    def tensors(self) -> Iterator[torch.Tensor]:
        yield self.query
        yield self.key
        for part in (self.mask, self.position_bias):
            if part is not None:
                yield from part.tensors()
        if self.sinks is not None:
            yield self.sinks

    def visible(self, rows: range) -> range:
        if self.mask is None or not rows:
            return range(self.n_keys)
        seen = self.mask.visible(range(min(rows[0], rows[-1]), max(rows[0], rows[-1]) + 1))
        return range(min(seen.start, self.n_keys), min(seen.stop, self.n_keys))

    def scores(self, heads: slice, rows: Index, columns: Index, item: int) -> torch.Tensor:
        return self._finished(
            self._products(heads, rows, columns, item), heads, rows, columns, item
        )

    def scores_by_key(self, head: int, rows: Index, columns: Index, item: int) -> torch.Tensor:
        """(key, query) of one head: laid out like this, pooling along the keys is much faster."""
        key_head = head // (self.n_heads // self.key.shape[1])
        key = self.key[min(item, self.key.shape[0] - 1), key_head, columns].float()
        products = key @ self.query[item, head, rows].float().T
        one = slice(head, head + 1)
        return self._finished(products.T.unsqueeze(0), one, rows, columns, item)[0].T.contiguous()

    def _finished(
        self, products: torch.Tensor, heads: slice, rows: Index, columns: Index, item: int
    ) -> torch.Tensor:
        """Scores from dot products (head, query, key), in their place."""
        scores = products.mul_(self.scaling)
        if self.position_bias is not None:
            scores += self.position_bias.part(heads, rows, columns, item)
        if self.softcap is not None:
            scores = scores.div_(self.softcap).tanh_().mul_(self.softcap)
        return scores if self.mask is None else self.mask.hide(scores, heads, rows, columns, item)

    def weights(self, heads: slice, rows: Index, columns: Index, item: int) -> torch.Tensor:
        if not _is_everything(columns):
            scores = self.scores(heads, rows, columns, item)
            return self._weights_of(scores, heads, rows, item)
        seen = self.visible(_span(rows, self.n_queries))
        weights = self.whole_rows(heads, rows, seen, item)
        if len(seen) == self.n_keys:
            return weights
        return nn.functional.pad(weights, (seen.start, self.n_keys - seen.stop))

    def scores_and_weights(
        self, heads: slice, rows: Index, columns: Index, item: int
    ) -> tuple[torch.Tensor, torch.Tensor]:
        scores = self.scores(heads, rows, columns, item)
        if _is_everything(columns):
            return scores, self._softmax(scores, heads)
        return scores, self._weights_of(scores.clone(), heads, rows, item)

    def whole_rows(self, heads: slice, rows: Index, seen: range, item: int) -> torch.Tensor:
        """(head, query, seen key), given all keys that these rows can see or more."""
        return self._softmax(
            self.scores(heads, rows, slice(seen.start, seen.stop), item), heads, in_place=True
        )

    def normalisers(self, head: int, item: int = 0, rows: Index = EVERYTHING) -> torch.Tensor:
        """(query,) float32 log of the softmax's denominator; +inf where a row sees nothing.

        Kept row by row, because tiles ask again and again: `exp(scores − normaliser)` is a weight.
        """
        known = self._normalisers.get((head, item))
        if known is None:
            known = torch.full((self.n_queries,), torch.nan, device=self.query.device)
            self._normalisers[head, item] = known
        asked = known[rows]
        is_missing = asked.isnan()
        if is_missing.any():
            places = torch.arange(self.n_queries, device=known.device)[rows][is_missing]
            for chunk in torch.split(places, NORMALISED_ROWS):
                known[chunk] = self._normalised(head, chunk, item)
            asked = known[rows]
        return asked

    def _normalised(self, head: int, rows: torch.Tensor, item: int) -> torch.Tensor:
        """(row,) computed over the columns that these ascending rows can see, some at a time."""
        one, first, stop = slice(head, head + 1), int(rows[0]), int(rows[-1]) + 1
        chosen: Index = slice(first, stop) if stop - first == len(rows) else rows
        seen = self.visible(range(first, stop))
        total = torch.full((len(rows),), -torch.inf, device=rows.device)
        for start in range(seen.start, seen.stop, NORMALISED_COLUMNS):
            columns = slice(start, min(start + NORMALISED_COLUMNS, seen.stop))
            part = torch.logsumexp(self.scores(one, chosen, columns, item)[0], dim=-1)
            total = torch.logaddexp(total, part)
        if self.sinks is not None:
            total = torch.logaddexp(total, self.sinks.flatten()[head].float())
        return total.masked_fill_(total == -torch.inf, torch.inf)

    def _weights_of(
        self, scores: torch.Tensor, heads: slice, rows: Index, item: int
    ) -> torch.Tensor:
        """Weights of a part of the columns, in place of their scores."""
        normalisers = [self.normalisers(head, item, rows) for head in range(self.n_heads)[heads]]
        return scores.sub_(torch.stack(normalisers).unsqueeze(-1)).exp_()

    def _softmax(
        self, scores: torch.Tensor, heads: slice, *, in_place: bool = False
    ) -> torch.Tensor:
        """Weights from the scores of all visible keys; a row that sees nothing is zero."""
        if self.sinks is not None:
            sinks = self.sinks.flatten()[heads].float()[:, None]
            total = torch.logaddexp(torch.logsumexp(scores, dim=-1), sinks).unsqueeze(-1)
            return scores.sub_(total).exp_() if in_place else (scores - total).exp_()
        weights = torch.softmax(scores, dim=-1)
        if self.mask is None or self.mask.is_plain_causal:
            return weights
        # A row that sees nothing, as under left padding, would be NaN.
        return weights.masked_fill_(scores.amax(-1, keepdim=True) == -torch.inf, 0.0)

    def _products(self, heads: slice, rows: Index, columns: Index, item: int) -> torch.Tensor:
        """(head, query, key) of dot products, float32; a group of heads shares one key head."""
        n_groups = self.query.shape[1] // self.key.shape[1]
        query = self.query[item, heads][:, rows].float()  # (heads asked, rows, width)
        n_asked, n_rows, _ = query.shape
        batch = min(item, self.key.shape[0] - 1)
        if n_groups == 1:
            key = self.key[batch, heads]
        elif n_asked == self.n_heads:
            key = self.key[batch]
            # (key head, heads of the group × rows, width): one product a key head, no copies
            query = query.reshape(key.shape[0], -1, query.shape[-1])
        else:
            asked = range(self.n_heads)[heads]
            first, last = asked[0] // n_groups, asked[-1] // n_groups
            if first == last:  # without a copy of all keys for a block of them
                key = self.key[batch, first : first + 1].expand(len(asked), -1, -1)
            else:
                key = self.key[batch, torch.tensor(asked, device=self.key.device) // n_groups]
        products = torch.bmm(query, key[:, columns].float().transpose(1, 2))
        # In full, since −1 stands for any number where no key is asked for.
        return products.view(n_asked, n_rows, products.shape[-1])


@dataclass(frozen=True, slots=True, eq=False)
class WholeMaps:
    """What a model itself returned of every pair: maps, (batch, head, query, key)."""

    maps: torch.Tensor

    @property
    def n_heads(self) -> int:
        return self.maps.shape[1]

    @property
    def n_queries(self) -> int:
        return self.maps.shape[2]

    @property
    def n_keys(self) -> int:
        return self.maps.shape[3]

    def tensors(self) -> Iterator[torch.Tensor]:
        yield self.maps

    def visible(self, rows: range) -> range:  # noqa: ARG002
        return range(self.n_keys)


class Maps(WholeMaps):
    """Finished weights."""

    __slots__ = ()

    def scores(self, heads: slice, rows: Index, columns: Index, item: int) -> None:  # noqa: ARG002
        return None

    def weights(self, heads: slice, rows: Index, columns: Index, item: int) -> torch.Tensor:
        return part_of(self.maps, heads, rows, columns, item).float()

    def scores_and_weights(
        self, heads: slice, rows: Index, columns: Index, item: int
    ) -> tuple[None, torch.Tensor]:
        return None, self.weights(heads, rows, columns, item)


def seen_weights(
    layer: AttentionLayer, heads: slice, rows: Index, seen: range, item: int
) -> torch.Tensor:
    """(head, query, seen key), given all keys that these rows can see or more; at least one."""
    if isinstance(layer, QueryKey):
        return layer.whole_rows(heads, rows, seen, item)
    return layer.weights(heads, rows, EVERYTHING, item)[..., seen.start : seen.stop]


def run_of(positions: NDArray[np.intp]) -> slice | NDArray[np.intp]:
    """Ascending positions: a slice where they follow each other, which selects without a copy."""
    if not len(positions):
        return slice(0, 0)
    first, last = int(positions[0]), int(positions[-1])
    return slice(first, last + 1) if last - first == len(positions) - 1 else positions


def index(positions: Positions | None, device: torch.device) -> Index:
    """Positions as torch indexes them, which knows neither tuples nor negative steps."""
    if positions is None:
        return EVERYTHING
    if isinstance(positions, slice):
        return positions
    return torch.as_tensor(np.asarray(positions, dtype=np.int64), device=device)


def _is_everything(places: Index) -> bool:
    return isinstance(places, slice) and places == EVERYTHING


def _span(places: Index, n_places: int) -> range:
    """From the first place to the last."""
    if isinstance(places, slice):
        chosen = range(n_places)[places]
        return range(min(chosen), max(chosen) + 1) if chosen else range(0)
    return range(int(places.min()), int(places.max()) + 1) if len(places) else range(0)
