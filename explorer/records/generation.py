"""What a model is asked to write, and what it has written."""

from __future__ import annotations

from dataclasses import dataclass, field

from explorer.records.text import Document

MOST_BEAMS = 8
MOST_NEW_TOKENS = 1024


@dataclass(frozen=True, slots=True)
class Writing:
    """How a model writes.

    n_beams: 1 takes the likeliest token each time; more keep that many beginnings at once.
    temperature: 0 always takes the likeliest; above it tokens are drawn by chance, by `seed`.
    """

    max_new_tokens: int = 64
    n_beams: int = 1
    temperature: float = 0.0
    seed: int = 0


@dataclass(frozen=True, slots=True)
class GenerateRequest:
    """Write the target of an encoder–decoder, or continue the text of a causal model."""

    document: Document
    writing: Writing = field(default_factory=Writing)
    cut: bool = False  # cut a source that is too long instead of refusing it


@dataclass(frozen=True, slots=True)
class Generated:
    """What is written so far.

    document: the one of the request with everything that is written so far.
    n_tokens: how many were written; with beams, of the best beginning.
    notice: why it stopped before its end, and what its text does not say; "" where all is well.
    """

    request: GenerateRequest
    document: Document
    n_tokens: int
    notice: str = ""
