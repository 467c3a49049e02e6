"""Texts and labels from CSV, TSV, JSON lines or plain text, and what was wrong with them.

A row that cannot be used is left out, counted and named; only what leaves nothing to learn from is
an error. What is done with the examples, a split, a count of labels, is in `split`.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TextIO

from explorer.errors import BadInput

Task = Literal["classification", "masked"]

MOST_CHARACTERS = 1_000_000  # of one text; a model reads some thousand
_FIELD_LIMIT = 1 << 30  # a larger field is a broken file; csv's own limit is 128 KiB
_TEXT_COLUMNS = ("text", "sentence", "sentence1", "premise", "question", "question1", "review")
_PAIR_COLUMNS = ("pair", "sentence2", "hypothesis", "question2")
_LABEL_COLUMNS = ("label", "labels", "class", "category", "target", "gold_label")
_SUFFIXES = {
    ".csv": "csv", ".tsv": "tsv", ".tab": "tsv",
    ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "jsonl",
    ".txt": "text", ".text": "text",
}  # fmt: skip

Row = tuple[int, dict[str, object] | None]  # the line; None where it is no row


@dataclass(frozen=True, slots=True)
class Example:
    """One text or a pair. label: empty for masked language modelling. line: counted from 1."""

    text: str
    pair: str | None
    label: str
    line: int


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column is what; None is found by its name, or absent."""

    text: str | None = None
    pair: str | None = None
    label: str | None = None


@dataclass(frozen=True, slots=True)
class Dataset:
    """What was read. columns: as they were found. notices: one line for each kind of bad row."""

    task: Task
    examples: tuple[Example, ...]
    columns: Columns
    notices: tuple[str, ...]

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(sorted({example.label for example in self.examples}))


class LeftOut:
    """Rows that were not used, by reason."""

    def __init__(self) -> None:
        self._lines: dict[str, list[int]] = {}

    def add(self, reason: str, line: int) -> None:
        self._lines.setdefault(reason, []).append(line)

    def notices(self) -> tuple[str, ...]:
        return tuple(
            f"{len(lines):,} {'row was' if len(lines) == 1 else 'rows were'} left out: {reason} "
            f"({'line' if len(lines) == 1 else 'the first in line'} {lines[0]:,})."
            for reason, lines in self._lines.items()
        )


def read_dataset(
    path: Path, *, task: Task, columns: Columns | None = None, encoding: str | None = None
) -> Dataset:
    """All usable examples of a file, whose suffix says what it is.

    encoding: None is UTF-8, or UTF-16 where the file begins with its mark.
    Raises BadInput.
    """
    kind = _kind(path, task)
    left_out = LeftOut()
    try:
        with path.open(encoding=encoding or _encoding(path), newline="") as file:
            if kind == "text":
                found, examples = Columns("text"), list(_plain(file))
            else:
                first, rows = _rows(kind, file)
                found = _found_columns(path, first, task, columns or Columns())
                examples = list(_examples(rows, found, left_out))
    except LookupError as error:
        raise BadInput(
            f"There is no encoding “{encoding}”. Try utf-8, latin-1 or gb18030."
        ) from error
    except UnicodeError as error:
        raise BadInput(
            f"{path.name} is not in {encoding or 'UTF-8'}: {error}. "
            "Save it as UTF-8, or name its encoding with --encoding."
        ) from error
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror or error}.") from error
    except csv.Error as error:
        raise BadInput(f"{path.name} is no table of text: {error}.") from error
    kept = tuple(_usable(examples, found, left_out))
    _check_enough(path, kept, task, left_out)
    return Dataset(task, kept, found, left_out.notices())


def _kind(path: Path, task: Task) -> str:
    if not path.exists():
        raise BadInput(f"There is no file {path}.")
    if path.is_dir():
        raise BadInput(f"{path} is a folder. Name a file of texts in it.")
    kind = _SUFFIXES.get(path.suffix.lower())
    if kind is None:
        raise BadInput(f"{path.name} is none of {', '.join(_SUFFIXES)}. Rename or convert it.")
    if kind == "text" and task == "classification":
        raise BadInput(
            f"{path.name} is plain text, which has no labels. Give a CSV, TSV or JSONL with a "
            "label column, or choose --task masked."
        )
    return kind


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        mark = file.read(2)
    return "utf-16" if mark in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"


def _plain(file: TextIO) -> Iterator[Example]:
    for line, text in enumerate(file, 1):
        if text.strip():
            yield Example(text, None, "", line)


