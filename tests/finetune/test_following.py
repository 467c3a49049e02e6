"""What is said of Ray's turns, and which checkpoints stay; Ray is not started."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from ray import cloudpickle

from explorer.finetune.folder import SearchFolder
from explorer.finetune.following import Following
from explorer.finetune.trial import Epoch, Step
from explorer.records.tuning import SearchEvent, SearchStarted
from explorer.state.tuning import SearchState, followed

N = 6


class Ray:
    """Trials of one epoch each, whose checkpoints are removed from a storage.

    reads: how often the events of the folder were read.
    """

    def __init__(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = SearchFolder(path)
        self.folder.say(
            SearchStarted("tiny", "classification", "grid", "accuracy", "max", 2, 0,
                          ({"a": 1},) * N, 1, 1, 0.0, False, 1)
        )  # fmt: skip
        self.removed, self.reads = list[str](), 0
        files = SimpleNamespace(delete_dir=self.removed.append)
        self.trials = [
            SimpleNamespace(
                config={"trial": {"number": number}},
                last_result={"epoch": 2},
                storage=SimpleNamespace(
                    experiment_dir_name="search", trial_dir_name=f"trial-{number}",
                    storage_filesystem=files, storage_fs_path="/storage",
                ),
            )
            for number in range(N)
        ]  # fmt: skip
        read = SearchFolder.events

        def counted(folder: SearchFolder) -> Iterator[SearchEvent]:
            self.reads += 1
            return read(folder)

        monkeypatch.setattr(SearchFolder, "events", counted)

    def following(self) -> Following:
        path = self.folder.path
        return Following(lambda: SearchFolder(path), epochs=2)

    def learn(
        self, following: Following, number: int, accuracy: float, checkpoint: str = "c"
    ) -> None:
        """One epoch, which took 7 of the 60 seconds that Ray counts."""
        trial = self.trials[number]
        following.on_trial_start(0, self.trials, trial)
        step = Step(1, 3, 4, 0.5, 1e-3, 4.0)
        epoch = Epoch(1, 0.5, {"accuracy": accuracy}, (), 7.0)
        named = {"time_total_s": 60.0, "checkpoint_dir_name": checkpoint}
        following.on_trial_result(0, self.trials, trial, {"at_step": step, **named})
        following.on_trial_result(0, self.trials, trial, {"at_epoch": epoch, **named})

    def end(self, following: Following, number: int) -> None:
        following.on_trial_complete(0, self.trials, self.trials[number])


@pytest.fixture
def ray(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ray:
    return Ray(tmp_path, monkeypatch)


def test_a_trial_costs_what_it_learnt_for_and_not_the_start_of_its_worker(ray: Ray) -> None:
    following = ray.following()
    ray.learn(following, 0, 0.5)
    ray.end(following, 0)
    trial = followed(SearchState(), ray.folder.events()).trials[0]
    assert (trial.status, trial.seconds, trial.epochs[0].seconds) == ("done", 7.0, 7.0)


def test_a_checkpoint_is_removed_once_and_events_are_read_once_however_many_trials_end(
    ray: Ray,
) -> None:
    following = ray.following()
    for number, accuracy in enumerate((0.5, 0.4, 0.6, 0.6, 0.1, 0.7)):
        ray.learn(following, number, accuracy)
        ray.end(following, number)
    assert ray.removed == [f"/storage/search/trial-{number}/c" for number in (1, 0, 3, 4, 2)]
    assert ray.reads == 1


def test_an_epoch_that_was_run_again_after_a_kill_leaves_no_checkpoint(ray: Ray) -> None:
    following = ray.following()
    ray.learn(following, 0, 0.5, "lost")
    ray.learn(following, 0, 0.5, "again")
    ray.end(following, 0)
    assert ray.removed == ["/storage/search/trial-0/lost"]


def test_a_resumed_search_removes_what_the_killed_one_kept(ray: Ray) -> None:
    killed = ray.following()
    ray.learn(killed, 0, 0.5)
    noted = cloudpickle.dumps(killed)  # Ray notes it now, and more happens before the kill
    ray.end(killed, 0)
    ray.learn(killed, 1, 0.3)
    resumed = cloudpickle.loads(noted)
    ray.end(resumed, 0)  # is over, and not said again
    ray.learn(resumed, 1, 0.9)
    ray.end(resumed, 1)
    assert ray.removed == ["/storage/search/trial-0/c"]
    state = followed(SearchState(), ray.folder.events())
    assert [trial.status for trial in state.trials[:3]] == ["done", "done", "waiting"]
