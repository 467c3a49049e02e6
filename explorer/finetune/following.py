"""What Ray Tune calls while it searches: every turn becomes an event, and some trials are stopped.

Ray pickles both with its own state, and takes them from there when a search is resumed: so they
hold plain values and a `Place`, which finds the folder anew.
"""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import Any

from ray import tune

from explorer.finetune.folder import SearchFolder
from explorer.finetune.full_disk import full_disk
from explorer.finetune.relay import RelayedFolder
from explorer.records.tuning import (
    EpochDone,
    SearchEvent,
    TrialEnd,
    TrialEnded,
    TrialStarted,
    TrialStepped,
)
from explorer.state.tuning import SearchState, best_epoch, followed

Place = Callable[[], SearchFolder | RelayedFolder]

# Ray Tune heeds either, but its workers, in one of which Tune runs for a client, block SIGINT.
INTERRUPT = getattr(signal, "SIGUSR1", signal.SIGINT)  # Windows has no SIGUSR1

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
    """Ends the trials that the folder names, and interrupts the search where it names all."""

    def __init__(self, place: Place) -> None:
        self._place = place

    def __call__(self, trial_id: str, result: dict[str, Any]) -> bool:  # noqa: ARG002
        return str(result["config"]["trial"]["number"]) in self._place().stops()

    def stop_all(self) -> bool:
        """Never true: Ray would call every trial finished, those that never ran as well.

        An interrupt leaves them in Ray's notes as they are, so that a resumed search runs them.
        Ray asks once between two looks at whether it was interrupted.
        """
        if "all" in self._place().stops():
            signal.raise_signal(INTERRUPT)  # in whichever process Ray Tune runs
        return False


class Following(tune.Callback):  # type: ignore[misc]
    """Says what happens, and removes the checkpoints of trials that are over and not the best."""

    def __init__(self, place: Place, epochs: int) -> None:
        self._place = place
        self._epochs = epochs
        self._state: SearchState | None = None  # as of the folder, which nobody else writes to
        # Checkpoints that were told of; two are of one epoch where it was run again after a kill.
        self._running: dict[int, set[str]] = {}  # by trial
        self._kept = set[str]()  # of trials that are over

    def __getstate__(self) -> dict[str, Any]:
        """Without what a search that is resumed must read anew."""
        return self.__dict__ | {"_state": None, "_running": {}, "_kept": set()}

    @property
    def _folder(self) -> SearchFolder | RelayedFolder:
        return self._place()

    def _known(self) -> SearchState:
        if self._state is None:
            state = SearchState()
            for event in self._folder.events():
                state = self._after(state, event)
            self._state = state
        return self._state

    def _say(self, event: SearchEvent) -> None:
        state = self._known()
        self._folder.say(event)
        self._state = self._after(state, event)

    def _after(self, state: SearchState, event: SearchEvent) -> SearchState:
        match event:
            case EpochDone():
                self._running.setdefault(event.trial, set()).add(event.checkpoint)
            case TrialEnded():
                self._kept |= self._running.pop(event.trial, set())
        return followed(state, [event])

    def on_trial_start(self, iteration: int, trials: list[Any], trial: Any, **_: Any) -> None:  # noqa: ARG002
        if not self._is_over(trial):
            self._say(TrialStarted(_number(trial), time.time()))

    def on_trial_result(
        self,
        iteration: int,  # noqa: ARG002
        trials: list[Any],  # noqa: ARG002
        trial: Any,
        result: dict[str, Any],
        **_: Any,
    ) -> None:
        number = _number(trial)
        if "disk_is_full" in result:
            # Out of Ray, whose notes say that the trial runs: so it goes on when it is resumed.
            raise full_disk()
        if "at_step" in result:
            step = result["at_step"]
            at = step.epoch, step.step, step.n_steps
            self._say(TrialStepped(number, *at, step.loss, step.learning_rate, step.seconds))
        elif "at_epoch" in result:
            done = result["at_epoch"]
            kept = trial.storage
            parts = kept.experiment_dir_name, kept.trial_dir_name, result["checkpoint_dir_name"]
            checkpoint = "/".join(parts)  # within the storage, which may be moved
            known = done.epoch, done.train_loss, done.metrics, done.confusion
            self._say(EpochDone(number, *known, checkpoint, done.seconds))

    def on_trial_complete(self, iteration: int, trials: list[Any], trial: Any, **_: Any) -> None:  # noqa: ARG002
        if self._is_over(trial):
            return
        result = trial.last_result or {}
        end: TrialEnd = "done"
        if "failure" in result:
            end = "failed"
        elif str(_number(trial)) in self._folder.stops():
            end = "stopped"
        elif result.get("epoch", 0) < self._epochs:
            end = "pruned"
        self._end(trial, end, result.get("failure", ""))

    def on_trial_error(self, iteration: int, trials: list[Any], trial: Any, **_: Any) -> None:  # noqa: ARG002
        self._end(trial, "failed", "Its worker died again and again. Is the memory enough?")

    def _is_over(self, trial: Any) -> bool:
        """Also of a trial that Ray, whose notes lag behind ours, runs again after a kill."""
        return self._known().trials[_number(trial)].is_over

    def _end(self, trial: Any, end: TrialEnd, reason: str) -> None:
        known = self._known().trials[_number(trial)]
        self._say(TrialEnded(known.number, end, reason, known.seconds))
        self._keep_the_best(trial.storage)

    def _keep_the_best(self, storage: Any) -> None:
        """A model and its optimiser take three times the model's size, for each of all trials."""
        best = best_epoch(self._known())
        removed = self._kept - (set() if best is None else {best.checkpoint})
        for checkpoint in sorted(removed):
            with suppress(OSError):
                storage.storage_filesystem.delete_dir(f"{storage.storage_fs_path}/{checkpoint}")
        self._kept -= removed


def _number(trial: Any) -> int:
    return int(trial.config["trial"]["number"])
