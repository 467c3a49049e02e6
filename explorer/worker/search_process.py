"""`SearchProcess`: the command `finetune` as a child of the window, and the folder it works in.

A search outlives the window: it is a process of its own session that nobody here waits for, and
whoever looks into its folder knows all of it. Nothing of Ray or torch is imported here.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, QTimer, Signal

from explorer.core.export.atomic import replacing
from explorer.core.file_lock import is_held
from explorer.errors import BadInput, ExplorerError, RayMissing
from explorer.records.finetune import (
    FinetuneRequest,
    FollowRequest,
    PreviewRequest,
    ResumeRequest,
    SpaceFileRequest,
    StartRequest,
    StopRequest,
)
from explorer.records.tuning import DataRead, PaceMeasured, event_of
from explorer.resources import data_directory
from explorer.state.actions.finetune import (
    DataPreviewed,
    FinetuneFailed,
    PaceKnown,
    SearchFollowed,
    SearchFound,
    SpaceFileRead,
)
from explorer.worker.event_file import EventFile

COMMAND = [sys.executable, "-m", "explorer", "finetune"]
SAID = "messages.txt"  # in the folder of a search: what its process writes beside the events
LOOK_MS = 500  # between two looks into the folder
REST_MS = 400  # without another preview being asked for; then it begins
PREFIX = "attention-explorer: "
INTERRUPTED = 130


class SearchProcess(QObject):
    """Lives on the GUI thread, which it never blocks.

    Signals (GUI thread): `acted(action)`.
    """

    acted = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._preview: QProcess | None = None
        self._asked: PreviewRequest | None = None  # begins once the typing rests
        self._rest = QTimer(self, interval=REST_MS, singleShot=True)
        self._rest.timeout.connect(self._begin_preview)
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
                    self._asked = request
                    self._end_preview()
                    self._rest.start()
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
        self._rest.stop()
        self._end_preview()
        self._let_go()

    # ---- preview ---------------------------------------------------------------------------------

    def _begin_preview(self) -> None:
        request = self._asked
        assert request is not None  # the timer starts with a request
        space = _written(request.space)
        process = self._preview = QProcess(self)
        process.readyReadStandardOutput.connect(lambda: self._hear(process, request))
        process.finished.connect(lambda: self._previewed(process, request, space))
        process.errorOccurred.connect(lambda: self._previewed(process, request, space))
        how = ["--preview", "--estimate", "--json", f"--space={space}"]
        process.start(COMMAND[0], [*COMMAND[1:], *how, *request.arguments])

    def _hear(self, process: QProcess, request: PreviewRequest) -> None:
        """The data are known seconds before the pace."""
        while process is self._preview and process.canReadLine():
            line = bytes(process.readLine().data()).decode("utf-8", errors="replace")
            match event_of(line):
                case DataRead() as read:
                    self.acted.emit(DataPreviewed(request, read))
                case PaceMeasured() as pace:
                    self.acted.emit(PaceKnown(request, pace))

    def _previewed(self, process: QProcess, request: PreviewRequest, space: Path) -> None:
        space.unlink(missing_ok=True)
        if process is not self._preview:
            return  # given up
        self._hear(process, request)
        self._preview = None
        process.deleteLater()
        if process.exitStatus() == QProcess.ExitStatus.NormalExit and process.exitCode() == 0:
            return
        said = bytes(process.readAllStandardError().data()).decode("utf-8", errors="replace")
        words = said.strip()[-300:] or process.errorString()
        message = last_message(said) or f"The data could not be previewed: {words}"
        self.acted.emit(FinetuneFailed(request, message))

    def _end_preview(self) -> None:
        process, self._preview = self._preview, None
        if process is not None:
            process.kill()
            process.waitForFinished(1000)
            process.deleteLater()

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


def why_missing() -> str:
    """What searches run on is not installed, and what installs it; empty where it is."""
    return "" if find_spec("ray") is not None else str(RayMissing(sys.executable))


def last_message(said: str) -> str:
    """The line at which the command line gave up, without its name; empty where there is none."""
    lines = [line for line in said.splitlines() if line.startswith(PREFIX)]
    return lines[-1].removeprefix(PREFIX) if lines else ""


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _written(space: str) -> Path:
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", prefix="space-", suffix=".toml", delete=False
    ) as file:
        file.write(space)
    return Path(file.name)


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
