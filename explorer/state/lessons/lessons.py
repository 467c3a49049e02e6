"""`Lessons`: the page that is open, and of every lesson its settings and its last answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeVar

from explorer.records import ModelInfo, Progress
from explorer.records.lessons import LESSONS, LessonAnswer, LessonName, LessonRequest
from explorer.state.lessons.compare import CompareSettings
from explorer.state.lessons.masking import MaskingSettings
from explorer.state.lessons.memory import MemorySettings
from explorer.state.lessons.permutations import PermutationSettings
from explorer.state.lessons.steps import StepsSettings
from explorer.state.lessons.successors import SuccessorsSettings
from explorer.state.lessons.transformer import TransformerSettings

LessonSettings = (
    StepsSettings
    | TransformerSettings
    | MaskingSettings
    | PermutationSettings
    | MemorySettings
    | CompareSettings
    | SuccessorsSettings
)
Language = Literal["en", "zh"]
Answer = TypeVar("Answer", bound=LessonAnswer)


@dataclass(frozen=True, slots=True, eq=False)
class Answered:
    """model: which was open then."""

    answer: LessonAnswer
    model: ModelInfo | None


@dataclass(frozen=True, slots=True)
class LessonFailure:
    """Why there is no answer to a request; places: as in LessonFailed; model: open then."""

    request: LessonRequest
    message: str
    places: tuple[tuple[int, int], ...]
    model: ModelInfo | None


@dataclass(frozen=True, slots=True)
class Lessons:
    """name: of the lesson that is in front, or was last.

    language: of the texts; None is that of the window.
    answered, failed, progress: of each lesson the last good answer, why the last request failed,
        and how far a long one is.
    """

    name: LessonName = LESSONS[0]
    language: Language | None = None
    steps: StepsSettings = field(default_factory=StepsSettings)
    transformer: TransformerSettings = field(default_factory=TransformerSettings)
    masking: MaskingSettings = field(default_factory=MaskingSettings)
    permutations: PermutationSettings = field(default_factory=PermutationSettings)
    memory: MemorySettings = field(default_factory=MemorySettings)
    compare: CompareSettings = field(default_factory=CompareSettings)
    successors: SuccessorsSettings = field(default_factory=SuccessorsSettings)
    answered: tuple[Answered, ...] = ()
    failed: LessonFailure | None = None
    progress: Progress | None = None

    def answer(self, kind: type[Answer]) -> Answer | None:
        """The last good answer of this kind."""
        found = (one.answer for one in self.answered)
        return next((answer for answer in found if isinstance(answer, kind)), None)

    def answered_of(self, lesson: LessonName) -> Answered | None:
        return next((one for one in self.answered if one.answer.request.lesson == lesson), None)
