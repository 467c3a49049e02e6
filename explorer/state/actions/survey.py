"""What happened to the survey that the window shows."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.records import SurveyExample, SurveyFileRequest, SurveyResult
from explorer.state.survey.page import SurveyLook


@dataclass(frozen=True, slots=True, eq=False)
class SurveyRequested:
    """A person wants to see this survey."""

    request: SurveyFileRequest


@dataclass(frozen=True, slots=True, eq=False)
class SurveyRead:
    """It is there."""

    request: SurveyFileRequest
    result: SurveyResult


@dataclass(frozen=True, slots=True)
class SurveyUnreadable:
    """It cannot be read; what was shown before stays."""

    request: SurveyFileRequest
    message: str


@dataclass(frozen=True, slots=True)
class SurveyLookChanged:
    """Another head, statistic or kind of example: all that is chosen now."""

    look: SurveyLook


@dataclass(frozen=True, slots=True)
class SurveyExampleChosen:
    """The maps of an example are wanted, of the head that it excites."""

    example: SurveyExample


SurveyAction = (
    SurveyRequested | SurveyRead | SurveyUnreadable | SurveyLookChanged | SurveyExampleChosen
)
