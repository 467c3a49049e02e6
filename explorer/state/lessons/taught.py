"""How the state changes in the lessons, and what the open one asks of the model thread."""

from __future__ import annotations

from dataclasses import replace

from explorer.records.lessons import LessonRequest
from explorer.records.lessons.compare import CompareAnswer
from explorer.records.lessons.masking import MaskingAnswer
from explorer.records.lessons.successors import SuccessorsAnswer
from explorer.records.lessons.transformer import TranslationAnswer
from explorer.state.actions import lessons as happened
from explorer.state.lessons.characters import focused_character
from explorer.state.lessons.compare import CompareSettings
from explorer.state.lessons.comparing import wanted_comparison
from explorer.state.lessons.lessons import Answered, LessonFailure, Lessons, LessonSettings
from explorer.state.lessons.masking import MaskingSettings
from explorer.state.lessons.memory import MemorySettings
from explorer.state.lessons.permutations import PermutationSettings
from explorer.state.lessons.stepping import wanted_steps
from explorer.state.lessons.steps import StepsSettings
from explorer.state.lessons.successors import SuccessorsSettings
from explorer.state.lessons.transformer import TransformerSettings
from explorer.state.model import AppState


def wanted_lesson(state: AppState) -> LessonRequest | None:
    """What the open page should show; None where nothing can be asked yet."""
    match state.lesson:
        case "steps":
            return wanted_steps(state)
        case "transformer":
            return state.lessons.transformer.wanted()
        case "masking" if state.model is not None:
            return state.lessons.masking.wanted(
                state.document, state.focus, state.head, state.presentation
            )
        case "permutations":
            return state.lessons.permutations.wanted(
                state.document, state.model, state.head, state.presentation.scale
            )
        case "memory":
            return state.lessons.memory.wanted(
                state.document, state.model, state.head, state.presentation.scale
            )
        case "successors":
            return state.lessons.successors.wanted(
                state.document.text, focused_character(state), state.lessons.memory
            )
        case "compare":
            return wanted_comparison(state)
        case _:
            return None


def is_lesson_current(state: AppState) -> bool:
    """The open page shows what is wanted of the open model, or said why it cannot."""
    wanted = wanted_lesson(state)
    if wanted is None:
        return True
    answered = state.lessons.answered_of(wanted.lesson)
    if failure_of_lesson(state):
        return True
    if answered is None or answered.model != state.model:
        return False
    answer = answered.answer
    has_parts = CompareAnswer | MaskingAnswer | SuccessorsAnswer | TranslationAnswer
    is_part = isinstance(answer, has_parts) and answer.is_part
    return answer.request == wanted and not is_part


def failure_of_lesson(state: AppState) -> str:
    """Why the open page does not show what is wanted; another model may be able to."""
    failed = state.lessons.failed
    if failed is None or (failed.request, failed.model) != (wanted_lesson(state), state.model):
        return ""
    return failed.message


def taught(state: AppState, action: object) -> AppState:
    """Everything about lessons; an answer that nobody waits for any more is dropped."""
    lessons = state.lessons
    match action:
        case happened.LessonOpened(name):
            # What failed is tried once more: a file may be there by now, or memory free.
            opened = replace(lessons, name=name, failed=None, progress=None)
            return replace(state, page="lessons", lessons=opened)
        case happened.LessonChanged(settings):
            return replace(state, lessons=_with_settings(lessons, settings))
        case happened.LessonLanguageChosen(language):
            return replace(state, lessons=replace(lessons, language=language))
        case happened.LessonReady(answer, model):
            if is_lesson_current(state) and answer.request != wanted_lesson(state):
                return state
            return replace(state, lessons=_with_answer(lessons, Answered(answer, model)))
        case happened.LessonProgressed(request, progress) if request == wanted_lesson(state):
            return replace(state, lessons=replace(lessons, progress=progress))
        case happened.LessonFailed(request, message, places) if request == wanted_lesson(state):
            failed = LessonFailure(request, message, places, state.model)
            return replace(state, lessons=replace(lessons, failed=failed, progress=None))
        case _:
            return state


def _with_settings(lessons: Lessons, settings: LessonSettings) -> Lessons:
    match settings:
        case StepsSettings():
            return replace(lessons, steps=settings)
        case TransformerSettings():
            return replace(lessons, transformer=settings)
        case MaskingSettings():
            return replace(lessons, masking=settings)
        case PermutationSettings():
            return replace(lessons, permutations=settings)
        case MemorySettings():
            return replace(lessons, memory=settings)
        case CompareSettings():
            return replace(lessons, compare=settings)
        case SuccessorsSettings():
            return replace(lessons, successors=settings)


def _with_answer(lessons: Lessons, new: Answered) -> Lessons:
    lesson = new.answer.request.lesson
    others = (one for one in lessons.answered if one.answer.request.lesson != lesson)
    return replace(lessons, answered=(new, *others), failed=None, progress=None)
