"""`Pace`: how fast lines are measured, by parts as they come."""

from __future__ import annotations

import math
import time
from collections.abc import Callable


class Pace:
    """From when the first part was begun on; before that Ray starts, and workers open the model.

    clock: in seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._began = math.inf
        self.n_lines = 0

    def add(self, n_lines: int, *, seconds: float) -> None:
        """A part that has just come, and took so long."""
        self._began = min(self._began, self._clock() - seconds)
        self.n_lines += n_lines

    @property
    def lines_per_second(self) -> float | None:
        """Of all workers together; None before anything was measured."""
        elapsed = self._clock() - self._began if self.n_lines else 0.0
        return self.n_lines / elapsed if elapsed > 0 else None  # coarse clocks stand still
