"""Searches on a real Ray: killed, resumed, stopped, and spread over machines."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from explorer.core.checkpoint.checkpoint import open_checkpoint
from explorer.finetune.folder import SearchFolder
from explorer.records import LoadRequest
from explorer.records.tuning import (
    EpochDone,
    SearchEnded,
    SearchStarted,
    TrialEnded,
    TrialStarted,
)
from explorer.state.tuning import SearchState, followed
from tests.finetune.searching import SPACE, searching
from tests.ray_cluster import Nodes

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]

ASHA = """
search = "asha"
metric = "loss"
trials = 5
epochs = 3
[space]
batch_size = [8]
learning_rate = { from = 1e-5, to = 1e-2, log = true }
schedule = ["constant"]
max_length = [16]
"""
Metrics = dict[tuple[int, int], dict[str, float]]


def metrics_of(folder: SearchFolder) -> Metrics:
    state = followed(SearchState(), folder.events())
    return {(e.trial, e.epoch): e.metrics for trial in state.trials for e in trial.epochs}


@pytest.fixture(scope="module")
def interrupted(tmp_path_factory: pytest.TempPathFactory, table: Path, base: Path) -> SearchFolder:
    """Its process was killed; then it was moved, resumed, robbed of a worker, and finished."""
    root = tmp_path_factory.mktemp("search")
    (root / "space.toml").write_text(SPACE)
    out = root / "out"
    asked = [table, "--base", base, "--space", root / "space.toml", "--out", out, "--cpus", 1]
    with searching(*asked) as child:
        child.until(TrialEnded, trial=0)
        child.until(EpochDone, trial=1)
        left_behind = child.ray_folder()
        child.process.kill()
        child.process.wait()
    out = out.rename(root / "moved")
    SearchFolder(out).ask_to_stop(3)  # before it is its turn, whichever turn Ray gives it
    with searching("--out", out, "--resume", "--cpus", 1) as child:
        # Ray may tell of an epoch before it has put its checkpoint down: the one before is safe.
        child.until(EpochDone, trial=2, epoch=2)
        assert not left_behind.exists()
        [worker] = child.workers()
        worker.kill()
        ended = child.until(SearchEnded)
        assert isinstance(ended, SearchEnded)
        assert ended.end == "done"
        assert child.process.wait(60) == 0
    return SearchFolder(out)


def test_what_was_finished_before_a_kill_is_not_run_again(interrupted: SearchFolder) -> None:
    events = list(interrupted.events())
    plans = [event for event in events if isinstance(event, SearchStarted)]
    assert [plan.is_resumed for plan in plans] == [False, True]
    base = Path(plans[0].base_source)  # what opens it, whatever the program is told next
    assert base.is_absolute()
    assert base.name == plans[0].base
    assert sum(isinstance(e, TrialStarted) and e.trial == 0 for e in events) == 1
    state = followed(SearchState(), events)
    assert [trial.status for trial in state.trials] == ["done", "done", "done", "stopped"]
    assert [len(trial.epochs) for trial in state.trials] == [6, 6, 6, 1]


def test_a_trial_that_lost_its_worker_went_on_from_its_last_epoch(
    interrupted: SearchFolder,
) -> None:
    events = list(interrupted.events())
    starts = [i for i, e in enumerate(events) if isinstance(e, TrialStarted) and e.trial == 2]
    assert len(starts) == 2
    after = [e.epoch for e in events[starts[1] :] if isinstance(e, EpochDone) and e.trial == 2]
    assert after[0] > 1
    assert after[-1] == 6


def test_only_the_best_checkpoint_is_kept_and_it_opens(interrupted: SearchFolder) -> None:
    ended = [e for e in interrupted.events() if isinstance(e, SearchEnded)][-1]
    opened = open_checkpoint(LoadRequest(str(interrupted.path / ended.checkpoint)))
    assert opened.info.labels == ("animal", "food")
    assert not (interrupted.best / "training.pt").exists()
    kept = {file.parts[-3] for file in (interrupted.path / "trials").rglob("model.safetensors")}
    assert kept == {f"trial-{ended.best:05d}"}
    assert not interrupted.is_running()


def test_a_search_stopped_as_a_whole_ends_at_once_and_goes_on_when_it_is_resumed(
    tmp_path: Path, table: Path, base: Path
) -> None:
    check_stop_and_resume(tmp_path, [table, "--base", base, "--cpus", 1])


def test_a_client_stops_and_resumes_a_search_that_the_cluster_drives(
    tmp_path: Path, table: Path, base: Path, ray_nodes: Nodes
) -> None:
    asked = [table, "--base", base, "--address", ray_nodes.client_address]
    check_stop_and_resume(tmp_path, asked, ray_nodes.environment)


def check_stop_and_resume(
    root: Path, asked: list[object], environment: dict[str, str] | None = None
) -> None:
    """Of a search that would take minutes; resumed, it is ended trial by trial."""
    space, folder = root / "space.toml", SearchFolder(root / "out")
    space.write_text(SPACE.replace("epochs = 6", "epochs = 500"))
    asked = [*asked, "--space", space, "--out", folder.path]
    with searching(*asked, environment=environment) as child:
        child.until(EpochDone, trial=0)
        folder.ask_to_stop(None)
        ended = child.until(SearchEnded)
        assert isinstance(ended, SearchEnded)
        assert ended.end == "stopped"
        assert child.process.wait(60) == 0
    assert (folder.best / "README.md").exists()
    state = followed(SearchState(), folder.events())
    assert {trial.status for trial in state.trials} == {"waiting"}
    n_done = len(state.trials[0].epochs)
    with searching("--out", folder.path, "--resume", environment=environment) as child:
        child.until(EpochDone, trial=0, epoch=n_done + 1)
        for number in range(4):
            folder.ask_to_stop(number)
        ended = child.until(SearchEnded)
        assert isinstance(ended, SearchEnded)
        assert ended.end == "done"
        assert child.process.wait(60) == 0
    trials = followed(SearchState(), folder.events()).trials
    assert {trial.status for trial in trials} == {"stopped"}
    assert all(trial.epochs for trial in trials)  # those that had not begun have run, too
    assert (folder.best / "model.safetensors").exists()


def test_two_machines_find_what_one_does_though_one_of_them_dies(
    interrupted: SearchFolder, tmp_path: Path, table: Path, base: Path, ray_nodes: Nodes
) -> None:
    space = interrupted.path.parent / "space.toml"
    out = tmp_path / "out"
    asked = [table, "--base", base, "--space", space, "--out", out, "--address", ray_nodes.address]
    with searching(*asked, environment=ray_nodes.environment) as child:
        plan = child.until(SearchStarted)
        assert isinstance(plan, SearchStarted)
        assert plan.n_at_once == 2
        child.until(EpochDone)
        ray_nodes.kill("second")
        ended = child.until(SearchEnded)
        assert isinstance(ended, SearchEnded)
        assert ended.end == "done"
        assert child.process.wait(60) == 0
    ray_nodes.start_worker("second")
    alone, spread = metrics_of(interrupted), metrics_of(SearchFolder(out))
    assert len(spread) == 24
    for key in alone:
        assert spread[key] == pytest.approx(alone[key], abs=1e-5)


def test_a_search_by_asha_ends_early_what_is_behind_two_thirds_of_those_before(
    tmp_path: Path, table: Path, base: Path
) -> None:
    space, folder = tmp_path / "space.toml", SearchFolder(tmp_path / "out")
    space.write_text(ASHA)
    with searching(
        table, "--base", base, "--space", space, "--out", folder.path, "--cpus", 1
    ) as it:
        ended = it.until(SearchEnded)
        assert isinstance(ended, SearchEnded)
        assert ended.end == "done"
        assert it.process.wait(60) == 0
    trials = followed(SearchState(), folder.events()).trials
    before, expected = list[float](), list[str]()
    for trial in trials:  # one at a time, in their order
        loss = trial.epochs[0].metrics["loss"]
        is_behind = bool(before) and loss > np.percentile(before, 100 / 3)
        expected.append("pruned" if is_behind else "done")
        before.append(loss)
    assert [trial.status for trial in trials] == expected
    assert [len(trial.epochs) for trial in trials] == [
        1 if end == "pruned" else 3 for end in expected
    ]
    assert set(expected) == {"pruned", "done"}
    known = [(epoch.metrics["loss"], trial.number) for trial in trials for epoch in trial.epochs]
    assert ended.best == min(known)[1]
