"""The time of a search, worked by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from explorer.records.tuning import DataRead, PaceMeasured
from explorer.state.cluster_form import ClusterForm
from explorer.state.finetune.estimate import estimated_seconds
from explorer.state.finetune.form import SearchForm
from explorer.state.finetune.page import Finetune, Preview

# Texts of 1 to 3 and of 7 to 9 tokens, as many of each: 2 and 8 on average.
READ = DataRead(
    "classification", ("text", "", "label"), (), (), 90, 30, (1, 4, 7, 10), (60, 0, 60), 9, (), ()
)
PACE = PaceMeasured(seconds_per_token=0.01, n_cpus=4, n_gpus=1)


def seconds(
    n_trials: int,
    cpus_per_trial: int = 1,
    max_lengths: tuple[float, ...] = (16,),
    gpus_per_trial: float = 0.0,
    limit: int | None = None,
) -> float:
    return estimated_seconds(
        replace(READ, limit=limit), PACE, n_trials=n_trials, epochs=2, max_lengths=max_lengths,
        cpus_per_trial=cpus_per_trial, gpus_per_trial=gpus_per_trial,
    )  # fmt: skip


def test_a_trial_reads_every_token_in_every_epoch_and_measures_at_a_third_of_the_time() -> None:
    assert seconds(1) == pytest.approx(2 * (90 + 30 / 3) * 5 * 0.01)


def test_trials_share_the_cpus() -> None:
    assert seconds(8) == pytest.approx(2 * seconds(1))
    assert seconds(8, cpus_per_trial=2) == pytest.approx(4 * seconds(1))
    assert seconds(8, cpus_per_trial=9) == pytest.approx(8 * seconds(1))
    assert seconds(5) == pytest.approx(2 * seconds(1))  # four, and then one alone


def test_trials_share_the_gpus() -> None:
    assert seconds(8, gpus_per_trial=1) == pytest.approx(8 * seconds(1))
    assert seconds(8, gpus_per_trial=0.5) == pytest.approx(4 * seconds(1))
    assert seconds(8, gpus_per_trial=0.1) == pytest.approx(2 * seconds(1))  # four CPUs


def test_what_is_cut_off_costs_nothing() -> None:
    assert seconds(1, max_lengths=(4,)) == pytest.approx(seconds(1) * (2 + 4) / (2 + 8))
    assert seconds(1, limit=4) == seconds(1, max_lengths=(4,))
    assert seconds(1, max_lengths=(4, 16)) == pytest.approx(seconds(1) * (3 + 5) / 10)


def test_the_page_estimates_what_stands_in_its_form() -> None:
    form = replace(SearchForm(), epochs="2", cpus_per_trial="1")
    page = Finetune(form=form)
    assert page.seconds_estimated is None
    request = page.wanted_preview("")
    assert request is not None
    page = replace(page, preview=Preview(request, READ, pace=PACE))
    assert page.seconds_estimated == pytest.approx(seconds(48))
    assert replace(page, form=replace(form, epochs="two")).seconds_estimated == 0
    cluster = replace(form, cluster=ClusterForm("ray://head:10001"))
    assert replace(page, form=cluster).seconds_estimated is None  # nobody knows how fast it is
