"""Reading texts and labels: every kind of file, and every way in which one can be bad."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from explorer.errors import BadInput
from explorer.finetune.data import MOST_CHARACTERS, Columns, Task, read_dataset
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
        "1 row was left out: they do not have the columns of the first row (line 7).",
        "1 row was left out: they have no label (line 3).",
        "2 rows were left out: they have no text (the first in line 4).",
        "1 row was left out: they say the same as an earlier one (line 6).",
    )


def test_a_field_of_ten_million_characters_costs_its_row_only(tmp_path: Path) -> None:
    content = f"label,text\na,one\nb,{'x' * 10_000_000}\nb,two\n"
    read = read_dataset(written(tmp_path, "a.csv", content), task="classification")
    assert [e.text for e in read.examples] == ["one", "two"]
    [notice] = read.notices
    assert f"more than {MOST_CHARACTERS:,} characters (line 3)" in notice


BAD: list[tuple[str, str | bytes, Task, str]] = [
    ("a.csv", "text,kind\na,b\nc,d\n", "classification", "no label column.*“text”, “kind”"),
    ("a.csv", "text,label\na,b\nc,b\n", "classification", "All 2 rows.*label “b”"),
    ("a.csv", "text,label\n,b\n,c\n", "classification", "no usable row.*2 rows were left out"),
    ("a.csv", "one,two,label\na,b,c\n", "classification", "no text column"),
    ("a.csv", "", "classification", "no label column: it has none"),
    ("a.csv", "text,label\ncaf\xe9,b\n".encode("latin-1"), "classification", "not in UTF-8"),
    ("a.csv", 'text,label\n"a,b\n', "classification", "no table of text"),
    ("a.jsonl", "nonsense\n", "masked", "no text column"),
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
