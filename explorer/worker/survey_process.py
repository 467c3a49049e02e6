"""`SurveyProcess`: the command `survey` as a child of the window, its journal and its results.

Nothing of Ray or torch is imported here.
"""

from __future__ import annotations

import json
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from explorer.core.export.atomic import replacing
from explorer.core.survey_file import SURVEY_FILE, read_survey
from explorer.errors import BadInput, ExplorerError
from explorer.records import SurveyFileRequest
from explorer.records.survey_events import SurveyEvent, survey_event
from explorer.records.survey_run import (
    RESULT,
    SurveyFollow,
    SurveyResume,
    SurveyRunRequest,
    SurveyStart,
    SurveyStop,
)
from explorer.resources import surveys_directory
from explorer.state.actions.survey import SurveyRead, SurveyUnreadable
from explorer.state.actions.survey_run import JournalFollowed, JournalFound, SurveyRunFailed
from explorer.worker.detached import News, new_folder
from explorer.worker.follower import Follower

ASKED = "survey.json"  # in the folder of a journal: the arguments, to go on with the same


class SurveyProcess(QObject):
    """Lives on the GUI thread, which it never blocks.

    Signals (GUI thread): `acted(action)`.
    """

    acted = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._follower = Follower(survey_event, self)
        self._follower.found.connect(lambda folder: self.acted.emit(JournalFound(folder)))
        self._follower.told.connect(self._tell)

    def submit(self, request: SurveyRunRequest | SurveyFileRequest) -> None:
        if isinstance(request, SurveyFileRequest):
            self._read(request)
            return
        try:
            match request:
                case SurveyStart():
                    self._start(request)
                case SurveyResume(folder):
                    self._follower.run(Path(folder), ["survey", *_asked(Path(folder))])
                case SurveyStop(folder, pid):
                    self._follower.end(Path(folder), pid)
                case SurveyFollow(folder):
                    _asked(Path(folder))  # it is the folder of a journal
                    self._follower.follow(Path(folder))
        except (ExplorerError, OSError, UnicodeError) as error:
            self.acted.emit(SurveyRunFailed(request, str(error)))

    def shut_down(self) -> None:
        """A survey goes on without the window."""
        self._follower.let_go()

    def _tell(self, folder: str, news: News[SurveyEvent]) -> None:
        self.acted.emit(JournalFollowed(folder, news.events, news.is_running, news.said))

    def _read(self, request: SurveyFileRequest) -> None:
        """Here and now: some megabytes at most, and a person waits for them.

        Of a survey of the window, the folder around the result will do; where it is not finished,
        it can be gone on with.
        """
        folder = request.folder
        is_around = not (folder / SURVEY_FILE).exists() and (folder / RESULT).exists()
        try:
            result = read_survey(folder / RESULT if is_around else folder)
            self.acted.emit(SurveyRead(request, result))
        except ExplorerError as error:
            self.acted.emit(SurveyUnreadable(request, str(error)))
            if (folder / ASKED).is_file():
                self._follower.follow(folder)

    def _start(self, request: SurveyStart) -> None:
        name = request.name or "survey"
        parent = Path(request.parent) if request.parent else surveys_directory()
        folder = new_folder(parent, name)
        out = str(folder / RESULT)
        if request.storage:
            out = f"{_absolute(request.storage).rstrip('/')}/{folder.name}.parquet"
        arguments = [f"--journal={folder}", f"--out={out}", *request.arguments]
        with replacing(folder / ASKED) as file:
            file.write(json.dumps({"arguments": arguments}, ensure_ascii=False).encode())
        self._follower.run(folder, ["survey", *arguments])


def _absolute(storage: str) -> str:
    """A path as the next window understands it, too; an address as it is."""
    return storage if "://" in storage else str(Path(storage).expanduser().resolve())


def _asked(folder: Path) -> list[str]:
    """The arguments of the survey in a folder. Raises BadInput where there is none."""
    try:
        arguments: list[str] = json.loads((folder / ASKED).read_text("utf-8"))["arguments"]
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise BadInput(f"{folder} tells of no survey: {error}. Start it anew.") from error
    return arguments
