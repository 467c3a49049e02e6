"""What a person did."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.records import (
    Candidate,
    Document,
    ExportRequest,
    HeadRef,
    LoadRequest,
    Presentation,
    TileKey,
    Writing,
)
from explorer.state.model import Page, SearchKind, ViewName


@dataclass(frozen=True, slots=True)
class PageOpened:
    """A page of the window is in front; of the lessons, the one that was open last."""

    page: Page


@dataclass(frozen=True, slots=True)
class TextEdited:
    """The text of a segment changed: 0 is the text, 1 its pair, `text.TARGET` the target."""

    text: str
    segment: int = 0


@dataclass(frozen=True, slots=True)
class PairOpened:
    """A second text is wanted."""


@dataclass(frozen=True, slots=True)
class PairClosed:
    """The second text is given up."""


@dataclass(frozen=True, slots=True)
class DocumentChosen:
    """An example, or the sentence of the last session."""

    document: Document


@dataclass(frozen=True, slots=True)
class MasksToggled:
    """These token positions are masked, or unmasked if all of them are."""

    positions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MasksCleared:
    """No token is masked by hand any more."""


@dataclass(frozen=True, slots=True)
class TokensPinned:
    """Rows to sum: `extend` from the anchor, `toggle` one more, or just these."""

    positions: tuple[int, ...]
    extend: bool = False
    toggle: bool = False


@dataclass(frozen=True, slots=True)
class PinsCleared:
    """No row is pinned any more."""


@dataclass(frozen=True, slots=True)
class Hovered:
    """The pointer is over these token positions; empty when it left."""

    queries: tuple[int, ...] = ()
    keys: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class PositionFocused:
    """The predictions at this position are wanted."""

    position: int


@dataclass(frozen=True, slots=True)
class CandidateChosen:
    """A predicted token goes into the sentence."""

    position: int
    candidate: Candidate


@dataclass(frozen=True, slots=True)
class HeadSelected:
    """This head (or aggregate) is to be shown."""

    head: HeadRef


@dataclass(frozen=True, slots=True)
class LineHeadToggled:
    """This head joins the lines view, or leaves it."""

    head: HeadRef


@dataclass(frozen=True, slots=True)
class LineHeadsCleared:
    """Only the selected head stays in the lines view."""


@dataclass(frozen=True, slots=True)
class PresentationChanged:
    """Scale, threshold, special tokens or words."""

    presentation: Presentation


@dataclass(frozen=True, slots=True)
class ColormapChosen:
    """One of `records.COLORMAPS`."""

    name: str


@dataclass(frozen=True, slots=True)
class ViewChosen:
    """The map, the lines or the alignment come to the front."""

    view: ViewName


@dataclass(frozen=True, slots=True)
class Undone:
    """One step of the text and its masks back."""


@dataclass(frozen=True, slots=True)
class Redone:
    """One step of the text and its masks forth."""


@dataclass(frozen=True, slots=True)
class CutAccepted:
    """A text that is too long may be cut."""


@dataclass(frozen=True, slots=True)
class ProblemDismissed:
    """The message was read."""


@dataclass(frozen=True, slots=True)
class ModelRequested:
    """Another model is to be opened."""

    request: LoadRequest


@dataclass(frozen=True, slots=True)
class LoadCancelled:
    """The model that is opening is not wanted any more."""


@dataclass(frozen=True, slots=True)
class ExportRequested:
    """A file is to be written."""

    request: ExportRequest


@dataclass(frozen=True, slots=True)
class ImageCopied:
    """The figure is on the clipboard."""


@dataclass(frozen=True, slots=True)
class WritingChosen:
    """How the model is to write when it is asked to."""

    writing: Writing


@dataclass(frozen=True, slots=True)
class WritingAsked:
    """The model is to write the target, or to go on with the text."""


@dataclass(frozen=True, slots=True)
class WritingStopped:
    """What the model has written so far is enough."""


@dataclass(frozen=True, slots=True)
class LanguagesChosen:
    """What the model is told that it reads and writes; None for its defaults."""

    source: str | None
    target: str | None


@dataclass(frozen=True, slots=True)
class StrideChosen:
    """A text that is too long is read in windows that begin every `stride` tokens; None: whole."""

    stride: int | None


@dataclass(frozen=True, slots=True)
class TilesWanted:
    """These tiles of the selected long map are in view."""

    tiles: tuple[TileKey, ...]


@dataclass(frozen=True, slots=True)
class ReadingStopped:
    """The text that is being read takes too long; the maps before stay."""


@dataclass(frozen=True, slots=True)
class ReadingResumed:
    """The text whose reading was stopped is to be read after all."""


@dataclass(frozen=True, slots=True)
class SearchOpened:
    """A string is to be found, or a token to be gone to."""

    kind: SearchKind


@dataclass(frozen=True, slots=True)
class SearchEdited:
    """What is looked for changed."""

    query: str


@dataclass(frozen=True, slots=True)
class SearchStepped:
    """The next place (1), the one before (−1), or the same again (0)."""

    by: int


@dataclass(frozen=True, slots=True)
class SearchClosed:
    """Nothing is looked for any more."""
