"""Reading texts and labels: every kind of file, and every way in which one can be bad."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from explorer.errors import BadInput
from explorer.finetune.data import MOST_CHARACTERS, NO_PAIR, Columns, Task, read_dataset
from explorer.resources import asset


def written(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_every_kind_of_file_gives_the_same_examples(tmp_path: Path) -> None:
    rows = [("It rained, all day.", "bad"), ("Sun!", "good"), ("雨", "bad")]
    table = [*(f"{text}\t{label}" for text, label in rows)]
    files = {
        "a.tsv": "\n".join(["text\tlabel", *table]),
        "a.csv": "\n".join(["text,label", *(f'"{text}",{label}' for text, label in rows)]),
        "b.csv": "\n".join(["text;label", *(f"{text};{label}" for text, label in rows)]),
        "a.jsonl": "\n".join(json.dumps({"label": lab, "text": text}) for text, lab in rows),
    }
    for name, content in files.items():
        read = read_dataset(written(tmp_path, name, content), task="classification")
        assert [(e.text, e.label) for e in read.examples] == rows, name
        assert read.columns == Columns("text", None, "label")
        assert read.labels == ("bad", "good")


def test_a_pair_is_read_by_the_usual_names_of_its_columns(tmp_path: Path) -> None:
    path = written(tmp_path, "a.tsv", "premise\thypothesis\tlabel\na\tb\tx\nc\td\ty\n")
    assert [(e.text, e.pair) for e in read_dataset(path, task="classification").examples] == [
        ("a", "b"),
        ("c", "d"),
    ]


PAIRS = "sentence1\tsentence2\tlabel\na\tb\tx\nc\td\ty\n"


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (Columns(), ("sentence1", "sentence2")),
        (Columns(text="sentence2"), ("sentence2", None)),  # and not paired with itself
        (Columns(text="sentence2", pair="sentence1"), ("sentence2", "sentence1")),
        (Columns(pair="sentence1"), ("sentence2", "sentence1")),
        (Columns(pair=NO_PAIR), ("sentence1", None)),
    ],
)
def test_no_column_is_two_things_and_a_pair_can_be_declined(
    tmp_path: Path, asked: Columns, found: tuple[str, str | None]
) -> None:
    path = written(tmp_path, "a.tsv", PAIRS)
    read = read_dataset(path, task="classification", columns=asked)
    assert read.columns == Columns(*found, "label")
    assert read.examples[0].pair == {"sentence1": "a", "sentence2": "b", None: None}[found[1]]


def test_the_only_column_of_texts_is_no_pair_whatever_it_is_called(tmp_path: Path) -> None:
    path = written(tmp_path, "a.tsv", "sentence2\tlabel\nb\tx\nd\ty\n")
    read = read_dataset(path, task="classification")
    assert read.columns == Columns("sentence2", None, "label")


def test_a_column_that_is_named_for_two_things_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "a.tsv", PAIRS)
    for columns in (Columns("sentence1", "sentence1"), Columns("sentence1", None, "sentence1")):
        with pytest.raises(BadInput, match=r"“sentence1” of a\.tsv is named twice"):
            read_dataset(path, task="classification", columns=columns)
    # No labels are learnt with masks, so what is named for them does no harm.
    masked = read_dataset(path, task="masked", columns=Columns("sentence1", None, "sentence1"))
    assert masked.columns == Columns("sentence1", "sentence2", None)


def test_plain_text_has_one_example_a_line_and_no_labels(tmp_path: Path) -> None:
    path = written(tmp_path, "a.txt", "One.\n\n  Two. \n")
    assert [(e.text, e.line) for e in read_dataset(path, task="masked").examples] == [
        ("One.", 1),
        ("Two.", 3),
    ]
    with pytest.raises(BadInput, match="plain text, which has no labels"):
        read_dataset(path, task="classification")


def test_rows_that_cannot_be_used_are_counted_and_the_first_is_named(tmp_path: Path) -> None:
    lines = ["label\ttext", "a\tone", "\ttwo", "b\t ", "b\tthree", "a\tone", "a\tb\tc", "b\t"]
    read = read_dataset(written(tmp_path, "a.tsv", "\n".join(lines)), task="classification")
    assert [e.text for e in read.examples] == ["one", "three"]
    assert read.notices == (
        "1 row without a label was left out (line 3).",
        "2 rows without text were left out (the first in line 4).",
        "1 row that said the same as an earlier one was left out (line 6).",
        "1 row with more cells than the first row has was left out (line 7).",
    )


def test_a_field_of_ten_million_characters_costs_its_row_only(tmp_path: Path) -> None:
    content = f"label,text\na,one\nb,{'x' * 10_000_000}\nb,two\n"
    read = read_dataset(written(tmp_path, "a.csv", content), task="classification")
    assert [e.text for e in read.examples] == ["one", "two"]
    [notice] = read.notices
    assert f"more than {MOST_CHARACTERS:,} characters was left out (line 3)" in notice


BAD: list[tuple[str, str | bytes, Task, str]] = [
    ("a.csv", "text,kind\na,b\nc,d\n", "classification", "no label column.*“text”, “kind”"),
    ("a.csv", "text,label\na,b\nc,b\n", "classification", "All 2 rows.*label “b”"),
    ("a.csv", "text,label\n,b\n,c\n", "classification", "no usable row.*2 rows without text"),
    ("a.csv", "one,two,label\na,b,c\n", "classification", "no text column"),
    ("a.csv", "", "classification", "is empty"),
    ("a.csv", "\n,,\n", "classification", "is empty, or no column has a name"),
    ("a.csv", "text,text,label\na,b,c\n", "classification", "2 columns with the name “text”"),
    ("a.csv", "text,label\ncaf\xe9,b\n".encode("latin-1"), "classification", "not in UTF-8"),
    ("a.csv", bytes(range(256)), "classification", "zero bytes"),
    ("a.csv", 'text,label\na,b\n"a,b\nc,d\n', "classification", "opens in line 3 of .* never"),
    ("a.csv", 'text,label\n"a"b,c\n', "classification", "Line 2 .* quotation mark twice"),
    ("a.jsonl", "nonsense\n", "masked", "No line of a.jsonl is a JSON object"),
    ("a.json", '[\n{"text": "a"}\n]'.replace("\n", " "), "masked", "No line of a.json is"),
    ("a.jsonl", "", "masked", "is empty"),
    ("a.xlsx", "", "masked", "none of .csv"),
    ("missing.csv", b"", "masked", "There is no file"),
]


@pytest.mark.parametrize(("name", "content", "task", "said"), BAD)
def test_what_cannot_be_learnt_from_is_refused_in_one_line(
    tmp_path: Path, name: str, content: str | bytes, task: Task, said: str
) -> None:
    path = tmp_path / name if name.startswith("missing") else written(tmp_path, name, content)
    with pytest.raises(BadInput, match=said) as raised:
        read_dataset(path, task=task)
    assert "\n" not in str(raised.value)


def test_another_encoding_can_be_named_and_utf_16_is_seen(tmp_path: Path) -> None:
    table = "text,label\ncafé,a\nthé,b\n"
    latin = written(tmp_path, "a.csv", table.encode("latin-1"))
    assert read_dataset(latin, task="masked", encoding="latin-1").examples[0].text == "café"
    utf16 = written(tmp_path, "b.csv", table.encode("utf-16"))
    assert read_dataset(utf16, task="masked").examples[1].text == "thé"
    with pytest.raises(BadInput, match="no encoding “klingon”"):
        read_dataset(latin, task="masked", encoding="klingon")


@pytest.mark.parametrize("order", ["le", "be"])
def test_utf_16_without_its_mark_is_refused_with_the_name_under_which_it_is_read(
    tmp_path: Path, order: str
) -> None:
    path = written(tmp_path, "a.csv", "text,label\na,x\nb,y\n".encode(f"utf-16-{order}"))
    with pytest.raises(BadInput, match=f"perhaps utf-16-{order}"):
        read_dataset(path, task="classification")
    read = read_dataset(path, task="classification", encoding=f"utf-16-{order}")
    assert read.labels == ("x", "y")
    utf32 = written(tmp_path, "b.csv", "text,label\na,x\nb,y\n".encode("utf-32"))
    assert read_dataset(utf32, task="classification").labels == ("x", "y")


def test_a_line_of_json_that_is_none_costs_itself_only_even_as_the_first(tmp_path: Path) -> None:
    bad = ["nonsense", '{"text": ' + "[" * 100_000, '{"text": ["a"], "label": "x"}']
    good = ['{"text": "a", "label": "x"}', '{"text": "half \\ud800", "label": 1}']
    path = written(tmp_path, "a.jsonl", "\n".join([*bad, *good]))
    read = read_dataset(path, task="classification")
    assert [(e.text, e.label) for e in read.examples] == [("a", "x"), ("half ?", "1")]
    assert len(read.notices) == 2


def test_a_whole_text_in_the_place_of_a_label_costs_its_row(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", f"text,label\na,x\nb,y\nc,{'z' * 300}\n")
    read = read_dataset(path, task="classification")
    assert read.labels == ("x", "y")
    assert read.notices == (
        "1 row with a label of more than 200 characters was left out (line 4).",
    )


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no such pipes")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.csv")
    with pytest.raises(BadInput, match="is no file"):
        read_dataset(tmp_path / "a.csv", task="classification")


def test_a_column_that_was_named_must_be_there(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", "body,kind\na,x\nb,y\n")
    read = read_dataset(path, task="classification", columns=Columns("body", None, "kind"))
    assert read.labels == ("x", "y")
    with pytest.raises(BadInput, match=r"no column “headline”\. It has “body”, “kind”"):
        read_dataset(path, task="classification", columns=Columns("headline"))


def test_the_example_names_no_label_in_its_texts() -> None:
    read = read_dataset(asset("examples", "glosses.tsv"), task="classification")
    assert len(read.examples) == 3_200
    assert read.notices == ()
    assert len(read.labels) == 8
    for example in read.examples:
        assert example.label not in example.text.lower().replace("(", " ").split()
