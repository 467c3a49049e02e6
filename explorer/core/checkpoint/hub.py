"""Fetch a model from the hub into its cache: only what is needed, with progress, cancellable.

HF_ENDPOINT, HF_HOME, HF_TOKEN and HF_HUB_OFFLINE count as everywhere. What is cached opens without
a network.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from pathlib import Path
from threading import Thread
from typing import Any

from huggingface_hub import HfApi, snapshot_download
from huggingface_hub.errors import (
    GatedRepoError,
    HfHubHTTPError,
    HFValidationError,
    LocalEntryNotFoundError,
    OfflineModeIsEnabled,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)
from huggingface_hub.utils.tqdm import tqdm

from explorer.errors import (
    Cancelled,
    CheckpointError,
    CheckpointNotFound,
    CheckpointUnsafe,
    HubUnreachable,
)
from explorer.records import Progress

_SETTINGS = re.compile(
    r"[\w.-]*\.(json|txt|model|spm|tiktoken|jinja)|merges\.txt|bpe\.codes", re.IGNORECASE
)
_WEIGHTS = re.compile(r"model(-\d+-of-\d+)?\.safetensors(\.index\.json)?")
_PICKLES = re.compile(r"pytorch_model(-\d+-of-\d+)?\.bin(\.index\.json)?")
POLL_S = 0.05  # how soon a model that is given up is let go
_CACHED = ["*.json", "*.txt", "*.model", "model*.safetensors"]

# httpx or httpx2, whichever the installed huggingface_hub is built on.
_HTTPError: type[Exception] = HfHubHTTPError.__mro__[1]
_FAILURES = (_HTTPError, HFValidationError, LocalEntryNotFoundError, OfflineModeIsEnabled, OSError)


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

    A thread of its own does it: a hub that is silent, or asked again and again, must not keep the
    caller waiting once the model is given up.
    Raises CheckpointNotFound, CheckpointUnsafe, HubUnreachable, CheckpointError, Cancelled.
    """
    done: Future[tuple[Path, str]] = Future()

    def fetch() -> None:
        try:
            done.set_result(
                _downloaded(
                    repo,
                    revision,
                    allow_pickle=allow_pickle,
                    trust_remote_code=trust_remote_code,
                    progress=progress,
                    is_cancelled=is_cancelled,
                )
            )
        except BaseException as error:  # noqa: BLE001  raised again where it is awaited
            done.set_exception(error)

    Thread(target=fetch, name="hub", daemon=True).start()
    while True:
        try:
            return done.result(timeout=POLL_S)
        except TimeoutError:
            if done.done():
                raise  # the fetch's own, not that of waiting
            if is_cancelled():
                raise Cancelled("The download was given up.") from None


def _downloaded(
    repo: str,
    revision: str | None,
    *,
    allow_pickle: bool,
    trust_remote_code: bool,
    progress: Callable[[Progress], None],
    is_cancelled: Callable[[], bool],
) -> tuple[Path, str]:
    progress(Progress(f"Asking the hub for {repo}"))
    try:
        sizes = _listed(repo, revision)
        if sizes is None:
            folder = snapshot_download(
                repo, revision=revision, allow_patterns=_CACHED, local_files_only=True
            )
        else:
            needed = _needed(
                repo, sizes, allow_pickle=allow_pickle, trust_remote_code=trust_remote_code
            )
            n_bytes = sum(sizes[name] for name in needed)
            folder = snapshot_download(
                repo,
                revision=revision,
                allow_patterns=needed,
                tqdm_class=_bar(repo, n_bytes, progress, is_cancelled),
                max_workers=4,
            )
    except _FAILURES as error:
        if is_cancelled():
            raise Cancelled("The download was given up.") from error
        raise _explained(repo, revision, error) from error
    return Path(folder), Path(folder).name


def _listed(repo: str, revision: str | None) -> dict[str, int] | None:
    """Files of the repository and their sizes; None where only the cache can be asked."""
    try:
        info = HfApi().model_info(repo, revision=revision, files_metadata=True)
    except (RepositoryNotFoundError, RevisionNotFoundError, HFValidationError):
        raise
    except (_HTTPError, OfflineModeIsEnabled, OSError) as error:
        try:
            snapshot_download(
                repo, revision=revision, allow_patterns=_CACHED, local_files_only=True
            )
        except LocalEntryNotFoundError:
            raise error from None
        return None
    return {sibling.rfilename: sibling.size or 0 for sibling in info.siblings or []}


def _needed(
    repo: str, names: Iterable[str], *, allow_pickle: bool, trust_remote_code: bool
) -> list[str]:
    names = [name for name in names if "/" not in name]
    weights = [name for name in names if _WEIGHTS.fullmatch(name)]
    if "model.safetensors" in weights:
        weights = ["model.safetensors"]
    if not weights:
        weights = [name for name in names if _PICKLES.fullmatch(name)]
        if weights and not allow_pickle:
            raise CheckpointUnsafe(
                f"{repo} stores its weights as a Python pickle (pytorch_model.bin), which can run "
                "code when it is opened. Choose a version with safetensors, or, if you trust its "
                "author, allow pickle.",
                allowed_by="allow_pickle",
            )
    settings = [
        name for name in names if _SETTINGS.fullmatch(name) and not name.endswith(".index.json")
    ]
    code = [name for name in names if name.endswith(".py")] if trust_remote_code else []
    return weights + settings + code


def _bar(
    repo: str,
    n_bytes: int,
    progress: Callable[[Progress], None],
    is_cancelled: Callable[[], bool],
) -> type[Any]:
    """A silent bar that reports bytes, and stops the download by raising in its thread.

    The client makes several bars, whose own totals grow with every file that it begins; `n_bytes`
    is what there is to fetch in all.
    """
    furthest = 0

    class Bar(tqdm):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            self._counts_bytes = kwargs.get("unit") == "B"
            super().__init__(*args, **(kwargs | {"disable": True}))  # type: ignore[no-untyped-call]

        def update(self, n: float | None = 1) -> None:
            nonlocal furthest
            if is_cancelled():
                raise Cancelled("The download was given up.")
            self.n += n or 0
            if self._counts_bytes and furthest < self.n <= n_bytes:
                furthest = self.n
                message = f"Downloading {repo}: {self.n / 1e6:,.0f} of {n_bytes / 1e6:,.0f} MB"
                progress(Progress(message, self.n / n_bytes))

    return Bar


def _explained(repo: str, revision: str | None, error: Exception) -> CheckpointError:
    response = getattr(error, "response", None)
    status = getattr(response, "status_code", None)
    if isinstance(error, GatedRepoError) or status == 403:
        return CheckpointError(
            f"{repo} is gated: its authors ask you to accept their terms. Do so on its page of the "
            "hub, then run “hf auth login” on this machine."
        )
    if isinstance(error, RevisionNotFoundError):
        return CheckpointNotFound(f"{repo} has no version “{revision}”. Leave @{revision} out.")
    if isinstance(error, (RepositoryNotFoundError, HFValidationError)) or status == 401:
        return CheckpointNotFound(
            f"There is no model “{repo}” on the hub, nor a folder of this name. Check the "
            "spelling; if it is private or gated, run “hf auth login” first."
        )
    if isinstance(error, OfflineModeIsEnabled):
        return HubUnreachable(
            f"{repo} is not in the local cache, and HF_HUB_OFFLINE forbids asking the hub. "
            "Unset it, or choose a built-in model or a folder."
        )
    reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    return HubUnreachable(
        f"The hub did not answer ({reason}), and {repo} is not in the local cache. Check the "
        "network, or choose a built-in model or a folder."
    )
