"""Moments: numbers against NumPy's, and sums that no order changes."""

from __future__ import annotations

import numpy as np
import pytest

from explorer.records import N_BINS, STATISTICS, bin_edges
from explorer.survey.moments import Moments

N_LAYERS, N_HEADS = 2, 3
DISTANCE = STATISTICS.index("distance")


def batches(seed, n):
    """Rows of random batches, with holes: (layer, (text, head, statistic, row))."""
    chance = np.random.default_rng(seed)
    for _ in range(n):
        shape = (chance.integers(1, 5), N_HEADS, len(STATISTICS), chance.integers(1, 9))
        values = chance.random(shape, dtype=np.float32)
        values[:, :, DISTANCE] *= 2048
        values[chance.random(shape) < 0.2] = np.nan
        yield int(chance.integers(N_LAYERS)), values


def moments_of(some):
    found = Moments(N_LAYERS, N_HEADS)
    for layer, values in some:
        found.add(layer, values)
    return found


def same(one, other):
    names = ("counts", "sums", "squares", "histogram")
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in names)


def test_mean_variance_and_histogram_are_numpys():
    some = list(batches(0, 30))
    found = moments_of(some)
    for layer, head in np.ndindex(N_LAYERS, N_HEADS):
        for place, statistic in enumerate(STATISTICS):
            rows = [values[:, head, place].ravel() for at, values in some if at == layer]
            known = np.concatenate(rows)
            known = known[~np.isnan(known)].astype(np.float64)
            at = layer, head, place
            assert found.counts[at] == len(known)
            assert found.mean()[at] == pytest.approx(known.mean(), rel=1e-4)
            assert found.variance()[at] == pytest.approx(known.var(), rel=1e-3)
            expected, _ = np.histogram(known, bins=bin_edges(statistic))
            assert found.histogram[at].sum() == len(known)
            # A value beside an edge may be rounded over it.
            assert np.abs(found.histogram[at] - expected).sum() <= 2


@pytest.mark.parametrize("seed", range(10))
def test_any_split_merged_in_any_order_gives_the_same_to_the_last_digit(seed):
    chance = np.random.default_rng(seed)
    some = list(batches(seed, 20))
    whole = moments_of(some)
    parts = [moments_of([one]) for one in some]
    while len(parts) > 1:
        first, second = (parts.pop(chance.integers(len(parts))) for _ in range(2))
        first.merge(second)
        parts.append(first)
    assert same(parts[0], whole)


def test_the_ends_of_the_range_are_counted():
    values = np.full((1, 1, len(STATISTICS), 2), [0, 1], dtype=np.float32)
    values[:, :, DISTANCE] = [0, 2048]
    found = moments_of([(0, values)])
    for place in range(len(STATISTICS)):
        assert found.histogram[0, 0, place, [0, N_BINS - 1]].tolist() == [1, 1]


def test_what_was_never_seen_has_no_mean():
    found = moments_of([])
    assert np.isnan(found.mean()).all()
    assert np.isnan(found.variance()).all()


def test_squares_of_the_longest_distances_do_not_overflow():
    values = np.full((1, 1, len(STATISTICS), 2048), 2047, dtype=np.float32)
    found = Moments(1, 1)
    for _ in range(50):
        found.add(0, values)
    assert found.mean()[0, 0, DISTANCE] == 2047
    assert found.variance()[0, 0, DISTANCE] == 0
