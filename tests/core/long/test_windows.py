"""A text longer than the model reads, as the window shows it."""

from __future__ import annotations

import numpy as np

from explorer.core.inspection import Inspector
from explorer.core.presentation import present
from explorer.records import Document, HeadRef, InspectRequest, RefineRequest
from tests.core import vocabularies
from tests.core.models import tiny_checkpoint


def test_maps_of_windows_are_pooled_like_those_of_one_reading():
    tokenizer = vocabularies.wordpiece()
    checkpoint = tiny_checkpoint("bert", tokenizer, vocab_size=len(tokenizer))  # reads 64 tokens
    asked = Inspector(checkpoint)
    wanted = InspectRequest(
        Document("the doctor told a [MASK] " * 300), (HeadRef(1, 1),), stride=30
    )
    *_, shown = asked.inspect(wanted)
    assert len(shown.tokens) > 1024
    assert len(shown.windows) > 10
    assert len(shown.predictions) == 300
    while not shown.is_exact:
        shown = asked.refine(RefineRequest(wanted, shown.step + 1))
    text = asked._text.traced
    head = HeadRef(1, 1)
    scores = text.trace.site("self").scores(1, 1)
    expected = present(
        text.trace.of(head), *text.axes("self"), head, wanted.presentation, scores=scores
    )
    [long_map] = shown.long_maps
    starts = [range(0, n, long_map.pool) for n in expected.weights.shape]
    largest = np.maximum.reduceat(np.maximum.reduceat(expected.weights, starts[0]), starts[1], 1)
    np.testing.assert_allclose(long_map.largest, largest, rtol=1e-4, atol=1e-8)


def test_a_text_that_fits_is_read_whole_although_windows_were_chosen():
    tokenizer = vocabularies.wordpiece()
    asked = Inspector(tiny_checkpoint("bert", tokenizer, vocab_size=len(tokenizer)))
    [shown] = asked.inspect(InspectRequest(Document("a cat"), (HeadRef(0, 0),), stride=30))
    assert shown.windows == ()
    assert len(shown.maps) == 1
