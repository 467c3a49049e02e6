"""How fast a survey is, and how it is told before the first part has come."""

from __future__ import annotations

from explorer.survey.pace import Pace


def test_what_came_before_the_first_part_was_begun_does_not_count() -> None:
    now = 100.0  # after a minute in which Ray started
    pace = Pace(lambda: now)
    assert pace.lines_per_second is None
    pace.add(64, seconds=8.0)
    assert pace.lines_per_second == 64 / 8
    pace.add(64, seconds=9.0)  # of another worker, which began a second before
    assert pace.lines_per_second == 128 / 9
    now = 107.0
    pace.add(64, seconds=7.0)
    assert pace.lines_per_second == 192 / 16
