"""What Ray Tune calls while it searches: every turn becomes an event, and some trials are stopped.

Ray pickles both with its own state, and takes them from there when a search is resumed: so they
hold plain values and a `Place`, which finds the folder anew.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import Any

from ray import tune

from explorer.finetune.folder import SearchFolder
from explorer.finetune.relay import RelayedFolder
from explorer.records.tuning import EpochDone, TrialEnd, TrialEnded, TrialStarted, TrialStepped
from explorer.state.tuning import SearchState, best_epoch, followed

Place = Callable[[], SearchFolder | RelayedFolder]

_here: ContextVar[SearchFolder] = ContextVar("the folder in which this process searches")


def here() -> SearchFolder:
    """The folder that `searched` names: a function is pickled by name, and holds no path."""
    return _here.get()


@contextmanager
def searched(folder: SearchFolder) -> Iterator[Place]:
    """`here` is this folder until the block ends, wherever it was when the search began."""
    token = _here.set(folder)
    try:
        yield here
    finally:
        _here.reset(token)


class Stops(tune.Stopper):  # type: ignore[misc]
    """Ends the trials that the folder names."""

    def __init__(self, place: Place) -> None:
        self._place = place

    def __call__(self, trial_id: str, result: dict[str, Any]) -> bool:  # noqa: ARG002
        return str(result["config"]["trial"]["number"]) in self._place().stops()

    def stop_all(self) -> bool:
        return "all" in self._place().stops()


class Following(tune.Callback):  # type: ignore[misc]
    """Says what happens, and removes the checkpoints of trials that are over and not the best."""

    def __init__(self, place: Place, epochs: int) -> None:
        self._place = place
        self._epochs = epochs

    @property
    def _folder(self) -> SearchFolder | RelayedFolder:
        return self._place()

    def on_trial_start(self, iteration: int, trials: list[Any], trial: Any, **_: Any) -> None:  # noqa: ARG002
        if not self._is_over(trial):
            self._folder.say(TrialStarted(_number(trial), time.time()))

    def on_trial_result(
        self,
        iteration: int,  # noqa: ARG002
        trials: list[Any],  # noqa: ARG002
        trial: Any,
        result: dict[str, Any],
        **_: Any,
    ) -> None:
        number, seconds = _number(trial), float(result["time_total_s"])
        if "at_step" in result:
            said = result["at_step"]
            at = said.epoch, said.step, said.n_steps
            self._folder.say(TrialStepped(number, *at, said.loss, said.learning_rate, seconds))
        elif "at_epoch" in result:
            done = result["at_epoch"]
            kept = trial.storage
            parts = kept.experiment_dir_name, kept.trial_dir_name, result["checkpoint_dir_name"]
            checkpoint = "/".join(parts)  # within the storage, which may be moved
            known = done.epoch, done.train_loss, done.metrics, done.confusion
            self._folder.say(EpochDone(number, *known, checkpoint, seconds))

    def on_trial_complete(self, iteration: int, trials: list[Any], trial: Any, **_: Any) -> None:  # noqa: ARG002
        if self._is_over(trial):
            return
        result = trial.last_result or {}
        end: TrialEnd = "done"
        if "failure" in result:
            end = "failed"
        elif self._folder.stops() & {str(_number(trial)), "all"}:
            end = "stopped"
        elif result.get("epoch", 0) < self._epochs:
            end = "pruned"
        self._end(trial, end, result.get("failure", ""))
        self._keep_the_best(trials)

    def on_trial_error(self, iteration: int, trials: list[Any], trial: Any, **_: Any) -> None:  # noqa: ARG002
        self._end(trial, "failed", "Its worker died again and again. Is the memory enough?")

    def _is_over(self, trial: Any) -> bool:
        """Also of a trial that Ray, whose notes lag behind ours, runs again after a kill."""
        state = followed(SearchState(), self._folder.events())
        return state.trials[_number(trial)].is_over

    def _end(self, trial: Any, end: TrialEnd, reason: str) -> None:
        seconds = float((trial.last_result or {}).get("time_total_s", 0.0))
        self._folder.say(TrialEnded(_number(trial), end, reason, seconds))

    def _keep_the_best(self, trials: list[Any]) -> None:
        """A model and its optimiser take three times the model's size, for each of all trials."""
        state = followed(SearchState(), self._folder.events())
        best = best_epoch(state)
        for trial in trials:
            known = state.trials[_number(trial)]
            for epoch in known.epochs if known.is_over else ():
                if best is None or epoch.checkpoint != best.checkpoint:
                    with suppress(OSError):
                        kept = trial.storage
                        kept.storage_filesystem.delete_dir(
                            f"{kept.storage_fs_path}/{epoch.checkpoint}"
                        )


def _number(trial: Any) -> int:
    return int(trial.config["trial"]["number"])
