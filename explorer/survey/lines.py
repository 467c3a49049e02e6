"""Corpora of lines: plain text and JSONL. Lines are read one at a time, however long a file is."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from itertools import islice
from typing import BinaryIO

from explorer.errors import BadInput
from explorer.survey.sentences import BadLine, Index, Sentence, Shard, cut_short, sentence_of

MAX_LINE = 1 << 20  # bytes; a longer line is no sentence, and would not fit into every memory

_BOM = b"\xef\xbb\xbf"
_OTHER_ENCODINGS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}

Parse = Callable[[int, str, str], Sentence | BadLine]  # of a line, its text and the column


def index(file: BinaryIO, name: str, lines_per_shard: int) -> Index:
    """Raises BadInput for a file in an encoding that cuts into no lines."""
    digest, shards, offset, n_lines = hashlib.blake2b(digest_size=16), list[Shard](), 0, 0
    while piece := file.readline(MAX_LINE):
        if not offset and piece[:2] in _OTHER_ENCODINGS:
            encoding = _OTHER_ENCODINGS[piece[:2]]
            raise BadInput(f"{name} is written in {encoding}. Save it as UTF-8.")
        if n_lines % lines_per_shard == 0:
            shards.append(Shard(len(shards), n_lines + 1, lines_per_shard, offset))
        digest.update(piece)
        offset += len(piece)
        while not piece.endswith(b"\n") and (piece := file.readline(MAX_LINE)):
            digest.update(piece)
            offset += len(piece)
        n_lines += 1
    return Index(n_lines, digest.hexdigest(), cut_short(shards, n_lines))


def read(file: BinaryIO, shard: Shard, parse: Parse, column: str) -> Iterator[Sentence | BadLine]:
    file.seek(shard.offset)
    for place, raw in enumerate(islice(_lines(file), shard.n_lines)):
        line = shard.first_line + place
        if raw is None:
            yield BadLine(line, f"it is longer than {MAX_LINE:,} bytes")
            continue
        try:
            text = raw.removeprefix(_BOM if line == 1 else b"").decode("utf-8").strip()
        except UnicodeDecodeError as error:
            at = error.start
            yield BadLine(line, f"it is not UTF-8: byte {at + 1} is 0x{raw[at]:02X}")
            continue
        if text:
            yield parse(line, text, column)


def of_text(line: int, text: str, _column: str) -> Sentence:
    return Sentence(line, text)


def of_json(line: int, text: str, column: str) -> Sentence | BadLine:
    try:
        fields = json.loads(text)
    except (ValueError, RecursionError) as error:
        return BadLine(line, f"it is not JSON: {error}")
    return sentence_of(line, {column: fields} if isinstance(fields, str) else fields, column)


def _lines(file: BinaryIO) -> Iterator[bytes | None]:
    """Line after line; None for one that is too long, of which no more than a part is held."""
    while piece := file.readline(MAX_LINE + 1):
        is_whole = piece.endswith(b"\n") or len(piece) <= MAX_LINE
        rest = piece
        while not rest.endswith(b"\n") and (rest := file.readline(MAX_LINE)):
            pass
        yield piece if is_whole else None
