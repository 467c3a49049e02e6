"""Which attention is looked at, how weights become a picture, and the pictures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Scale = Literal["linear", "log", "rank"]
Aggregate = Literal["mean", "max"]
PairFilter = Literal["all", "AA", "AB", "BA", "BB"]  # rows of the first text, columns of the other

SCALES: tuple[Scale, ...] = ("linear", "log", "rank")
PAIR_FILTERS: tuple[PairFilter, ...] = ("all", "AA", "AB", "BA", "BB")
COLORMAPS: tuple[str, ...] = ("viridis", "cividis", "magma", "inferno", "greys")


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
    pair: PairFilter = "all"  # of two texts read together: from which to which


@dataclass(frozen=True, slots=True)
class Axis:
    """One side of a map: a label for each row or column and the token positions it stands for.

    positions: ascending, within a row and from one row to the next.
    """

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
class MapDifference:
    """The weights of one map less those of another, row by row and column by column.

    differences: (query, key) float32, in [−1, 1].
    levels: (query, key) uint8; 128 is no difference, 1 and 255 are −high and +high.
    """

    head: HeadRef
    queries: Axis
    keys: Axis
    differences: NDArray[np.float32]
    levels: NDArray[np.uint8]
    high: float


@dataclass(frozen=True, slots=True, eq=False)
class Overview:
    """Small maps of every head of a site, max-pooled, each on its own range.

    levels: (layer, head, row, column) uint8.
    mean_levels: (layer, row, column) uint8, the mean over heads.
    n_exact: layers [0, n_exact) are exact; of the others only every n-th row was computed.
    """

    site: str
    levels: NDArray[np.uint8]
    mean_levels: NDArray[np.uint8]
    n_exact: int

    @property
    def is_exact(self) -> bool:
        return self.n_exact == len(self.levels)


# ---- long texts: more tokens than every weight could be held for ---------------------------------


DENSE_TOKENS = 1024  # up to here a map holds every weight; above it is a LongMap
TILE = 512  # rows and columns of a tile, in pooled cells


@dataclass(frozen=True, slots=True, eq=False)
class LongMap:
    """The weights of one head (or aggregate) over a long text, pooled: what an AttentionMap is
    for a short one. Tiles bring the exact weights of what is looked at closely.

    pool: rows and columns of the axes that one cell stands for, a power of two; the cells at the
        far ends may stand for fewer.
    largest, mean: (row, column) float32, at most DENSE_TOKENS rows and columns.
    levels: (row, column) uint8 of `largest`; 0 is not drawn.
    steps: (254,) float32, ascending: a drawn weight has the level 1 + how many steps it reaches.
        Tiles use the same, so that a colour means one weight everywhere.
    counts, edges: (bin,) and (bin + 1,): how many weights lie between two edges; of a sample of
        the rows, scaled to all.
    n_exact: rows [0, n_exact) of cells are exact; of the others only some rows were computed.
    """

    head: HeadRef
    queries: Axis
    keys: Axis
    presentation: Presentation
    pool: int
    largest: NDArray[np.float32]
    mean: NDArray[np.float32]
    levels: NDArray[np.uint8]
    steps: NDArray[np.float32]
    counts: NDArray[np.int64]
    edges: NDArray[np.float32]
    low: float
    high: float
    n_exact: int

    @property
    def is_exact(self) -> bool:
        return self.n_exact == len(self.largest)


@dataclass(frozen=True, slots=True)
class TileKey:
    """A square of a LongMap: TILE × TILE cells, each of 2^zoom × 2^zoom rows and columns.

    row, column: counted in tiles of this zoom, from the top left.
    """

    zoom: int
    row: int
    column: int


@dataclass(frozen=True, slots=True, eq=False)
class Tile:
    """What is in a square; smaller at the far ends of the map.

    largest: (row, column) float32; the weights themselves at zoom 0.
    mean: (row, column) float32, None at zoom 0.
    scores: (row, column) float32 before the softmax, −inf where masked; None above zoom 0, for
        aggregates, merged words and models whose attention is not captured.
    levels: (row, column) uint8, by the steps of the LongMap.
    """

    key: TileKey
    largest: NDArray[np.float32]
    mean: NDArray[np.float32] | None
    scores: NDArray[np.float32] | None
    levels: NDArray[np.uint8]


ShownMap = AttentionMap | LongMap  # what the selected head is shown by
