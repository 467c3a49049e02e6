"""Asking a hub: without waiting for one that is silent, again where it is busy, and in words."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future
from threading import Thread
from typing import TypeVar

from huggingface_hub.errors import (
    GatedRepoError,
    HfHubHTTPError,
    HFValidationError,
    LocalEntryNotFoundError,
    OfflineModeIsEnabled,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)

from explorer.errors import Cancelled, CheckpointError, CheckpointNotFound, HubUnreachable

POLL_S = 0.05  # how soon what is given up is let go
N_TRIES = 4
FIRST_WAIT_S = 0.5  # doubled each time
LONGEST_WAIT_S = 30.0
_BUSY = (408, 429, 500, 502, 503, 504)

# httpx or httpx2, whichever the installed huggingface_hub is built on.
HTTPError: type[Exception] = HfHubHTTPError.__mro__[1]
FAILURES = (HTTPError, HFValidationError, LocalEntryNotFoundError, OfflineModeIsEnabled, OSError)

Answer = TypeVar("Answer")
IsCancelled = Callable[[], bool]


def awaited(call: Callable[[], Answer], is_cancelled: IsCancelled) -> Answer:
    """What `call` returns or raises, from a thread of its own; Cancelled once it is given up.

    A hub that is silent, or asked again and again, must not keep the caller waiting.
    """
    done: Future[Answer] = Future()

    def work() -> None:
        try:
            done.set_result(call())
        except BaseException as error:  # noqa: BLE001  raised again where it is awaited
            done.set_exception(error)

    Thread(target=work, name="hub", daemon=True).start()
    while True:
        try:
            return done.result(timeout=POLL_S)
        except TimeoutError:
            if done.done():
                raise  # the call's own, not that of waiting
            if is_cancelled():
                raise Cancelled("What was asked of the hub was given up.") from None


def patiently(call: Callable[[], Answer], is_cancelled: IsCancelled) -> Answer:
    """What `call` returns; asked again, `N_TRIES` times in all, where the hub is busy or broken."""
    for n_tries in range(1, N_TRIES):
        try:
            return call()
        except HfHubHTTPError as error:
            if not is_busy(error):
                raise
            pause(wait_after(error, n_tries), is_cancelled)
    return call()


def is_busy(error: Exception) -> bool:
    """Whether the same question may be answered a little later."""
    return status_of(error) in _BUSY


def status_of(error: Exception) -> int | None:
    """The HTTP status that the hub refused with; None where it did not answer at all."""
    status = getattr(getattr(error, "response", None), "status_code", None)
    return status if isinstance(status, int) else None


def wait_after(error: Exception, n_tries: int) -> float:
    """Seconds before the next try: as the hub asks, within reason."""
    headers = getattr(getattr(error, "response", None), "headers", {})
    asked = str(headers.get("Retry-After", ""))
    wait = float(asked) if asked.isdecimal() else FIRST_WAIT_S * 2 ** (n_tries - 1)
    return min(wait, LONGEST_WAIT_S)


def pause(seconds: float, is_cancelled: IsCancelled) -> None:
    """Raises Cancelled as soon as nobody waits any more."""
    end = time.monotonic() + seconds
    while True:
        if is_cancelled():
            raise Cancelled("What was asked of the hub was given up.")
        left = end - time.monotonic()
        if left <= 0:
            return
        time.sleep(min(left, POLL_S))


def explained(repo: str, revision: str | None, error: Exception) -> CheckpointError:
    """Why a model of the hub cannot be had, and what to do."""
    status = status_of(error)
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
    if _is_of_the_disk(error):
        return CheckpointError(
            f"{repo} cannot be kept: {reason_of(error)}. Make room or mend that folder, or set "
            "HF_HOME to another one."
        )
    if status is not None:
        return HubUnreachable(f"{_refused(status)} {repo} is not wholly in the local cache.")
    return HubUnreachable(
        f"The hub did not answer ({reason_of(error)}), and {repo} is not in the local cache. Check "
        "the network, or choose a built-in model or a folder."
    )


def explained_search(error: Exception) -> CheckpointError:
    """Why the hub cannot be searched; HubUnreachable where the machine is offline."""
    status = status_of(error)
    if isinstance(error, OfflineModeIsEnabled):
        return HubUnreachable("HF_HUB_OFFLINE forbids asking the hub. Unset it to search.")
    if status in (401, 403):
        return CheckpointError(
            "The hub refuses this machine's token. Run “hf auth login” again, or “hf auth logout”."
        )
    if status is not None:
        return CheckpointError(_refused(status))
    return HubUnreachable(f"The hub did not answer ({reason_of(error)}). Check the network.")


def _is_of_the_disk(error: Exception) -> bool:
    """A file could not be written, as opposed to a hub that could not be reached."""
    of_network = (ConnectionError, TimeoutError, LocalEntryNotFoundError, HTTPError)
    return isinstance(error, OSError) and not isinstance(error, of_network)


def _refused(status: int) -> str:
    if status == 429:
        return "The hub has had too many questions from here (429). Try again in a few minutes."
    return f"The hub has a trouble of its own ({status}). Try again later."


def reason_of(error: Exception) -> str:
    """The first line of what a library says."""
    said = str(error).strip()
    return said.splitlines()[0] if said else type(error).__name__
