"""The lesson on Transformer-XL: a text in segments, each with a memory of those before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from explorer.records.attention import AttentionMap, Scale

# (a) to (d) of Dai et al. 2019, section 3.3; u and v are biases that do not depend on the query.
TERMS = ("q·k", "q·R", "u·k", "v·R")


@dataclass(frozen=True, slots=True)
class MemoryRequest:
    """Read a text segment by segment, with and without memory, and show one head of one segment.

    source: "own" (a Transformer-XL with random weights), "xlnet" (the open or the built-in one),
        or a folder with a published Transformer-XL.
    segment, layer, head: the last one where there are fewer.
    position: of the token whose sources are traced back; None is the segment's last.
    """

    lesson: ClassVar[Literal["memory"]] = "memory"
    text: str
    source: str = "own"
    segment_length: int = 8
    memory_length: int = 8
    segment: int = 0
    layer: int = 0
    head: int = 0
    position: int | None = None
    scale: Scale = "linear"


@dataclass(frozen=True, slots=True, eq=False)
class MemoryAnswer:
    """What a head does in a segment that remembers, and in the same segment without memory.

    model: its name. is_trained: False where weights are random. has_future: a token sees later
        ones of its segment, as in XLNet.
    labels: of all tokens. n_cut: tokens at the end of the text that were not read.
    bounds: [first, end) of each segment, in token positions.
    segment, layer, head, position: what is shown of what was asked for.
    n_remembered: so many first columns of `remembering` are the memory.
    terms: (4, query, key) float32, the parts of the scores in the order of TERMS; their sum is
        the score before the mask.
    by_distance: (2, distance) float32, the mean weight on the key so many tokens back, over the
        whole text, with and without memory; 0 where it is out of sight.
    reach: (2, layer + 1, token) bool, with and without memory: row 0 are the words, row i what
        layer i − 1 made of them; True where it can change the last row at `position`.
    """

    request: MemoryRequest
    model: str
    is_trained: bool
    has_future: bool
    n_layers: int
    n_heads: int
    labels: tuple[str, ...]
    n_cut: int
    bounds: tuple[tuple[int, int], ...]
    segment: int
    layer: int
    head: int
    position: int
    n_remembered: int
    remembering: AttentionMap
    forgetting: AttentionMap
    terms: NDArray[np.float32]
    by_distance: NDArray[np.float32]
    reach: NDArray[np.bool_]
