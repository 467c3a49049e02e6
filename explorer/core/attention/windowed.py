"""What was seen of a text that was read in windows, answered as if it had been read at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch

from explorer.core.attention.layers import EVERYTHING, AttentionLayer
from explorer.core.attention.masks import Index
from explorer.core.logits import Logits
from explorer.records import Window


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the tokens of a text stand in each of its windows.

    n_opening, n_closing: the special tokens at both ends of the text, which each window has, too.
    """

    windows: tuple[Window, ...]
    n_tokens: int
    n_opening: int
    n_closing: int

    def read(self, window: Window) -> list[int]:
        """The positions in the text of what a window reads."""
        closing = self.n_tokens - self.n_closing
        return [
            *range(self.n_opening),
            *range(window.start, window.end),
            *range(closing, self.n_tokens),
        ]

    def within(self, window: Window, positions: torch.Tensor) -> torch.Tensor:
        """Places in a window of positions in the text; −1 for what the window did not read."""
        closing = self.n_tokens - self.n_closing
        places = positions - (window.start - self.n_opening)
        places = places.masked_fill((positions < window.start) | (positions >= window.end), -1)
        places = torch.where(positions < self.n_opening, positions, places)
        closed = positions - closing + self.n_opening + window.end - window.start
        return torch.where(positions >= closing, closed, places)

    def position(self, window: Window, place: int) -> int:
        """The position in the text of a place in a window."""
        if place < self.n_opening:
            return place
        from_end = place - self.n_opening - (window.end - window.start)
        if from_end >= 0:
            return self.n_tokens - self.n_closing + from_end
        return place - self.n_opening + window.start


@dataclass(frozen=True, slots=True, eq=False)
class WindowedLayer:
    """One layer of all windows. What a row's window did not read has weight 0 and score −inf.

    parts: the layer of each window.
    """

    layout: Layout
    parts: tuple[AttentionLayer, ...]

    @property
    def n_heads(self) -> int:
        return self.parts[0].n_heads

    @property
    def n_queries(self) -> int:
        return self.layout.n_tokens

    @property
    def n_keys(self) -> int:
        return self.layout.n_tokens

    def tensors(self) -> Iterator[torch.Tensor]:
        for part in self.parts:
            yield from part.tensors()

    def visible(self, rows: range) -> range:
        firsts, lasts = [], []
        for window, part in zip(self.layout.windows, self.parts, strict=True):
            between = (
                max(min(rows, default=0), window.first),
                min(max(rows, default=-1), window.last - 1),
            )
            if between[0] > between[1]:
                continue
            first, last = self.layout.within(window, torch.tensor(between)).tolist()
            seen = part.visible(range(first, last + 1))
            if seen:
                firsts.append(self.layout.position(window, seen[0]))
                lasts.append(self.layout.position(window, seen[-1]))
        return range(min(firsts), max(lasts) + 1) if firsts else range(0)

    def weights(self, heads: slice, rows: Index, columns: Index, item: int) -> torch.Tensor:
        weights, places, between = self._empty(heads, rows, columns, 0.0)
        for part, at, asked, kept in self._asked(places, between):
            _put(weights, at, kept, part.weights(heads, *asked, item))
        return weights

    def scores(self, heads: slice, rows: Index, columns: Index, item: int) -> torch.Tensor | None:
        scores, places, between = self._empty(heads, rows, columns, -torch.inf)
        for part, at, asked, kept in self._asked(places, between):
            found = part.scores(heads, *asked, item)
            if found is None:
                return None
            _put(scores, at, kept, found)
        return scores

    def scores_and_weights(
        self, heads: slice, rows: Index, columns: Index, item: int
    ) -> tuple[torch.Tensor | None, torch.Tensor]:
        scores, places, between = self._empty(heads, rows, columns, -torch.inf)
        weights, has_scores = torch.zeros_like(scores), True
        for part, at, asked, kept in self._asked(places, between):
            found, these = part.scores_and_weights(heads, *asked, item)
            _put(weights, at, kept, these)
            has_scores = has_scores and found is not None
            if found is not None:
                _put(scores, at, kept, found)
        return scores if has_scores else None, weights

    def _empty(
        self, heads: slice, rows: Index, columns: Index, value: float
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """(head, query, key) of `value`, and the positions of rows and columns."""
        device = next(self.tensors()).device
        every = torch.arange(self.n_queries, device=device)
        places, between = every[rows], every[columns]
        shape = (len(range(self.n_heads)[heads]), len(places), len(between))
        return torch.full(shape, value, device=device), places, between

    def _asked(
        self, rows: torch.Tensor, columns: torch.Tensor
    ) -> Iterator[tuple[AttentionLayer, Index, tuple[Index, Index], Index]]:
        """Of each window that has some of the rows: its layer, the indices of these rows among
        all, rows and columns as the window counts them, and the indices of these columns.
        """
        for window, part in zip(self.layout.windows, self.parts, strict=True):
            at = ((rows >= window.first) & (rows < window.last)).nonzero().flatten()
            if not len(at):
                continue
            places = self.layout.within(window, columns)
            kept = (places >= 0).nonzero().flatten()
            if not len(kept):
                continue
            own = self.layout.within(window, rows[at])
            asked = _sliced(own, part.n_queries), _sliced(places[kept], part.n_keys)
            yield part, _sliced(at, len(rows)), asked, _sliced(kept, len(columns))


@dataclass(frozen=True, slots=True, eq=False)
class WindowedLogits:
    """What each window predicts at its own rows."""

    layout: Layout
    parts: tuple[Logits, ...]

    def at(self, positions: Sequence[int]) -> torch.Tensor:
        found: dict[int, torch.Tensor] = {}
        for window, part in zip(self.layout.windows, self.parts, strict=True):
            own = [at for at in positions if window.first <= at < window.last]
            if own:
                places = self.layout.within(window, torch.tensor(own)).tolist()
                found.update(zip(own, part.at(places), strict=True))
        if not found:
            return self.parts[0].at(())
        return torch.stack([found[position] for position in positions])


def _put(whole: torch.Tensor, rows: Index, columns: Index, part: torch.Tensor) -> None:
    """Write `part` where these rows and columns cross."""
    if isinstance(rows, slice) or isinstance(columns, slice):
        whole[:, rows, columns] = part
    else:
        whole[:, rows[:, None], columns[None, :]] = part


def _sliced(places: torch.Tensor, n_places: int) -> Index:
    """As a slice where they follow each other, so that nothing needs to be gathered."""
    first, n_asked = int(places[0]), len(places)
    is_run = int(places[-1]) - first == n_asked - 1 and bool((places.diff() == 1).all())
    if not is_run:
        return places
    return EVERYTHING if n_asked == n_places else slice(first, first + n_asked)
