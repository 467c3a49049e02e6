"""Which query may see which key, as a rule that is asked for a block of rows and columns.

transformers describes its masks by functions of two positions. The common ones leave a band
around the diagonal; knowing the band, a long text's attention need not look outside it, nor hold
a mask of every pair. A function that is not recognised counts as unbounded, and is asked itself.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

import torch
from transformers import masking_utils as library

Index = slice | torch.Tensor
MaskFunction = Callable[..., Any]

_KEPT_BLOCKS = 4  # the blocks inside a window look all the same


class Mask(Protocol):
    """What an attention hides; all layers of a kind share one."""

    @property
    def is_plain_causal(self) -> bool:
        """Whether SDPA's own `is_causal` says all of it."""

    def visible(self, rows: range) -> range:
        """The keys that any of these queries may see, or more."""

    def block(self, rows: range, columns: range) -> torch.Tensor | None:
        """(batch or 1, head or 1, row, column) as SDPA takes it; None where all is visible."""

    def hide(
        self, scores: torch.Tensor, heads: slice, rows: Index, columns: Index, item: int
    ) -> torch.Tensor:
        """Scores (head, row, column) with −inf where nothing may be seen; may change them."""

    def tensors(self) -> Iterator[torch.Tensor]:
        """What it keeps in memory."""


@dataclass(frozen=True, slots=True)
class Band:
    """Keys from `back` places before a query to `ahead` after it; None is no bound."""

    back: int | None = None
    ahead: int | None = None

    def both(self, other: Band) -> Band:
        """What lies in the two of them."""
        return Band(_smaller(self.back, other.back), _smaller(self.ahead, other.ahead))

    def either(self, other: Band) -> Band:
        """What lies in one of them, and perhaps more."""
        return Band(_larger(self.back, other.back), _larger(self.ahead, other.ahead))


CAUSAL = Band(ahead=0)


@dataclass(frozen=True, slots=True, eq=False)
class RuleMask:
    """A band, a function of positions where the band does not say all, and padding.

    function: of transformers (text, head, query, key) → boolean; None where the band says all.
    padding: (batch, key) boolean, true for a token of the text; None where there is none.
    first_query, first_key: the positions of row 0 and column 0.
    """

    n_texts: int
    n_queries: int
    n_keys: int
    device: torch.device
    band: Band = Band()
    function: MaskFunction | None = None
    padding: torch.Tensor | None = None
    first_query: int = 0
    first_key: int = 0
    _blocks: dict[tuple[int, ...], torch.Tensor] = field(init=False, default_factory=dict)

    @property
    def sees_everything(self) -> bool:
        return self.function is None and self.padding is None and self.band == Band()

    @property
    def is_plain_causal(self) -> bool:
        is_bare = self.function is None and self.padding is None and self.band == CAUSAL
        return is_bare and self.first_query == self.first_key and self.n_queries == self.n_keys

    def visible(self, rows: range) -> range:
        shift = self.first_query - self.first_key
        back, ahead = self.band.back, self.band.ahead
        start = 0 if back is None else rows.start + shift - back
        stop = self.n_keys if ahead is None else rows.stop + shift + ahead
        stop = max(0, min(stop, self.n_keys))
        return range(min(max(0, start), stop), stop)

    def block(self, rows: range, columns: range) -> torch.Tensor | None:
        if self.padding is None and self._is_inside(rows, columns):
            return None
        shift_only = self.function is None and self.padding is None
        place = (rows.start - columns.start,) if shift_only else (rows.start, columns.start)
        name = (*place, len(rows), len(columns))
        if name not in self._blocks:
            while len(self._blocks) >= _KEPT_BLOCKS:
                self._blocks.pop(next(iter(self._blocks)))
            sliced = slice(rows.start, rows.stop), slice(columns.start, columns.stop)
            seen = self._seen(*map(self._positions, sliced, (self.n_queries, self.n_keys)))
            if self.padding is not None:
                seen = seen & self.padding[:, None, None, sliced[1]]
            n_texts = self.n_texts if seen.shape[0] > 1 else 1
            self._blocks[name] = seen.expand(n_texts, -1, len(rows), len(columns))
        return self._blocks[name]

    def hide(
        self,
        scores: torch.Tensor,
        heads: slice,  # noqa: ARG002  one rule for all heads
        rows: Index,
        columns: Index,
        item: int,
    ) -> torch.Tensor:
        row, column = self._positions(rows, self.n_queries), self._positions(columns, self.n_keys)
        if not (row.numel() and column.numel()):
            return scores
        if not self._is_inside(_span(row), _span(column)):
            for part in self._doubtful(_span(row), column):
                seen = self._seen(row, column[part])
                scores[..., part].masked_fill_(~seen[min(item, seen.shape[0] - 1)], -torch.inf)
        if self.padding is not None:
            real = self.padding[min(item, self.padding.shape[0] - 1)][column]
            scores.masked_fill_(~real, -torch.inf)
        return scores

    def dense(self) -> torch.Tensor:
        """(batch, 1, query, key) boolean, for models that calculate with it."""
        shape = (self.n_texts, 1, self.n_queries, self.n_keys)
        block = self.block(range(self.n_queries), range(self.n_keys))
        if block is None:
            return torch.ones(shape, dtype=torch.bool, device=self.device)
        return block.expand(shape)

    def tensors(self) -> Iterator[torch.Tensor]:
        if self.padding is not None:
            yield self.padding

    def _positions(self, places: Index, n_places: int) -> torch.Tensor:
        if isinstance(places, slice):
            return torch.arange(*places.indices(n_places), device=self.device)
        return places

    def _is_inside(self, rows: range, columns: range) -> bool:
        """Whether each of these queries sees each of these keys, padding aside."""
        shift = self.first_key - self.first_query
        back, ahead = self.band.back, self.band.ahead
        return (
            self.function is None
            and (ahead is None or columns.stop - 1 - rows.start + shift <= ahead)
            and (back is None or rows.stop - 1 - columns.start - shift <= back)
        )

    def _doubtful(self, rows: range, column: torch.Tensor) -> tuple[slice, ...]:
        """The columns that some of the rows may not see: few, beside those that all of them do."""
        first, shift = int(column[0]), self.first_key - self.first_query
        if self.function is not None or int(column[-1]) - first != len(column) - 1:
            return (slice(0, len(column)),)
        back, ahead = self.band.back, self.band.ahead
        n_before = 0 if back is None else rows.stop - 1 - back - shift - first
        n_until = len(column) if ahead is None else rows.start + ahead + 1 - shift - first
        n_before = min(max(n_before, 0), len(column))
        return slice(0, n_before), slice(max(n_until, n_before), len(column))

    def _seen(self, row: torch.Tensor, column: torch.Tensor) -> torch.Tensor:
        """(batch or 1, 1, row, column) boolean, padding aside."""
        query, key = row + self.first_query, column + self.first_key
        if self.function is not None:
            text = torch.arange(self.n_texts, device=self.device)
            seen: torch.Tensor = self.function(
                text[:, None, None, None], text[None, :1, None, None],
                query[None, None, :, None], key[None, None, None, :],
            )  # fmt: skip
            return seen.expand(-1, -1, len(row), len(column))
        distance = key[None, :] - query[:, None]
        seen = torch.ones_like(distance, dtype=torch.bool)
        if self.band.ahead is not None:
            seen &= distance <= self.band.ahead
        if self.band.back is not None:
            seen &= distance >= -self.band.back
        return seen[None, None]


