"""What is known of a search by its events: its trials, the best of them, and the time left."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from explorer.records.tuning import (
    DataRead,
    EpochDone,
    PaceMeasured,
    Parameter,
    SearchEnded,
    SearchEvent,
    SearchStarted,
    TrialEnd,
    TrialEnded,
    TrialStarted,
    TrialStepped,
)


@dataclass(frozen=True, slots=True)
class TrialState:
    """One row of the table of trials.

    curve: (epochs done, with their part; loss of what was learnt from).
    seconds: that it ran until now.
    """

    number: int
    parameters: dict[str, Parameter]
    status: Literal["waiting", "running"] | TrialEnd = "waiting"
    curve: tuple[tuple[float, float], ...] = ()
    epochs: tuple[EpochDone, ...] = ()
    seconds: float = 0.0
    reason: str = ""

    @property
    def epochs_done(self) -> float:
        """With the part of the one that runs."""
        return self.curve[-1][0] if self.curve else float(len(self.epochs))

    @property
    def is_over(self) -> bool:
        return self.status not in ("waiting", "running")


@dataclass(frozen=True, slots=True)
class SearchState:
    """A search as far as it has been followed."""

    data: DataRead | None = None
    plan: SearchStarted | None = None
    trials: tuple[TrialState, ...] = ()
    ended: SearchEnded | None = None


def followed(state: SearchState, events: Iterable[SearchEvent]) -> SearchState:
    """The state after further events."""
    for event in events:
        state = _after(state, event)
    return state


def _after(state: SearchState, event: SearchEvent) -> SearchState:
    match event:
        case DataRead():
            return replace(state, data=event)
        case PaceMeasured():  # before a search
            return state
        case SearchStarted():
            return _started(state, event)
        case SearchEnded():
            waiting = [_not_running(trial) for trial in state.trials]
            return replace(state, ended=event, trials=tuple(waiting))
        case _ if not 0 <= event.trial < len(state.trials):
            return state
    trials = list(state.trials)
    trials[event.trial] = _trial_after(trials[event.trial], event)
    return replace(state, trials=tuple(trials))


def _started(state: SearchState, event: SearchStarted) -> SearchState:
    """What was finished before a search was resumed stays."""
    trials = [TrialState(i, parameters) for i, parameters in enumerate(event.trials)]
    if event.is_resumed and len(state.trials) == len(trials):
        trials = [_not_running(trial) for trial in state.trials]
    return replace(state, plan=event, trials=tuple(trials), ended=None)


def _not_running(trial: TrialState) -> TrialState:
    return trial if trial.is_over else replace(trial, status="waiting")


def _trial_after(
    trial: TrialState, event: TrialStarted | TrialStepped | EpochDone | TrialEnded
) -> TrialState:
    match event:
        case TrialStarted():
            return replace(trial, status="running")
        case TrialStepped():
            at = event.epoch - 1 + event.step / event.n_steps
            curve = _extended(trial.curve, (at, event.loss))
            return replace(trial, curve=curve, seconds=event.seconds)
        case EpochDone():
            curve = _extended(trial.curve, (float(event.epoch), event.train_loss))
            before = tuple(done for done in trial.epochs if done.epoch < event.epoch)
            return replace(trial, curve=curve, epochs=(*before, event), seconds=event.seconds)
        case TrialEnded():
            return replace(trial, status=event.end, reason=event.reason, seconds=event.seconds)


def _extended(
    curve: tuple[tuple[float, float], ...], point: tuple[float, float]
) -> tuple[tuple[float, float], ...]:
    """A trial that goes on from a checkpoint draws the part after it anew."""
    if curve and curve[-1][0] >= point[0]:
        curve = tuple(known for known in curve if known[0] < point[0])
    return (*curve, point)


def best_epoch(state: SearchState) -> EpochDone | None:
    """The best epoch of all trials; of equal ones the earliest trial's last.

    Ray, too, keeps the later of two equal checkpoints.
    """
    if state.plan is None:
        return None
    sign, metric = (1 if state.plan.aim == "max" else -1), state.plan.metric
    done = [epoch for trial in state.trials for epoch in trial.epochs]
    return max(
        done, key=lambda epoch: (sign * epoch.metrics[metric], -epoch.trial, epoch.epoch),
        default=None,
    )  # fmt: skip


def seconds_left(state: SearchState) -> float | None:
    """What the rest would take at the pace until now; None before the first step is told.

    No trial takes longer than all of its own epochs, however many run beside it.
    """
    plan = state.plan
    if plan is None or state.ended is not None:
        return None
    done = [trial.epochs_done for trial in state.trials]
    if not any(done):
        return None
    pace = sum(t.seconds for t in state.trials if t.epochs_done) / sum(done)
    left = [plan.epochs - t.epochs_done for t in state.trials if not t.is_over]
    return pace * max(sum(left) / max(1, plan.n_at_once), max(left, default=0.0))
