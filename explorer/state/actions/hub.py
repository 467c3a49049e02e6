"""What a person did with the models of the hub, and what its threads did."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.records import (
    CachedModel,
    CacheRequest,
    DescribeRequest,
    DownloadRequest,
    HubModel,
    HubRequest,
    LoadRequest,
    Progress,
    SearchResult,
)
from explorer.state.hub import HubPage

# ---- a person ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class HubOpened:
    """The dialog of models came up."""


@dataclass(frozen=True, slots=True)
class HubClosed:
    """The dialog is gone; a download goes on."""


@dataclass(frozen=True, slots=True)
class HubPageChosen:
    """The models of the hub, or those that are here."""

    page: HubPage


@dataclass(frozen=True, slots=True)
class ModelsSearched:
    """Models whose name holds the query are wanted, of any task where it is empty."""

    query: str
    task: str = ""


@dataclass(frozen=True, slots=True)
class HubModelChosen:
    """This model is looked at."""

    id: str


@dataclass(frozen=True, slots=True)
class DownloadRequested:
    """A model is to be fetched, and then opened so."""

    load: LoadRequest


@dataclass(frozen=True, slots=True)
class DownloadCancelled:
    """The model that is being fetched is not wanted now; what has come is kept."""


@dataclass(frozen=True, slots=True)
class RemovalRequested:
    """A model is to be deleted from this machine."""

    id: str


# ---- the threads of the hub ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ModelsFound:
    """The hub answered a search."""

    result: SearchResult


@dataclass(frozen=True, slots=True)
class ModelDescribed:
    """The hub told the files of a model."""

    request: DescribeRequest
    model: HubModel


@dataclass(frozen=True, slots=True)
class CacheListed:
    """What is on this machine was looked up."""

    request: CacheRequest
    models: tuple[CachedModel, ...]


@dataclass(frozen=True, slots=True)
class HubWasOffline:
    """The hub cannot be reached: a state, not an error."""

    request: HubRequest
    message: str


@dataclass(frozen=True, slots=True)
class HubFailed:
    """A question was refused, or a model could not be removed."""

    request: HubRequest
    message: str


@dataclass(frozen=True, slots=True)
class DownloadProgressed:
    """Bytes came."""

    request: DownloadRequest
    progress: Progress


@dataclass(frozen=True, slots=True)
class DownloadFinished:
    """All of a model is here."""

    request: DownloadRequest


@dataclass(frozen=True, slots=True)
class DownloadFailed:
    """A model could not be fetched; what has come is kept."""

    request: DownloadRequest
    message: str


HubAction = (
    HubOpened
    | HubClosed
    | HubPageChosen
    | ModelsSearched
    | HubModelChosen
    | DownloadRequested
    | DownloadCancelled
    | RemovalRequested
    | ModelsFound
    | ModelDescribed
    | CacheListed
    | HubWasOffline
    | HubFailed
    | DownloadProgressed
    | DownloadFinished
    | DownloadFailed
)
