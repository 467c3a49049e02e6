"""Before and after: one sentence, and a held-out set, under two checkpoints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from explorer.records.attention import AttentionMap, HeadRef, MapDifference, Presentation
from explorer.records.model import ModelInfo
from explorer.records.predictions import Classification, Prediction
from explorer.records.text import Document, Tokens


@dataclass(frozen=True, slots=True)
class CompareRequest:
    """Compare the open model with the one that it was before.

    before: a source, as in `ModelInfo`.
    data: a file with a sentence a line, or empty. is_counting: further sentences of it are read;
        else what was read of it is shown.
    """

    lesson: ClassVar[Literal["compare"]] = "compare"
    document: Document
    before: str
    head: HeadRef
    presentation: Presentation
    cut: bool = False
    data: str = ""
    is_counting: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """One of the two checkpoints, and what it predicts of the text.

    labels: of the tokens that positions of its predictions count in: its own, and of an
        encoder–decoder those that the decoder reads.
    """

    model: ModelInfo
    predictions: tuple[Prediction, ...]
    classification: Classification | None
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class ComparedMaps:
    """The selected head under both, and how much every head changed.

    divergences: (layer, head) float32, the Jensen–Shannon divergence of a head's rows before and
        after, in bits, so in [0, 1]; the mean over the rows of the text. NaN for no head.
    """

    before: AttentionMap
    after: AttentionMap
    difference: MapDifference
    divergences: NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class HeldOut:
    """How much every head changed over the sentences of a file that were read by now.

    divergences: (layer, head) float32, the mean over sentences of what `ComparedMaps` has.
    n_skipped, skipped: lines that could not be read, and the first of them with the reason.
    n_cut: sentences of which only the beginning was read.
    fraction: of the file.
    """

    data: str
    divergences: NDArray[np.float32]
    n_sentences: int
    n_skipped: int
    skipped: str
    n_cut: int
    fraction: float

    @property
    def is_whole(self) -> bool:
        return self.fraction >= 1


@dataclass(frozen=True, slots=True, eq=False)
class CompareAnswer:
    """maps: None where the two cannot be laid on each other, and then `unlike` says why.

    tokens: as the model after reads them. notice: what else a person should know.
    """

    request: CompareRequest
    tokens: Tokens
    before: Side
    after: Side
    maps: ComparedMaps | None
    unlike: str = ""
    held_out: HeldOut | None = None
    notice: str = ""

    @property
    def is_part(self) -> bool:
        """More of the held-out set is on its way."""
        is_whole = self.held_out is not None and self.held_out.is_whole
        return bool(self.request.data) and self.request.is_counting and not is_whole

    @property
    def is_same(self) -> bool:
        """Both are one checkpoint."""
        ones = (self.before.model, self.after.model)
        return len({(one.source, one.revision) for one in ones}) == 1


def ranked(divergences: NDArray[np.float32], site: str) -> tuple[tuple[HeadRef, float], ...]:
    """The heads that there are with their divergences, the one that changed most first."""
    found = [
        (HeadRef(layer, head, site), float(divergences[layer, head]))
        for layer, head in np.ndindex(divergences.shape)
        if np.isfinite(divergences[layer, head])
    ]
    return tuple(sorted(found, key=lambda one: -one[1]))
