"""Corpora: what their lines hold, and that shards are the whole."""

from __future__ import annotations

import json

import pyarrow
import pytest
from pyarrow import parquet

from explorer.errors import BadInput
from explorer.survey import corpus as corpora
from explorer.survey import lines, rows
from explorer.survey.corpus import indexed, read
from explorer.survey.sentences import BadLine, Sentence


def everything(path, **fields):
    corpus = indexed(str(path), **fields)
    return [line for shard in corpus.shards for line in read(corpus, shard)]


def written(tmp_path, content, name="corpus.txt"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_each_line_of_a_text_is_a_sentence_with_its_number(tmp_path):
    path = written(tmp_path, "\ufefffirst\r\n\n  third  \n我喜欢\nno end")
    assert everything(path) == [
        Sentence(1, "first"), Sentence(3, "third"), Sentence(4, "我喜欢"), Sentence(5, "no end")
    ]  # fmt: skip


def test_jsonl_has_texts_pairs_and_targets(tmp_path):
    rows = [{"text": "a"}, {"text": "b", "pair": "c", "n": 1}, {"text": "d", "target": "e"}, "f"]
    path = written(tmp_path, "\n".join(map(json.dumps, rows)), "corpus.jsonl")
    assert everything(path) == [
        Sentence(1, "a"), Sentence(2, "b", pair="c"), Sentence(3, "d", target="e"), Sentence(4, "f")
    ]  # fmt: skip
    path = written(tmp_path, '{"gloss": "a bird"}', "corpus.jsonl")
    assert everything(path, column="gloss") == [Sentence(1, "a bird")]


def test_parquet_is_read_by_rows_across_its_row_groups(tmp_path, monkeypatch):
    monkeypatch.setattr(corpora, "_FEWEST_LINES", 7)
    texts = [None if n == 5 else f"row {n}" for n in range(40)]
    path = tmp_path / "corpus.parquet"
    parquet.write_table(pyarrow.table({"n": range(40), "text": texts}), path, row_group_size=9)
    found = everything(path)
    assert found.pop(5) == BadLine(6, "“text” is nothing, not a text")
    assert found == [Sentence(n + 1, f"row {n}") for n in range(40) if n != 5]
    with pytest.raises(BadInput, match=r"no column “gloss”\. It has n, text"):
        indexed(str(path), column="gloss")


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (b"caf\xe9", "it is not UTF-8: byte 4 is 0xE9"),
        (b'{"text": ', "it is not JSON: Expecting value: line 1 column 9 (char 8)"),
        (b"[1]", "an object with “text” is expected, not of the type list"),
        (b'{"label": "a"}', "there is no “text”"),
        (b'{"text": 3}', "“text” is of the type int, not a text"),
        (b'{"text": "a", "pair": []}', "“pair” is of the type list, not a text"),
    ],
)
def test_a_bad_line_is_told_with_its_number_and_the_next_one_is_read(tmp_path, line, why):
    path = written(tmp_path, b'"good"\n' + line + b'\n"good"\n', "corpus.jsonl")
    assert everything(path) == [Sentence(1, "good"), BadLine(2, why), Sentence(3, "good")]


def test_a_line_without_end_is_not_held(tmp_path, monkeypatch):
    monkeypatch.setattr(lines, "MAX_LINE", 10)
    path = written(tmp_path, "a" * 10 + "\n" + "b" * 35 + "\nc\n" + "d" * 11)
    assert everything(path) == [
        Sentence(1, "a" * 10), BadLine(2, "it is longer than 10 bytes"), Sentence(3, "c"),
        BadLine(4, "it is longer than 10 bytes"),
    ]  # fmt: skip


def test_half_a_character_becomes_a_whole_one(tmp_path):
    path = written(tmp_path, r'{"text": "a\ud800b"}', "corpus.jsonl")
    assert everything(path) == [Sentence(1, "a?b")]


@pytest.mark.parametrize("n_lines", [1, 63, 64, 65, 1000, 20_000])
def test_shards_follow_each_other_without_a_gap(tmp_path, n_lines):
    path = written(tmp_path, "".join(f"line {n}\n" for n in range(1, n_lines + 1)))
    corpus = indexed(str(path))
    assert corpus.n_lines == n_lines
    assert everything(path) == [Sentence(n, f"line {n}") for n in range(1, n_lines + 1)]
    assert [shard.number for shard in corpus.shards] == list(range(len(corpus.shards)))
    assert sum(shard.n_lines for shard in corpus.shards) == n_lines
    assert max(shard.n_lines for shard in corpus.shards) <= 1024
    if n_lines >= 1000:
        assert len(corpus.shards) >= 8  # something to do for every worker


def test_the_fingerprint_is_that_of_the_content(tmp_path):
    one = indexed(str(written(tmp_path, "a\nb\n", "one.txt")))
    assert one.fingerprint == indexed(str(written(tmp_path, "a\nb\n", "two.txt"))).fingerprint
    assert one.fingerprint != indexed(str(written(tmp_path, "a\nc\n", "two.txt"))).fingerprint


@pytest.mark.parametrize("options", [{}, {"use_dictionary": False, "compression": None}])
def test_the_fingerprint_of_rows_is_that_of_the_columns_that_are_read(
    tmp_path, monkeypatch, options
):
    monkeypatch.setattr(rows, "_BYTES_AT_ONCE", 50)

    def fingerprint(**changed):
        # 41 and 43 stand between the least and the largest, which the footer holds.
        columns = {"text": [10, 41, 99, 12], "pair": [10, 41, 99, 12], "n": [1, 2, 3, 4]} | changed
        texts = {name: [f"row {n}" for n in column] for name, column in columns.items()}
        path = tmp_path / "corpus.parquet"
        parquet.write_table(pyarrow.table(texts), path, row_group_size=3, **options)
        return indexed(str(path)).fingerprint

    assert fingerprint() == fingerprint(n=[1, 2, 3, 5])
    for changed in ([10, 43, 99, 12], [10, 41, 99, 13], [41, 10, 99, 12]):
        assert len({fingerprint(), fingerprint(text=changed), fingerprint(pair=changed)}) == 3


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("corpus.txt", "", "is empty"),
        ("corpus.txt", "Text".encode("utf-16"), "is written in UTF-16. Save it as UTF-8"),
        ("corpus.txt.gz", "a", "Unpack or convert corpus.txt.gz"),
        ("corpus.parquet", "a", "is not a Parquet file"),
    ],
)
def test_a_file_that_is_no_corpus_is_refused(tmp_path, name, content, said):
    with pytest.raises(BadInput, match=said):
        indexed(str(written(tmp_path, content, name)))


def test_a_corpus_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(BadInput, match="There is no corpus"):
        indexed(str(tmp_path / "none.txt"))
    with pytest.raises(BadInput, match="is a folder"):
        indexed(str(tmp_path))
    with pytest.raises(BadInput, match="cannot be opened"):
        indexed("nowhere://corpus.txt")
