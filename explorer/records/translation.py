"""What the translator from scratch hands out: a translation word by word, with its attention."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class WordChoice:
    """A word that could stand next, with its probability."""

    word: str
    probability: float


@dataclass(frozen=True, slots=True, eq=False)
class Translation:
    """A source text and as much of its translation as is written.

    source: words as the encoder reads them, with its end mark.
    read: words as the decoder reads them, the start mark first.
    written: words as they were chosen; `written[i]` was chosen by the decoder's row i, and so
        `read[i + 1] == written[i]`. The end mark is the last once it is finished.
    choices: for each written word the likeliest ones at its place, best first.
    encoder, decoder, cross: weights, each (layer, head, query, key), read-only; queries of
        decoder and cross are `read`.
    alignment_head: (layer, head) of the cross-attention that aligns words best.
    """

    source: tuple[str, ...]
    read: tuple[str, ...]
    written: tuple[str, ...]
    choices: tuple[tuple[WordChoice, ...], ...]
    text: str
    is_finished: bool
    encoder: Array
    decoder: Array
    cross: Array
    alignment_head: tuple[int, int]

    def alignment(self) -> tuple[int, ...]:
        """For each written word the source word that its aligning head looks at most."""
        layer, head = self.alignment_head
        return tuple(int(place) for place in self.cross[layer, head].argmax(axis=-1))
