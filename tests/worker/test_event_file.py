"""The events of a search, read while they are written."""

from __future__ import annotations

from pathlib import Path

import pytest

from explorer.records.tuning import TrialEnded, TrialStarted, as_line, event_of
from explorer.worker.command_line import last_message
from explorer.worker.event_file import EventFile

FIRST, SECOND = TrialStarted(0, 1.0), TrialStarted(1, 2.0)


def test_every_whole_line_is_told_once_and_half_a_line_waits(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    events = EventFile(path, event_of)
    assert events.news() == ()
    line = as_line(SECOND)
    path.write_text(f"{as_line(FIRST)}\n{line[:10]}")
    assert events.news() == (FIRST,)
    assert events.news() == ()
    with path.open("a") as file:
        file.write(f"{line[10:]}\n")
    assert events.news() == (SECOND,)


@pytest.mark.parametrize("separator", ["\u2028", "\u0085", "\x0b", "\x1c", "\r"])
def test_what_else_separates_lines_cuts_no_event(tmp_path: Path, separator: str) -> None:
    path = tmp_path / "events.jsonl"
    failed = TrialEnded(0, "failed", f"It cannot read “a{separator}b”.", 1.0)
    path.write_bytes(f"{as_line(failed)}\n{as_line(SECOND)}\n".encode())
    assert EventFile(path, event_of).news() == (failed, SECOND)
    said = f"attention-explorer: There is no “a{separator}b”."
    assert last_message(f"{said}\n") == f"There is no “a{separator}b”."


def test_the_line_at_which_the_command_gave_up_is_found_among_what_libraries_say() -> None:
    said = "ray: 1\nattention-explorer: It has no label column.\nbye\n"
    assert last_message(said) == "It has no label column."
    assert last_message("Killed") == ""
