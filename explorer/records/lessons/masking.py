"""The lesson on masking: which tokens are chosen, what becomes of them, what the model predicts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from explorer.records.attention import AttentionMap, HeadRef, MapDifference, Presentation
from explorer.records.predictions import Prediction
from explorer.records.text import Document, Tokens

MaskingKind = Literal["tokens", "words", "spans"]
Fate = Literal["mask", "random", "same"]

FATES: tuple[Fate, ...] = ("mask", "random", "same")


@dataclass(frozen=True, slots=True)
class Masking:
    """How tokens are chosen, and what becomes of them.

    share: per cent of the tokens that are chosen.
    mask_share, random_share: per cent of the chosen ones that become the mask token or a random
        one; the rest stays as it is.
    is_dynamic: each epoch draws anew, instead of the first draw standing for all.
    """

    kind: MaskingKind = "tokens"
    share: int = 15
    mask_share: int = 80
    random_share: int = 10
    seed: int = 0
    is_dynamic: bool = True
    n_epochs: int = 8

    @property
    def same_share(self) -> int:
        return 100 - self.mask_share - self.random_share


@dataclass(frozen=True, slots=True)
class MaskingRequest:
    """Mask a text as in pretraining, and ask the model for what was chosen.

    Masks made by hand do not count here. Answered twice: first without the comparison.
    epoch: whose draw the model reads, from 0.
    position: the token to compare three ways; None, or one that cannot be masked: the first that
        was chosen.
    """

    lesson: ClassVar[Literal["masking"]] = "masking"
    document: Document
    masking: Masking = field(default_factory=Masking)
    epoch: int = 0
    position: int | None = None
    head: HeadRef = field(default_factory=lambda: HeadRef(0, 0))
    presentation: Presentation = field(default_factory=Presentation)


@dataclass(frozen=True, slots=True)
class Guess:
    """What the model says of one token that it had to predict.

    put: label of what it was given to read there.
    loss: −ln of the probability of the token that stood there, in nats.
    """

    position: int
    fate: Fate
    put: str
    prediction: Prediction
    loss: float


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """One token as the mask token, as a random one and unchanged, in an otherwise whole text.

    guesses, maps: in the order of FATES.
    differences: of the first two maps, less the map of the unchanged text.
    """

    position: int
    guesses: tuple[Guess, ...]
    maps: tuple[AttentionMap, ...]
    differences: tuple[MapDifference, ...]


@dataclass(frozen=True, slots=True)
class SplitWord:
    """A word of several tokens: what is lost when one of them is masked, or all.

    alone: each piece with only itself masked; together: the same pieces with the whole word masked.
    """

    alone: tuple[Guess, ...]
    together: tuple[Guess, ...]


@dataclass(frozen=True, slots=True, eq=False)
class MaskingAnswer:
    """What came of a MaskingRequest.

    words: (token,), as masked whole: pieces of a word share a number; None where nothing is masked.
    epochs: (epoch, token) uint8; 0 left alone, else 1 + the index in FATES.
    guesses: of the epoch that the model read, by ascending position.
    comparison, split_word: None where there is none.
    is_part: the comparison is still computed.
    """

    request: MaskingRequest
    tokens: Tokens
    words: tuple[int | None, ...]
    epochs: NDArray[np.uint8]
    guesses: tuple[Guess, ...]
    comparison: Comparison | None = None
    split_word: SplitWord | None = None
    notice: str = ""
    is_part: bool = False

    @property
    def n_choosable(self) -> int:
        return sum(word is not None for word in self.words)

    @property
    def n_asked(self) -> int:
        """How many tokens had to be predicted in at least one epoch."""
        return int(self.epochs.any(axis=0).sum())

    @property
    def mean_loss(self) -> float | None:
        """What pretraining would minimise, in nats; None where no token was chosen."""
        if not self.guesses:
            return None
        return sum(guess.loss for guess in self.guesses) / len(self.guesses)
