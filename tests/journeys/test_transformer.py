"""A Chinese sentence translated word by word, and the model that does it, in the whole window."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtWidgets import QApplication

from explorer.records.lessons.transformer import TranslationAnswer
from explorer.state.lessons.taught import failure_of_lesson
from explorer.state.model import AppState
from tests.journeys.person import Person

pytestmark = pytest.mark.slow


def written(state: AppState) -> tuple[str, ...]:
    """The words that have appeared, once all have."""
    answer = state.lessons.answer(TranslationAnswer)
    is_there = answer is not None and answer.request == state.lessons.transformer.wanted()
    if answer is None or not is_there or not answer.is_whole or state.is_playing:
        return ()
    return answer.steps[-1].translation.written


def composes(person: Person, page: Any, text: str) -> None:
    """Chinese, as an input method hands it over, in place of what stands there."""
    person.clicks(page.sentence.field)
    person.presses("Ctrl+A")
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(QGuiApplication.focusObject(), event)
    assert person.state.lessons.transformer.text == text


def test_a_sentence_is_translated_mended_rewritten_and_the_model_opened(person: Person) -> None:
    person.clicks(person.window.page_switch.lessons)
    person.clicks(person.window.lessons.buttons["transformer"])
    page: Any = person.window.lessons.page
    person.waits_until(lambda state: len(written(state)) == 5)  # word after word, by itself
    assert page.lines.accessibleDescription().startswith("I → 我")

    composes(person, page, "他喜欢吃披萨")
    failed = person.waits_until(failure_of_lesson)
    assert "“披萨” is not among them" in failure_of_lesson(failed)
    assert page.message.isVisible()
    assert page.lines.accessibleDescription().startswith("I → 我")

    composes(person, page, "他喜欢吃苹果")
    person.presses("Return")  # to the end at once
    state = person.waits_until(written)
    assert written(state) == ("he", "likes", "eating", "apples", "<end>")

    apples = page.lines.layout_now().label_box("query", 3)
    person.clicks(page.lines.viewport(), apples.center().toPoint())
    person.clicks(page.alternatives.words[1])
    state = person.waits_until(written)
    assert written(state)[:3] == ("he", "likes", "eating")
    assert written(state)[3] == state.lessons.transformer.begun[3] != "apples"

    box = page.architecture.layout_now().boxes["encoder.0.attention"]
    person.clicks(page.architecture, box.center().toPoint())
    assert page.details.heads.maps[3].isVisible()
    person.presses("Up", "Up")
    assert person.state.lessons.transformer.block == "encoder.0.feed_forward"
    assert page.details.code.accessibleDescription().startswith("class FeedForward")
