"""One text with a memory, and under BERT's successors, in the whole window with its models."""

from __future__ import annotations

from typing import Any

import pytest

from explorer.records.lessons.memory import MemoryAnswer
from explorer.records.lessons.successors import SuccessorsAnswer
from explorer.state.actions.lessons import LessonOpened
from explorer.state.lessons.taught import is_lesson_current
from tests.journeys.person import Person

pytestmark = pytest.mark.slow


def test_a_text_is_read_with_memory_and_then_by_five_kinds_of_model(person: Person) -> None:
    person.explorer.store.dispatch(LessonOpened("memory"))
    person.waits_until(is_lesson_current)
    page: Any = person.window.lessons.page
    person.clicks(page.stepper.previous)
    answer = person.waits_until(is_lesson_current).lessons.answer(MemoryAnswer)
    assert answer is not None
    assert answer.remembering.queries.labels == ("The", "capital", "of", "France")

    person.writes("Birds sing early in the morning of a day in May.")
    answer = person.waits_until(is_lesson_current).lessons.answer(MemoryAnswer)
    assert answer is not None
    assert answer.labels[:2] == ("Birds", "sing")

    person.explorer.store.dispatch(LessonOpened("successors"))
    compared = person.waits_until(is_lesson_current).lessons.answer(SuccessorsAnswer)
    assert compared is not None
    assert len(compared.readings) == 5
    page = person.window.lessons.page
    person.clicks(page.next)
    person.waits_until(is_lesson_current)
    bert = page.readers[0]
    assert bert.candidates.isVisible()
    assert bert.truth.text()

    person.clicks(page.cost.button)
    measured = person.waits_until(_has_costs).lessons.answer(SuccessorsAnswer)
    assert measured is not None
    person.clicks(page.cost.button)
    person.waits_until(is_lesson_current)
    assert page.cost.button.text() == "Measure on"
    assert page.cost.seconds.curves[0].points


def _has_costs(state: Any) -> bool:
    answer = state.lessons.answer(SuccessorsAnswer)
    return answer is not None and any(reading.costs for reading in answer.readings)
