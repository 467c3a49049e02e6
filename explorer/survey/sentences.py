"""What a corpus is made of: sentences, lines that hold none, and the shards that they come in."""

from __future__ import annotations

from dataclasses import dataclass, replace

from explorer.records import Document


@dataclass(frozen=True, slots=True)
class Sentence:
    """line: counted from 1, as editors do; of Parquet, the row."""

    line: int
    text: str
    pair: str | None = None
    target: str | None = None

    @property
    def document(self) -> Document:
        return Document(self.text, self.pair, target=self.target)


@dataclass(frozen=True, slots=True, order=True)
class BadLine:
    """A line that could not be read, and why."""

    line: int
    why: str


@dataclass(frozen=True, slots=True)
class Shard:
    """Lines that one worker measures at a time.

    offset: where the first of them begins: a byte, or a row of Parquet.
    """

    number: int
    first_line: int
    n_lines: int
    offset: int


@dataclass(frozen=True, slots=True)
class Index:
    """What looking a corpus through has found."""

    n_lines: int
    fingerprint: str
    shards: tuple[Shard, ...]


def cut_short(shards: list[Shard], n_lines: int) -> tuple[Shard, ...]:
    """Shards of equal length, the last of which ends with the corpus."""
    if shards:
        last = shards[-1]
        shards = [*shards[:-1], replace(last, n_lines=n_lines - last.first_line + 1)]
    return tuple(shards)


def sentence_of(line: int, fields: object, column: str) -> Sentence | BadLine:
    """A record with a text, and perhaps a `pair` and a `target`; raises nothing."""
    if not isinstance(fields, dict):
        return BadLine(line, f"an object with “{column}” is expected, not {_named(fields)}")
    if column not in fields:
        return BadLine(line, f"there is no “{column}”")
    texts = {name: fields.get(name) for name in (column, "pair", "target")}
    for name, text in texts.items():
        if not isinstance(text, str) and (text is not None or name == column):
            return BadLine(line, f"“{name}” is {_named(text)}, not a text")
    text, pair, target = (None if one is None else _encodable(one) for one in texts.values())
    return Sentence(line, text or "", pair, target)


def _encodable(text: str) -> str:
    """JSON can hold half a character, which no file could."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _named(value: object) -> str:
    return "nothing" if value is None else f"of the type {type(value).__name__}"
