"""A text read segment by segment by a model with a memory: what each layer read, and its maps.

Which models those are is in `transformer_xl` and `xlnet_memory`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import torch
from numpy.typing import NDArray

from explorer.errors import Cancelled
from explorer.records import Tokens

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class ReadSegment:
    """One segment after it was read; T tokens, M states of the memory.

    start: position of its first token in the text.
    memory: (layer, M, width) what it could look back at; states: (layer, T, width) what each
        layer read of the segment itself.
    maps: (layer, head, T, M + T) weights, the memory's keys first.
    """

    start: int
    memory: torch.Tensor
    states: torch.Tensor
    maps: torch.Tensor

    @property
    def n_remembered(self) -> int:
        return self.memory.shape[1]

    @property
    def n_tokens(self) -> int:
        return self.states.shape[1]

    @property
    def end(self) -> int:
        return self.start + self.n_tokens


def part_of(tokens: Tokens, start: int, end: int) -> Tokens:
    """Tokens [start, end), without their masks."""
    kept = slice(start, end)
    return Tokens(
        ids=tokens.ids[kept],
        labels=tokens.labels[kept],
        spans=tokens.spans[kept],
        is_special=tokens.is_special[kept],
        words=tokens.words[kept],
    )


class SegmentModel(Protocol):
    """has_future: a token sees the later ones of its segment."""

    name: str
    is_trained: bool
    has_future: bool
    n_layers: int
    n_heads: int
    width: int

    def tokens(self, text: str) -> Tokens:
        """Without special tokens. Raises EmptyText."""

    def read(self, ids: Sequence[int], memory: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """What each layer read (layer, T, width), and maps (layer, head, T, M + T)."""

    def terms(self, segment: ReadSegment, layer: int, head: int) -> Array:
        """(4, T, M + T): the parts of the scores, as `records.lessons.memory.TERMS` names them."""


def read_segments(
    model: SegmentModel,
    ids: Sequence[int],
    *,
    segment_length: int,
    memory_length: int,
    is_stale: Callable[[], bool],
) -> Iterator[ReadSegment]:
    """One text, beginning without any memory. Raises Cancelled."""
    memory = torch.zeros(model.n_layers, 0, model.width)
    for start in range(0, len(ids), segment_length):
        if is_stale():
            raise Cancelled("Another text is waiting.")
        with torch.no_grad():
            states, maps = model.read(ids[start : start + segment_length], memory)
        yield ReadSegment(start, memory, states, maps)
        both = torch.cat([memory, states], dim=1)
        memory = both[:, max(0, both.shape[1] - memory_length) :]


def weight_by_distance(segments: Sequence[ReadSegment], layer: int, head: int) -> Array:
    """(distance,): mean weight on the key so many tokens back, 0 for what is out of sight.

    Over all queries that have such a key in the text, whether they see it or not.
    """
    n_tokens = segments[-1].end
    sums = np.zeros(n_tokens)
    for segment in segments:
        weights = segment.maps[layer, head].numpy()
        n_queries, n_keys = weights.shape
        back = (n_keys - n_queries + np.arange(n_queries))[:, None] - np.arange(n_keys)
        sums += np.bincount(back[back >= 0], weights[back >= 0], minlength=n_tokens)
    mean: Array = (sums / np.arange(n_tokens, 0, -1)).astype(np.float32)
    return mean


def sight(segments: Sequence[ReadSegment], *, has_future: bool) -> NDArray[np.bool_]:
    """(query, key) over the whole text: which states of the layer below a token looks at."""
    n_tokens = segments[-1].end
    may_see = np.zeros((n_tokens, n_tokens), np.bool_)
    for segment in segments:
        rows = slice(segment.start, segment.end)
        may_see[rows, segment.start - segment.n_remembered : segment.end] = True
    return may_see if has_future else np.tril(may_see)


def reach(may_see: NDArray[np.bool_], n_layers: int, position: int) -> NDArray[np.bool_]:
    """(layer + 1, token): the states that what a model says at a position is made of.

    Row 0 are the words; the last row holds the position alone. A token always keeps its own state,
    through the residual connection.
    """
    reached = np.zeros((n_layers + 1, len(may_see)), np.bool_)
    reached[n_layers, position] = True
    for layer in range(n_layers - 1, -1, -1):
        above = reached[layer + 1]
        reached[layer] = above | may_see[above].any(axis=0)
    return reached
