"""Weights as numbers, read back."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator

import numpy as np
import pytest
from numpy.typing import NDArray

from explorer.core.export.numbers import CSV_COLUMNS, SiteNumbers, write_csv, write_json, write_npz
from explorer.core.presentation import axis
from explorer.errors import BadInput
from explorer.records import HeadRef, Presentation
from tests.core.maps import SENTENCE, attention, tokens

ODD = ("a,b", 'say "hi"', "two\nlines", "我", "\ud800", " ", "'", "=1+1")
METADATA = {"model": "tiny", "text": "我 \ud800", "input_ids": [1, 2]}


def numbers(labels: tuple[str, ...] = SENTENCE) -> tuple[SiteNumbers, NDArray[np.float32]]:
    weights, _ = attention(2, 3, len(labels), len(labels))
    side = axis(tokens(labels), Presentation(), "query")
    heads = tuple(HeadRef(layer, head) for layer in range(2) for head in range(3))

    def maps() -> Iterator[Iterator[NDArray[np.float32]]]:
        for head in weights.reshape(6, len(labels), len(labels)):
            yield iter((head[:1], head[1:]))

    return SiteNumbers("weights", heads, side, side, maps), weights


def npz_of(site: SiteNumbers, labels: tuple[str, ...] = SENTENCE) -> bytes:
    file = io.BytesIO()
    write_npz(file, [site], {"tokens": labels}, METADATA)
    return file.getvalue()


def test_an_npz_reads_back_equal_without_pickle() -> None:
    site, weights = numbers()
    with np.load(io.BytesIO(npz_of(site)), allow_pickle=False) as loaded:
        assert sorted(loaded) == ["metadata", "tokens", "weights"]
        assert loaded["weights"].dtype == np.float32
        np.testing.assert_array_equal(loaded["weights"], weights)
        assert tuple(loaded["tokens"]) == SENTENCE
        assert json.loads(str(loaded["metadata"]))["input_ids"] == [1, 2]


@pytest.mark.parametrize("labels", [SENTENCE, ODD])
def test_a_csv_reads_back_equal_whatever_the_tokens_hold(labels: tuple[str, ...]) -> None:
    site, weights = numbers(labels)
    file = io.BytesIO()
    write_csv(file, site)
    rows = list(csv.reader(io.StringIO(file.getvalue().decode("utf-8"), newline="")))
    assert tuple(rows[0]) == CSV_COLUMNS
    assert len(rows) == 1 + weights.size
    found = np.zeros_like(weights)
    safe = [label.encode("utf-8", "backslashreplace").decode() for label in labels]
    for layer, head, query, query_token, key, key_token, weight in rows[1:]:
        found[int(layer), int(head), int(query), int(key)] = weight
        assert (query_token, key_token) == (safe[int(query)], safe[int(key)])
    np.testing.assert_array_equal(found, weights)


def test_json_reads_back_equal() -> None:
    site, weights = numbers(ODD)
    file = io.BytesIO()
    write_json(file, [site], {"tokens": ODD}, METADATA)
    loaded = json.loads(file.getvalue().decode("utf-8"))
    assert loaded["metadata"]["model"] == "tiny"
    assert loaded["tokens"][:4] == list(ODD[:4])
    assert [(m["site"], m["layer"], m["head"]) for m in loaded["maps"]] == [
        ("self", layer, head) for layer in range(2) for head in range(3)
    ]
    found = np.array([m["weights"] for m in loaded["maps"]], dtype=np.float32)
    np.testing.assert_array_equal(found.reshape(weights.shape), weights)


def test_json_writes_what_is_no_number_as_null() -> None:
    side = axis(tokens(("a",)), Presentation(), "query")
    maps = lambda: iter([[np.array([[np.nan]], dtype=np.float32)]])  # noqa: E731
    file = io.BytesIO()
    write_json(file, [SiteNumbers("weights", (HeadRef(0, 0),), side, side, maps)], {}, {})
    assert json.loads(file.getvalue())["maps"][0]["weights"] == [[None]]


def test_an_aggregate_is_named_in_place_of_its_numbers() -> None:
    side = axis(tokens(("a", "##b")), Presentation(merge_words=True), "query")
    maps = lambda: iter([[np.ones((1, 1), dtype=np.float32)]])  # noqa: E731
    file = io.BytesIO()
    write_csv(file, SiteNumbers("weights", (HeadRef(2, None, aggregate="max"),), side, side, maps))
    assert file.getvalue().decode().splitlines()[1] == "2,max,0,ab,0,ab,1.0"


def test_pruned_layers_make_no_array_and_the_message_says_what_to_do() -> None:
    site, _ = numbers()
    pruned = SiteNumbers("weights", site.heads[:-1], site.queries, site.keys, site.maps)
    with pytest.raises(BadInput, match="one layer at a time"):
        npz_of(pruned)


def test_the_same_weights_give_the_same_bytes() -> None:
    assert npz_of(numbers()[0]) == npz_of(numbers()[0])
