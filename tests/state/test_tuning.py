"""What is known of a search by its events alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from explorer.records.tuning import (
    EpochDone,
    SearchEnded,
    SearchEvent,
    SearchStarted,
    TrialEnded,
    TrialStarted,
    TrialStepped,
    as_line,
    event_of,
)
from explorer.state.tuning import SearchState, best_epoch, followed, seconds_left


def started(*, n_trials: int = 4, n_at_once: int = 2, is_resumed: bool = False) -> SearchStarted:
    return SearchStarted(
        base="tiny", task="classification", search="grid", metric="accuracy", aim="max", epochs=2,
        seed=0, trials=tuple({"learning_rate": 1e-5 * n} for n in range(n_trials)),
        n_at_once=n_at_once, cpus_per_trial=1, gpus_per_trial=0.0, is_resumed=is_resumed, pid=1,
        base_source="builtin:tiny",
    )  # fmt: skip


def done(trial: int, epoch: int, accuracy: float, *, seconds: float = 10.0) -> EpochDone:
    metrics = {"accuracy": accuracy, "loss": 1 - accuracy}
    return EpochDone(trial, epoch, 0.5, metrics, ((1, 0), (0, 1)), f"{trial}/{epoch}", seconds)


EVENTS: list[SearchEvent] = [
    started(),
    TrialStarted(0, 1.0),
    TrialStepped(0, 1, 3, 6, 0.9, 1e-5, 4.0),
    done(0, 1, 0.7, seconds=10),
    TrialStarted(1, 1.0),
    done(1, 1, 0.8, seconds=12),
    done(0, 2, 0.8, seconds=20),
    TrialEnded(0, "done", "", 20.0),
]


def test_events_survive_a_line_of_json_and_half_a_line_is_none() -> None:
    for event in [*EVENTS, SearchEnded("failed", "Why", None, "", 3.0)]:
        assert event_of(as_line(event)) == event
    earlier = as_line(started()).replace(', "base_source": "builtin:tiny"', "")
    assert event_of(earlier) == replace(started(), base_source="")
    assert event_of(as_line(EVENTS[3])[:40]) is None
    assert event_of('{"event": "SomethingNew", "trial": 1}') is None
    assert event_of("[]") is None


def test_the_table_and_the_curves_follow_the_events() -> None:
    state = followed(SearchState(), EVENTS)
    assert [trial.status for trial in state.trials] == ["done", "running", "waiting", "waiting"]
    assert state.trials[0].curve == ((0.5, 0.9), (1.0, 0.5), (2.0, 0.5))
    assert [epoch.epoch for epoch in state.trials[0].epochs] == [1, 2]


def test_the_best_is_the_earliest_trial_of_equal_ones() -> None:
    state = followed(SearchState(), EVENTS)
    assert best_epoch(state) == done(0, 2, 0.8, seconds=20)
    assert best_epoch(followed(state, [done(1, 2, 0.81)])) == done(1, 2, 0.81)
    assert best_epoch(SearchState()) is None


def test_the_time_left_is_that_of_the_epochs_to_come_side_by_side() -> None:
    state = followed(SearchState(), EVENTS)
    # Three epochs took 20 + 12 s; 1 + 2 + 2 are to come, two at once.
    assert seconds_left(state) == pytest.approx((32 / 3) * 5 / 2)
    # Half an epoch took 4 s, so that one takes 8; 1.5 + 2 + 2 + 2 are to come.
    assert seconds_left(followed(SearchState(), EVENTS[:3])) == pytest.approx(8 * 7.5 / 2)
    assert seconds_left(followed(SearchState(), EVENTS[:2])) is None
    assert seconds_left(followed(state, [SearchEnded("done", "", 0, "", 1.0)])) is None


def test_one_trial_alone_takes_all_its_epochs_whatever_could_run_beside_it() -> None:
    state = followed(SearchState(), [started(n_trials=1, n_at_once=8), done(0, 1, 0.7, seconds=9)])
    assert seconds_left(state) == pytest.approx(9)


def test_a_trial_that_goes_on_from_a_checkpoint_replaces_what_is_done_again() -> None:
    again = [*EVENTS[:4], TrialStarted(0, 9.0), TrialStepped(0, 1, 4, 6, 0.8, 1e-5, 3.0)]
    state = followed(SearchState(), [*again, done(0, 1, 0.75)])
    assert state.trials[0].curve == ((0.5, 0.9), (4 / 6, 0.8), (1.0, 0.5))
    assert [epoch.metrics["accuracy"] for epoch in state.trials[0].epochs] == [0.75]


def test_a_resumed_search_keeps_what_was_finished() -> None:
    state = followed(SearchState(), [*EVENTS, started(is_resumed=True)])
    assert [trial.status for trial in state.trials] == ["done", "waiting", "waiting", "waiting"]
    fresh = followed(SearchState(), [*EVENTS, started()])
    assert {trial.status for trial in fresh.trials} == {"waiting"}
