"""What the window knows of the hub, and what must be asked of it after a change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from explorer.records import (
    CachedModel,
    CacheRequest,
    DescribeRequest,
    DownloadRequest,
    HubModel,
    HubRequest,
    LoadRequest,
    Progress,
    SearchRequest,
    SearchResult,
)

HubPage = Literal["hub", "here"]

_BYTES = {"float64": 8, "float32": 4, "float16": 2, "bfloat16": 2}


@dataclass(frozen=True, slots=True)
class HubState:
    """The dialog of models: what is looked for, looked at, kept and being fetched.

    A request stands here from when it is made; the same one again is a new object.
    """

    is_open: bool = False
    page: HubPage = "hub"
    search: SearchRequest | None = None
    result: SearchResult | None = None  # the last answer; `search` may be newer
    offline: str = ""  # why the hub cannot be asked; empty while it can
    problem: str = ""  # what went wrong last
    failed: LoadRequest | None = None  # could not be fetched, and can be tried again

    chosen: str = ""  # the id of the model that is looked at, on either page
    describe: DescribeRequest | None = None
    described: HubModel | None = None

    cache: CacheRequest | None = None
    cached: tuple[CachedModel, ...] | None = None  # None until it was looked up

    download: DownloadRequest | None = None  # being fetched
    progress: Progress | None = None

    @property
    def is_searching(self) -> bool:
        answered = self.result is not None and self.result.request is self.search
        return self.search is not None and not answered and not self.offline and not self.problem

    @property
    def lists_kept(self) -> bool:
        """What is on this machine is shown: asked for, or all there is without a network."""
        return self.page == "here" or (bool(self.offline) and self.result is None)

    @property
    def model(self) -> HubModel | None:
        """What is known of the chosen model of the hub: all of it, or what the search told."""
        if self.described is not None and self.described.id == self.chosen:
            return self.described
        found = self.result.models if self.result else ()
        return next((model for model in found if model.id == self.chosen), None)

    @property
    def is_here(self) -> bool:
        """All of the chosen model is on this machine, as far as is known."""
        model = None if self.lists_kept else self.model
        if model is not None and model.files:
            return model.n_bytes_here == model.n_bytes
        return self.kept is not None and self.kept.is_whole

    @property
    def is_begun(self) -> bool:
        """A part of the chosen model is on this machine."""
        model = None if self.lists_kept else self.model
        if model is not None and model.files:
            return 0 < model.n_bytes_here != model.n_bytes
        return self.kept is not None and not self.kept.is_whole

    @property
    def kept(self) -> CachedModel | None:
        """The chosen model, where it is on this machine."""
        return next((model for model in self.cached or () if model.id == self.chosen), None)


def hub_plan(old: HubState, new: HubState) -> tuple[HubRequest, ...]:
    """What a change makes it necessary to ask; `cache` first, since it needs no network."""
    pairs = (
        (old.cache, new.cache),
        (old.search, new.search),
        (old.describe, new.describe),
        (old.download, new.download),
    )
    return tuple(now for before, now in pairs if now is not None and now is not before)


def gives_up_download(old: HubState, new: HubState) -> bool:
    """The model that is fetched is not wanted any more, or has just come."""
    return old.download is not None and new.download is None


def memory_of(
    model: HubModel | CachedModel, load: LoadRequest, devices: tuple[str, ...]
) -> int | None:
    """Bytes that the weights take once the model is open; None where their number is not known.

    A CPU computes in float32 unless it is told otherwise, an accelerator as the weights are stored.
    """
    if model.n_parameters is None:
        return None
    device = devices[0] if load.device == "auto" and devices else load.device
    dtype = load.dtype
    if dtype == "auto":
        is_half = model.stored_as in ("float16", "bfloat16")
        dtype = model.stored_as if is_half and device not in ("cpu", "auto") else "float32"
    return model.n_parameters * _BYTES[dtype]


def size_of(n_bytes: int | None) -> str:
    """`438 MB`, as the hub writes sizes: thousands, not 1,024s."""
    if n_bytes is None:
        return "?"
    size = float(n_bytes)
    for unit in ("B", "kB", "MB"):
        if size < 999.5:
            return f"{size:.0f} {unit}" if size >= 10 or unit == "B" else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:,.1f} GB"
