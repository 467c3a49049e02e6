"""Corpora of rows: Parquet, of which a row group's pages are read one after the other."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from itertools import islice
from typing import Any, BinaryIO

from explorer.errors import BadInput
from explorer.survey.sentences import BadLine, Index, Sentence, Shard, cut_short, sentence_of

_ROWS_AT_ONCE = 512
_BYTES_AT_ONCE = 1 << 20


def index(file: BinaryIO, name: str, column: str, lines_per_shard: int) -> Index:
    """Raises BadInput for a file that is no Parquet or has no such column."""
    stored = _parquet(file, name)
    names = stored.schema_arrow.names
    if column not in names:
        raise BadInput(
            f"{name} has no column “{column}”. It has {', '.join(names[:20])}: name one of them."
        )
    n_rows = stored.metadata.num_rows
    starts = range(0, n_rows, lines_per_shard)
    shards = [Shard(i, at + 1, lines_per_shard, at) for i, at in enumerate(starts)]
    fingerprint = _fingerprint(file, stored, _read_of(stored, column))
    return Index(n_rows, fingerprint, cut_short(shards, n_rows))


def read(file: BinaryIO, shard: Shard, column: str) -> Iterator[Sentence | BadLine]:
    stored = _parquet(file, "the corpus")
    found = _rows(stored, shard.offset, _read_of(stored, column))
    for place, fields in enumerate(islice(found, shard.n_lines)):
        sentence = sentence_of(shard.first_line + place, fields, column)
        if isinstance(sentence, BadLine) or sentence.text.strip():
            yield sentence


def _read_of(stored: Any, column: str) -> list[str]:
    """The columns that sentences come from."""
    return [name for name in (column, "pair", "target") if name in stored.schema_arrow.names]


def _rows(stored: Any, first: int, names: list[str]) -> Iterator[dict[str, object]]:
    """Rows from the one named `first` on; row groups before it are not opened."""
    start = 0
    for group in range(stored.num_row_groups):
        n_rows = stored.metadata.row_group(group).num_rows
        if start + n_rows > first:
            batches = stored.iter_batches(_ROWS_AT_ONCE, row_groups=[group], columns=names)
            for batch in batches:
                skipped = min(max(0, first - start), batch.num_rows)
                yield from batch.slice(skipped).to_pylist()
                start += batch.num_rows
        else:
            start += n_rows


def _fingerprint(file: BinaryIO, stored: Any, names: list[str]) -> str:
    """Of the pages of these columns as they lie there, not unpacked; others are not read."""
    digest = hashlib.blake2b(repr(stored.schema_arrow).encode(), digest_size=16)
    for number in range(stored.num_row_groups):
        group = stored.metadata.row_group(number)
        digest.update(str(group.num_rows).encode())
        for chunk in map(group.column, range(group.num_columns)):
            if chunk.path_in_schema.split(".")[0] in names:
                file.seek(_start(chunk))
                for piece in _pieces(file, chunk.total_compressed_size):
                    digest.update(piece)
    return digest.hexdigest()


def _start(chunk: Any) -> int:
    """Where the pages of a column chunk begin: with its dictionary, where it has one."""
    first: int = chunk.data_page_offset
    return min(first, chunk.dictionary_page_offset) if chunk.has_dictionary_page else first


def _pieces(file: BinaryIO, n_bytes: int) -> Iterator[bytes]:
    while n_bytes > 0 and (piece := file.read(min(n_bytes, _BYTES_AT_ONCE))):
        n_bytes -= len(piece)
        yield piece


def _parquet(file: BinaryIO, name: str) -> Any:
    from pyarrow import ArrowException
    from pyarrow.parquet import ParquetFile

    try:
        return ParquetFile(file)
    except (ArrowException, OSError) as error:
        raise BadInput(f"{name} is not a Parquet file that can be read: {error}.") from error
