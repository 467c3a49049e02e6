"""`EventFile`: what a search appends to its events, read as it comes."""

from __future__ import annotations

from pathlib import Path

from explorer.records.tuning import SearchEvent, event_of


class EventFile:
    """Every whole line is told once."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._n_read = 0

    def news(self) -> tuple[SearchEvent, ...]:
        """What came since the last call; nothing while there is no file."""
        try:
            with self._path.open("rb") as file:
                file.seek(self._n_read)
                new = file.read()
        except OSError:
            return ()
        whole = new[: new.rfind(b"\n") + 1]
        self._n_read += len(whole)
        lines = whole.decode("utf-8", errors="replace").splitlines()
        return tuple(event for event in map(event_of, lines) if event is not None)
