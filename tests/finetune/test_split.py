"""What is held out: nothing that was learnt, every label, and the same for the same seed."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest

from explorer.errors import BadInput
from explorer.finetune.data import Columns, Dataset, Example
from explorer.finetune.split import label_counts, split, split_with


def dataset(**n_of_label: int) -> Dataset:
    labels = [label for label, n in n_of_label.items() for _ in range(n)]
    examples = tuple(Example(f"text {i}", None, x, i + 2) for i, x in enumerate(labels))
    return Dataset("classification", examples, Columns("text", None, "label"), ())


def test_a_share_of_every_label_is_held_out() -> None:
    parts = split(dataset(a=50, b=10, c=2), share=0.2)
    assert Counter(e.label for e in parts.held_out) == {"a": 10, "b": 2, "c": 1}
    assert Counter(e.label for e in parts.train) == {"a": 40, "b": 8, "c": 1}
    assert not {e.text for e in parts.train} & {e.text for e in parts.held_out}
    assert parts.labels == ("a", "b", "c")


def labelled(*labels_of_texts: str) -> Dataset:
    """A row for every text and each letter of its labels."""
    rows = [(f"text {i}", label) for i, labels in enumerate(labels_of_texts) for label in labels]
    examples = tuple(Example(text, None, x, i + 2) for i, (text, x) in enumerate(rows))
    return Dataset("classification", examples, Columns("text", None, "label"), ())


def test_a_text_with_two_labels_is_on_one_side_and_it_is_said() -> None:
    parts = split(labelled(*["ab"] * 60), share=0.2)
    assert Counter(e.label for e in parts.held_out) == {"a": 12, "b": 12}
    assert not {e.text for e in parts.train} & {e.text for e in parts.held_out}
    assert parts.notices == (
        "60 texts have more than one label (the first in line 2): what is held out of them is not "
        "learnt under another label.",
    )


def test_a_rare_label_is_tested_though_its_texts_have_a_frequent_one_beside_it() -> None:
    for seed in range(20):
        parts = split(labelled(*["ab"] * 5, *["a"] * 95), seed=seed)
        assert Counter(e.label for e in parts.held_out) == {"a": 20, "b": 1}


@pytest.mark.parametrize("seed", range(20))
def test_whatever_labels_texts_have_each_is_learnt_and_none_is_held_out_beyond_its_share(
    seed: int,
) -> None:
    drawn = random.Random(seed)
    texts = ["".join(drawn.sample("abcdef", drawn.choice((1, 1, 2, 3)))) for _ in range(40)]
    data = labelled(*texts)
    parts = split(data, share=0.3, seed=seed)
    rows, held_out = (Counter(e.label for e in es) for es in (data.examples, parts.held_out))
    assert {e.label for e in parts.train} == set(rows)
    assert all(n <= max(1, round(rows[label] * 0.3)) for label, n in held_out.items())
    assert not {e.text for e in parts.train} & {e.text for e in parts.held_out}
    assert len(parts.train) + len(parts.held_out) == len(data.examples)


def test_a_label_that_cannot_be_tested_for_the_others_of_its_texts_is_said() -> None:
    # Both texts of b have a label of a single row, which must be learnt from.
    assert split(labelled("ab", "bc", *["d"] * 5)).notices[1:] == (
        "A single row has the label “a”, “c”: it is learnt from, and not tested.",
        "Rows with the label “b” are learnt from, and not tested: their texts have other labels, "
        "too, of which no more can be held out.",
    )


def test_the_seed_alone_decides_what_is_held_out() -> None:
    data = dataset(a=30, b=30)
    assert split(data, seed=1) == split(data, seed=1)
    assert split(data, seed=1).held_out != split(data, seed=2).held_out


def test_a_label_of_one_row_is_learnt_from_and_said() -> None:
    parts = split(dataset(a=5, b=5, rare=1))
    assert "rare" in {e.label for e in parts.train}
    assert "rare" not in {e.label for e in parts.held_out}
    assert parts.notices == (
        "A single row has the label “rare”: it is learnt from, and not tested.",
    )


def test_rows_that_are_all_of_their_own_label_cannot_be_split() -> None:
    with pytest.raises(BadInput, match="choose another label column"):
        split(dataset(a=1, b=1, c=1))
    with pytest.raises(BadInput, match="1,001 different values"):
        split(dataset(**{f"x{i}": 1 for i in range(1_001)}))


@pytest.mark.parametrize("share", [0, 1, -0.5, float("nan")])
def test_a_share_outside_0_and_1_is_refused(share: float) -> None:
    with pytest.raises(BadInput, match="between 0 and 1"):
        split(dataset(a=2, b=2), share=share)


def test_a_label_in_the_test_part_only_costs_its_rows_and_is_said(tmp_path: Path) -> None:
    path = tmp_path / "test.tsv"
    path.write_text("text\tlabel\nnew\ta\nother\tz\nmore\tz\ntext 0\ta\n")
    parts = split_with(dataset(a=2, b=2), path)
    assert [(e.text, e.label) for e in parts.held_out] == [("new", "a")]
    assert parts.labels == ("a", "b")
    unlearnable, known = parts.notices
    assert "the label “z” is in the held-out part only" in unlearnable
    assert "2 rows were left out" in unlearnable
    assert "1 row was left out, since the other file has the same" in known


def test_a_held_out_file_has_pairs_only_where_there_are_some_to_learn_from(tmp_path: Path) -> None:
    path = tmp_path / "test.tsv"
    path.write_text("text\tpair\tlabel\nnew\tother\ta\n")
    assert [(e.text, e.pair) for e in split_with(dataset(a=2, b=2), path).held_out] == [
        ("new", None)
    ]


def test_a_held_out_file_may_hold_a_single_row_and_names_a_few_labels_only(tmp_path: Path) -> None:
    path = tmp_path / "test.tsv"
    path.write_text("text\tlabel\nnew\ta\n" + "".join(f"x{i}\tz{i}\n" for i in range(7)))
    parts = split_with(dataset(a=2, b=2), path)
    assert len(parts.held_out) == 1
    assert "“z0”, “z1”, “z2”, “z3”, “z4” and 2 more" in parts.notices[0]


def test_labels_are_counted_the_most_frequent_first() -> None:
    assert label_counts(dataset(b=1, a=1, c=3).examples) == (("c", 3), ("a", 1), ("b", 1))
