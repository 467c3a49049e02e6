"""Where the sentences of a held-out file are found."""

from __future__ import annotations

from pathlib import Path

import pytest

from explorer.core.comparison.sentences import Sentences


@pytest.mark.parametrize(
    ("names", "read"),
    [
        ("label\tsentence1\tsentence2", [("y", "z")]),
        ("label\tid\tReview", [("z", None)]),  # whatever a search learns from by its name
        ("label\tpair\ttext", [("z", "y")]),
        ("id\tkind\tplace", [("id", None), ("x", None)]),
        # The first column has the sentences where none is called so: they are no pairs as well.
        ("pair\tkind\tplace", [("pair", None), ("x", None)]),
    ],
)
def test_a_table_has_its_texts_in_the_columns_that_are_usually_called_so(
    tmp_path: Path, names: str, read: list[tuple[str, str | None]]
) -> None:
    path = tmp_path / "held-out.tsv"
    path.write_text(f"{names}\nx\ty\tz\n", encoding="utf-8")
    assert [(line.text, line.pair) for line in Sentences(path).lines()] == read
