"""The sentences of a held-out file, one after the other, from wherever one stopped."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from explorer.core.text.columns import PAIR_COLUMNS, TEXT_COLUMNS, usual_column
from explorer.errors import BadInput

MOST_BYTES = 1 << 18  # of a line: more is no sentence, and a tokenizer would take seconds


@dataclass(frozen=True, slots=True)
class Line:
    """text: None where the line is no sentence, and then `reason` says why.

    end: the byte after it, where the next begins.
    """

    number: int
    end: int
    text: str | None
    pair: str | None = None
    reason: str = ""


class Sentences:
    """A text file with a sentence a line, or a table (.tsv) whose column `text` has them.

    A table without such a column has them in its first, and `pair` beside it the second texts.
    """

    def __init__(self, path: Path) -> None:
        """Raises BadInput for what is no such file."""
        self.path = path
        try:
            self.n_bytes = path.stat().st_size
            with path.open("rb") as file:
                first = file.readline(MOST_BYTES)
        except OSError as error:
            what = "is a folder" if path.is_dir() else f"cannot be read: {error.strerror or error}"
            raise BadInput(
                f"{path} {what}. Choose a text file with a sentence a line, or a table (.tsv)."
            ) from error
        if not first:
            raise BadInput(f"{path} is empty. Choose a file with a sentence a line.")
        self._text_at, self._start = 0, 0
        self._pair_at: int | None = None
        self._is_table = path.suffix.lower() in (".tsv", ".tab")
        if self._is_table:
            self._read_names(first)

    def _read_names(self, first: bytes) -> None:
        names = [name.strip() for name in _decoded(first).split("\t")]
        text = usual_column(names, TEXT_COLUMNS)
        if text is not None:
            self._text_at, self._start = names.index(text), len(first)
        pair = usual_column(names, PAIR_COLUMNS, taken=(names[self._text_at],))
        self._pair_at = None if pair is None else names.index(pair)

    def lines(self, start: int = 0, number: int = 0) -> Iterator[Line]:
        """All but blank ones. start: a byte where a line begins; number: of the line before it."""
        with self.path.open("rb") as file:
            file.seek(max(start, self._start))
            number = max(number, 1 if self._start else 0)
            while raw := file.readline(MOST_BYTES):
                number += 1
                rest = b"" if raw.endswith(b"\n") else file.readline(MOST_BYTES)
                is_long = bool(rest)
                while rest and not rest.endswith(b"\n"):
                    rest = file.readline(MOST_BYTES)
                if is_long:
                    reason = f"it is longer than {MOST_BYTES:,} bytes"
                    yield Line(number, file.tell(), None, reason=reason)
                elif raw.strip():
                    yield self._line(raw, number, file.tell())

    def _line(self, raw: bytes, number: int, end: int) -> Line:
        try:
            written = raw.decode("utf-8-sig").rstrip("\r\n")
        except UnicodeDecodeError:
            return Line(number, end, None, reason="it is not in UTF-8")
        cells = written.split("\t") if self._is_table else [written]
        text = cells[self._text_at].strip() if self._text_at < len(cells) else ""
        if not text:
            return Line(number, end, None, reason="it has no text")
        if "\0" in text:
            return Line(number, end, None, reason="it is no text but bytes")
        at = self._pair_at
        pair = cells[at].strip() if at is not None and at < len(cells) else None
        return Line(number, end, text, pair)


def _decoded(raw: bytes) -> str:
    return raw.decode("utf-8-sig", errors="replace").rstrip("\r\n")
