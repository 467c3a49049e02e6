"""The tree of errors that a person may see; every message is shown unchanged.

    ExplorerError
    ├── BadInput              what was typed or asked for cannot be done
    │   ├── EmptyText
    │   ├── TextTooLong       carries how many tokens came and how many the model reads
    │   ├── NoSuchHead
    │   ├── NoMaskToken
    │   ├── CannotWrite       the model generates no text
    │   ├── BadOrder          a factorisation order with repeats or gaps
    │   └── UnknownWords      carries what a closed vocabulary does not have
    ├── CheckpointError       a model cannot be opened
    │   ├── CheckpointNotFound
    │   ├── CheckpointDamaged
    │   ├── CheckpointUnsafe  it would run code: a pickle, or Python of its own
    │   ├── HubUnreachable
    │   └── ModelUnsupported  no attention of this model can be shown
    ├── DeviceError           a device is not there
    │   └── OutOfMemory
    │       └── TextTooLarge  known before it is tried; carries how many tokens would fit
    ├── ClusterError          a search or a survey cannot run
    │   ├── RayMissing        the engine of both is not installed
    │   ├── ClusterUnreachable
    │   ├── ClusterMismatch   it runs other versions than this program
    │   └── ClusterLacks      no machine of it has what a trial or a worker takes
    ├── LossDiverged          a trial of fine-tuning has come to no number
    ├── ExportError           a file cannot be written
    ├── ModelFailed           the model itself raised an exception
    └── Cancelled             the job was given up on purpose; never shown

A message says what was wrong, what came, and what to do.
"""

from __future__ import annotations


class ExplorerError(Exception):
    """Base of everything that the window and the command line show as one line."""


class BadInput(ExplorerError):
    """What was typed or asked for cannot be done."""


class EmptyText(BadInput):
    """No token is left to look at."""


class TextTooLong(BadInput):
    """The text has more tokens than the model reads.

    n_tokens, max_tokens: counts, special tokens included.
    """

    def __init__(self, n_tokens: int, max_tokens: int) -> None:
        super().__init__(
            f"{n_tokens:,} tokens; this model reads {max_tokens:,}. "
            f"Remove about {n_tokens - max_tokens:,} tokens, or cut the text to fit."
        )
        self.n_tokens = n_tokens
        self.max_tokens = max_tokens


class NoSuchHead(BadInput):
    """A layer, head or site that the model does not have."""


class NoMaskToken(BadInput):
    """The text asks for a mask, and the model was trained without one."""


class CannotWrite(BadInput):
    """The model was asked for a text, and generates none."""


class BadOrder(BadInput):
    """Not every position of the text stands in a factorisation order once."""


class UnknownWords(BadInput):
    """A text holds what a model with a closed vocabulary was never shown.

    unknown: each piece of the text once, in the order of the text.
    places: characters [start, end) of all of them.
    """

    def __init__(
        self, unknown: tuple[str, ...], *, n_words: int, places: tuple[tuple[int, int], ...] = ()
    ) -> None:
        named = ", ".join(f"“{piece}”" for piece in unknown)
        super().__init__(
            f"This model knows {n_words:,} words, and {named} "
            f"{'is' if len(unknown) == 1 else 'are'} not among them. Choose other words."
        )
        self.unknown = unknown
        self.places = places


class CheckpointError(ExplorerError):
    """A model cannot be opened."""


class CheckpointNotFound(CheckpointError):
    """No built-in model, folder or hub repository has this name."""


class CheckpointDamaged(CheckpointError):
    """A file of the checkpoint is missing, cut off or contradictory."""


class CheckpointUnsafe(CheckpointError):
    """Opening the checkpoint would run code that came with it.

    allowed_by: the field of a LoadRequest that permits it; empty where nothing does.
    """

    def __init__(self, message: str, *, allowed_by: str = "") -> None:
        super().__init__(message)
        self.allowed_by = allowed_by


class HubUnreachable(CheckpointError):
    """The hub did not answer, and the model is not in the local cache."""


class ModelUnsupported(CheckpointError):
    """The model loads, but no attention of it can be shown."""


class DeviceError(ExplorerError):
    """The device asked for is not there."""


class OutOfMemory(DeviceError):
    """The device has too little memory for this text."""


class TextTooLarge(OutOfMemory):
    """A text would take more memory than is free, so it was not tried.

    needed, free: bytes. n_fitting: how many tokens would fit.
    """

    def __init__(
        self, n_tokens: int, *, needed: int, free: int, n_fitting: int, device: str
    ) -> None:
        way_out = "close other programs" if device == "cpu" else "choose the device “cpu”"
        super().__init__(
            f"{n_tokens:,} tokens take about {needed / 2**30:.1f} GiB of memory beside the model, "
            f"and {device} has {free / 2**30:.1f} GiB free. "
            f"Shorten the text to about {n_fitting:,} tokens, or {way_out}."
        )
        self.n_tokens = n_tokens
        self.needed = needed
        self.free = free
        self.n_fitting = n_fitting


class ClusterError(ExplorerError):
    """A search or a survey cannot run, for want of a Ray that fits."""


class RayMissing(ClusterError):
    """Ray is an extra, and was not installed."""

    def __init__(self, python: str) -> None:
        super().__init__(
            "Searches and surveys run on Ray, which is not installed. This line installs it: "
            f'{python} -m pip install "ray[client,data,tune]"'
        )


class ClusterUnreachable(ClusterError):
    """No Ray answers at the address."""

    @classmethod
    def at(cls, address: str, reason: str, *, is_open: bool = False) -> ClusterUnreachable:
        """is_open: something answers there, and would not let us in."""
        if address == "auto":
            return cls(
                "No Ray cluster runs on this machine. "
                "Leave out the address to start one for this command, or name another."
            )
        if is_open:
            return cls(
                f"The Ray at {address} could not be joined ({reason[:200].rstrip('.')}). If it was "
                "started with a token, set RAY_AUTH_MODE=token and RAY_AUTH_TOKEN here as there."
            )
        return cls(
            f"The Ray at {address} does not answer ({reason[:200].rstrip('.')}). Check that it "
            "runs and that its port is open, or leave out the address to compute here."
        )


class ClusterMismatch(ClusterError):
    """The cluster runs another Python, or another Ray."""

    @classmethod
    def of(cls, reason: str, *, address: str | None) -> ClusterMismatch:
        return cls(
            f"The cluster at {address} runs other versions than this program: {reason[:400]} "
            "Install the same on both."
        )


class ClusterLacks(ClusterError):
    """No machine has as many CPUs or GPUs as one trial, or one worker, takes."""


class LossDiverged(ExplorerError):
    """The loss of a trial is no number any more, and never will be again."""

    def __init__(self, epoch: int, step: int) -> None:
        super().__init__(
            f"The loss became infinite or no number in epoch {epoch}, step {step}. "
            "Try a smaller learning rate."
        )


class ExportError(ExplorerError):
    """A file cannot be written; what stood at its place is unharmed."""


class ModelFailed(ExplorerError):
    """The model raised an exception of its own."""

    @classmethod
    def of(cls, error: Exception) -> ModelFailed:
        """For an exception that nobody foresaw."""
        what = said_by(error)
        return cls(f"The model failed ({what}). Try another text, or open another model.")


class Cancelled(ExplorerError):
    """The job was given up on purpose: a newer one waits, or the window closes."""


def said_by(error: Exception) -> str:
    """The kind and the first line of an exception that nobody foresaw."""
    return f"{type(error).__name__}: {error}".strip().splitlines()[0][:300]
