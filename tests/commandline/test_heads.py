"""The command `heads`: what is printed of every head."""

from __future__ import annotations

import json

import numpy as np
import pytest

from explorer import cli
from explorer.core.checkpoint.checkpoint import open_checkpoint
from explorer.core.inspection import Inspector
from explorer.records import STATISTICS, Document, InspectRequest, LoadRequest
from tests.core.writers import saved_gpt2, saved_t5

TEXT = "a cat and a dog"


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    folder = tmp_path_factory.mktemp("models")
    return {"gpt2": str(saved_gpt2(folder / "gpt2")), "t5": str(saved_t5(folder / "t5"))}


def printed(capsys, *arguments):
    assert cli.main(["heads", TEXT, *arguments]) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    return captured.out


def test_json_holds_the_numbers_of_every_head(models, capsys):
    found = json.loads(printed(capsys, "--model", models["gpt2"], "--json"))
    assert list(found) == ["model", "revision", "site", "tokens", "heads"]
    inspector = Inspector(open_checkpoint(LoadRequest(models["gpt2"])))
    [shown] = inspector.inspect(InspectRequest(Document(TEXT), ()))
    n_layers, n_heads, _ = shown.statistics.values.shape
    places = [(one["layer"], one["head"]) for one in found["heads"]]
    assert places == list(np.ndindex(n_layers, n_heads))
    for one in found["heads"]:
        numbers = [one.get(name, np.nan) for name in STATISTICS]
        known = shown.statistics.values[one["layer"], one["head"]]
        np.testing.assert_allclose(numbers, known, rtol=1e-5)


def test_the_heads_that_do_it_most_come_first(models, capsys):
    asked = ("--model", models["gpt2"], "--sort", "distance", "--top", "3", "--json")
    distances = [one["distance"] for one in json.loads(printed(capsys, *asked))["heads"]]
    assert len(distances) == 3
    assert distances == sorted(distances, reverse=True)


def test_a_table_has_a_line_a_head_and_columns_that_line_up(models, capsys):
    first, empty, names, *lines = printed(capsys, "--model", models["gpt2"]).splitlines()
    assert "tokens · self attention" in first
    assert empty == ""
    assert names.split() == ["head", *STATISTICS]
    assert lines[0].startswith("L0 H0 ")
    assert len({len(line) for line in (names, *lines)}) == 1


def test_between_two_texts_only_what_there_is_gets_a_column(models, capsys):
    asked = ("--model", models["t5"], "--target", "a dog")
    _, _, names, *_ = printed(capsys, *asked).splitlines()
    assert names.split() == ["head", "entropy", "confidence", "first", "special"]
    assert cli.main(["heads", TEXT, *asked, "--sort", "distance"]) == 2
    assert "Sort by entropy, confidence, first, special" in capsys.readouterr().err
