"""Shards measured by Ray Data: an actor a worker opens the model once, and hands out parts.

Only the shards' places go out and only parts come back, so that memory stays flat. A worker that
dies is replaced, and its shard measured again.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from explorer.cluster import Cluster, running_ray
from explorer.core.checkpoint.checkpoint import open_checkpoint
from explorer.errors import ClusterError, ExplorerError, said_by
from explorer.records import LoadRequest
from explorer.resources import asset
from explorer.survey.corpus import read
from explorer.survey.parts import Part
from explorer.survey.plan import Plan, SurveyRequest
from explorer.survey.sentences import Shard
from explorer.survey.surveyor import Surveyor, on_one_thread

_BUILTIN = "builtin:"


class SurveyWorker:
    """Runs in an actor: what it returns is a row of Ray Data."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._surveyor: Surveyor | None = None

    def __call__(self, row: dict[str, Any]) -> dict[str, Any]:
        shard = Shard(**{name: int(value) for name, value in row.items()})
        try:
            surveyor, started = self._opened(), time.monotonic()
            with on_one_thread():
                part = surveyor.measure(read(self._plan.corpus, shard)).as_bytes()
        except ExplorerError as error:  # as words: not every exception survives the journey
            return {"number": shard.number, "part": b"", "seconds": 0.0, "error": str(error)}
        seconds = time.monotonic() - started
        return {"number": shard.number, "part": part, "seconds": seconds, "error": ""}

    def _opened(self) -> Surveyor:
        if self._surveyor is None:
            plan = self._plan
            checkpoint = open_checkpoint(plan.load)
            self._surveyor = Surveyor(checkpoint, plan.site, plan.n_examples)
        return self._surveyor


def measured_on_ray(
    plan: Plan, shards: Sequence[Shard], request: SurveyRequest, device: str
) -> Iterator[Part]:
    """Parts as they come, in any order.

    device: what a single process would compute on; on a GPU, a worker takes one.
    Raises ClusterError, and whatever stopped a worker.
    """
    if not shards:
        return
    # A line on stderr about how actors get their arguments is no news for a person.
    os.environ.setdefault("RAY_BACKEND_LOG_LEVEL", "fatal")
    n_cpus = request.n_workers if request.address is None else None
    with running_ray(request.address, n_cpus=n_cpus) as cluster:
        import ray.data

        _keep_quiet(ray)
        on_gpu = device.startswith("cuda")
        cluster.check_runs_workers(on_gpu=on_gpu)
        pool = pool_of(cluster, request.n_workers, len(shards), on_gpu=on_gpu)
        corpus = replace(plan.corpus, shards=())  # each comes as a row
        on_worker = replace(plan, corpus=corpus, load=_for_worker(plan.load, device))
        try:
            for row in _rows(ray, on_worker, shards, pool, on_gpu=on_gpu):
                if row["error"]:
                    raise ExplorerError(row["error"])
                yield Part(int(row["number"]), row["part"], float(row["seconds"]))
        except ray.exceptions.RayError as error:
            raise ClusterError(
                f"The workers cannot go on: {said_by(error)} What is finished is kept: ask for "
                "the same survey again once that is mended."
            ) from error


def _rows(
    ray: Any, plan: Plan, shards: Sequence[Shard], pool: Pool, *, on_gpu: bool
) -> Iterator[dict[str, Any]]:
    """What the workers return, as it comes."""
    places = ray.data.from_items(
        [asdict(shard) for shard in shards], override_num_blocks=len(shards)
    )
    parts = places.map(
        SurveyWorker,
        fn_constructor_args=(plan,),
        compute=ray.data.ActorPoolStrategy(min_size=1, initial_size=pool.first, max_size=pool.most),
        num_cpus=1,
        num_gpus=1 if on_gpu else None,
    )
    yield from parts.iter_rows()


@dataclass(frozen=True, slots=True)
class Pool:
    """How many workers there are at first, and at most.

    It may shrink to one: where a machine is lost for good, an idle worker makes room for the one
    that must measure its shard again.
    """

    first: int
    most: int


def pool_of(cluster: Cluster, n_workers: int | None, n_shards: int, *, on_gpu: bool) -> Pool:
    """n_workers: that a person asked for; None for as many as there is, or comes to be, room for.

    A cluster that grows under load gets machines while a survey runs; workers follow them.
    """
    if n_workers is not None:
        n_workers = min(n_workers, n_shards)
        return Pool(n_workers, n_workers)
    room = max(1, int(cluster.n_gpus if on_gpu else cluster.n_cpus))
    first = min(room, n_shards)
    return Pool(first, first if cluster.is_local else n_shards)


def _for_worker(load: LoadRequest, device: str) -> LoadRequest:
    """Built-in models are not sent along: a worker opens the folder."""
    source = load.source
    if source.startswith(_BUILTIN):
        source = str(asset("models", source.removeprefix(_BUILTIN)))
    # Ray shows a worker its own GPU alone, as the first.
    return replace(load, source=source, device="cuda:0" if device.startswith("cuda") else device)


def _keep_quiet(ray: Any) -> None:
    """No bars and no plans of its own on the terminal: progress is ours to show."""
    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = False
    context.print_on_execution_start = False
    logging.getLogger("ray.data").setLevel(logging.ERROR)
