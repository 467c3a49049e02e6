"""The lesson on permutations: a factorisation order, and what an XLNet makes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from explorer.records.attention import AttentionMap, HeadRef, Scale
from explorer.records.model import ModelInfo
from explorer.records.predictions import Prediction
from explorer.records.text import Document, Tokens

OrderKind = Literal["left to right", "right to left", "shuffled", "laid"]


@dataclass(frozen=True, slots=True)
class Order:
    """A factorisation order: each token may see those that come before it.

    positions: of the tokens in the text; that of the first of the order first.
    """

    positions: tuple[int, ...]

    def flaw(self, n_tokens: int) -> str:
        """Why it is no order of so many tokens, and what to do; empty where it is one."""
        rule = f"Each of 0 to {n_tokens - 1} must stand in the order once."
        for rank, position in enumerate(self.positions):
            if not 0 <= position < n_tokens:
                return f"The text has no position {position}. {rule}"
            if position in self.positions[:rank]:
                return f"Position {position} stands in the order twice. {rule}"
        missing = sorted(set(range(n_tokens)) - set(self.positions))
        return f"Position {missing[0]} is missing from the order. {rule}" if missing else ""

    def __len__(self) -> int:
        return len(self.positions)

    def __str__(self) -> str:
        return " ".join(map(str, self.positions))

    @property
    def ranks(self) -> tuple[int, ...]:
        """(token,) when each comes; 0 is first."""
        ranks = [0] * len(self)
        for rank, position in enumerate(self.positions):
            ranks[position] = rank
        return tuple(ranks)

    def moved(self, rank: int, gap: int) -> Order:
        """With what stands at a rank put into a gap; gap g is before what stands at rank g now."""
        others = [*self.positions[:rank], *self.positions[rank + 1 :]]
        others.insert(gap - (gap > rank), self.positions[rank])
        return Order(tuple(others))

    def fitted(self, n_tokens: int) -> Order:
        """For another text: positions that it has not are gone, and new ones come last."""
        kept = [position for position in self.positions if position < n_tokens]
        new = range(len(self.positions), n_tokens)
        return Order((*kept, *new))


@dataclass(frozen=True, slots=True)
class PermutationRequest:
    """Read a text in an order, and predict the last tokens of it.

    document: without masks made by hand, since an order hides what is to be predicted.
    seed: of a shuffled order. laid: an order laid by hand, perhaps for a text before this one.
    n_predicted: at most so many words, the last of the order; None for all.
    """

    lesson: ClassVar[Literal["permutations"]] = "permutations"
    document: Document
    kind: OrderKind
    seed: int
    laid: Order
    n_predicted: int | None
    head: HeadRef
    scale: Scale


@dataclass(frozen=True, slots=True, eq=False)
class PermutationAnswer:
    """model: that has read the text; the open one, or the built-in one.

    targets: the positions that are predicted, ascending.
    perm_mask: (query, key) float32, 1 where the query may not see the key.
    target_mapping: (target, token) float32, 1 where the target is.
    content, query: the selected head in either stream; a row that belongs to no target, or sees
        nothing, is empty in the query stream.
    predictions: of the targets. losses: of the token that stands there, in nats; None for a mask.
    """

    request: PermutationRequest
    model: ModelInfo
    tokens: Tokens
    order: Order
    targets: tuple[int, ...]
    perm_mask: NDArray[np.float32]
    target_mapping: NDArray[np.float32]
    content: AttentionMap
    query: AttentionMap
    predictions: tuple[Prediction, ...]
    losses: tuple[float | None, ...]
    forward_ms: float

    @property
    def content_sight(self) -> NDArray[np.bool_]:
        """(query, key): what each token sees in the content stream, itself included."""
        sees: NDArray[np.bool_] = (self.perm_mask == 0) | np.eye(len(self.tokens), dtype=bool)
        return sees

    @property
    def query_sight(self) -> NDArray[np.bool_]:
        """(query, key): what each target sees in the query stream."""
        is_target = self.target_mapping.sum(0) > 0
        sees: NDArray[np.bool_] = (self.perm_mask == 0) & is_target[:, np.newaxis]
        return sees

    def target_at(self, position: int) -> tuple[Prediction, float | None] | None:
        """What is predicted at a position, and its loss; None where nothing is."""
        if position not in self.targets:
            return None
        at = self.targets.index(position)
        return self.predictions[at], self.losses[at]

    @property
    def mean_loss(self) -> float | None:
        """Over the targets whose token is known."""
        known: Sequence[float] = [loss for loss in self.losses if loss is not None]
        return sum(known) / len(known) if known else None
