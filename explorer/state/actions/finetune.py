"""What happened on the page on which a model is fine-tuned."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.records.finetune import FinetuneRequest, PreviewRequest
from explorer.records.tuning import DataRead, PaceMeasured, SearchEvent
from explorer.state.finetune.form import SearchForm
from explorer.state.finetune.page import Side

# ---- a person ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FinetuneSideChosen:
    """The form, or the search, is looked at."""

    side: Side


@dataclass(frozen=True, slots=True)
class FormChanged:
    """Something was filled in: all that stands in the form now."""

    form: SearchForm


@dataclass(frozen=True, slots=True)
class SearchAsked:
    """The search that the form describes shall begin."""


@dataclass(frozen=True, slots=True)
class SearchResumed:
    """The search that is shown shall go on."""


@dataclass(frozen=True, slots=True)
class SearchStopped:
    """A trial shall end, or with None all of them."""

    trial: int | None = None


@dataclass(frozen=True, slots=True)
class SearchFolderChosen:
    """The search in this folder is wanted."""

    folder: str


@dataclass(frozen=True, slots=True)
class TrialChosen:
    """This trial is looked at, or none."""

    trial: int | None


@dataclass(frozen=True, slots=True)
class TrialsSorted:
    """The table of trials is sorted by this; by the same again the other way round."""

    by: str


@dataclass(frozen=True, slots=True)
class SpaceLoaded:
    """The space of this file is wanted in the form."""

    path: str


@dataclass(frozen=True, slots=True)
class SpaceSaved:
    """The space of the form is wanted in this file."""

    path: str


# ---- the processes -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DataPreviewed:
    """The command line read the data."""

    request: PreviewRequest
    read: DataRead


@dataclass(frozen=True, slots=True)
class PaceKnown:
    """The command line measured how fast a trial would learn."""

    request: PreviewRequest
    pace: PaceMeasured


@dataclass(frozen=True, slots=True)
class SpaceFileRead:
    """What a file of a space holds."""

    request: FinetuneRequest
    text: str


@dataclass(frozen=True, slots=True)
class SearchFound:
    """Which folder is followed from now on; everything about it comes anew."""

    folder: str


@dataclass(frozen=True, slots=True)
class SearchFollowed:
    """What happened in a folder since the last of these.

    is_running: a process works there. said: why it gave up, or empty.
    """

    folder: str
    events: tuple[SearchEvent, ...]
    is_running: bool
    said: str = ""


@dataclass(frozen=True, slots=True)
class FinetuneFailed:
    """A request could not be done."""

    request: FinetuneRequest
    message: str


FinetuneAction = (
    FinetuneSideChosen
    | FormChanged
    | SearchAsked
    | SearchResumed
    | SearchStopped
    | SearchFolderChosen
    | TrialChosen
    | TrialsSorted
    | SpaceLoaded
    | SpaceSaved
    | DataPreviewed
    | PaceKnown
    | SpaceFileRead
    | SearchFound
    | SearchFollowed
    | FinetuneFailed
)
