"""What happened around the survey that the window starts."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.records.survey_events import SurveyEvent
from explorer.records.survey_run import SurveyRunRequest
from explorer.state.survey.form import SurveyForm
from explorer.state.survey.page import SurveySide

# ---- a person ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SurveySideChosen:
    """The form, or the result, is looked at."""

    side: SurveySide


@dataclass(frozen=True, slots=True)
class SurveyFormChanged:
    """Something was filled in: all that stands in the form now."""

    form: SurveyForm


@dataclass(frozen=True, slots=True)
class SurveyAsked:
    """The survey that the form describes shall begin, with the model that is open."""


@dataclass(frozen=True, slots=True)
class SurveyResumed:
    """The survey that was started last shall go on."""


@dataclass(frozen=True, slots=True)
class SurveyStopped:
    """The survey that runs shall end."""


@dataclass(frozen=True, slots=True)
class SurveyDismissed:
    """Nobody wants to go on with the survey that ended, nor to hear of it again."""


@dataclass(frozen=True, slots=True)
class JournalChosen:
    """The survey of this journal is wanted: the last window started it."""

    folder: str


# ---- the process ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class JournalFound:
    """Which journal is followed from now on; everything in it comes anew."""

    folder: str


@dataclass(frozen=True, slots=True)
class JournalFollowed:
    """What happened in a folder since the last of these.

    is_running: a process surveys. said: why it gave up, or empty.
    """

    folder: str
    events: tuple[SurveyEvent, ...]
    is_running: bool
    said: str = ""


@dataclass(frozen=True, slots=True)
class SurveyRunFailed:
    """A request could not be done."""

    request: SurveyRunRequest
    message: str


SurveyRunAction = (
    SurveySideChosen
    | SurveyFormChanged
    | SurveyAsked
    | SurveyResumed
    | SurveyStopped
    | SurveyDismissed
    | JournalChosen
    | JournalFound
    | JournalFollowed
    | SurveyRunFailed
)
