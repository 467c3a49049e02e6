"""Texts and labels from CSV, TSV, JSON lines or plain text, and what was wrong with them.

A row that cannot be used is left out, counted and named; only what leaves nothing to learn from is
an error. How a file is read is in `rows`, and what is done with the examples, such as a split, in
`split`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from explorer.core.text.columns import LABEL_COLUMNS, PAIR_COLUMNS, TEXT_COLUMNS, usual_column
from explorer.errors import BadInput
from explorer.finetune.rows import Row, kind_of, rows_of

Task = Literal["classification", "masked"]

MOST_CHARACTERS = 1_000_000  # of one text; a model reads some thousand
MOST_OF_LABEL = 200
NO_PAIR = "-"  # in the place of the name of a column, as a person types it


@dataclass(frozen=True, slots=True)
class Example:
    """One text or a pair. label: empty for masked language modelling. line: counted from 1."""

    text: str
    pair: str | None
    label: str
    line: int


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column is what; None is found by its name, or absent.

    pair: `NO_PAIR` where only one text is learnt from, whatever the columns are called.
    """

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
    """Rows that were not used; of each kind, by which words it is told."""

    def __init__(self) -> None:
        self._lines: dict[str, list[int]] = {}

    def add(self, which: str, line: int) -> None:
        self._lines.setdefault(which, []).append(line)

    def notices(self) -> tuple[str, ...]:
        return tuple(
            f"1 row {which} was left out (line {lines[0]:,})."
            if len(lines) == 1
            else f"{len(lines):,} rows {which} were left out (the first in line {lines[0]:,})."
            for which, lines in self._lines.items()
        )


def read_dataset(
    path: Path,
    *,
    task: Task,
    columns: Columns | None = None,
    encoding: str | None = None,
    is_learnt: bool = True,
) -> Dataset:
    """All usable examples of a file, whose suffix says what it is.

    encoding: None is UTF-8, or what the file begins with the mark of.
    is_learnt: there must be enough to learn from; else a single example is enough.
    Raises BadInput.
    """
    kind = kind_of(path)
    if kind == "text" and task == "classification":
        raise BadInput(
            f"{path.name} is plain text, which has no labels. Give a CSV, TSV or JSONL with a "
            "label column, or choose to fill masks (--task masked)."
        )
    left_out = LeftOut()
    with rows_of(path, kind, encoding=encoding) as (names, rows):
        found = _found_columns(path, names, task, columns or Columns())
        kept = tuple(_usable(_examples(rows, found, left_out), found, left_out))
    _check_enough(path, kept, task, left_out, is_learnt=is_learnt)
    return Dataset(task, kept, found, left_out.notices())


def _found_columns(path: Path, names: list[str], task: Task, asked: Columns) -> Columns:
    """No column is two things. Raises BadInput where one is missing."""
    held = ", ".join(f"“{name[:40]}”" for name in names[:12]) or "none"
    has_labels = task == "classification"
    taken = _named(path, names, asked if has_labels else replace(asked, label=None), held)

    def column(wanted: str | None, usual: tuple[str, ...]) -> str | None:
        found = wanted or usual_column(names, usual, taken=taken)
        taken.update(filter(None, [found]))
        return found

    label = column(asked.label, LABEL_COLUMNS) if has_labels else None
    if has_labels and label is None:
        raise BadInput(
            f"{path.name} has no label column: it has {held}. "
            "Its first row must name the columns; say which has the labels (--label-column)."
        )
    text = column(asked.text, TEXT_COLUMNS)
    others = [name for name in names if name not in taken]
    if text is None and len(others) == 1:
        text = column(others[0], ())
    if text is None:
        raise BadInput(
            f"{path.name} has no text column: it has {held}. "
            "Its first row must name the columns; say which has the texts (--text-column)."
        )
    pair = None if asked.pair == NO_PAIR else column(asked.pair, PAIR_COLUMNS)
    for name in filter(None, (text, pair, label)):
        if names.count(name) > 1:
            raise BadInput(
                f"{path.name} has {names.count(name)} columns with the name “{name[:40]}”. "
                "Give each a name of its own."
            )
    return Columns(text, pair, label)


def _named(path: Path, names: list[str], asked: Columns, held: str) -> set[str]:
    """The columns that were asked for by name. held: what is there, in words. Raises BadInput."""
    named: set[str] = set()
    pair = None if asked.pair == NO_PAIR else asked.pair
    for wanted in filter(None, (asked.text, pair, asked.label)):
        if wanted not in names:
            raise BadInput(f"{path.name} has no column “{wanted}”. It has {held}.")
        if wanted in named:
            raise BadInput(
                f"The column “{wanted}” of {path.name} is named twice. "
                "Name one column for the text, another for the second text, another for the label."
            )
        named.add(wanted)
    return named


def _examples(rows: Iterator[Row], columns: Columns, left_out: LeftOut) -> Iterator[Example]:
    for line, row in rows:
        if row is None:
            left_out.add("with more cells than the first row has", line)
            continue
        yield Example(
            _said(row, columns.text),
            None if columns.pair is None else _said(row, columns.pair),
            _said(row, columns.label),
            line,
        )


def _said(row: dict[str, object], column: str | None) -> str:
    """A cell as text; empty where there is none. Half a character, as JSON may have, is one “?”."""
    value = None if column is None else row.get(column)
    said = "" if value is None or isinstance(value, dict | list) else str(value)
    return said.encode("utf-8", "replace").decode("utf-8").strip()


def _usable(examples: Iterator[Example], columns: Columns, left_out: LeftOut) -> Iterator[Example]:
    seen = set()
    for example in examples:
        text, pair = example.text, example.pair or ""
        key = text, pair, example.label
        if not text or (columns.pair is not None and not pair):
            left_out.add("without text", example.line)
        elif columns.label is not None and not example.label:
            left_out.add("without a label", example.line)
        elif len(example.label) > MOST_OF_LABEL:
            left_out.add(f"with a label of more than {MOST_OF_LABEL:,} characters", example.line)
        elif max(len(text), len(pair)) > MOST_CHARACTERS:
            left_out.add(f"with a text of more than {MOST_CHARACTERS:,} characters", example.line)
        elif key in seen:
            left_out.add("that said the same as an earlier one", example.line)
        else:
            seen.add(key)
            yield example


def _check_enough(
    path: Path, examples: tuple[Example, ...], task: Task, left_out: LeftOut, *, is_learnt: bool
) -> None:
    labels = {example.label for example in examples}
    if not examples:
        wrong = f"{path.name} has no usable row. Choose another file."
    elif len(examples) == 1 and is_learnt:
        wrong = f"{path.name} has one usable row. A search needs some hundred; add some."
    elif len(labels) == 1 and is_learnt and task == "classification":
        wrong = (
            f"All {len(examples):,} rows of {path.name} have the label “{labels.pop()[:60]}”: "
            "there is nothing to tell apart. Add rows of another class."
        )
    else:
        return
    raise BadInput(" ".join([wrong, *left_out.notices()]))
