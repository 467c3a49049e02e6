"""A head of the built-in model followed from its vectors to its output, in the whole window."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt

from explorer.records.lessons.steps import StepsAnswer
from explorer.state.lessons.stepping import stepped
from explorer.state.lessons.taught import is_lesson_current
from explorer.state.model import AppState
from tests.journeys.person import Person

pytestmark = pytest.mark.slow


def shown(state: AppState) -> StepsAnswer | None:
    """The answer to what is wanted, once it is there."""
    return state.lessons.answer(StepsAnswer) if is_lesson_current(state) else None


def test_a_token_is_asked_another_text_is_read_and_the_translator_is_followed(
    person: Person,
) -> None:
    person.clicks(person.window.page_switch.lessons)
    answer = shown(person.waits_until(shown))
    assert answer is not None
    assert answer.queries[answer.inputs.position] == "[MASK]"
    assert stepped(answer, person.state.lessons.steps).difference < 1e-5

    person.clicks_token(2, Qt.KeyboardModifier.ControlModifier)
    answer = shown(person.waits_until(shown))
    assert answer is not None
    assert answer.inputs.position == 2

    person.writes("Birds sing in the morning.")
    person.waits_until(lambda s: (found := shown(s)) and "birds" in found.keys)

    page: Any = person.window.lessons.page
    page.steps.keys.setFocus()
    person.presses("Right", "Right", "End")
    assert person.state.lessons.steps.step == "scaled"
    assert page.steps.keys.accessibleDescription()

    person.clicks(page.choice.translator)
    answer = shown(person.waits_until(shown))
    assert answer is not None
    assert answer.keys[:2] == ("我", "喜欢")
    assert not person.window.text_panel.isVisible()
    person.clicks(page.in_code)
    assert "NameError" in page.mistakes.result.text()
