"""`SurveyRun`: the survey that this window, or one before it, has started."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from explorer.records.survey_events import (
    SurveyAdvanced,
    SurveyBegun,
    SurveyEvent,
    SurveyFinished,
)
from explorer.records.survey_run import SurveyResume, SurveyRunRequest, SurveyStart


@dataclass(frozen=True, slots=True)
class SurveyRun:
    """folder: of its journal; empty where there is none.

    begun, advance, finished: what its journal said last, of the newest run.
    is_running: a process surveys, whoever started it. is_stopping: it was asked to end.
    asked: the last request; the same again is a new object.
    problem: what went wrong last.
    """

    folder: str = ""
    begun: SurveyBegun | None = None
    advance: SurveyAdvanced | None = None
    finished: SurveyFinished | None = None
    is_running: bool = False
    is_stopping: bool = False
    asked: SurveyRunRequest | None = None
    problem: str = ""

    @property
    def is_starting(self) -> bool:
        """It was asked for, and its journal does not tell of it yet."""
        return isinstance(self.asked, SurveyStart | SurveyResume)

    @property
    def is_busy(self) -> bool:
        """Something is still to come; a process that has finished needs a moment to end."""
        return self.finished is None and (self.is_running or self.is_starting)

    @property
    def is_resumable(self) -> bool:
        """Some of it may be measured, and nobody works on it."""
        return self.begun is not None and self.finished is None and not self.is_busy

    @property
    def result(self) -> Path | None:
        """The folder that the window can read, once the survey is finished."""
        if self.finished is None:
            return None
        out = self.finished.out
        return Path(self.folder if "://" in out else out)


def ran(run: SurveyRun, events: Iterable[SurveyEvent]) -> SurveyRun:
    """The run after further events."""
    for event in events:
        match event:
            case SurveyBegun():
                run = replace(run, begun=event, advance=None, finished=None)
            case SurveyAdvanced():
                run = replace(run, advance=event)
            case SurveyFinished():
                run = replace(run, finished=event)
    return run
