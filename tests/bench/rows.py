"""A row of the table, and the small statistics that rows are made of."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """What was measured, what it must reach, and what it reached."""

    what: str
    must: str
    got: str
    holds: bool

    @property
    def line(self) -> str:
        return f"| {self.what} | {self.must} | {self.got} | {'yes' if self.holds else 'no'} |"


HEADER = "| what | must reach | measured | holds |\n|---|---|---|---|"


def median(values: Sequence[float]) -> float:
    return statistics.median(values)


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def milliseconds(function: Callable[[], object]) -> float:
    """How long one call takes."""
    started = time.perf_counter()
    function()
    return (time.perf_counter() - started) * 1000
