"""The lesson on the Transformer from scratch: a translation, word by word, and the blocks that
wrote it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from explorer.records.attention import AttentionMap
from explorer.records.translation import Translation

Stack = Literal["encoder", "decoder"]
Site = Literal["encoder", "decoder", "cross"]  # among source words, target words, and across
BlockKind = Literal[
    "embedding", "positions", "layer", "attention", "residual", "feed_forward", "output", "softmax"
]
Shape = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TranslationRequest:
    """Translate a Chinese text with the model that comes with the program.

    Answered once for every word that is written.
    begun: English words that a person put first; the model goes on from them.
    """

    lesson: ClassVar[Literal["transformer"]] = "transformer"
    text: str
    begun: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Code:
    """Lines of a source file, as they stand there; text is empty where the file is not there."""

    file: str
    first_line: int
    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """One part of the model, as the architecture is drawn.

    name: of the module in the model, as `decoder.1.cross`.
    layer, site: None where a block belongs to none. A layer's own block holds those that follow
        with the same stack and layer.
    n_parameters: trained numbers.
    """

    name: str
    kind: BlockKind
    stack: Stack
    layer: int | None
    site: Site | None
    n_parameters: int
    code: Code


@dataclass(frozen=True, slots=True, eq=False)
class Flow:
    """What went through a block while one word was written.

    takes, gives: shapes of tensors, the batch of one text first.
    sight: (query, key) which keys each query may see; of attention blocks alone.
    """

    takes: tuple[Shape, ...]
    gives: Shape
    sight: NDArray[np.bool_] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Architecture:
    """blocks: in the order of the computation. positions: (token, width), the sinusoids."""

    blocks: tuple[Block, ...]
    positions: NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class WritingStep:
    """One word written.

    flows: by name of the block. maps: the heads of each attention, by site and layer; queries
        of decoder and cross are the words read, the last of which wrote this word.
    """

    translation: Translation
    flows: Mapping[str, Flow]
    maps: Mapping[tuple[Site, int], tuple[AttentionMap, ...]]


@dataclass(frozen=True, slots=True, eq=False)
class TranslationAnswer:
    """steps: one for each word that is written so far."""

    request: TranslationRequest
    architecture: Architecture
    steps: tuple[WritingStep, ...]

    @property
    def is_whole(self) -> bool:
        """No further word will come."""
        is_longest = len(self.steps) == len(self.architecture.positions)
        return self.steps[-1].translation.is_finished or is_longest

    @property
    def is_part(self) -> bool:
        return not self.is_whole
