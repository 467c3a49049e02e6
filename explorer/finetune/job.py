"""A search from the request to the best model: what the command `finetune` does."""

from __future__ import annotations

import json
import shutil
import tempfile
import time
import traceback
from dataclasses import asdict
from pathlib import Path

from explorer.cluster import Cluster, running_ray
from explorer.errors import ExportError
from explorer.finetune.card import card
from explorer.finetune.folder import SearchFolder
from explorer.finetune.request import Prepared
from explorer.finetune.search import TUNING, Search, explained, fetched, run
from explorer.finetune.whereabouts import Whereabouts
from explorer.records.tuning import EpochDone, SearchEnded
from explorer.state.tuning import SearchState, best_epoch, followed


def search(
    ready: Prepared,
    folder: SearchFolder,
    *,
    where: Whereabouts,
    is_resumed: bool = False,
    n_cpus: int | None = None,
) -> SearchEnded:
    """Run it and keep the best model in the folder. Raises ExplorerError."""
    started, space = time.monotonic(), ready.request.space
    folder.make()
    with folder.held():
        read = ready.data_read()
        metric, aim = space.objective(ready.request.task)
        with running_ray(where.address, n_cpus=n_cpus, environment=TUNING) as cluster:
            cluster.check_offers(n_cpus=space.cpus_per_trial, n_gpus=space.gpus_per_trial)
            # Not before: a folder in which nothing could begin is as free as it was.
            _begin(ready, folder, where)
            folder.say(read)
            plan = Search(
                base=ready.base.folder.path,
                base_name=ready.base.name,
                base_source=ready.base.source,
                data=ready.split,
                space=space,
                metric=metric,
                aim=aim,
                folder=folder,
                storage=where.storage_of(folder.path),
                name=where.name,
            )
            folder.say(plan.plan(cluster, is_resumed=is_resumed))
            return _ended(ready, plan, cluster, is_resumed=is_resumed, started=started)


def _begin(ready: Prepared, folder: SearchFolder, where: Whereabouts) -> None:
    """Write down what is asked, and put in order what an earlier process left behind."""
    folder.begin({**ready.as_json(), "where": where.as_json()})
    folder.mend()
    folder.forget_stop_all()
    folder.keep_held_out(ready.split.held_out)


def _ended(
    ready: Prepared, plan: Search, cluster: Cluster, *, is_resumed: bool, started: float
) -> SearchEnded:
    reason = ""
    try:
        end = run(plan, cluster, is_resumed=is_resumed)
    except KeyboardInterrupt:
        end = "interrupted"
    except Exception as error:  # noqa: BLE001  Ray's own of every kind: what was done is kept
        plan.folder.keep_traceback(traceback.format_exc())
        end, reason = "failed", explained(error)
    state = followed(SearchState(), plan.folder.events())
    best = best_epoch(state)
    if best is not None:
        try:
            _keep(ready, plan, state, best)
        except ExportError:
            if not reason:
                raise
            best = None  # what ended the search, such as a full disk, is said instead
    elif end == "done":
        end, reason = "failed", "No trial came to the end of an epoch; the table says why."
    ended = SearchEnded(
        end=end,
        reason=reason,
        best=None if best is None else best.trial,
        checkpoint="" if best is None else plan.folder.best.name,
        seconds=time.monotonic() - started,
    )
    plan.folder.say(ended)
    return ended


def _keep(ready: Prepared, plan: Search, state: SearchState, best: EpochDone) -> None:
    """Put the best checkpoint and its card in the place of an earlier best. Raises ExportError."""
    from explorer.finetune.trial import without_training_state

    folder, asked = plan.folder.best, ready.request.as_json()
    try:
        with tempfile.TemporaryDirectory(prefix=".best-", dir=plan.folder.path) as draft:
            new = Path(draft) / "best"
            fetched(best.checkpoint, plan.storage, new)
            without_training_state(new)
            text = card(
                state, best, base=ready.base.source, data_file=ready.request.data.name,
                data_digest=asked["digests"][0], split=ready.split, space=ready.request.space,
            )  # fmt: skip
            (new / "README.md").write_text(text, encoding="utf-8")
            metrics = {"labels": list(ready.split.labels), **asdict(best)}
            (new / "metrics.json").write_text(json.dumps(metrics, indent=1), encoding="utf-8")
            shutil.rmtree(folder, ignore_errors=True)
            new.rename(folder)
    except OSError as error:
        raise ExportError(
            f"The best model could not be written to {folder}: {error.strerror or error}. "
            "Its trial is kept: mend that, and resume the search."
        ) from error
