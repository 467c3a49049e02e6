"""What a model predicts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Candidate:
    """One token that the model predicts; `text` is what replaces the mask in the sentence.

    goes_on: written after a token, it belongs to the same word, without a space between.
    """

    id: int
    label: str
    text: str
    probability: float
    goes_on: bool = False


@dataclass(frozen=True, slots=True)
class OriginalRank:
    """How the model ranks the token that was masked; rank 1 is its first choice of `n_ranked`."""

    id: int
    label: str
    probability: float
    rank: int
    n_ranked: int


@dataclass(frozen=True, slots=True)
class Prediction:
    """The top candidates at one position: a mask, or the token after it in a causal model."""

    position: int
    kind: Literal["mask", "next"]
    candidates: tuple[Candidate, ...]
    original: OriginalRank | None = None


@dataclass(frozen=True, slots=True)
class ClassScore:
    """What a classifier gives one of its classes: a probability, or the number of a regression."""

    id: int
    label: str
    value: float


@dataclass(frozen=True, slots=True)
class Classification:
    """What a classifier says of a whole text, the largest first.

    kind: `one` class of several, whose probabilities sum to 1; `many` classes, each with a
        probability of its own; `number`, a regression, whose values have no bounds.
    """

    kind: Literal["one", "many", "number"]
    scores: tuple[ClassScore, ...]
