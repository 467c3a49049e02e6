"""`EventLog`: the file to which a command appends what happens, for whoever looks in later."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class EventLog:
    """Every method may be called from any process."""

    path: Path

    def append(self, line: str) -> None:
        """In one write, so that a reader meets whole lines."""
        with self.path.open("a", encoding="utf-8") as file:
            file.write(line + "\n")

    def mend(self) -> None:
        """End a line that a killed process left half written."""
        if self.path.exists() and not self.path.read_bytes().endswith(b"\n"):
            self.append("")
