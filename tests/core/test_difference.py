"""Signed differences of maps, and their colours."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from explorer.core.colours import DIFFERENCE, colour_table
from explorer.core.difference import MIDDLE, difference
from explorer.core.presentation import present
from explorer.records import HeadRef, Presentation
from tests.views.states import tokens_with

TOKENS = tokens_with(("[CLS]", "a", "[SEP]"))


def map_of(rows):
    weights = np.array(rows, np.float32)
    return present(weights, TOKENS, TOKENS, HeadRef(0, 0), Presentation())


def test_the_largest_change_takes_the_whole_scale_and_no_change_its_middle():
    base = map_of([[0.5, 0.25, 0.25]] * 3)
    shown = map_of([[0.5, 0.25, 0.25], [0.25, 0.5, 0.25], [0.0, 0.75, 0.25]])
    found = difference(shown, base)
    assert found.high == 0.5
    np.testing.assert_array_equal(found.differences[2], [-0.5, 0.5, 0.0])
    assert found.levels.tolist() == [[128, 128, 128], [64, 192, 128], [1, 255, 128]]


def test_equal_maps_differ_nowhere():
    base = map_of([[0.5, 0.25, 0.25]] * 3)
    found = difference(base, replace(base))
    assert (found.high, set(found.levels.ravel().tolist())) == (0.0, {MIDDLE})


def test_less_is_blue_more_is_red_and_the_middle_is_near_the_ground():
    for dark in (False, True):
        table = colour_table(DIFFERENCE, dark=dark).astype(int)
        assert table[1, 2] > table[1, 0] + 100
        assert table[255, 0] > table[255, 2] + 100
        middle = table[MIDDLE, :3]
        assert middle.max() < 80 if dark else middle.min() > 200
