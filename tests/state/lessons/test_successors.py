"""Which token the lesson on BERT's successors looks at, and with which memory."""

from __future__ import annotations

from dataclasses import replace

from explorer.records import Span
from explorer.records.lessons.successors import SuccessorsRequest
from explorer.state.actions.lessons import LessonChanged, LessonOpened
from explorer.state.lessons.memory import MemorySettings
from explorer.state.lessons.successors import SuccessorsSettings
from explorer.state.lessons.taught import wanted_lesson
from explorer.state.model import AppState
from explorer.state.reduce import reduce
from tests.views.states import state_with

LABELS = ("[CLS]", "the", "doctor", "told", "[SEP]")
OPEN = reduce(state_with(labels=LABELS), LessonOpened("successors"))


def wanted(state: AppState) -> SuccessorsRequest:
    request = wanted_lesson(state)
    assert isinstance(request, SuccessorsRequest)
    return request


def test_without_a_choice_the_models_choose_themselves() -> None:
    assert wanted(OPEN).character is None
    assert wanted(OPEN).text == "the doctor told"


def test_the_token_that_is_open_in_the_window_is_looked_at() -> None:
    assert wanted(replace(OPEN, focus=2)).character == 4
    assert wanted(replace(OPEN, focus=0)).character is None


def test_a_token_of_the_target_is_at_no_character_of_the_text() -> None:
    model = replace(OPEN.model, objective="seq2seq")
    assert wanted(replace(OPEN, model=model, focus=2)).character is None


def test_else_the_first_one_masked_by_hand() -> None:
    masked = replace(OPEN.document, masks=frozenset({Span(0, 11, 15), Span(0, 4, 10)}))
    assert wanted(replace(OPEN, document=masked)).character == 4


def test_a_choice_on_the_page_counts_more() -> None:
    chosen = reduce(replace(OPEN, focus=2), LessonChanged(SuccessorsSettings(character=11)))
    assert wanted(chosen).character == 11


def test_transformer_xl_reads_as_its_own_lesson_says() -> None:
    longer = reduce(OPEN, LessonChanged(MemorySettings(segment_length=7, memory_length=9)))
    assert (wanted(longer).segment_length, wanted(longer).memory_length) == (7, 9)


def test_a_model_is_chosen_for_one_kind_alone() -> None:
    settings = SuccessorsSettings().with_source("xlnet", "a/b").with_source("causal", "c/d")
    assert settings.sources == ("", "", "a/b", "", "c/d")
