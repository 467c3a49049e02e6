"""The trials of a search on Ray Tune: started, followed, stopped, and gone on with.

Ray keeps the state of every trial in the storage; `Search` says what happens in the folder, from
where it is read again. A trial goes on from its last epoch when its worker dies.
"""

from __future__ import annotations

import logging
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

from explorer.cluster import Cluster
from explorer.errors import BadInput, ExplorerError
from explorer.finetune.folder import SearchFolder
from explorer.finetune.full_disk import WHAT_TO_DO, is_of_full_disk
from explorer.finetune.space import Space
from explorer.finetune.split import Split
from explorer.finetune.worker import BaseFiles, run_trial
from explorer.records.tuning import SearchEnd, SearchStarted
from explorer.state.tuning import SearchState, followed

RETRIES = 3  # of a trial whose worker died
TUNING = {  # events say it all; lines within an epoch have no metric; notes are 2 s old at most
    "TUNE_DISABLE_AUTO_CALLBACK_LOGGERS": "1",
    "TUNE_DISABLE_STRICT_METRIC_CHECKING": "1",
    "TUNE_GLOBAL_CHECKPOINT_S": "2",
    "RAY_AIR_NEW_OUTPUT": "0",
}
NAME = "search"  # Ray's folder in the storage


@dataclass(frozen=True, slots=True)
class Search:
    """Everything that the trials need.

    base: the folder of the base model; base_source: what opens it, such as its name on the hub.
    storage: where Ray keeps checkpoints, an absolute path or an address that all nodes see.
    name: of this search, among others on a cluster.
    """

    base: Path
    base_name: str
    base_source: str
    data: Split
    space: Space
    metric: str
    aim: str
    folder: SearchFolder
    storage: str
    name: str

    def plan(self, cluster: Cluster, *, is_resumed: bool) -> SearchStarted:
        space = self.space
        trials = space.trials()
        n_at_once = int(cluster.n_cpus // space.cpus_per_trial)
        if space.gpus_per_trial:
            n_at_once = min(n_at_once, int(cluster.n_gpus // space.gpus_per_trial))
        return SearchStarted(
            base=self.base_name,
            task="classification" if self.data.labels else "masked",
            search=space.search,
            metric=self.metric,
            aim=self.aim,
            epochs=space.epochs,
            seed=space.seed,
            trials=trials,
            n_at_once=min(len(trials), max(1, n_at_once)),
            cpus_per_trial=space.cpus_per_trial,
            gpus_per_trial=space.gpus_per_trial,
            is_resumed=is_resumed,
            pid=os.getpid(),
            base_source=self.base_source,
        )


def run(search: Search, cluster: Cluster, *, is_resumed: bool) -> SearchEnd:
    """Every trial that is not over, on the Ray that runs. Events go into the folder."""
    os.environ.update(TUNING)
    from ray import tune

    # Events say that a worker died; Ray would print where in its own code it noticed.
    logging.getLogger("ray.tune").setLevel(logging.CRITICAL)
    path = f"{search.storage.rstrip('/')}/{NAME}"
    options = {"trainable": _trainable(search, cluster), "param_space": _param_space(search)}
    with _place(search, cluster) as place, _terminated_as_interrupted():
        if is_resumed and _can_go_on(search, path):
            tuner = tune.Tuner.restore(path, resume_unfinished=True, **options)
        else:
            tuner = tune.Tuner(
                **options, tune_config=_tune_config(search), run_config=_run_config(search, place)
            )
        tuner.fit()
    state = followed(SearchState(), search.folder.events())
    if all(trial.is_over for trial in state.trials):
        return "done"
    return "stopped" if "all" in search.folder.stops() else "interrupted"


def _can_go_on(search: Search, path: str) -> bool:
    """Whether Ray wrote anything before the search ended. Raises BadInput where that is gone."""
    from ray import tune

    if tune.Tuner.can_restore(path):
        return True
    state = followed(SearchState(), search.folder.events())
    if any(trial.epochs for trial in state.trials):
        raise BadInput(
            f"{search.storage} does not hold the checkpoints of this search any more. Put them "
            "back, or start a search in another folder."
        )
    return False


def explained(error: Exception) -> str:
    """Why a search as a whole could not go on, in one line."""
    if is_of_full_disk(error):
        return WHAT_TO_DO
    if isinstance(error, ExplorerError):
        return str(error)
    said = str(error).strip().splitlines()[-1:] or [type(error).__name__]
    return f"Ray could not go on ({said[0][:300]}). Resume the search; finished trials are kept."


def fetched(checkpoint: str, storage: str, folder: Path) -> None:
    """Copy a checkpoint, which is named by its path in the storage, out of it."""
    import pyarrow.fs

    files, root = pyarrow.fs.LocalFileSystem(), storage
    if "://" in storage:
        files, root = pyarrow.fs.FileSystem.from_uri(storage)
    folder.mkdir()
    pyarrow.fs.copy_files(f"{root}/{checkpoint}", str(folder), source_filesystem=files)


def _param_space(search: Search) -> dict[str, Any]:
    from ray import tune

    trials = [
        {"number": number, **parameters} for number, parameters in enumerate(search.space.trials())
    ]
    return {"trial": tune.grid_search(trials)}


def _tune_config(search: Search) -> Any:
    from ray import tune
    from ray.tune.schedulers import ASHAScheduler

    scheduler = None
    if search.space.search == "asha":
        scheduler = ASHAScheduler(
            time_attr="epoch", metric=search.metric, mode=search.aim,
            max_t=search.space.epochs, grace_period=1, reduction_factor=3,
        )  # fmt: skip
    return tune.TuneConfig(
        scheduler=scheduler, reuse_actors=True, trial_dirname_creator=_folder_name
    )


def _folder_name(trial: Any) -> str:
    return f"trial-{trial.config['trial']['number']:05d}"


@contextmanager
def _place(search: Search, cluster: Cluster) -> Iterator[Any]:
    """Where callbacks say what happens: the folder itself wherever they run in this process."""
    if not cluster.is_client:
        from explorer.finetune.following import searched

        with searched(search.folder) as place:
            yield place
        return
    from explorer.finetune.relay import relayed

    with relayed(search.folder, search.name) as place:
        yield place


def _run_config(search: Search, place: Any) -> Any:
    from ray import tune

    from explorer.finetune.following import Following, Stops

    return tune.RunConfig(
        name=NAME,
        storage_path=search.storage,
        callbacks=[Following(place, search.space.epochs)],
        stop=Stops(place),
        failure_config=tune.FailureConfig(max_failures=RETRIES),
        # The latest is kept as well, for the trial to go on from.
        checkpoint_config=tune.CheckpointConfig(
            num_to_keep=1,
            checkpoint_score_attribute=search.metric,
            checkpoint_score_order=search.aim,
        ),
        verbose=0,
    )


def _trainable(search: Search, cluster: Cluster) -> Any:
    from ray import tune

    base: Path | BaseFiles = search.base
    if not cluster.is_local:
        base = {file.name: file.read_bytes() for file in search.base.iterdir() if file.is_file()}
    space = search.space
    known = followed(SearchState(), search.folder.events())
    over = frozenset(trial.number for trial in known.trials if trial.is_over)
    bound = tune.with_parameters(
        run_trial, base=base, data=search.data, epochs=space.epochs, seed=space.seed,
        n_threads=space.cpus_per_trial, n_gpus=space.gpus_per_trial, metric=search.metric,
        aim=search.aim, over=over,
    )  # fmt: skip
    resources = {"cpu": space.cpus_per_trial, "gpu": space.gpus_per_trial}
    return tune.with_resources(bound, resources)


@contextmanager
def _terminated_as_interrupted() -> Iterator[None]:
    """SIGTERM does what Ctrl+C does: Ray writes down where every trial is, and ends."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        signal.raise_signal(signal.SIGINT)

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