@dataclass(frozen=True, slots=True, eq=False)
class DenseMask:
    """A mask that a model made itself, (batch or 1, head or 1, query or 1, key).

    mask: boolean (true attends) or added to the scores.
    """

    mask: torch.Tensor
    is_plain_causal = False

    def visible(self, rows: range) -> range:  # noqa: ARG002
        return range(self.mask.shape[-1])

    def block(self, rows: range, columns: range) -> torch.Tensor:
        part = self.mask if self.mask.shape[2] == 1 else self.mask[:, :, rows.start : rows.stop]
        return part[..., columns.start : columns.stop]

    def hide(
        self, scores: torch.Tensor, heads: slice, rows: Index, columns: Index, item: int
    ) -> torch.Tensor:
        mask = part_of(self.mask, heads, rows, columns, item)
        if mask.dtype == torch.bool:
            return scores.masked_fill_(~mask, -torch.inf)
        # The lowest number of a dtype stands for −inf, so that half precision survives.
        lowest = torch.finfo(mask.dtype).min / 2
        return (scores + mask).masked_fill_(mask <= lowest, -torch.inf)

    def tensors(self) -> Iterator[torch.Tensor]:
        yield self.mask


def part_of(
    tensor: torch.Tensor, heads: slice, rows: Index, columns: Index, item: int
) -> torch.Tensor:
    """A slice of (batch or 1, head or 1, query or 1, key) that broadcasts over (head, q, k)."""
    part = tensor[min(item, tensor.shape[0] - 1)]
    part = part if part.shape[0] == 1 else part[heads]
    part = part if part.shape[1] == 1 else part[:, rows]
    return part[:, :, columns]


def recognised(function: MaskFunction) -> tuple[Band, bool]:
    """The band that a mask function of transformers leaves, and whether that says all of it."""
    # Each call of a factory makes a new closure, and all of them share their code.
    code = getattr(function, "__code__", None)
    if code is library.causal_mask_function.__code__:
        return CAUSAL, True
    if code is library.bidirectional_mask_function.__code__:
        return Band(), True
    enclosed = inspect.getclosurevars(function).nonlocals if code in _CLOSURES else {}
    match _CLOSURES.get(code):
        case "window":
            return Band(back=enclosed["sliding_window"] - 1), True
        case "window on both sides":
            return Band(enclosed["sliding_window"], enclosed["sliding_window"]), True
        case "chunks":
            return Band(enclosed["chunk_size"] - 1, enclosed["chunk_size"] - 1), False
        case "and":
            parts = [recognised(part) for part in enclosed["mask_functions"]]
            band = Band()
            for bounds, _ in parts:
                band = band.both(bounds)
            return band, all(is_all for _, is_all in parts)
        case "or":
            first, *others = [recognised(part)[0] for part in enclosed["mask_functions"]]
            for bounds in others:
                first = first.either(bounds)
            return first, False
    return Band(), False


_CLOSURES: dict[Any, str] = {
    library.sliding_window_overlay(1).__code__: "window",
    library.sliding_window_bidirectional_overlay(1).__code__: "window on both sides",
    library.chunked_overlay(1, torch.zeros(1)).__code__: "chunks",
    library.and_masks().__code__: "and",
    library.or_masks().__code__: "or",
}


def vectorised(function: MaskFunction) -> MaskFunction:
    """A function of single positions, called with (b, 1, 1, 1), (1, h, 1, 1) … like the others."""
    mapped = library._vmap_expansion_sdpa(function)

    def over_all(*places: torch.Tensor) -> torch.Tensor:
        with library.TransformGetItemToIndex():
            seen: torch.Tensor = mapped(*(place.flatten() for place in places))
        return seen

    return over_all


def _span(positions: torch.Tensor) -> range:
    return range(int(positions.min()), int(positions.max()) + 1)


def _smaller(one: int | None, other: int | None) -> int | None:
    return min((bound for bound in (one, other) if bound is not None), default=None)


def _larger(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else max(one, other)
