"""Models of the hub: what is looked for, what is found there, and what is kept here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from explorer.records.model import LoadRequest

# How the attention of a model is reached: through the AttentionInterface, by its own output, or not
# at all; `unknown` until it is opened.
Reach = Literal["captured", "native", "none", "unknown"]

# As the hub names what a model is for.
TASKS = (
    "fill-mask",
    "text-generation",
    "translation",
    "summarization",
    "text-classification",
    "token-classification",
    "question-answering",
    "feature-extraction",
    "sentence-similarity",
)


@dataclass(frozen=True, slots=True)
class HubFile:
    """One file of a repository.

    checksum: SHA-256 of a large file, git's SHA-1 of a small one; empty where the hub says none.
    """

    name: str
    n_bytes: int
    checksum: str = ""


@dataclass(frozen=True, slots=True)
class HubModel:
    """What the hub says of a model before anything of it is fetched.

    n_bytes: of what a download takes; a guess from the parameters until `files` is known.
    n_bytes_here: how much of that is in the cache.
    """

    id: str
    task: str = ""
    n_bytes: int | None = None
    n_parameters: int | None = None
    licence: str = ""
    has_safetensors: bool = False
    is_gated: bool = False
    family: str = ""  # transformers' model_type
    reach: Reach = "unknown"
    reach_note: str = ""  # why there is none, or what of it cannot be shown
    runs_code: bool = False  # the config asks for Python of its own
    n_downloads: int = 0  # of the last 30 days
    stored_as: str = ""  # the number format of most weights
    files: tuple[HubFile, ...] = ()
    n_bytes_here: int = 0


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """Models whose name holds the query, the most downloaded first; an empty task is any."""

    query: str
    task: str = ""
    limit: int = 50


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The answer to a SearchRequest."""

    request: SearchRequest
    models: tuple[HubModel, ...]


@dataclass(frozen=True, slots=True)
class DescribeRequest:
    """All that is known of one model of the hub, with its files and their sizes."""

    id: str


@dataclass(frozen=True, slots=True)
class CachedModel:
    """A model of the hub that lies on this machine.

    last_used: seconds since the epoch.
    is_whole: False where its download broke off.
    labels: the classes of a classifier.
    """

    id: str
    n_bytes: int
    last_used: float
    family: str = ""
    reach: Reach = "unknown"
    reach_note: str = ""
    n_parameters: int | None = None
    stored_as: str = ""
    is_whole: bool = True
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CacheRequest:
    """What lies on this machine, after `removing` one of it."""

    removing: str = ""


@dataclass(frozen=True, slots=True)
class DownloadRequest:
    """Fetch a model, which is then opened as `load` says."""

    load: LoadRequest


HubRequest = SearchRequest | DescribeRequest | CacheRequest | DownloadRequest
