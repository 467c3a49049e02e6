"""Two rows of words opposite each other."""

from __future__ import annotations

import numpy as np
import pytest

from explorer.core.word_rows import Gaps, word_rows

GAPS = Gaps(least=10, usual=40, most=100, margin=16)


def widths(*values):
    return np.array(values, np.float64)


@pytest.mark.parametrize("room", [200, 600, 2000])
@pytest.mark.parametrize(
    ("upper", "lower"),
    [((50, 60, 70), (20, 20)), ((40,) * 30, (30,) * 5), ((80,), (80,)), ((10, 10), (300, 400, 90))],
)
def test_words_stand_apart_and_within_the_length(upper, lower, room):
    rows = word_rows(widths(*upper), widths(*lower), room, GAPS)
    for wide, starts in ((widths(*upper), rows.upper), (widths(*lower), rows.lower)):
        between = starts[1:] - (starts + wide)[:-1]
        assert np.all(between >= GAPS.least - 1e-9)
        assert np.all(between <= GAPS.most + 1e-9)
        assert starts[0] >= GAPS.margin - 1e-9
        whole = max(rows.length, room)
        assert starts[-1] + wide[-1] <= whole - GAPS.margin + 1e-9
        assert starts[0] == pytest.approx(whole - (starts[-1] + wide[-1]))  # centred


def test_the_longer_row_alone_decides_how_long_both_are():
    rows = word_rows(widths(*(40,) * 30), widths(30, 30), 200, GAPS)
    assert rows.length == 2 * 16 + 30 * 40 + 29 * 10


def test_the_shorter_row_is_spread_below_the_longer_one():
    rows = word_rows(widths(*(40,) * 6), widths(*(40,) * 4), 2000, GAPS)
    assert rows.lower[0] == pytest.approx(rows.upper[0])
    assert rows.lower[-1] == pytest.approx(rows.upper[-1])
