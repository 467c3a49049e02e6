"""The Jensen–Shannon divergence against cases worked by hand and a second implementation."""

from __future__ import annotations

import math

import numpy as np
import pytest

from explorer.core.attention.forward import run
from explorer.core.comparison.divergence import divergence, divergences
from tests.core.models import tiny_checkpoint
from tests.core.test_predictions import numbered


def by_entropies(before, after):
    """H(m) − (H(p) + H(q)) / 2 in bits: another way to the same number."""

    def entropy(row):
        return -math.fsum(p * math.log2(p) for p in row if p > 0)

    middle = [(p + q) / 2 for p, q in zip(before, after, strict=True)]
    return entropy(middle) - (entropy(before) + entropy(after)) / 2


@pytest.mark.parametrize(
    ("before", "after", "bits"),
    [
        ([0.5, 0.5], [0.5, 0.5], 0.0),
        ([1.0, 0.0], [0.0, 1.0], 1.0),  # no key in common
        # m = (3/4, 1/4): (log2 4/3 + (log2 2/3 + log2 2) / 2) / 2
        ([1.0, 0.0], [0.5, 0.5], (math.log2(4 / 3) + (math.log2(2 / 3) + 1) / 2) / 2),
    ],
)
def test_by_hand(before, after, bits):
    assert divergence(np.array(before), np.array(after)) == pytest.approx(bits)


def test_it_is_symmetric_and_as_the_entropies_say():
    rng = np.random.default_rng(0)
    before, after = rng.dirichlet(np.full(7, 0.2), size=(2, 5)).astype(np.float32)
    got = divergence(before, after)
    expected = [by_entropies(*rows) for rows in zip(before.tolist(), after.tolist(), strict=True)]
    assert got == pytest.approx(expected, abs=1e-5)
    assert divergence(after, before) == pytest.approx(got)


def test_a_row_that_may_look_at_nothing_has_none():
    got = divergence(np.array([[0.0, 0.0], [1.0, 0.0]]), np.array([[1.0, 0.0], [1.0, 0.0]]))
    assert np.isnan(got[0])
    assert got[1] == 0


@pytest.mark.parametrize("family", ["bert", "llama"])
def test_of_every_head_it_is_the_mean_over_its_rows(family, monkeypatch):
    monkeypatch.setattr("explorer.core.comparison.divergence._CELLS_AT_ONCE", 60)
    tokens = numbered(7, 50, 3, 61, 20)
    before, after = tiny_checkpoint(family), tiny_checkpoint(family)
    for parameter in after.model.parameters():
        parameter.mul_(1.2)
    sites = [run(one, tokens).trace.site("self") for one in (before, after)]
    got = divergences(*sites)
    assert got.shape == (2, 4)
    for layer, head in np.ndindex(got.shape):
        rows = zip(*(site.weights(layer, head).tolist() for site in sites), strict=True)
        expected = [by_entropies(*pair) for pair in rows]
        assert got[layer, head] == pytest.approx(sum(expected) / len(expected), abs=1e-5)
        assert got[layer, head] > 1e-4
    assert (divergences(sites[0], sites[0]) == 0).all()
