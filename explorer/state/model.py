"""The state of one window, frozen, and the small values it is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from explorer.records import (
    Document,
    ExportRequest,
    Generated,
    GenerateRequest,
    HeadRef,
    Inspection,
    InspectRequest,
    LoadRequest,
    ModelInfo,
    Prediction,
    Presentation,
    Progress,
    Tile,
    TileKey,
    Writing,
)
from explorer.records.lessons import LessonName
from explorer.state.finetune.page import Finetune
from explorer.state.hub import HubState
from explorer.state.lessons.lessons import Lessons
from explorer.state.survey.page import Surveyed

ViewName = Literal["map", "lines", "alignment"]
SearchKind = Literal["find", "go to"]
Page = Literal["explore", "lessons", "survey", "finetune"]  # of the window

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


@dataclass(frozen=True, slots=True, eq=False)
class Details:
    """What was looked at closely in a long text; in each part, what was wanted last stands last.

    rows: (head, index of the query axis) → (key,) float32.
    predictions: by token position.
    """

    tiles: Mapping[tuple[HeadRef, TileKey], Tile] = field(default_factory=dict)
    rows: Mapping[tuple[HeadRef, int], NDArray[np.float32]] = field(default_factory=dict)
    predictions: Mapping[int, Prediction] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for in the tokens.

    matches: of each place the first token and the one after its last, ascending.
    current: index of the match that is in view.
    """

    kind: SearchKind
    query: str = ""
    matches: tuple[tuple[int, int], ...] = ()
    current: int = 0
    n_steps: int = 0  # counts the wishes to see a match, so that one can be wished for again

    @property
    def match(self) -> tuple[int, int] | None:
        return self.matches[self.current] if self.matches else None


@dataclass(frozen=True, slots=True)
class Generating:
    """A model at work on a text; the document grows with what it has written so far."""

    request: GenerateRequest
    n_tokens: int = 0


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
    stride: int | None = None  # or to read it in windows that begin every so many tokens
    reading: Progress | None = None  # how far a long text is read
    stopped: InspectRequest | None = None  # the person does not wait for this one
    inspection: Inspection | None = None  # the last good one
    problem: Problem | None = None
    notice: str = ""

    hub: HubState = field(default_factory=HubState)

    writing: Writing = field(default_factory=Writing)  # how the model writes when it is asked to
    generating: Generating | None = None
    generated: Generated | None = None  # the last text that a model wrote to its end

    tiles: tuple[TileKey, ...] = ()  # of a long map: in view, the middle ones first
    details: Details = field(default_factory=Details)
    search: Search | None = None

    page: Page = "explore"
    lessons: Lessons = field(default_factory=Lessons)
    survey: Surveyed = field(default_factory=Surveyed)
    finetune: Finetune = field(default_factory=Finetune)

    export: ExportRequest | None = None  # being written
    exported: Path | None = None  # the last file written
    has_copied: bool = False  # the last thing done was putting a figure on the clipboard

    @property
    def open_source(self) -> str:
        """What opens the model that is open; empty where none is."""
        return self.model.source if self.model is not None else ""

    @property
    def lesson(self) -> LessonName | None:
        """The lesson that is in front."""
        return self.lessons.name if self.page == "lessons" else None

    @property
    def is_playing(self) -> bool:
        """What the lesson shows goes on by itself, though all of it is computed."""
        return self.lesson == "transformer" and self.lessons.transformer.is_playing

    @property
    def front(self) -> ViewName:
        """The view that is seen: only attention to another text has an alignment."""
        return "map" if self.view == "alignment" and self.head.site != "cross" else self.view

    @property
    def drawn_as(self) -> Presentation:
        """The presentation of the view that is seen: words are aligned, not their pieces."""
        if self.front == "alignment":
            return replace(self.presentation, merge_words=True)
        return self.presentation

    @property
    def wanted(self) -> InspectRequest:
        """The inspection that the window should show."""
        return InspectRequest(
            document=self.document,
            heads=(self.head, *(head for head in self.line_heads if head != self.head)),
            presentation=self.drawn_as,
            overview_site=self.head.site,
            cut=self.cut,
            stride=self.stride,
        )

    @property
    def is_stale(self) -> bool:
        """The text or the model has changed since the inspection that is on the screen.

        While a model writes, the maps follow the text as they can, and are not stale.
        """
        shown = self.inspection
        return (shown is not None and self.generating is None) and (
            shown.request.document != self.document or shown.model != self.model
        )
