"""`Detached`: a command of ours at work in a folder, which outlives the window that started it.

Whoever looks into the folder knows all of it: `events.jsonl`, which the command appends to;
`lock`, which it holds; and `messages.txt`, what it says beside the events.
"""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Generic

from explorer.core.file_lock import is_held
from explorer.errors import BadInput
from explorer.worker.command_line import COMMAND, INTERRUPTED, last_message
from explorer.worker.event_file import Event, EventFile

SAID = "messages.txt"
LOOK_MS = 500  # between two looks into a folder
MOST = 1000  # folders of one name


@dataclass(frozen=True, slots=True)
class News(Generic[Event]):
    """What happened in a folder. said: why the command gave up, or empty."""

    events: tuple[Event, ...]
    is_running: bool
    said: str


class Detached(Generic[Event]):
    """Nobody waits for the command: it is a process of its own session."""

    def __init__(self, folder: Path, event_of: Callable[[str], Event | None]) -> None:
        self.folder = folder
        self._events = EventFile(folder / "events.jsonl", event_of)
        self._child: subprocess.Popen[bytes] | None = None
        self._was_running: bool | None = None

    def start(self, arguments: Sequence[str]) -> None:
        """In a session of its own, so that what ends the window does not end it."""
        self.let_go()
        flags = getattr(subprocess, "DETACHED_PROCESS", 0)  # of Windows
        with (self.folder / SAID).open("wb") as said:
            self._child = subprocess.Popen(
                [*COMMAND, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=said,
                start_new_session=True,
                creationflags=flags,
            )

    def news(self) -> News[Event] | None:
        """What happened since the last look; None where nothing did."""
        code = None if self._child is None else self._child.poll()
        is_alive = self._child is not None and code is None
        is_running = is_alive or is_held(self.folder / "lock")
        events = self._events.news()  # after the look at the process, so that none is its last
        if not events and is_running == self._was_running:
            return None
        self._was_running = is_running
        return News(events, is_running, "" if is_running else self._last_words(code))

    def end(self, pid: int | None) -> None:
        """Ask the command to end. pid: of the process that holds the lock; None before one does.

        Raises OSError where the system does not let us.
        """
        if pid is not None and is_held(self.folder / "lock"):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGINT)
        elif self._child is not None and self._child.poll() is None:
            self._child.terminate()

    def _last_words(self, code: int | None) -> str:
        """Why the process gave up. code: with which it ended, where it was ours."""
        said = last_message(_text_of(self.folder / SAID))
        if said or code in (None, 0, INTERRUPTED):
            return said
        return (
            f"The process ended with code {code}. What is done is kept; "
            f"{self.folder / SAID} holds what it said last."
        )

    def let_go(self) -> None:
        """The command goes on by itself."""
        if self._child is not None:
            # Popen would complain that nobody waited for a child that is meant to outlive it.
            self._child.returncode = self._child.poll() or 0
            self._child = None


def new_folder(parent: Path, name: str) -> Path:
    """Named after what is worked on and the minute; a number is added where that is taken."""
    stem = f"{name} {datetime.now():%Y-%m-%d %H.%M}"
    for number in range(1, MOST):
        folder = parent / (stem if number == 1 else f"{stem} ({number})")
        try:
            folder.mkdir(parents=True)
        except FileExistsError:
            continue
        return folder
    raise BadInput(f"{parent} holds too many folders of this minute. Choose another one.")


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
