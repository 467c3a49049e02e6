"""The space of a search: the grid of the notes, draws, and what is refused."""

from __future__ import annotations

import math
import tomllib
from pathlib import Path
from typing import Any

import pytest

from explorer.errors import BadInput
from explorer.finetune.space import Space
from explorer.finetune.space_file import read_space, space_of


def test_the_default_is_the_grid_of_the_notes() -> None:
    trials = Space().trials()
    assert len(trials) == 48
    assert len({tuple(trial.items()) for trial in trials}) == 48
    assert {trial["batch_size"] for trial in trials} == {8, 16}
    assert {trial["learning_rate"] for trial in trials} == {1e-5, 2e-5, 3e-5, 4e-5}
    assert {trial["schedule"] for trial in trials} == {"constant", "linear", "cosine"}
    assert {trial["max_length"] for trial in trials} == {128, 256}


RANDOM = {
    "search": "random",
    "trials": 300,
    "space": {
        "learning_rate": {"from": 1e-5, "to": 1e-3, "log": True},
        "batch_size": {"from": 4, "to": 9},
        "schedule": ["linear"],
    },
}


def test_draws_stay_in_their_range_are_even_in_the_exponent_and_hang_on_the_seed() -> None:
    trials = space_of(RANDOM).trials()
    rates = [float(trial["learning_rate"]) for trial in trials]
    assert len(trials) == 300
    assert all(1e-5 <= rate <= 1e-3 for rate in rates)
    # Half of them below the geometric mean: 150 ± 4 σ, σ = √75.
    assert abs(sum(rate < 1e-4 for rate in rates) - 150) < 4 * math.sqrt(75)
    assert {trial["batch_size"] for trial in trials} == set(range(4, 10))
    assert trials == space_of(RANDOM).trials()
    assert trials != space_of({**RANDOM, "seed": 1}).trials()


def test_a_small_space_is_drawn_once_and_not_again() -> None:
    few = space_of({"search": "asha", "trials": 50, "space": {"schedule": ["linear", "cosine"]}})
    assert len(few.trials()) == 2 * 4 * 2 * 2


@pytest.mark.parametrize("table", [{}, RANDOM, {"space": {"batch_size": 4}, "metric": "loss"}])
def test_a_space_survives_being_written_and_read(table: dict[str, Any]) -> None:
    space = space_of(table)
    assert space_of(tomllib.loads(space.toml())) == space


def test_a_metric_belongs_to_a_task() -> None:
    assert Space().objective("classification") == ("accuracy", "max")
    assert Space().objective("masked") == ("loss", "min")
    assert Space(metric="loss").objective("classification") == ("loss", "min")
    with pytest.raises(BadInput, match=r"no metric “macro_f1”\. It has loss, accuracy"):
        Space(metric="macro_f1").objective("masked")


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"space": {"batch_size": []}}, "“batch_size” has no values"),
        ({"space": {"batch_size": [8, "many"]}}, "'many', and must be a whole number"),
        ({"space": {"batch_size": [8.5]}}, "8.5, and must be a whole number"),
        ({"space": {"batch_size": [0]}}, "0, and must be from 1 to 4,096"),
        ({"space": {"learning_rate": [math.nan]}}, "must be a number"),
        ({"space": {"learning_rate": [True]}}, "must be a number"),
        ({"space": {"schedule": ["steep"]}}, "'steep'. It can be constant, linear, cosine"),
        ({"space": {"optimizer": ["adam"]}}, "no parameter “optimizer”"),
        ({"space": {"batch_size": {"from": 1, "to": 4}}}, "a range in it"),
        ({"search": "random", "space": {"batch_size": {"from": 4}}}, "needs both ends"),
        ({"search": "random", "space": {"batch_size": {"from": 4, "to": 4}}}, "no values from 4"),
        ({"search": "random", "space": {"schedule": {"from": 1, "to": 2}}}, "has names"),
        ({"search": "evolution"}, "'evolution'. It can be grid, random, asha"),
        ({"epochs": 0}, "0, and must be from 1"),
        ({"epoch": 3}, "no field “epoch”"),
        ({"space": 3}, "no table"),
        ({"space": {"batch_size": list(range(1, 2_000))}}, "47,976 trials, more than 10,000"),
    ],
)
def test_what_makes_no_search_is_refused_and_named(table: dict[str, Any], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        space_of(table)


def test_an_error_names_the_file(tmp_path: Path) -> None:
    path = tmp_path / "space.toml"
    path.write_text("epochs = ")
    with pytest.raises(BadInput, match=r"space\.toml is no TOML"):
        read_space(path)
    path.write_text("epochs = 0")
    with pytest.raises(BadInput, match=r"space\.toml: “epochs”"):
        read_space(path)
    with pytest.raises(BadInput, match="cannot be read"):
        read_space(tmp_path / "none.toml")
