"""`EventLog`: the file to which a command appends what happens, for whoever looks in later."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from explorer.errors import ExportError


@contextmanager
def written(file: Path) -> Iterator[None]:
    """Raises ExportError where the block cannot write into this file of a folder at work."""
    try:
        yield
    except OSError as error:
        raise ExportError(
            f"{file} cannot be written ({error.strerror or error}). Mend that, and try again; "
            "what is done is kept."
        ) from error


@dataclass(frozen=True, slots=True)
class EventLog:
    """Every method may be called from any process, and raises ExportError where it cannot write."""

    path: Path

    def append(self, line: str) -> None:
        """In one write, so that a reader meets whole lines."""
        with written(self.path), self.path.open("a", encoding="utf-8") as file:
            file.write(line + "\n")

    def mend(self) -> None:
        """End a line that a killed process left half written."""
        if self.path.exists() and not self.path.read_bytes().endswith(b"\n"):
            self.append("")
