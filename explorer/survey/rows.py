"""Corpora of rows: Parquet, of which a row group's pages are read one after the other."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from itertools import islice
from typing import Any, BinaryIO

from explorer.errors import BadInput
from explorer.survey.sentences import BadLine, Index, Sentence, Shard, cut_short, sentence_of

_ROWS_AT_ONCE = 512


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
    return Index(n_rows, _fingerprint(stored), cut_short(shards, n_rows))


def read(file: BinaryIO, shard: Shard, column: str) -> Iterator[Sentence | BadLine]:
    stored = _parquet(file, "the corpus")
    names = [name for name in (column, "pair", "target") if name in stored.schema_arrow.names]
    found = _rows(stored, shard.offset, names)
    for place, fields in enumerate(islice(found, shard.n_lines)):
        sentence = sentence_of(shard.first_line + place, fields, column)
        if isinstance(sentence, BadLine) or sentence.text.strip():
            yield sentence


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


def _fingerprint(stored: Any) -> str:
    """Of sizes and places, which stand in the file's footer: no content is read for it."""
    digest = hashlib.blake2b(repr(stored.schema_arrow).encode(), digest_size=16)
    for group in range(stored.num_row_groups):
        digest.update(repr(stored.metadata.row_group(group).to_dict()).encode())
    return digest.hexdigest()


def _parquet(file: BinaryIO, name: str) -> Any:
    from pyarrow import ArrowException
    from pyarrow.parquet import ParquetFile

    try:
        return ParquetFile(file)
    except (ArrowException, OSError) as error:
        raise BadInput(f"{name} is not a Parquet file that can be read: {error}.") from error
