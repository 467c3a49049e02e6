"""Rows of batches against rows of whole maps, one text at a time."""

from __future__ import annotations

import numpy as np
import pytest

from explorer.core.attention.forward import run
from explorer.core.statistics import MeasuredHeads
from explorer.survey import measures
from explorer.survey.batches import batches, encoded
from explorer.survey.measures import Axes, layers_of
from explorer.survey.moments import UNIT
from explorer.survey.sentences import Sentence
from explorer.survey.surveyor import Surveyor
from tests.core import vocabularies
from tests.survey.corpora import numbered, sentences, tiny_reader

FAMILIES = [(family, "self") for family in vocabularies.BY_FAMILY if family != "t5"]
SITES = [("t5", "encoder"), ("t5", "decoder"), ("t5", "cross")]


@pytest.mark.parametrize(("family", "site"), FAMILIES + SITES)
def test_a_survey_has_the_statistics_of_its_sentences(family, site):
    checkpoint = tiny_reader(family)
    target = "a cat told a dog" if site in ("decoder", "cross") else None
    lines = [Sentence(one.line, one.text, target=target) for one in numbered(sentences(12))]
    found = Surveyor(checkpoint, site).measure(lines)
    assert found.n_sentences == 12
    sums, counts = 0.0, 0.0
    for line in lines:
        one = encoded(checkpoint, line, site)
        trace = run(checkpoint, one.tokens, one.target).trace.site(site)
        heads = MeasuredHeads(trace, *one.axes(site))
        heads.refine(float("inf"), lambda: False)
        sums, counts = sums + heads._sums, counts + heads._counts
    assert np.array_equal(found.moments.counts, counts)
    with np.errstate(invalid="ignore"):
        np.testing.assert_allclose(found.moments.mean(), sums / counts, rtol=1e-4, atol=2e-6)


@pytest.mark.parametrize("family", ["bert", "llama"])
def test_excitement_is_the_largest_weight_on_a_token_with_a_meaning(family):
    checkpoint = tiny_reader(family)
    lines = numbered(["the cat told a dog", "a dog told the cat"])
    read = [encoded(checkpoint, line, "self") for line in lines]
    [batch] = batches(read, checkpoint.info.sites[0])
    traces = [run(checkpoint, one.tokens).trace.site("self") for one in batch]
    trace = Surveyor(checkpoint, "self")._trace(batch)
    for layer, rows in enumerate(layers_of(trace, Axes(*batch[0].axes("self")), len(batch))):
        for text, head in np.ndindex(*rows.excitement.shape[:2]):
            weights = np.array(traces[text].weights(layer, head))
            special = np.array(batch[text].tokens.is_special)
            weights[:, special] = -1
            weights[:, 0] = -1
            weights[special] = -1
            excitement = rows.excitement[text, head]
            wanted = np.maximum(weights.max(-1), 0) * UNIT
            np.testing.assert_allclose(excitement[~special], wanted[~special], atol=2)
            assert (excitement[special] == -1).all()
            assert rows.key[text, head] == weights.max(0).argmax()


def test_long_texts_are_measured_in_blocks(monkeypatch):
    checkpoint = tiny_reader("llama")
    lines = numbered(sentences(5, longest=20))
    whole = Surveyor(checkpoint, "self").measure(lines)
    monkeypatch.setattr(measures, "BLOCK_ROWS", 4)
    monkeypatch.setattr(measures, "BLOCK_CELLS", 40)
    cut = Surveyor(checkpoint, "self").measure(lines)
    assert np.array_equal(cut.moments.counts, whole.moments.counts)
    np.testing.assert_allclose(cut.moments.mean(), whole.moments.mean(), atol=1e-5)
