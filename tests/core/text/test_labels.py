"""Names that a person can read, for pieces and for whole words."""

from __future__ import annotations

import pytest

from explorer.core.text.labels import label, word_label


@pytest.mark.parametrize(
    ("pieces", "word"),
    [
        (["play", "##ing"], "playing"),
        (["‹E6›", "‹88›", "‹91›"], "我"),
        (["a", "‹E6 88›", "‹91›", "b"], "a我b"),
        (["‹E6›", "‹88›"], "‹E6›‹88›"),  # a part of a character is no text
        (["‹E6›"], "‹E6›"),
        (["␣", "T", "he"], "The"),
        (["␣␣"], "␣␣"),
    ],
)
def test_the_pieces_of_a_word_are_joined_and_its_bytes_are_read_together(pieces, word):
    assert word_label(pieces) == word


def test_control_characters_can_be_seen():
    assert label("\x02", "plain") == "‹02›"
    assert label("Ċ", "bytes") == "⏎"
