"""`TopExamples`: what excites each head most, and merges into the same list in any order."""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterator
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.survey.sentences import Sentence

Numbers = NDArray[np.int64] | np.int64


@dataclass(frozen=True, slots=True)
class Example:
    """units: how much it excites, in `moments.UNIT`s.

    query, key: the positions of the two tokens that do it; None for a sentence as a whole.
    """

    units: int
    sentence: Sentence
    query: int | None = None
    key: int | None = None
    query_token: str = ""
    key_token: str = ""

    @property
    def rank(self) -> tuple[int, int]:
        """What comes first is kept: the largest, and of equal ones the earlier line."""
        return -self.units, self.sentence.line

    def as_json(self) -> dict[str, object]:
        return asdict(self)

    @classmethod
    def of_json(cls, fields: dict[str, object]) -> Example:
        return cls(**{**fields, "sentence": Sentence(**fields["sentence"])})  # type: ignore[arg-type]


class TopExamples:
    """At most `n_kept` a head; of a text that comes again, the first line counts."""

    def __init__(self, n_layers: int, n_heads: int, n_kept: int) -> None:
        self._n_kept = n_kept
        self._kept: dict[tuple[int, int], list[Example]] = {}
        # The rank that is good enough no more: that of the last kept, once there are n_kept.
        self._units = np.full((n_layers, n_heads), -1, dtype=np.int64)
        self._lines = np.zeros((n_layers, n_heads), dtype=np.int64)

    def candidates(
        self, layer: int, units: NDArray[np.int64], lines: NDArray[np.int64]
    ) -> Iterator[tuple[int, int]]:
        """Places (text, head) of `units` that are good enough still, when their turn comes.

        Good ones come first, so that few are worth an offer.
        units: (text, head), negative where there is none. lines: (text,).
        """
        n_heads = units.shape[1]
        is_good = self._is_good(layer, slice(0, n_heads), units, lines[:, None])
        texts, heads = np.nonzero(is_good & (units >= 0))
        order = np.argsort(-units[texts, heads], kind="stable")
        for text, head in zip(texts[order].tolist(), heads[order].tolist(), strict=True):
            if self._is_good(layer, head, units[text, head], lines[text]):
                yield text, head

    def offer(self, layer: int, head: int, example: Example) -> None:
        kept = self._kept.setdefault((layer, head), [])
        same = next((one for one in kept if _is_same(one.sentence, example.sentence)), None)
        if same is not None:
            if same.rank <= example.rank:
                return
            kept.remove(same)
        insort(kept, example, key=lambda one: one.rank)
        del kept[self._n_kept :]
        if len(kept) == self._n_kept:
            self._units[layer, head] = kept[-1].units
            self._lines[layer, head] = kept[-1].sentence.line

    def _is_good(
        self, layer: int, heads: int | slice, units: Numbers, lines: Numbers
    ) -> NDArray[np.bool_]:
        """Whether something of this rank would be kept."""
        least, last = self._units[layer, heads], self._lines[layer, heads]
        good: NDArray[np.bool_] = (units > least) | ((units == least) & (lines < last))
        return good

    def merge(self, other: TopExamples) -> None:
        for layer, head, examples in other.heads():
            for example in examples:
                self.offer(layer, head, example)

    def of(self, layer: int, head: int) -> tuple[Example, ...]:
        """The best first."""
        return tuple(self._kept.get((layer, head), ()))

    def heads(self) -> Iterator[tuple[int, int, tuple[Example, ...]]]:
        for (layer, head), examples in sorted(self._kept.items()):
            yield layer, head, tuple(examples)


def _is_same(one: Sentence, other: Sentence) -> bool:
    return (one.text, one.pair, one.target) == (other.text, other.pair, other.target)
