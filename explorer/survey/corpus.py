"""A corpus: a text, JSONL or Parquet file, cut into shards that depend on its lines alone.

What lines hold is in `lines` and `rows`. Paths may be URLs of any file system that fsspec knows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Any, Literal

import fsspec

from explorer.errors import BadInput
from explorer.survey import lines, rows
from explorer.survey.sentences import BadLine, Sentence, Shard

# A small corpus is cut finely, so that every worker has something to do; a large one coarsely,
# since sentences of one length are measured together.
_FEWEST_LINES, _MOST_LINES, _N_SHARDS = 64, 1024, 8

Kind = Literal["text", "jsonl", "parquet"]

_KINDS: dict[str, Kind] = {
    ".jsonl": "jsonl", ".ndjson": "jsonl", ".parquet": "parquet", ".pq": "parquet"
}  # fmt: skip
_UNREAD = (".gz", ".bz2", ".xz", ".zst", ".zip", ".json", ".csv", ".tsv")


@dataclass(frozen=True, slots=True)
class Corpus:
    """Where it lies and how it is cut.

    column: of JSONL and Parquet, what holds the text. fingerprint: changes with the content.
    """

    url: str
    kind: Kind
    column: str
    n_lines: int
    fingerprint: str
    shards: tuple[Shard, ...]


def indexed(url: str, *, column: str = "text") -> Corpus:
    """Look a corpus through once and cut it; raises BadInput."""
    kind = _kind(url)
    with _opened(url) as file:
        if kind == "parquet":
            found = rows.index(file, url, column, _FEWEST_LINES)
        else:
            found = lines.index(file, url, _FEWEST_LINES)
    if not found.n_lines:
        raise BadInput(f"{url} is empty. Choose a corpus with a sentence a line.")
    return Corpus(url, kind, column, found.n_lines, found.fingerprint, _joined(found.shards))


def read(corpus: Corpus, shard: Shard) -> Iterator[Sentence | BadLine]:
    """What the lines of a shard hold; empty ones hold nothing."""
    with _opened(corpus.url) as file:
        if corpus.kind == "parquet":
            yield from rows.read(file, shard, corpus.column)
        else:
            parse = lines.of_json if corpus.kind == "jsonl" else lines.of_text
            yield from lines.read(file, shard, parse, corpus.column)


def _joined(pieces: Sequence[Shard]) -> tuple[Shard, ...]:
    """Shards of several small pieces each, by the length of the corpus alone."""
    step = min(max(1, len(pieces) // _N_SHARDS), _MOST_LINES // _FEWEST_LINES)
    joined = [pieces[start : start + step] for start in range(0, len(pieces), step)]
    return tuple(
        replace(some[0], number=number, n_lines=sum(piece.n_lines for piece in some))
        for number, some in enumerate(joined)
    )


def _kind(url: str) -> Kind:
    suffix = PurePosixPath(url).suffix.lower()
    if suffix in _UNREAD:
        raise BadInput(
            f"A corpus is a text file with a sentence a line, a .jsonl or a .parquet file, not "
            f"“{suffix}”. Unpack or convert {PurePosixPath(url).name}."
        )
    return _KINDS.get(suffix, "text")


def _opened(url: str) -> Any:
    try:
        system, path = fsspec.core.url_to_fs(url)
        if system.isdir(path):
            raise BadInput(f"{url} is a folder. Name one file of sentences.")
        return system.open(path, "rb")
    except FileNotFoundError as error:
        raise BadInput(f"There is no corpus {url}. Check the path.") from error
    except (OSError, ValueError, ImportError) as error:
        raise BadInput(f"The corpus {url} cannot be opened: {error}.") from error
