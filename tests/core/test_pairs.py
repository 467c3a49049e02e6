"""From one text of a pair to the other, in maps, overviews and numbers."""

from __future__ import annotations

import numpy as np
import pytest

from explorer.core.inspection import Inspector
from explorer.core.presentation import axis
from explorer.core.text.tokens import encode
from explorer.records import PAIR_FILTERS, Document, HeadRef, InspectRequest, Presentation
from tests.core.models import tiny_checkpoint
from tests.core.vocabularies import wordpiece

PAIR = Document("the cat sat", "a dog")
# [CLS] the cat sat [SEP] a dog [SEP]: a separator belongs to the text before it
A, B = (0, 1, 2, 3, 4), (5, 6, 7)
HEAD = HeadRef(1, 2)


@pytest.fixture(scope="module")
def inspector() -> Inspector:
    tokenizer = wordpiece()
    return Inspector(
        tiny_checkpoint("bert", tokenizer, vocab_size=len(tokenizer), type_vocab_size=2)
    )


@pytest.mark.parametrize("pair", PAIR_FILTERS[1:])
@pytest.mark.parametrize("hide_special", [False, True])
def test_a_filter_keeps_rows_of_one_text_and_columns_of_the_other(inspector, pair, hide_special):
    whole = present_of(inspector, Presentation(hide_special=hide_special))
    part = present_of(inspector, Presentation(hide_special=hide_special, pair=pair))
    kept = [p for p in (*A, *B) if not (hide_special and p in (0, 4, 7))]
    rows = [p for p in kept if p in (A if pair[0] == "A" else B)]
    columns = [p for p in kept if p in (A if pair[1] == "A" else B)]
    assert part.queries.positions == tuple((p,) for p in rows)
    assert part.keys.positions == tuple((p,) for p in columns)
    # Rows keep their weights: what a row gives to the other text is not shared out again.
    at = np.ix_([kept.index(p) for p in rows], [kept.index(p) for p in columns])
    np.testing.assert_array_equal(part.weights, whole.weights[at])


def test_words_are_merged_within_the_filtered_texts(inspector):
    merged = present_of(inspector, Presentation(merge_words=True, pair="BA"))
    assert merged.queries.labels == ("a", "dog", "[SEP]")
    assert merged.keys.labels == ("[CLS]", "the", "cat", "sat", "[SEP]")


def test_without_a_second_text_the_filter_leaves_everything(inspector):
    alone = encode(inspector.checkpoint, Document("the cat sat"))
    assert axis(alone, Presentation(pair="AB"), "key") == axis(alone, Presentation(), "key")


def test_the_overview_follows_the_filter(inspector):
    shown = inspect(inspector, Presentation(pair="AB")).overview
    whole = inspector._text.traced.trace.site("self")
    assert shown.levels.shape[2:] == (len(A), len(B))
    for layer in range(2):
        block = whole.layer(layer)[:, A[0] : A[-1] + 1, B[0] : B[-1] + 1]
        for head, weights in enumerate(block):
            expected = 1 + np.rint(254 * weights / weights.max())
            np.testing.assert_allclose(shown.levels[layer, head], expected, atol=1)
    assert inspect(inspector, Presentation()).overview.levels.shape[2:] == (8, 8)


def present_of(inspector, presentation):
    return inspect(inspector, presentation).maps[0]


def inspect(inspector, presentation):
    request = InspectRequest(PAIR, (HEAD,), presentation)
    return list(inspector.inspect(request))[-1]
