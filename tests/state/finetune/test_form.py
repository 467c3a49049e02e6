"""What is typed into the form, in the words of the command line."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from explorer.commandline.arguments import parser
from explorer.errors import BadInput
from explorer.finetune.data import NO_PAIR
from explorer.finetune.space import METRICS, PARAMETERS, Space
from explorer.finetune.space_file import space_of
from explorer.state.finetune import form as form_module
from explorer.state.finetune.form import SearchForm


def space(form: SearchForm) -> Space:
    """The space as the command line reads it."""
    return space_of(tomllib.loads(form.toml()))


def typed(**parameters: str) -> SearchForm:
    return SearchForm(parameters={**SearchForm().parameters, **parameters})


def test_a_fresh_form_is_the_grid_of_the_lecture_notes_and_knows_what_the_search_knows() -> None:
    assert space(SearchForm()) == Space()
    assert SearchForm().n_trials == len(Space().trials()) == 48
    assert list(form_module.PARAMETERS) == list(PARAMETERS)
    known = {task: tuple(metrics) for task, metrics in METRICS.items()}
    assert known == form_module.METRICS


@pytest.mark.parametrize("search", ["grid", "random", "asha"])
def test_the_form_counts_as_many_trials_as_the_search_has(search: str) -> None:
    form = replace(typed(batch_size="8，8, 16", schedule="linear"), search=search, trials="5")
    assert form.n_trials == len(space(form).trials())
    small = replace(typed(learning_rate="1e-5", schedule="linear"), search=search, trials="50")
    assert small.n_trials == len(space(small).trials()) == 4


def test_a_range_is_drawn_from() -> None:
    form = replace(typed(learning_rate="1e-5 to 1e-4 log", batch_size="4 to 64"), search="random")
    drawn = space(form)
    assert drawn.choices["learning_rate"].is_log
    assert not drawn.choices["batch_size"].is_log
    assert form.n_trials == 16
    assert form.numbers("learning_rate") == (1e-5, 1e-4)


@pytest.mark.parametrize(
    ("form", "said"),
    [
        (typed(batch_size=" , "), "“batch_size” has no values"),
        (typed(batch_size="eight"), "“batch_size” is 'eight', and must be a whole number"),
        (typed(learning_rate="1e-5 to 1e-4"), "A grid has no end with a range in it"),
        (replace(SearchForm(), epochs="many"), "“epochs” is 'many'"),
        (replace(SearchForm(), epochs=""), "“epochs” is ''"),
        (typed(schedule='li"near'), "“schedule” is 'li\"near'"),
    ],
)
def test_what_makes_no_sense_is_left_to_the_command_line_to_explain(
    form: SearchForm, said: str
) -> None:
    with pytest.raises(BadInput, match="^" + said.replace('"', ".")):
        space(form)


def test_a_file_fills_the_form_and_the_form_the_file() -> None:
    form = replace(
        typed(learning_rate="1e-05 to 0.0001 log", max_length="64"),
        search="asha", trials="9", epochs="2", metric="loss", seed="7", gpus_per_trial="0.5",
    )  # fmt: skip
    assert space(SearchForm().with_toml(form.toml())) == space(form)
    assert SearchForm(data="x.csv").with_toml("").toml() == SearchForm().toml()
    with pytest.raises(ValueError, match="table declaration"):
        SearchForm().with_toml("[space")


def test_arguments_are_those_of_the_command_line_whatever_is_typed() -> None:
    form = SearchForm(
        data="-my data.csv", base="--builtin", columns=("a text", "", "--label"), share=" 0.3 "
    )
    chosen = parser().parse_args(["finetune", "--preview", *form.arguments("open/model")])
    assert str(chosen.data) == "-my data.csv"
    assert (chosen.base, chosen.share) == ("--builtin", "0.3")
    assert (chosen.text_column, chosen.pair_column) == ("a text", None)
    assert chosen.label_column == "--label"
    single = replace(form, columns=("", NO_PAIR, "")).arguments("open/model")
    assert parser().parse_args(["finetune", "--preview", *single]).pair_column == NO_PAIR
    at_home = replace(form, data="~/my data.csv ").arguments("open/model")
    chosen = parser().parse_args(["finetune", "--preview", *at_home])
    assert chosen.data == Path.home() / "my data.csv"
    nothing = replace(SearchForm(), data=" ").arguments("open/model")
    assert parser().parse_args(["finetune", "--preview", *nothing]).data is None
    assert "--base=open/model" in SearchForm().arguments("open/model")
    assert "--base=builtin:minilm-mlm" in SearchForm().arguments("")
