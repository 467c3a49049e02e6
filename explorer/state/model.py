"""The state of one window, frozen, and the small values it is made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from explorer.records import (
    Document,
    ExportRequest,
    HeadRef,
    Inspection,
    InspectRequest,
    LoadRequest,
    ModelInfo,
    Presentation,
    Progress,
)

ViewName = Literal["map", "lines"]

MAX_LINE_HEADS = 8
MAX_RECENT_MODELS = 8


@dataclass(frozen=True, slots=True)
class Problem:
    """A message that a person must see, at the place where its cause is."""

    kind: Literal["text", "model", "export"]
    message: str
    offers_cut: bool = False  # a text that is too long can be cut to fit


@dataclass(frozen=True, slots=True)
class Hover:
    """Token positions under the pointer, wherever the pointer is."""

    queries: tuple[int, ...] = ()
    keys: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class History:
    """Documents to go back and forth to; `typing_at` is where the last keystroke ended."""

    past: tuple[Document, ...] = ()
    future: tuple[Document, ...] = ()
    typing_at: tuple[int, int] | None = None  # (segment, character)


@dataclass(frozen=True, slots=True)
class AppState:
    """Everything that the views show; only `reduce` makes a new one."""

    document: Document = field(default_factory=lambda: Document(""))
    history: History = field(default_factory=History)

    devices: tuple[str, ...] = ()  # known once torch is imported
    load: LoadRequest | None = None  # what is opening, or was opened last
    loading: Progress | None = None  # None when nothing is opening
    model: ModelInfo | None = None  # the last model that opened
    fallback: str = ""  # the source that opens when the first one cannot
    recent_models: tuple[str, ...] = ()

    head: HeadRef = field(default_factory=lambda: HeadRef(0, 0))
    line_heads: tuple[HeadRef, ...] = ()  # drawn in the lines view beside the selected one
    presentation: Presentation = field(default_factory=Presentation)
    colormap: str = "viridis"
    view: ViewName = "map"

    pinned: frozenset[int] = frozenset()  # token positions whose rows are summed
    anchor: int | None = None  # where a shift-click starts from
    hover: Hover = field(default_factory=Hover)
    focus: int | None = None  # the token position whose predictions are open

    cut: bool = False  # the person agreed to cut a text that is too long
    inspection: Inspection | None = None  # the last good one
    problem: Problem | None = None
    notice: str = ""

    export: ExportRequest | None = None  # being written
    exported: Path | None = None  # the last file written
    has_copied: bool = False  # the last thing done was putting a figure on the clipboard

    @property
    def wanted(self) -> InspectRequest:
        """The inspection that the window should show."""
        return InspectRequest(
            document=self.document,
            heads=(self.head, *(head for head in self.line_heads if head != self.head)),
            presentation=self.presentation,
            overview_site=self.head.site,
            cut=self.cut,
        )

    @property
    def is_stale(self) -> bool:
        """The text or the model has changed since the inspection that is on the screen."""
        shown = self.inspection
        return shown is not None and (
            shown.request.document != self.document or shown.model != self.model
        )