def _rows(kind: str, file: TextIO) -> tuple[list[str], Iterator[Row]]:
    """The names of the columns, and the rows."""
    if kind == "jsonl":
        rows = _json_rows(file)
        head = [row for row in (next(rows, None),) if row is not None]
        names = [name for _line, row in head if row is not None for name in row]
        return names, (row for part in (iter(head), rows) for row in part)
    csv.field_size_limit(_FIELD_LIMIT)
    if kind == "tsv":  # quotation marks are text there
        reader = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
    else:
        first = file.readline()
        file.seek(0)
        reader = csv.reader(file, delimiter=max(",;\t", key=first.count), strict=True)
    names = [name.strip().lstrip("\ufeff") for name in next(reader, [])]
    return names, _table_rows(reader, names)


def _json_rows(file: TextIO) -> Iterator[Row]:
    for line, text in enumerate(file, 1):
        if not text.strip():
            continue
        try:
            row = json.loads(text)
        except ValueError:
            row = None
        yield line, row if isinstance(row, dict) else None


def _table_rows(reader: Iterator[list[str]], names: list[str]) -> Iterator[Row]:
    line = 1
    for fields in reader:
        line = getattr(reader, "line_num", line + 1)
        if fields:
            is_row = len(fields) <= len(names)
            yield line, dict(zip(names, fields, strict=False)) if is_row else None


def _found_columns(path: Path, names: list[str], task: Task, asked: Columns) -> Columns:
    """Raises BadInput where a column is missing."""
    held = ", ".join(f"“{name[:40]}”" for name in names[:12]) or "none"

    for wanted in (asked.text, asked.pair, asked.label):
        if wanted is not None and wanted not in names:
            raise BadInput(f"{path.name} has no column “{wanted}”. It has {held}.")

    def column(wanted: str | None, known: tuple[str, ...]) -> str | None:
        by_name = {name.lower(): name for name in reversed(names)}
        return wanted or next((by_name[name] for name in known if name in by_name), None)

    label = column(asked.label, _LABEL_COLUMNS) if task == "classification" else None
    if task == "classification" and label is None:
        raise BadInput(
            f"{path.name} has no label column: it has {held}. "
            "Name the column of the labels with --label-column."
        )
    text = column(asked.text, _TEXT_COLUMNS)
    others = [name for name in names if name != label]
    if text is None and len(others) == 1:
        text = others[0]
    if text is None:
        raise BadInput(
            f"{path.name} has no text column: it has {held}. "
            "Name the column of the texts with --text-column."
        )
    return Columns(text, column(asked.pair, _PAIR_COLUMNS), label)


def _examples(rows: Iterator[Row], columns: Columns, left_out: LeftOut) -> Iterator[Example]:
    for line, row in rows:
        if row is None:
            left_out.add("they do not have the columns of the first row", line)
            continue
        values = {}
        for name in (columns.text, columns.pair, columns.label):
            value = None if name is None else row.get(name)
            values[name] = "" if value is None else str(value)
        yield Example(
            values[columns.text],
            None if columns.pair is None else values[columns.pair],
            values[columns.label].strip() if columns.label is not None else "",
            line,
        )


def _usable(examples: list[Example], columns: Columns, left_out: LeftOut) -> Iterator[Example]:
    seen = set()
    for example in examples:
        text, pair = example.text.strip(), (example.pair or "").strip()
        key = text, pair, example.label
        if not text or (columns.pair is not None and not pair):
            left_out.add("they have no text", example.line)
        elif columns.label is not None and not example.label:
            left_out.add("they have no label", example.line)
        elif max(len(text), len(pair)) > MOST_CHARACTERS:
            left_out.add(f"their text has more than {MOST_CHARACTERS:,} characters", example.line)
        elif key in seen:
            left_out.add("they say the same as an earlier one", example.line)
        else:
            seen.add(key)
            yield Example(text, None if columns.pair is None else pair, example.label, example.line)


def _check_enough(path: Path, examples: tuple[Example, ...], task: Task, left_out: LeftOut) -> None:
    why = " ".join(left_out.notices())
    if len(examples) < 2:
        n_rows = "no usable row" if not examples else "one usable row"
        raise BadInput(f"{path.name} has {n_rows}; a search needs some hundred. {why}".strip())
    labels = {example.label for example in examples}
    if task == "classification" and len(labels) == 1:
        raise BadInput(
            f"All {len(examples):,} rows of {path.name} have the label “{labels.pop()[:60]}”: "
            f"there is nothing to tell apart. Add rows of another class. {why}".strip()
        )
