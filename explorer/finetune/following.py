"""What Ray Tune calls while it searches: every turn becomes an event, and some trials are stopped.

Ray pickles both with its own state, so they hold nothing but the folder and plain values.
"""

from __future__ import annotations

import time
from contextlib import suppress
from typing import Any

from ray import tune

from explorer.finetune.folder import SearchFolder
from explorer.finetune.relay import RelayedFolder
from explorer.records.tuning import EpochDone, TrialEnd, TrialEnded, TrialStarted, TrialStepped
from explorer.state.tuning import SearchState, best_epoch, followed


class Stops(tune.Stopper):  # type: ignore[misc]
    """Ends the trials that the folder names."""

    def __init__(self, folder: SearchFolder | RelayedFolder) -> None:
        self._folder = folder

    def __call__(self, trial_id: str, result: dict[str, Any]) -> bool:  # noqa: ARG002
        return str(result["config"]["trial"]["number"]) in self._folder.stops()

    def stop_all(self) -> bool:
        return "all" in self._folder.stops()


class Following(tune.Callback):  # type: ignore[misc]
    """Says what happens, and removes the checkpoints of trials that are over and not the best."""

    def __init__(self, folder: SearchFolder | RelayedFolder, epochs: int) -> None:
        self._folder = folder
        self._epochs = epochs

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
            checkpoint = f"{trial.storage.trial_fs_path}/{result.get('checkpoint_dir_name', '')}"
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
                        trial.storage.storage_filesystem.delete_dir(epoch.checkpoint)


def _number(trial: Any) -> int:
    return int(trial.config["trial"]["number"])
