"""What happened in the lessons."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.records import ModelInfo, Progress
from explorer.records.lessons import LessonAnswer, LessonName, LessonRequest
from explorer.state.lessons.lessons import Language, LessonSettings


@dataclass(frozen=True, slots=True)
class LessonOpened:
    """A lesson is in front."""

    name: LessonName


@dataclass(frozen=True, slots=True)
class LessonChanged:
    """A person set something in a lesson: all that is set in it now."""

    settings: LessonSettings


@dataclass(frozen=True, slots=True)
class LessonLanguageChosen:
    """The texts of the lessons are wanted in this language."""

    language: Language


@dataclass(frozen=True, slots=True)
class LessonReady:
    """An answer, or a further part of it, is there; `model` is the one that was open."""

    answer: LessonAnswer
    model: ModelInfo | None


@dataclass(frozen=True, slots=True)
class LessonProgressed:
    """A long answer is on its way."""

    request: LessonRequest
    progress: Progress


@dataclass(frozen=True, slots=True)
class LessonFailed:
    """A lesson cannot show what is wanted; what it showed before stays.

    places: characters [start, end) of the request's text that are to blame.
    """

    request: LessonRequest
    message: str
    places: tuple[tuple[int, int], ...] = ()


LessonAction = (
    LessonOpened
    | LessonChanged
    | LessonLanguageChosen
    | LessonReady
    | LessonProgressed
    | LessonFailed
)
