"""`SearchProcess`: the command `finetune` as a child of the window, and the folder it works in.

Nothing of Ray or torch is imported here.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

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
from explorer.records.tuning import SearchEvent, event_of
from explorer.resources import data_directory
from explorer.state.actions.finetune import (
    FinetuneFailed,
    SearchFollowed,
    SearchFound,
    SpaceFileRead,
)
from explorer.worker.detached import LOOK_MS, SAID, News, new_folder
from explorer.worker.follower import Follower
from explorer.worker.preview_process import PreviewProcess
from explorer.worker.stop_command import StopCommand


class SearchProcess(QObject):
    """Lives on the GUI thread, which it never blocks.

    Signals (GUI thread): `acted(action)`.
    """

    acted = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._preview = PreviewProcess(self)
        self._preview.acted.connect(self.acted)
        self._follower = Follower(event_of, self)
        self._follower.found.connect(lambda folder: self.acted.emit(SearchFound(folder)))
        self._follower.told.connect(self._tell)
        self._stops: list[StopCommand] = []
        self._look = QTimer(self, interval=LOOK_MS)  # while stops are on their way
        self._look.timeout.connect(self._look_at_stops)

    def submit(self, request: FinetuneRequest) -> None:
        try:
            match request:
                case PreviewRequest():
                    self._preview.submit(request)
                case StartRequest():
                    self._start(request)
                case ResumeRequest(folder):
                    self._follower.run(Path(folder), ["finetune", "--out", folder, "--resume"])
                case StopRequest():
                    self._stops.append(StopCommand(request))
                    self._look.start()
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
        for command in self._stops:
            command.let_go()
        self._follower.let_go()

    # ---- search ----------------------------------------------------------------------------------

    def _start(self, request: StartRequest) -> None:
        parent = Path(request.parent) if request.parent else data_directory() / "searches"
        folder = new_folder(parent, request.name or "search")
        space = folder / "space.toml"
        space.write_text(request.space, encoding="utf-8")
        self._follower.run(
            folder, ["finetune", "--out", str(folder), f"--space={space}", *request.arguments]
        )

    def _follow(self, folder: Path) -> None:
        # While its Ray starts, a search has a lock and no file yet; before, only what it says.
        is_one = any((folder / name).is_file() for name in ("search.json", SAID))
        if not (is_one or is_held(folder / "lock")):
            raise BadInput(f"{folder} holds no search. Choose a folder in which one was started.")
        self._follower.follow(folder)

    def _tell(self, folder: str, news: News[SearchEvent]) -> None:
        self.acted.emit(SearchFollowed(folder, news.events, news.is_running, news.said))

    def _look_at_stops(self) -> None:
        for command in [command for command in self._stops if command.is_over]:
            self._stops.remove(command)
            failure = command.failure()
            if failure:
                self.acted.emit(FinetuneFailed(command.request, failure))
        if not self._stops:
            self._look.stop()

    # ---- files -----------------------------------------------------------------------------------

    def _read_or_write(self, request: SpaceFileRequest) -> None:
        path = Path(request.path)
        if request.space is None:
            self.acted.emit(SpaceFileRead(request, path.read_text(encoding="utf-8")))
            return
        with replacing(path) as file:
            file.write(request.space.encode())
