"""`Follower`: who looks, again and again, into the folder of a command that outlives the window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from explorer.worker.detached import LOOK_MS, Detached


class Follower(QObject):
    """Of one folder at a time.

    Signals (GUI thread): `found(folder)`: it is followed from now on, from its beginning;
    `told(folder, news)` with what happened since, a `News`.
    """

    found = Signal(str)
    told = Signal(str, object)

    def __init__(self, event_of: Callable[[str], Any], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._event_of = event_of
        self._followed: Detached[Any] | None = None
        self._look = QTimer(self, interval=LOOK_MS)
        self._look.timeout.connect(self.look)

    def run(self, folder: Path, arguments: Sequence[str]) -> None:
        """Start the command line in a folder, which is followed."""
        followed = self._followed
        if followed is None or followed.folder != folder:
            followed = self._turn_to(folder)
        followed.start(arguments)
        self.look()

    def follow(self, folder: Path) -> None:
        self._turn_to(folder)
        self.look()

    def end(self, folder: Path, pid: int | None) -> None:
        """As `Detached.end`, where this folder is followed."""
        if self._followed is not None and self._followed.folder == folder:
            self._followed.end(pid)

    def look(self) -> None:
        """Tell what happened in the folder since the last look."""
        followed = self._followed
        news = None if followed is None else followed.news()
        if followed is not None and news is not None:
            self.told.emit(str(followed.folder), news)

    def let_go(self) -> None:
        """The command goes on by itself."""
        self._look.stop()
        if self._followed is not None:
            self._followed.let_go()

    def _turn_to(self, folder: Path) -> Detached[Any]:
        before, self._followed = self._followed, Detached(folder, self._event_of)
        if before is not None:
            before.let_go()
        self.found.emit(str(folder))
        self._look.start()
        return self._followed
