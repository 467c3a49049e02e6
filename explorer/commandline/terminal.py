"""Writing into a terminal: how far a job is, and how wide a text stands."""

from __future__ import annotations

import shutil
import signal
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager

from explorer.records import Progress


class ProgressLine:
    """One line of stderr that is written over; silent where stderr is no terminal."""

    def __init__(self) -> None:
        self._is_shown = sys.stderr.isatty()

    def __call__(self, progress: Progress) -> None:
        share = "" if progress.fraction is None else f" {progress.fraction:4.0%}"
        self._write(f"{progress.message}{share}")

    def clear(self) -> None:
        self._write("")

    def _write(self, text: str) -> None:
        if self._is_shown:
            room = shutil.get_terminal_size().columns - 1
            print(f"\r\x1b[K{text[:room]}", end="", file=sys.stderr, flush=True)


@contextmanager
def progress_line() -> Iterator[ProgressLine]:
    line = ProgressLine()
    try:
        yield line
    finally:
        line.clear()


@contextmanager
def ended_by_sigint() -> Iterator[None]:
    """Ctrl+C ends the block, also where a shell has switched it off for what runs behind it.

    A SIGTERM would not do: Ray takes it over, and aborts.
    """
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def columns(text: str) -> int:
    """Columns of a terminal: a Chinese character takes two, a combining mark none."""
    return sum(
        0 if unicodedata.combining(c) else 1 + (unicodedata.east_asian_width(c) in "WF")
        for c in text
    )
