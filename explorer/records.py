"""Frozen values that cross threads: NumPy arrays and plain Python, never tensors, never Qt.

Layers, heads, positions count from 0. Axes stand in the order (layer, head, query, key).
Arrays are read-only for whoever receives them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Scale = Literal["linear", "log", "rank"]
Aggregate = Literal["mean", "max"]
Objective = Literal["masked", "causal", "seq2seq", "encoder"]

SCALES: tuple[Scale, ...] = ("linear", "log", "rank")
COLORMAPS: tuple[str, ...] = ("viridis", "cividis", "magma", "inferno", "greys")


# ---- what is typed -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Characters [start, end) of one text: segment 0 is the text, 1 its pair."""

    segment: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Document:
    """What a person typed and masked by hand; a `[MASK]` typed in the text is not in `masks`."""

    text: str
    pair: str | None = None
    masks: frozenset[Span] = frozenset()
    target: str | None = None  # read by encoder–decoder models only


# ---- what the model is ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SiteInfo:
    """One attention of the model: `self`, or `encoder`, `decoder` and `cross`."""

    name: str
    n_layers: int
    n_heads: int


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """What the window and an export say about an opened checkpoint."""

    name: str
    source: str  # what opens it again: "builtin:<name>", a folder, or a hub id
    revision: str
    family: str  # transformers' model_type
    objective: Objective
    sites: tuple[SiteInfo, ...]
    device: str
    dtype: str
    max_tokens: int | None
    mask_token: str | None
    n_parameters: int
    method: Literal["captured", "native"]

    def site(self, name: str) -> SiteInfo | None:
        return next((site for site in self.sites if site.name == name), None)


# ---- what the model sees -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Original:
    """The token that stood at a position before it was masked by hand."""

    position: int
    id: int
    label: str


@dataclass(frozen=True, slots=True)
class Tokens:
    """One sequence as the model reads it; every tuple has one entry a token."""

    ids: tuple[int, ...]
    labels: tuple[str, ...]  # readable: no `Ġ`, no `▁`
    spans: tuple[Span | None, ...]  # None for tokens that the tokenizer added
    is_special: tuple[bool, ...]  # added by the tokenizer; a typed mask token is not special
    words: tuple[int | None, ...]  # pieces of a word share a number; None for special tokens
    masks: tuple[int, ...] = ()  # positions that hold the mask token, ascending
    originals: tuple[Original, ...] = ()  # of the masks made by hand

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True)
class HeadRef:
    """One head of a site, or an aggregate: `None` stands for all layers or all heads."""

    layer: int | None
    head: int | None
    site: str = "self"
    aggregate: Aggregate = "mean"

    @property
    def label(self) -> str:
        """`L3 H5`, `L3 mean`, `H5 max over layers`, `mean`: as written beside a map."""
        match self.layer, self.head:
            case int(layer), int(head):
                return f"L{layer} H{head}"
            case int(layer), None:
                return f"L{layer} {self.aggregate}"
            case None, int(head):
                return f"H{head} {self.aggregate} over layers"
            case _:
                return f"{self.aggregate} over all heads"


@dataclass(frozen=True, slots=True)
class Presentation:
    """How weights become a picture."""

    scale: Scale = "linear"
    threshold: float = 0.0  # weights below it are not drawn, in [0, 1]
    hide_special: bool = False  # drop special tokens and renormalise each row
    merge_words: bool = False  # sum over the pieces of a key, mean over those of a query


@dataclass(frozen=True, slots=True)
class Axis:
    """One side of a map: a label for each row or column and the token positions it stands for."""

    labels: tuple[str, ...]
    positions: tuple[tuple[int, ...], ...]
    is_special: tuple[bool, ...]

    def __len__(self) -> int:
        return len(self.labels)


@dataclass(frozen=True, slots=True, eq=False)
class AttentionMap:
    """The weights of one head (or aggregate), as presented.

    weights: (query, key) float32; rows sum to 1 unless the model's own do not.
    scores: (query, key) float32 before the softmax, −inf where masked; None for aggregates,
        merged words and models whose attention is not captured.
    levels: (query, key) uint8; 0 is not drawn, 1…255 follow the scale from `low` to `high`.
    """

    head: HeadRef
    queries: Axis
    keys: Axis
    weights: NDArray[np.float32]
    scores: NDArray[np.float32] | None
    levels: NDArray[np.uint8]
    presentation: Presentation
    low: float
    high: float


@dataclass(frozen=True, slots=True, eq=False)
class Overview:
    """Small maps of every head of a site, max-pooled, each on its own range.

    levels: (layer, head, row, column) uint8.
    mean_levels: (layer, row, column) uint8, the mean over heads.
    """

    site: str
    levels: NDArray[np.uint8]
    mean_levels: NDArray[np.uint8]


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


@dataclass(frozen=True, slots=True, eq=False)
class Inspection:
    """Everything the window shows of one text; `overview` is None while it is still computed."""

    request: InspectRequest
    model: ModelInfo
    tokens: Tokens
    target: Tokens | None
    predictions: tuple[Prediction, ...]
    maps: tuple[AttentionMap, ...]  # in the order of `request.heads`
    overview: Overview | None
    forward_ms: float
    trace_bytes: int
    notice: str = ""


# ---- what is asked of the model thread -----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LoadRequest:
    """Open a checkpoint: `source` as in `ModelInfo`, device `auto`, `cpu`, `cuda:1` or `mps`."""

    source: str
    device: str = "auto"
    dtype: str = "auto"
    allow_pickle: bool = False
    trust_remote_code: bool = False


@dataclass(frozen=True, slots=True)
class InspectRequest:
    """Trace a document and present these heads of it."""

    document: Document
    heads: tuple[HeadRef, ...]
    presentation: Presentation = field(default_factory=Presentation)
    overview_site: str = "self"
    top_k: int = 10
    cut: bool = False  # cut a text that is too long instead of refusing it


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """Write what `inspect` shows to a file, whose suffix chooses the format.

    scope: one head (or aggregate), every head of its layer, or every head of the site.
    """

    document: Document
    head: HeadRef
    path: Path
    scope: Literal["head", "layer", "all"] = "head"
    presentation: Presentation = field(default_factory=Presentation)
    colormap: str = "viridis"
    dpi: int = 200
    transparent: bool = False
    dark: bool = False
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is; `fraction` is None where nobody knows."""

    message: str
    fraction: float | None = None


# ---- what the command line asks of the window ----------------------------------------------------


@dataclass(frozen=True, slots=True)
class WindowOptions:
    """How the window opens; None leaves what the last session left.

    screenshot: render the window there once its results are in, then quit.
    size: width and height in pixels. theme: `system`, `light` or `dark`, for this time only.
    """

    model: str | None = None
    text: str | None = None
    pair: str | None = None
    device: str = "auto"
    screenshot: Path | None = None
    size: tuple[int, int] | None = None
    theme: str | None = None
