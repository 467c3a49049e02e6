"""`SearchProcess`: the command `finetune` as a child of the window, and the folder it works in.

A search outlives the window: it is a process of its own session that nobody here waits for, and
whoever looks into its folder knows all of it. Nothing of Ray or torch is imported here.
"""

from __future__ import annotations

import subprocess
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, QTimer, Signal

from explorer.core.export.atomic import replacing
from explorer.core.file_lock import is_held
from explorer.errors import BadInput, ExplorerError
from explorer.records.finetune import (
    FinetuneRequest,
    FollowRequest,
    PreviewRequest,
    ResumeRequest,
    SpaceFileRequest,
    StartRequest,
    StopRequest,
)
from explorer.resources import data_directory
from explorer.state.actions.finetune import (
    FinetuneFailed,
    SearchFollowed,
    SearchFound,
    SpaceFileRead,
)
from explorer.worker.event_file import EventFile
from explorer.worker.finetune_command import COMMAND, INTERRUPTED, last_message
from explorer.worker.preview_process import PreviewProcess

SAID = "messages.txt"  # in the folder of a search: what its process writes beside the events
LOOK_MS = 500  # between two looks into the folder


class SearchProcess(QObject):
    """Lives on the GUI thread, which it never blocks.

    Signals (GUI thread): `acted(action)`.
    """

    acted = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._preview = PreviewProcess(self)
        self._preview.acted.connect(self.acted)
        self._folder: Path | None = None
        self._events = EventFile(Path())
        self._child: subprocess.Popen[bytes] | None = None
        self._was_running: bool | None = None
        self._look = QTimer(self, interval=LOOK_MS)
        self._look.timeout.connect(self.look)

    def submit(self, request: FinetuneRequest) -> None:
        try:
            match request:
                case PreviewRequest():
                    self._preview.submit(request)
                case StartRequest():
                    self._start(request)
                case ResumeRequest(folder):
                    self._run(Path(folder), ["--out", folder, "--resume"])
                case StopRequest(folder, trial):
                    self._stop(folder, trial)
                case FollowRequest(folder):
                    self._follow(Path(folder))
                case SpaceFileRequest():
                    self._read_or_write(request)
        except (ExplorerError, OSError, UnicodeError) as error:
            self.acted.emit(FinetuneFailed(request, str(error)))

    def shut_down(self) -> None:
        """A search goes on without the window; a preview does not."""
        self._look.stop()
        self._preview.end()
        self._let_go()

    # ---- search ----------------------------------------------------------------------------------

    def _start(self, request: StartRequest) -> None:
        folder = _new_folder(request)
        space = folder / "space.toml"
        space.write_text(request.space, encoding="utf-8")
        self._run(folder, ["--out", str(folder), f"--space={space}", *request.arguments])

    def _run(self, folder: Path, arguments: list[str]) -> None:
        """In a session of its own, so that what ends the window does not end it."""
        if self._folder != folder:
            self._turn_to(folder)
        flags = getattr(subprocess, "DETACHED_PROCESS", 0)  # of Windows
        with (folder / SAID).open("wb") as said:
            self._child = subprocess.Popen(
                [*COMMAND, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=said,
                start_new_session=True,
                creationflags=flags,
            )
        self.look()

    def _stop(self, folder: str, trial: int | None) -> None:
        what = "all" if trial is None else str(trial)
        process = QProcess(self)
        process.finished.connect(process.deleteLater)
        process.start(COMMAND[0], [*COMMAND[1:], "--out", folder, "--stop", what])

    def _follow(self, folder: Path) -> None:
        if not (folder / "search.json").is_file():
            raise BadInput(f"{folder} holds no search. Choose a folder in which one was started.")
        self._turn_to(folder)
        self.look()

    def _turn_to(self, folder: Path) -> None:
        if folder != self._folder:
            self._let_go()
        self._folder, self._was_running = folder, None
        self._events = EventFile(folder / "events.jsonl")
        self.acted.emit(SearchFound(str(folder)))
        self._look.start()

    def look(self) -> None:
        """Tell what happened in the folder since the last look."""
        if self._folder is None:
            return
        code = None if self._child is None else self._child.poll()
        is_alive = self._child is not None and code is None
        is_running = is_alive or is_held(self._folder / "lock")
        events = self._events.news()  # after the look at the process, so that none is its last
        if not events and is_running == self._was_running:
            return
        self._was_running = is_running
        said = "" if is_running else self._last_words(code)
        self.acted.emit(SearchFollowed(str(self._folder), events, is_running, said))

    def _last_words(self, code: int | None) -> str:
        """Why the process gave up. code: with which it ended, where it was ours."""
        assert self._folder is not None
        said = last_message(_text_of(self._folder / SAID))
        if said or code in (None, 0, INTERRUPTED):
            return said
        return (
            f"The process of the search ended with code {code}. What is done is kept; "
            f"{self._folder / SAID} holds what it said last."
        )

    def _let_go(self) -> None:
        """The search goes on by itself."""
        if self._child is not None:
            # Popen would complain that nobody waited for a child that is meant to outlive it.
            self._child.returncode = self._child.poll() or 0
            self._child = None

    # ---- files -----------------------------------------------------------------------------------

    def _read_or_write(self, request: SpaceFileRequest) -> None:
        path = Path(request.path)
        if request.space is None:
            self.acted.emit(SpaceFileRead(request, path.read_text(encoding="utf-8")))
            return
        with replacing(path) as file:
            file.write(request.space.encode())


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _new_folder(request: StartRequest) -> Path:
    """Named after the data and the minute; a number is added where that is taken."""
    parent = Path(request.parent) if request.parent else data_directory() / "searches"
    stem = f"{request.name or 'search'} {datetime.now():%Y-%m-%d %H.%M}"
    for number in range(1, 1000):
        folder = parent / (stem if number == 1 else f"{stem} ({number})")
        try:
            folder.mkdir(parents=True)
        except FileExistsError:
            continue
        return folder
    raise BadInput(f"{parent} holds a thousand searches of this minute. Choose another folder.")
