"""`EventFile`: what a command appends to its events, read as it comes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

Event = TypeVar("Event")


class EventFile(Generic[Event]):
    """Every whole line is told once; a line that is no event is passed over."""

    def __init__(self, path: Path, event_of: Callable[[str], Event | None]) -> None:
        self._path = path
        self._event_of = event_of
        self._n_read = 0

    def news(self) -> tuple[Event, ...]:
        """What came since the last call; nothing while there is no file."""
        try:
            with self._path.open("rb") as file:
                file.seek(self._n_read)
                new = file.read()
        except OSError:
            return ()
        *lines, half = new.split(b"\n")  # of the text, `splitlines` would cut within an event
        self._n_read += len(new) - len(half)
        told = (self._event_of(line.decode("utf-8", errors="replace")) for line in lines)
        return tuple(event for event in told if event is not None)
