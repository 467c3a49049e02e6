"""Fetch a model from the hub into its cache: only what is needed, with progress, cancellable.

What is cached opens without a network. What was fetched before a cancel is kept, and goes on.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from huggingface_hub import constants, hf_hub_url, snapshot_download
from huggingface_hub.errors import (
    HFValidationError,
    LocalEntryNotFoundError,
    OfflineModeIsEnabled,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)
from huggingface_hub.hf_api import ModelInfo
from huggingface_hub.utils.tqdm import tqdm

from explorer.core.hub.asking import FAILURES, HTTPError, awaited, explained, patiently
from explorer.core.hub.blobs import fetch, n_bytes_here
from explorer.core.hub.cache import blobs_of, cache_directory
from explorer.core.hub.listing import files_of, info_of, needed
from explorer.errors import Cancelled, CheckpointError
from explorer.records import HubFile, Progress

_CACHED = ["*.json", "*.txt", "*.model", "model*.safetensors"]
PROGRESS_S = 0.1  # between two reports: a chunk comes every millisecond
_SPARE = 50_000_000  # bytes of the disk that are left alone


def downloaded(
    repo: str,
    revision: str | None,
    *,
    allow_pickle: bool,
    trust_remote_code: bool,
    progress: Callable[[Progress], None],
    is_cancelled: Callable[[], bool],
) -> tuple[Path, str]:
    """The folder in the cache and the commit that it holds.

    Raises CheckpointNotFound, CheckpointUnsafe, CheckpointDamaged, HubUnreachable, CheckpointError,
    Cancelled.
    """

    def fetch_all() -> Path:
        info = _listed(repo, revision, is_cancelled)
        if info is None:
            return _cached(repo, revision)
        wanted = needed(
            repo, files_of(info), allow_pickle=allow_pickle, trust_remote_code=trust_remote_code
        )
        bar = _Bar(repo, wanted, progress, is_cancelled)
        _fetch_checked(repo, info.sha or revision, wanted, bar, is_cancelled)
        folder = snapshot_download(
            repo,
            revision=revision,
            allow_patterns=[file.name for file in wanted],
            tqdm_class=_stopping(bar),
            max_workers=4,
        )
        return Path(folder)

    progress(Progress(f"Asking the hub for {repo}"))
    try:
        folder = awaited(fetch_all, is_cancelled)
    except FAILURES as error:
        if is_cancelled():
            raise Cancelled("The download was given up.") from error
        raise explained(repo, revision, error) from error
    return folder, folder.name


def _listed(repo: str, revision: str | None, is_cancelled: Callable[[], bool]) -> ModelInfo | None:
    """What the hub says of the repository; None where only the cache can be asked."""
    try:
        return patiently(lambda: info_of(repo, revision), is_cancelled)
    except (RepositoryNotFoundError, RevisionNotFoundError, HFValidationError):
        raise
    except (HTTPError, OfflineModeIsEnabled, OSError) as error:
        try:
            _cached(repo, revision)
        except LocalEntryNotFoundError:
            raise error from None
        return None


def _cached(repo: str, revision: str | None) -> Path:
    return Path(
        snapshot_download(repo, revision=revision, allow_patterns=_CACHED, local_files_only=True)
    )


def _fetch_checked(
    repo: str,
    revision: str | None,
    files: Sequence[HubFile],
    bar: _Bar,
    is_cancelled: Callable[[], bool],
) -> None:
    """Each file that the hub gives a checksum of; huggingface_hub links them, and gets the rest.

    One that is too large for plain HTTP is left to it, too.
    """
    blobs = blobs_of(repo)
    checked = [
        file for file in files if file.checksum and file.n_bytes <= constants.MAX_HTTP_DOWNLOAD_SIZE
    ]
    here = {file.name: n_bytes_here(blobs, file) for file in checked}
    _check_room(repo, sum(file.n_bytes - here[file.name] for file in checked))
    bar.received(sum(here.values()))
    for file in checked:
        url = hf_hub_url(repo, file.name, revision=revision)
        fetch(file, url, blobs, received=bar.received, is_cancelled=is_cancelled)


def _check_room(repo: str, n_bytes: int) -> None:
    place = cache_directory()
    while not place.exists():
        place = place.parent
    free = shutil.disk_usage(place).free
    if n_bytes + _SPARE > free:
        raise CheckpointError(
            f"{repo} needs {n_bytes / 1e6:,.0f} MB, and the disk of {place} has {free / 1e6:,.0f} "
            "MB left. Remove models that you no longer need (attention-explorer models list), or "
            "set HF_HOME to a larger disk."
        )


class _Bar:
    """Counts the bytes of a whole model; `received` raises Cancelled once it is given up."""

    def __init__(
        self,
        repo: str,
        files: Sequence[HubFile],
        progress: Callable[[Progress], None],
        is_cancelled: Callable[[], bool],
    ) -> None:
        self._repo = repo
        self._n_bytes = sum(file.n_bytes for file in files)
        self._n_here = 0
        self._quiet_until = 0.0
        self._progress = progress
        self._is_cancelled = is_cancelled

    def received(self, n_bytes: int) -> None:
        if self._is_cancelled():
            raise Cancelled("The download was given up.")
        if n_bytes <= 0 or self._n_here >= self._n_bytes:
            return
        self._n_here = min(self._n_here + n_bytes, self._n_bytes)
        now = time.monotonic()
        if now < self._quiet_until and self._n_here < self._n_bytes:
            return
        self._quiet_until = now + PROGRESS_S
        shown = f"{self._n_here / 1e6:,.0f} of {self._n_bytes / 1e6:,.0f} MB"
        message = f"Downloading {self._repo}: {shown}"
        self._progress(Progress(message, self._n_here / self._n_bytes))


def _stopping(bar: _Bar) -> type[Any]:
    """A silent bar for huggingface_hub, of what it fetches itself; the rest is here already."""

    class Silent(tqdm):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            self._counts_bytes = kwargs.get("unit") == "B"
            super().__init__(*args, **(kwargs | {"disable": True}))  # type: ignore[no-untyped-call]

        def update(self, n: float | None = 1) -> None:
            bar.received(int(n or 0) if self._counts_bytes else 0)

    return Silent
