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

Positions = slice | Sequence[int] | NDArray[np.integer]
Index = slice | torch.Tensor

EVERYTHING = slice(None)
BLOCK_CELLS = 1 << 24  # (head, query, key) cells computed at once: 64 MiB in float32


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

    def visible(self, rows: range) -> range:
        """The keys that any of these queries may see; all others have weight 0 for certain."""

    def tensors(self) -> Iterator[torch.Tensor]:
        """What it keeps in memory, shared parts included."""


@dataclass(frozen=True, slots=True, eq=False)
class QueryKey:
    """`softmax(query keyᵀ · scaling + bias + mask)`, computed when asked for.

    query: (batch, head, query, width); key: (batch, key head, key, width), fewer heads under
        grouped-query attention.
    mask: (batch or 1, head or 1, query, key); boolean (true attends) or added to the scores.
    position_bias: (batch or 1, head or 1, query, key), shared by the layers of a T5 stack.
    softcap: scores become softcap · tanh(scores / softcap). Source: Gemma 2, section 2.
    sinks: (head,) a score that takes part in the softmax and belongs to no key (gpt-oss).
    """

    query: torch.Tensor
    key: torch.Tensor
    scaling: float
    mask: torch.Tensor | None = None
    is_causal: bool = False
    position_bias: torch.Tensor | None = None
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
        for tensor in (self.query, self.key, self.mask, self.position_bias, self.sinks):
            if tensor is not None:
                yield tensor

    def visible(self, rows: range) -> range:
        is_triangle = self.is_causal and self.mask is None
        return range(min(rows.stop, self.n_keys)) if is_triangle else range(self.n_keys)

    def scores(self, heads: slice, rows: Index, columns: Index, item: int) -> torch.Tensor:
        scores = self._products(heads, rows, columns, item).mul_(self.scaling)
        if self.position_bias is not None:
            scores += _part(self.position_bias, heads, rows, columns, item)
        if self.softcap is not None:
            scores = scores.div_(self.softcap).tanh_().mul_(self.softcap)
        if self.mask is not None:
            mask = _part(self.mask[..., : self.n_keys], heads, rows, columns, item)
            if mask.dtype == torch.bool:
                scores.masked_fill_(~mask, -torch.inf)
            else:  # the lowest number of a dtype stands for −inf, so that half precision survives
                lowest = torch.finfo(mask.dtype).min / 2
                scores = (scores + mask).masked_fill_(mask <= lowest, -torch.inf)
        elif self.is_causal:
            scores.masked_fill_(self._future(rows, columns), -torch.inf)
        return scores

    def weights(self, heads: slice, rows: Index, columns: Index, item: int) -> torch.Tensor:
        scores = self.scores(heads, rows, columns, item)
        is_whole_row = isinstance(columns, slice) and columns == EVERYTHING
        if is_whole_row and self.sinks is None:
            weights = torch.softmax(scores, dim=-1)
            if self.mask is None:
                return weights
            # A row that sees nothing, as under left padding, would be NaN.
            return weights.masked_fill_(scores.amax(-1, keepdim=True) == -torch.inf, 0.0)
        if is_whole_row:
            normaliser = _normaliser(scores, self._sinks(heads))
        else:
            normaliser = torch.stack(
                [self._row_normaliser(head, item)[rows] for head in range(self.n_heads)[heads]]
            )
        return scores.sub_(normaliser.unsqueeze(-1)).exp_()

    def _products(self, heads: slice, rows: Index, columns: Index, item: int) -> torch.Tensor:
        """(head, query, key) of dot products, float32; a group of heads shares one key head."""
        n_groups = self.query.shape[1] // self.key.shape[1]
        query = self.query[item, heads][:, rows].float()  # (heads asked, rows, width)
        batch = min(item, self.key.shape[0] - 1)
        if n_groups == 1:
            key = self.key[batch, heads]
        elif query.shape[0] == self.n_heads:
            key = self.key[batch]
            # (key head, heads of the group × rows, width): one product a key head, no copies
            query = query.reshape(key.shape[0], -1, query.shape[-1])
        else:
            asked = torch.arange(self.n_heads, device=self.key.device)[heads]
            key = self.key[batch, asked // n_groups]
        products = torch.bmm(query, key[:, columns].float().transpose(1, 2))
        return products.view(len(range(self.n_heads)[heads]), -1, products.shape[-1])

    def _future(self, rows: Index, columns: Index) -> torch.Tensor:
        device = self.query.device
        row = torch.arange(self.n_queries, device=device)[rows]
        column = torch.arange(self.n_keys, device=device)[columns]
        return column[None, :] > row[:, None]

    def _sinks(self, heads: slice) -> torch.Tensor | None:
        return None if self.sinks is None else self.sinks.flatten()[heads].float()

    def _row_normaliser(self, head: int, item: int) -> torch.Tensor:
        """(query,) log of the softmax's denominator; kept, because tiles ask again and again."""
        known = self._normalisers.get((head, item))
        if known is None:
            one = slice(head, head + 1)
            step = max(1, BLOCK_CELLS // self.n_keys)
            known = torch.cat(
                [
                    _normaliser(
                        self.scores(one, slice(start, start + step), EVERYTHING, item),
                        self._sinks(one),
                    )[0]
                    for start in range(0, self.n_queries, step)
                ]
            )
            self._normalisers[head, item] = known
        return known


@dataclass(frozen=True, slots=True, eq=False)
class Maps:
    """Finished weights, (batch, head, query, key), as the model itself returned them."""

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

    def scores(self, heads: slice, rows: Index, columns: Index, item: int) -> None:  # noqa: ARG002
        return None

    def weights(self, heads: slice, rows: Index, columns: Index, item: int) -> torch.Tensor:
        return _part(self.maps, heads, rows, columns, item).float()


def index(positions: Positions | None, device: torch.device) -> Index:
    """Positions as torch indexes them, which knows neither tuples nor negative steps."""
    if positions is None:
        return EVERYTHING
    if isinstance(positions, slice):
        return positions
    return torch.as_tensor(np.asarray(positions, dtype=np.int64), device=device)


def _part(
    tensor: torch.Tensor, heads: slice, rows: Index, columns: Index, item: int
) -> torch.Tensor:
    """A slice of (batch or 1, head or 1, query or 1, key) that broadcasts over (head, q, k)."""
    part = tensor[min(item, tensor.shape[0] - 1)]
    part = part if part.shape[0] == 1 else part[heads]
    part = part if part.shape[1] == 1 else part[:, rows]
    return part[:, :, columns]


def _normaliser(scores: torch.Tensor, sinks: torch.Tensor | None) -> torch.Tensor:
    """(head, query) log of the sum of exponentials, +inf where a row sees nothing."""
    normaliser = torch.logsumexp(scores, dim=-1)
    if sinks is not None:
        normaliser = torch.logaddexp(normaliser, sinks[:, None])
    return normaliser.masked_fill_(normaliser == -torch.inf, torch.inf)
