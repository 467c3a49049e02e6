"""What a worker reports when its trial fails, and what is then said of it; Ray is not started."""

from __future__ import annotations

import errno
import signal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from ray import tune

from explorer.errors import ExportError
from explorer.finetune.data import read_dataset
from explorer.finetune.folder import SearchFolder
from explorer.finetune.following import INTERRUPT, Following, Stops
from explorer.finetune.search import explained
from explorer.finetune.space import Space
from explorer.finetune.split import Split, split
from explorer.finetune.trial import Trial
from explorer.finetune.worker import run_trial
from explorer.records.tuning import SearchStarted, TrialEnded, TrialStepped
from explorer.state.tuning import SearchState, followed

FULL_DISK = pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="the system has none")


@pytest.fixture
def data(table: Path) -> Split:
    return split(read_dataset(table, task="classification"))


@pytest.fixture
def reports(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[dict[str, Any]]:
    """What the worker would tell Ray."""
    said: list[dict[str, Any]] = []
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(tune, "get_checkpoint", lambda: None)
    monkeypatch.setattr(tune, "report", lambda metrics, **_: said.append(metrics))
    return said


def run(base: Path, data: Split, *, over: frozenset[int] = frozenset(), **fields: Any) -> None:
    trial = {"number": 0, **Space().trials()[0], **fields}
    run_trial(
        {"trial": trial}, base=base, data=data, epochs=2, seed=0, n_threads=1, n_gpus=0,
        metric="accuracy", aim="max", over=over,
    )  # fmt: skip


def test_a_loss_that_is_no_number_is_reported_and_no_exception(
    base: Path, data: Split, reports: list[dict[str, Any]]
) -> None:
    run(base, data, learning_rate=1e30)
    assert reports[-1]["accuracy"] == 0
    assert "The loss became infinite or no number" in reports[-1]["failure"]


@FULL_DISK
def test_a_full_disk_is_reported_as_such(
    base: Path, data: Split, reports: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    save = Trial.save

    def save_on_a_full_disk(trial: Trial, folder: Path) -> None:
        (folder / "training.pt").symlink_to("/dev/full")
        save(trial, folder)

    monkeypatch.setattr(Trial, "save", save_on_a_full_disk)
    run(base, data)
    assert reports == [{"disk_is_full": True, "epoch": 2, "accuracy": 0.0}]


def test_a_full_disk_ends_the_search_and_no_trial(tmp_path: Path) -> None:
    """Ray gives us the exception of a callback as a cause, or, from a cluster, as text."""
    folder = SearchFolder(tmp_path)
    folder.begin({})
    trial = SimpleNamespace(config={"trial": {"number": 0}})
    result = {"disk_is_full": True, "time_total_s": 1.0}
    with pytest.raises(OSError, match="No space left") as error:
        Following(lambda: folder, epochs=2).on_trial_result(1, [trial], trial, result)
    assert not list(folder.events())
    said = "The disk is full. Free some space and resume the search."
    assert explained(error.value) == said
    assert explained(RuntimeError(f"Traceback …\n{error.value}\n")) == said


@FULL_DISK
def test_what_a_full_disk_has_no_room_for_is_said_and_nothing_is_lost(tmp_path: Path) -> None:
    folder = SearchFolder(tmp_path)
    folder.begin({})
    for name in ("events.jsonl", "stop"):
        (tmp_path / name).symlink_to("/dev/full")
    with pytest.raises(ExportError, match=r"events\.jsonl cannot be written \(No space left"):
        folder.say(TrialEnded(0, "done", "", 1.0))
    with pytest.raises(ExportError, match=r"stop cannot be written \(No space left"):
        folder.ask_to_stop(0)


def test_a_trial_that_was_over_before_the_search_was_resumed_is_not_run(
    base: Path, data: Split, reports: list[dict[str, Any]]
) -> None:
    run(base, data, over=frozenset({0}))
    assert reports == [{"epoch": 2, "accuracy": 0.0}]


def test_a_full_disk_of_the_search_itself_is_one_line() -> None:
    cause = OSError(errno.ENOSPC, "No space left on device")
    error = RuntimeError("Traceback (most recent call last):\n  …\nValueError: broken")
    assert "ValueError: broken" in explained(error)
    error.__cause__ = cause
    assert explained(error) == "The disk is full. Free some space and resume the search."


@pytest.mark.parametrize(
    ("result", "stops", "end"),
    [
        ({"epoch": 2}, [], "done"),
        ({"epoch": 1}, [], "pruned"),
        ({"epoch": 1}, [0], "stopped"),
        ({"epoch": 2, "failure": "The loss …"}, [], "failed"),
    ],
)
def test_a_trial_that_is_over_is_said_once_with_the_way_it_ended(
    tmp_path: Path, result: dict[str, Any], stops: list[int], end: str
) -> None:
    folder = SearchFolder(tmp_path)
    folder.begin({})
    folder.say(
        SearchStarted("tiny", "classification", "grid", "accuracy", "max", 2, 0, ({"a": 1},), 1, 1,
                      0.0, False, 1)
    )  # fmt: skip
    for what in stops:
        folder.ask_to_stop(what)
    config = {"trial": {"number": 0}}
    folder.say(TrialStepped(0, 1, 1, 2, 0.5, 1e-3, 3.0))
    trial = SimpleNamespace(config=config, last_result=result, storage=None)
    following = Following(lambda: folder, epochs=2)
    following.on_trial_complete(1, [trial], trial)
    following.on_trial_complete(1, [trial], trial)
    [ended] = [event for event in folder.events() if isinstance(event, TrialEnded)]
    assert (ended.end, ended.reason, ended.seconds) == (end, result.get("failure", ""), 3.0)
    assert followed(SearchState(), folder.events()).trials[0].is_over
    assert Stops(lambda: folder)("id", {"config": config}) == (stops == [0])


def test_a_search_that_shall_stop_as_a_whole_is_interrupted_and_no_trial_is_over(
    tmp_path: Path,
) -> None:
    folder = SearchFolder(tmp_path)
    folder.begin({})
    stops, interrupts = Stops(lambda: folder), list[int]()
    before = signal.signal(INTERRUPT, lambda number, _frame: interrupts.append(number))
    try:
        assert not stops.stop_all()
        assert not interrupts
        folder.ask_to_stop(None)
        assert not stops.stop_all()
        assert interrupts == [INTERRUPT]
    finally:
        signal.signal(INTERRUPT, before)
