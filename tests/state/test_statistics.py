"""Which numbers of a head are known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from explorer.records import STATISTICS, HeadRef, HeadStatistics
from explorer.state.statistics import listed_statistics, statistics_of
from tests.views.states import state_with


def state_knowing(n_exact, site="self"):
    """Of 3 layers × 2 heads, of which some are measured."""
    values = np.random.default_rng(0).random((3, 2, len(STATISTICS)), dtype=np.float32)
    values[n_exact:] = np.nan
    values[0, 1] = np.nan  # pruned
    state = state_with(8, 3, 2)
    known = HeadStatistics(site, values, n_exact)
    return replace(state, inspection=replace(state.inspection, statistics=known)), values


def test_the_numbers_of_a_head_are_its_own():
    state, values = state_knowing(3)
    known = statistics_of(state, HeadRef(2, 1))
    assert known == pytest.approx(dict(zip(STATISTICS, values[2, 1], strict=True)))


def test_an_aggregate_has_the_mean_over_the_heads_that_there_are():
    state, values = state_knowing(3)
    assert statistics_of(state, HeadRef(0, None))["first"] == pytest.approx(
        values[0, 0, STATISTICS.index("first")]
    )
    assert statistics_of(state, HeadRef(None, 0))["entropy"] == pytest.approx(
        values[:, 0, 0].mean()
    )


def test_nothing_is_known_of_layers_that_are_still_measured_nor_of_another_site():
    state, _ = state_knowing(2)
    assert statistics_of(state, HeadRef(1, 1)) is not None
    for coming in (HeadRef(2, 0), HeadRef(None, 0), HeadRef(1, 1, "cross")):
        assert statistics_of(state, coming) is None


def test_a_pruned_head_has_no_numbers():
    state, _ = state_knowing(3)
    assert statistics_of(state, HeadRef(0, 1)) == {}


def test_between_two_texts_no_token_has_a_neighbour():
    assert set(sum(listed_statistics("self"), ())) == set(STATISTICS)
    assert set(sum(listed_statistics("cross"), ())) == {"entropy", "confidence", "first", "special"}
