"""`attention-explorer compare`: a table and JSON of what changed."""

from __future__ import annotations

import json

import pytest

from explorer import cli
from tests.core import vocabularies
from tests.core.classifiers import LABELS, saved_classifier, saved_masked


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    root = tmp_path_factory.mktemp("compared")
    tokenizer = vocabularies.roberta()
    saved_masked(root / "before", tokenizer=tokenizer)
    saved_classifier(root / "after", tokenizer=tokenizer)
    saved_masked(root / "deeper", tokenizer=tokenizer, num_hidden_layers=3)
    return root


@pytest.fixture
def compare(folders, capsys):
    def compared(before, after, *arguments, text="A cat [MASK] on the mat."):
        text_arguments = ["--text", text] if text is not None else []
        code = cli.main(
            ["compare", str(folders / before), str(folders / after), *text_arguments, *arguments]
        )
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return compared


def test_it_lists_both_predictions_and_the_heads_that_changed_most(compare):
    code, out, err = compare("before", "after", "--top", "3")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0].startswith("before → after · ")
    assert {line.split()[0] for line in lines if "█" in line or "0.0" in line} & set(LABELS)
    assert "  no head of classes" in lines
    assert "  no head of words: nothing is predicted at a mask" in lines
    at = lines.index("heads that changed most in this text (Jensen–Shannon divergence, bits)")
    ranking = [(line.split()[:2], float(line.split()[2])) for line in lines[at + 1 :]]
    assert len(ranking) == 3
    assert [value for _, value in ranking] == sorted((v for _, v in ranking), reverse=True)


def test_json_holds_the_same_and_the_held_out_set(compare, tmp_path):
    data = tmp_path / "held-out.txt"
    data.write_bytes(b"A cat sat.\n\xff\nThe dog did not see it.\n")
    code, out, err = compare("before", "after", "--data", str(data), "--json")
    said = json.loads(out)
    assert code == 0
    assert err == (
        "attention-explorer: Lines that were left out: 1; the first is line 2: "
        "it is not in UTF-8.\n"
    )
    assert (said["held_out"]["sentences"], said["held_out"]["skipped"]) == (2, 1)
    assert len(said["heads"]) == len(said["held_out"]["heads"]) == 4
    assert all(0 <= head["divergence_bits"] <= 1 for head in said["heads"])
    assert said["before"]["predictions"][0]["candidates"]
    assert said["after"]["classification"]["kind"] == "one"


def test_of_models_of_other_shapes_it_says_what_can_be_compared(compare):
    code, out, err = compare("deeper", "after")
    assert code == 0
    assert "3 layers × 2 heads" in err
    assert "heads that changed" not in out
    assert "before: deeper" in out


@pytest.mark.parametrize(
    ("before", "arguments", "text", "message"),
    [
        ("before", [], None, "Give one with --text"),
        ("nowhere", [], "A cat.", "no folder"),
        ("before", ["--data", "nowhere.txt"], "A cat.", "nowhere.txt cannot be read"),
        ("deeper", ["--data", "nowhere.txt"], "A cat.", "No held-out set can be read under both"),
        ("before", [], "cat " * 40, "--cut does that"),
    ],
)
def test_what_cannot_be_done_is_one_line(compare, before, arguments, text, message):
    code, out, err = compare(before, "after", *arguments, text=text)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert message in err
