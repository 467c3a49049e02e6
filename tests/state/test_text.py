"""What an edit changed is found by comparing halves."""

from __future__ import annotations

import random

import pytest

from explorer.state.text import edit_between


@pytest.mark.parametrize("seed", range(40))
def test_the_smallest_replaced_stretch_is_found_as_by_walking_through_both(seed):
    letters = random.Random(seed)
    before = "".join(letters.choices("ab ", k=letters.randint(0, 30)))
    at, until = sorted(letters.choices(range(len(before) + 1), k=2))
    after = before[:at] + "".join(letters.choices("ab", k=letters.randint(0, 4))) + before[until:]
    start = 0
    while start < min(len(before), len(after)) and before[start] == after[start]:
        start += 1
    kept = 0
    while kept < min(len(before), len(after)) - start and before[-1 - kept] == after[-1 - kept]:
        kept += 1
    expected = start, len(before) - kept, len(after) - len(before)
    assert edit_between(before, after) == expected
