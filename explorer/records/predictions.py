"""What a model predicts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Candidate:
    """One token that the model predicts; `text` is what replaces the mask in the sentence."""

    id: int
    label: str
    text: str
    probability: float


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
