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
