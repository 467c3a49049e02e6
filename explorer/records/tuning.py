"""What a search for how to fine-tune says while it runs: one event a line, as JSON.

The child process appends each to events.jsonl in the search's folder and, where asked, prints it;
whoever reads the file from its beginning knows all that the one who started the search knows.
Trials are counted from 0. Seconds are of a clock on the wall; those of a trial are what it learnt
and measured for, without the start of its worker.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from explorer.records.event_lines import event_in, line_of

Parameter = int | float | str
TrialEnd = Literal["done", "stopped", "pruned", "failed"]
SearchEnd = Literal["done", "stopped", "interrupted", "failed"]


@dataclass(frozen=True, slots=True)
class DataRead:
    """What is learnt from, before anything runs.

    rows: the first few, as (label, text, pair). columns: of text, pair and label; empty: none.
    edges: of the bins of lengths in tokens, one more than counts. cut: of each maximum length,
    the share of texts that lose tokens to it. limit: the most tokens that the base model reads.
    """

    task: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    labels: tuple[tuple[str, int], ...]
    n_train: int
    n_held_out: int
    edges: tuple[int, ...]
    counts: tuple[int, ...]
    longest: int
    cut: tuple[tuple[int, float], ...]
    notices: tuple[str, ...]
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class PaceMeasured:
    """How fast a trial learns here, before any runs: of a text's tokens, and with its padding.

    n_cpus, n_gpus: of this machine.
    busyness: how many times longer it took than a machine of its own would have taken; at least 1.
    """

    seconds_per_token: float
    n_cpus: int
    n_gpus: int = 0
    busyness: float = 1.0


@dataclass(frozen=True, slots=True)
class SearchStarted:
    """trials: the parameters of each. n_at_once: how many run side by side.

    metric: what trials are compared by; the best has the `aim` (max or min) of it.
    base: its name; base_source: what opens it, empty where an earlier program did not say.
    """

    base: str
    task: str
    search: str
    metric: str
    aim: str
    epochs: int
    seed: int
    trials: tuple[dict[str, Parameter], ...]
    n_at_once: int
    cpus_per_trial: int
    gpus_per_trial: float
    is_resumed: bool
    pid: int
    base_source: str = ""


@dataclass(frozen=True, slots=True)
class TrialStarted:
    """Also where a trial goes on after its worker died."""

    trial: int
    at: float  # seconds since 1970


@dataclass(frozen=True, slots=True)
class TrialStepped:
    """A point of the curve of the loss. epoch: from 1. step: of the epoch, from 1."""

    trial: int
    epoch: int
    step: int
    n_steps: int
    loss: float
    learning_rate: float
    seconds: float


@dataclass(frozen=True, slots=True)
class EpochDone:
    """metrics: of the held-out part. seconds: of the trial until now.

    confusion: (gold, predicted) counts, in the order of the labels; empty for masked.
    checkpoint: its path within the storage.
    """

    trial: int
    epoch: int
    train_loss: float
    metrics: dict[str, float]
    confusion: tuple[tuple[int, ...], ...]
    checkpoint: str
    seconds: float


@dataclass(frozen=True, slots=True)
class TrialEnded:
    """reason: why it failed; else empty."""

    trial: int
    end: TrialEnd
    reason: str
    seconds: float


@dataclass(frozen=True, slots=True)
class SearchEnded:
    """checkpoint: the best trial's model, a folder in that of the search; empty without one."""

    end: SearchEnd
    reason: str
    best: int | None
    checkpoint: str
    seconds: float


SearchEvent = (
    DataRead
    | PaceMeasured
    | SearchStarted
    | TrialStarted
    | TrialStepped
    | EpochDone
    | TrialEnded
    | SearchEnded
)
_EVENTS: dict[str, type[SearchEvent]] = {
    kind.__name__: kind
    for kind in (
        DataRead, PaceMeasured, SearchStarted, TrialStarted, TrialStepped, EpochDone, TrialEnded,
        SearchEnded,
    )
}  # fmt: skip


def as_line(event: SearchEvent) -> str:
    """One line of JSON, without its end."""
    return line_of(type(event).__name__, event)


def event_of(line: str) -> SearchEvent | None:
    """None for half a line, which a killed process leaves, and for what a newer program says."""
    return event_in(line, _EVENTS)
