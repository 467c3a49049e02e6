"""What the recipes of the built-in models share: batches, and runs that can be cut off."""

from __future__ import annotations

import itertools

import pytest
import torch

from tests.recipes.recipes import importable


@pytest.fixture(scope="module")
def training():
    with importable("training") as module:
        yield module


def rows():
    return [[index] * (1 + index % 7) for index in range(100)]


def test_an_epoch_shows_every_row_once_and_batches_hold_about_as_many_tokens(training):
    groups = training("batches").batches(rows(), 0, n_tokens=30)
    assert sorted(itertools.chain(*groups)) == list(range(100))
    for group in groups:
        lengths = [1 + index % 7 for index in group]
        assert max(lengths) * len(lengths) <= 30
        assert max(lengths) - min(lengths) <= 1


def test_epochs_differ_in_their_order_and_skipped_batches_are_those_seen_before(training):
    batches = training("batches")
    first, second = (batches.batches(rows(), epoch, n_tokens=30) for epoch in (0, 1))
    assert first != second
    whole = list(itertools.islice(batches.stream(rows(), skip=0, n_tokens=30), 25))
    rest = list(itertools.islice(batches.stream(rows(), skip=15, n_tokens=30), 10))
    assert whole[15:] == rest


def test_a_run_that_was_cut_off_goes_on_as_if_it_had_not_been(training, tmp_path):
    make = training("run").Run

    def begun():
        torch.manual_seed(0)
        model = torch.nn.Linear(4, 3)
        return make(model, torch.optim.AdamW(model.parameters(), lr=0.1))

    def trained(run, n_steps):
        for _ in range(n_steps):
            inputs = torch.randn(5, 4, generator=torch.Generator().manual_seed(run.step))
            run.optimizer.zero_grad()
            run.model(inputs).square().mean().backward()
            run.optimizer.step()
            run.step += 1
        return run

    straight = trained(begun(), 6)
    trained(begun(), 2).save(tmp_path / "checkpoint.pt", spent=30.0)
    later = begun()
    later.restore(tmp_path / "checkpoint.pt")
    assert (later.step, later.spent) == (2, 30.0)
    trained(later, 4)
    torch.testing.assert_close(later.model.weight, straight.model.weight, rtol=0, atol=0)
    assert [path.name for path in tmp_path.iterdir()] == ["checkpoint.pt"]


def test_an_interrupted_clock_runs_out_after_a_quarter_of_the_time_spent(monkeypatch):
    now = [3.0]
    with importable("xlnet-small") as module:
        recipe = module("recipe")
    monkeypatch.setattr(recipe.time, "process_time", lambda: now[0])
    clock = recipe.Clock(1000.0, spent=100.0)
    now[0] += 100
    assert (clock.seconds, clock.progress) == (200.0, 0.2)
    clock.end_soon()
    assert clock.progress == 0.8
    now[0] += 50
    assert clock.progress == 1.0
    assert recipe.rate(10_000, 0.0) > recipe.rate(10_000, 0.8) > recipe.rate(10_000, 1.0)
    assert recipe.rate(10_000, 1.0) == 0.0
