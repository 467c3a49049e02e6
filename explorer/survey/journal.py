"""`Journal`: how far a survey is, in a folder into which whoever started it looks later.

events.jsonl   one event a line, of all runs of the survey
lock           held while a process surveys, so that nobody starts a second
_survey.npz    a copy of the result, where that itself lies on another machine
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from explorer.core import file_lock
from explorer.core.event_log import EventLog
from explorer.core.export.atomic import make_folder, replacing
from explorer.core.survey_file import SURVEY_FILE, survey_bytes
from explorer.errors import BadInput
from explorer.records import SurveyResult
from explorer.records.survey_events import SurveyEvent, survey_line


class Journal:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._log = EventLog(folder / "events.jsonl")

    @contextmanager
    def held(self) -> Iterator[None]:
        """Raises BadInput while another process surveys for this folder, ExportError."""
        make_folder(self._folder)
        with file_lock.held(self._folder / "lock") as is_free:
            if not is_free:
                raise BadInput(f"A survey already runs for {self._folder}. Wait for it.")
            self._log.mend()
            yield

    def say(self, event: SurveyEvent) -> None:
        self._log.append(survey_line(event))

    def keep(self, result: SurveyResult) -> None:
        with replacing(self._folder / SURVEY_FILE) as file:
            file.write(survey_bytes(result))
