"""Frozen values that cross threads: NumPy arrays and plain Python, never tensors, never Qt.

Layers, heads, positions count from 0. Axes stand in the order (layer, head, query, key).
Arrays are read-only for whoever receives them.
"""

from explorer.records.attention import (
    COLORMAPS,
    DENSE_TOKENS,
    PAIR_FILTERS,
    SCALES,
    TILE,
    Aggregate,
    AttentionMap,
    Axis,
    HeadRef,
    LongMap,
    Overview,
    PairFilter,
    Presentation,
    Scale,
    ShownMap,
    Tile,
    TileKey,
)
from explorer.records.generation import (
    MOST_BEAMS,
    MOST_NEW_TOKENS,
    Generated,
    GenerateRequest,
    Writing,
)
from explorer.records.inspection import (
    Detail,
    DetailRequest,
    ExportRequest,
    Inspection,
    InspectRequest,
    RefineRequest,
    Window,
)
from explorer.records.model import (
    LoadRequest,
    ModelInfo,
    Objective,
    SiteInfo,
)
from explorer.records.predictions import (
    Candidate,
    OriginalRank,
    Prediction,
)
from explorer.records.text import (
    Document,
    Original,
    Span,
    Tokens,
    Written,
)
from explorer.records.window import (
    Progress,
    WindowOptions,
)

__all__ = [
    "COLORMAPS",
    "DENSE_TOKENS",
    "MOST_BEAMS",
    "MOST_NEW_TOKENS",
    "PAIR_FILTERS",
    "SCALES",
    "TILE",
    "Aggregate",
    "AttentionMap",
    "Axis",
    "Candidate",
    "Detail",
    "DetailRequest",
    "Document",
    "ExportRequest",
    "GenerateRequest",
    "Generated",
    "HeadRef",
    "InspectRequest",
    "Inspection",
    "LoadRequest",
    "LongMap",
    "ModelInfo",
    "Objective",
    "Original",
    "OriginalRank",
    "Overview",
    "PairFilter",
    "Prediction",
    "Presentation",
    "Progress",
    "RefineRequest",
    "Scale",
    "ShownMap",
    "SiteInfo",
    "Span",
    "Tile",
    "TileKey",
    "Tokens",
    "Window",
    "WindowOptions",
    "Writing",
    "Written",
]
