"""What the lessons ask for, and which answers are shown."""

from __future__ import annotations

from dataclasses import replace

from explorer.records.lessons.transformer import TranslationAnswer, TranslationRequest
from explorer.state.actions import PageOpened
from explorer.state.actions.lessons import (
    LessonChanged,
    LessonFailed,
    LessonOpened,
    LessonReady,
)
from explorer.state.lessons.taught import failure_of_lesson, is_lesson_current, wanted_lesson
from explorer.state.lessons.transformer import TransformerSettings
from explorer.state.model import AppState
from explorer.state.plan import plan
from explorer.state.reduce import reduce
from tests.state.lessons.translated import translated
from tests.views.states import state_with

OPEN = reduce(AppState(), LessonOpened("transformer"))
ASKED = TranslationRequest(TransformerSettings().text)


def answer(request: TranslationRequest) -> TranslationAnswer:
    return translated(request, ("I", "<end>"))


def asks_again(before: AppState, after: AppState) -> bool:
    return wanted_lesson(after) in plan(before, after)


def test_opening_a_lesson_asks_for_what_it_shows() -> None:
    assert plan(AppState(), OPEN) == (ASKED,)


def test_a_lesson_that_is_shown_already_is_not_asked_for_again() -> None:
    shown = reduce(OPEN, LessonReady(answer(ASKED), None))
    closed = reduce(shown, PageOpened("explore"))
    assert plan(OPEN, shown) == ()
    assert plan(closed, reduce(closed, LessonOpened("transformer"))) == ()


def test_a_setting_that_changes_is_asked_for_and_the_answer_before_stays_until_then() -> None:
    shown = reduce(OPEN, LessonReady(answer(ASKED), None))
    changed = reduce(shown, LessonChanged(TransformerSettings("你好")))
    assert plan(shown, changed) == (TranslationRequest("你好"),)
    assert not is_lesson_current(changed)
    assert changed.lessons.answer(TranslationAnswer) is not None


def test_an_answer_that_nobody_waits_for_does_not_replace_the_one_that_is_wanted() -> None:
    shown = reduce(OPEN, LessonReady(answer(ASKED), None))
    assert reduce(shown, LessonReady(answer(TranslationRequest("你好")), None)) is shown


def test_a_failure_is_told_until_something_else_is_wanted_and_is_not_tried_again() -> None:
    failed = reduce(OPEN, LessonFailed(ASKED, "There is no word to translate."))
    assert failure_of_lesson(failed) == "There is no word to translate."
    assert plan(OPEN, failed) == ()
    changed = reduce(failed, LessonChanged(TransformerSettings("你好")))
    assert failure_of_lesson(changed) == ""


def test_what_one_model_cannot_show_is_asked_of_the_next_one() -> None:
    state = reduce(state_with(), LessonOpened("masking"))
    failed = reduce(state, LessonFailed(wanted_lesson(state), "It was not trained on masks."))
    other = replace(failed, model=replace(failed.model, name="another"))
    assert wanted_lesson(other) == wanted_lesson(failed)
    assert failure_of_lesson(other) == ""
    assert asks_again(failed, other)


def test_what_failed_is_tried_again_when_the_lesson_is_opened_again() -> None:
    failed = reduce(OPEN, LessonFailed(ASKED, "There is too little memory."))
    away = reduce(failed, PageOpened("explore"))
    assert asks_again(away, reduce(away, LessonOpened("transformer")))


def test_a_translation_that_broke_off_is_asked_for_when_the_lesson_is_opened_again() -> None:
    shown = reduce(OPEN, LessonReady(translated(ASKED, ("I", "like")), None))
    assert plan(OPEN, shown) == ()
    away = reduce(shown, PageOpened("explore"))
    back = reduce(away, LessonOpened("transformer"))
    assert asks_again(away, back)
    whole = reduce(back, LessonReady(answer(ASKED), None))
    assert is_lesson_current(whole)
    assert plan(back, whole) == ()


def test_what_is_to_blame_for_a_failure_is_kept_with_it() -> None:
    failed = reduce(OPEN, LessonFailed(ASKED, "These words are unknown.", ((1, 3),)))
    assert failed.lessons.failed is not None
    assert failed.lessons.failed.places == ((1, 3),)


def test_exploring_again_remembers_the_lesson() -> None:
    away = reduce(OPEN, PageOpened("explore"))
    assert away.lesson is None
    assert reduce(away, PageOpened("lessons")).lesson == "transformer"
    assert plan(OPEN, replace(away, lessons=away.lessons)) == ()
