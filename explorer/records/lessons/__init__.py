"""What the lessons ask of the model thread, and its answers; a module for each lesson."""

from __future__ import annotations

from typing import Literal

from explorer.records.lessons.compare import CompareAnswer, CompareRequest
from explorer.records.lessons.masking import MaskingAnswer, MaskingRequest
from explorer.records.lessons.memory import MemoryAnswer, MemoryRequest
from explorer.records.lessons.permutations import PermutationAnswer, PermutationRequest
from explorer.records.lessons.steps import StepsAnswer, StepsRequest, TranslatedStepsRequest
from explorer.records.lessons.successors import SuccessorsAnswer, SuccessorsRequest
from explorer.records.lessons.transformer import TranslationAnswer, TranslationRequest

LessonName = Literal[
    "steps", "transformer", "masking", "permutations", "memory", "successors", "compare"
]

LESSONS: tuple[LessonName, ...] = (
    "steps",
    "transformer",
    "masking",
    "permutations",
    "memory",
    "successors",
    "compare",
)  # in the order of the list

# Each has `lesson`, its name, as a class variable; each answer has the `request` it answers.
LessonRequest = (
    StepsRequest
    | TranslatedStepsRequest
    | TranslationRequest
    | MaskingRequest
    | PermutationRequest
    | MemoryRequest
    | SuccessorsRequest
    | CompareRequest
)
LessonAnswer = (
    StepsAnswer
    | TranslationAnswer
    | MaskingAnswer
    | PermutationAnswer
    | MemoryAnswer
    | SuccessorsAnswer
    | CompareAnswer
)
