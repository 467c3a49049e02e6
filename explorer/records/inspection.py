"""What is asked of the model thread about a text, and its answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from explorer.records.attention import (
    AttentionMap,
    HeadRef,
    LongMap,
    Overview,
    Presentation,
    Tile,
    TileKey,
)
from explorer.records.model import ModelInfo
from explorer.records.predictions import Classification, Prediction
from explorer.records.statistics import HeadStatistics
from explorer.records.text import Document, Tokens


@dataclass(frozen=True, slots=True)
class InspectRequest:
    """Trace a document and present these heads of it.

    stride: read a text that is too long for the model in windows that begin every `stride` tokens.
    """

    document: Document
    heads: tuple[HeadRef, ...]
    presentation: Presentation = field(default_factory=Presentation)
    overview_site: str = "self"
    top_k: int = 10
    cut: bool = False  # cut a text that is too long instead of refusing it
    stride: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Inspection:
    """Everything the window shows of one text; `overview` is None while it is still computed.

    maps: in the order of `request.heads`; empty where a side has more than DENSE_TOKENS tokens.
    long_maps: the same for such long texts, and empty for others.
    windows: how a text that is longer than the model reads was read; empty where it was read whole.
    step: how often the maps and the overview of a long text were made more exact.
    statistics: of the heads of the overview; None while they are still computed.
    classification: of a classifier alone, and of a text that was read whole.
    """

    request: InspectRequest
    model: ModelInfo
    tokens: Tokens
    target: Tokens | None
    predictions: tuple[Prediction, ...]
    maps: tuple[AttentionMap, ...]
    overview: Overview | None
    forward_ms: float
    trace_bytes: int
    notice: str = ""
    long_maps: tuple[LongMap, ...] = ()
    windows: tuple[Window, ...] = ()
    step: int = 0
    statistics: HeadStatistics | None = None
    classification: Classification | None = None

    @property
    def is_whole(self) -> bool:
        """Nothing of it is still computed."""
        return self.overview is not None and self.statistics is not None and self.is_exact

    @property
    def is_exact(self) -> bool:
        others = (self.overview, self.statistics)
        others_are_exact = all(other is None or other.is_exact for other in others)
        return others_are_exact and all(shown.is_exact for shown in self.long_maps)


@dataclass(frozen=True, slots=True)
class Window:
    """One of the stretches in which a long text was read; all counts are token positions.

    start, end: tokens [start, end) were read together, and with them the special tokens at both
        ends of the text, of which each window had its own.
    first, last: rows [first, last) show what this window attends to, since it sees most around
        them; of the rest of the text they saw nothing.
    """

    start: int
    end: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class DetailRequest:
    """What a person looks at closely in a map or among the predictions of a long text.

    Answered only while `of` is the text that was read last.
    head: the map that tiles and rows belong to.
    rows: indices of the query axis whose weights are wanted whole.
    positions: tokens whose predictions are wanted.
    """

    of: InspectRequest
    head: HeadRef
    tiles: tuple[TileKey, ...] = ()
    rows: tuple[int, ...] = ()
    positions: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Detail:
    """A part of the answer to a DetailRequest, as soon as it is there.

    rows: index of the query axis → (key,) float32, as presented.
    """

    request: DetailRequest
    tiles: tuple[Tile, ...] = ()
    rows: Mapping[int, NDArray[np.float32]] = field(default_factory=dict)
    predictions: tuple[Prediction, ...] = ()


@dataclass(frozen=True, slots=True)
class RefineRequest:
    """Make what is shown of a long text a step more exact, when there is nothing else to do.

    Answered by the Inspection of this step.
    """

    of: InspectRequest
    step: int


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """Write what `inspect` shows to a file, whose suffix chooses the format.

    scope: one head (or aggregate), every head of its layer, or every head of the site; or the
        lines of one from the words of the target to those of the source.
    """

    document: Document
    head: HeadRef
    path: Path
    scope: Literal["head", "layer", "all", "alignment"] = "head"
    presentation: Presentation = field(default_factory=Presentation)
    colormap: str = "viridis"
    dpi: int = 200
    transparent: bool = False
    dark: bool = False
    cut: bool = False
    stride: int | None = None
