"""Rows of a file: CSV, TSV, JSON lines or plain text, in its own encoding or one that is named.

A single bad row is passed on as None; a file that is no such file at all is refused, with the line.
"""

from __future__ import annotations

import codecs
import csv
import json
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from explorer.errors import BadInput

if TYPE_CHECKING:
    from _csv import Reader

_FIELD_LIMIT = 1 << 30  # a larger field is a broken file; csv's own limit is 128 KiB
_SUFFIXES = {
    ".csv": "csv", ".tsv": "tsv", ".tab": "tsv",
    ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "jsonl",
    ".txt": "text", ".text": "text",
}  # fmt: skip
_MARKS = {  # the longer ones first, since UTF-32 begins as UTF-16 does
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}

Row = tuple[int, dict[str, object] | None]  # the line it begins in; None where it is no row


def kind_of(path: Path) -> str:
    """`csv`, `tsv`, `jsonl` or `text`, by the suffix. Raises BadInput where there is no file."""
    if not path.exists():
        raise BadInput(f"There is no file {path}. Choose one that is there.")
    if path.is_dir():
        raise BadInput(f"{path} is a folder. Name a file of texts in it.")
    if not path.is_file():  # a pipe would be waited for
        raise BadInput(f"{path} is no file. Name a file of texts.")
    kind = _SUFFIXES.get(path.suffix.lower())
    if kind is None:
        raise BadInput(f"{path.name} is none of {', '.join(_SUFFIXES)}. Rename or convert it.")
    return kind


@contextmanager
def rows_of(
    path: Path, kind: str, *, encoding: str | None = None
) -> Iterator[tuple[list[str], Iterator[Row]]]:
    """The names of the columns, and the rows; they are read within the block.

    encoding: None is UTF-8, or what the file begins with the mark of. Raises BadInput.
    """
    try:
        with _opened(path, encoding) as file:
            yield _READERS[kind](path, file)
    except UnicodeError as error:
        raise BadInput(
            f"{path.name} is not in {encoding or 'UTF-8'} ({getattr(error, 'reason', error)}). "
            "Save it as UTF-8, or name its encoding, such as latin-1 or gb18030 (--encoding)."
        ) from error
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror or error}.") from error


def _opened(path: Path, encoding: str | None) -> TextIO:
    try:
        return path.open(encoding=encoding or _encoding(path), newline="")
    except LookupError as error:
        raise BadInput(
            f"There is no encoding “{encoding}”. Try utf-8, latin-1 or gb18030."
        ) from error


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        first = file.readline(4096)
    for mark, encoding in _MARKS.items():
        if first.startswith(mark):
            return encoding
    zero = first.find(b"\0")
    if zero >= 0:
        order = "le" if zero % 2 else "be"
        raise BadInput(
            f"{path.name} is not in UTF-8: it has zero bytes, as UTF-16 has. If it is text, save "
            f"it as UTF-8, or name its encoding, perhaps utf-16-{order} (--encoding)."
        )
    return "utf-8-sig"


# ---- each kind -----------------------------------------------------------------------------------


def _plain(_path: Path, file: TextIO) -> tuple[list[str], Iterator[Row]]:
    return ["text"], ((line, {"text": text}) for line, text in enumerate(file, 1) if text.strip())


def _json(path: Path, file: TextIO) -> tuple[list[str], Iterator[Row]]:
    """The first line that is an object names the columns."""
    rows, before = _json_rows(file), list[Row]()
    for row in rows:
        before.append(row)
        if row[1]:
            return list(row[1]), chain(before, rows)
    if not before:
        raise BadInput(f"{path.name} is empty. Choose another file.")
    raise BadInput(
        f"No line of {path.name} is a JSON object. Write one on each line, as "
        '{"text": "a small dog", "label": "animal"}.'
    )


def _json_rows(file: TextIO) -> Iterator[Row]:
    for line, text in enumerate(file, 1):
        if not text.strip():
            continue
        try:
            row = json.loads(text)
        except (ValueError, RecursionError):
            row = None
        yield line, row if isinstance(row, dict) else None


def _tabbed(path: Path, file: TextIO) -> tuple[list[str], Iterator[Row]]:
    """Quotation marks are text there."""
    csv.field_size_limit(_FIELD_LIMIT)
    return _table(path, csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def _separated(path: Path, file: TextIO) -> tuple[list[str], Iterator[Row]]:
    csv.field_size_limit(_FIELD_LIMIT)
    first = file.readline()
    file.seek(0)
    delimiter = max(",;\t", key=first.count)
    return _table(path, csv.reader(file, delimiter=delimiter, strict=True))


_READERS = {"text": _plain, "jsonl": _json, "tsv": _tabbed, "csv": _separated}


def _table(path: Path, reader: Reader) -> tuple[list[str], Iterator[Row]]:
    records = _records(path, reader)
    _line, first = next(records, (1, list[str]()))
    names = [name.strip().lstrip("\ufeff") for name in first]
    if not any(names):
        raise BadInput(f"{path.name} is empty, or no column has a name. Choose another file.")
    return names, (
        (line, dict(zip(names, cells, strict=False)) if len(cells) <= len(names) else None)
        for line, cells in records
    )


def _records(path: Path, reader: Reader) -> Iterator[tuple[int, list[str]]]:
    """What stands between two ends of a row, with the line in which it begins."""
    line = 1
    try:
        for cells in reader:
            if cells:
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        if "unexpected end" in str(error):
            raise BadInput(
                f"The quotation mark that opens in line {line:,} of {path.name} is never closed. "
                "Close it, or write it twice where it is part of a text."
            ) from error
        raise BadInput(
            f"Line {line:,} of {path.name} is no row of a table ({error}). "
            "Write a quotation mark twice where it is part of a text."
        ) from error
