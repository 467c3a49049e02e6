"""A person lays an order by dragging, and sees what the built-in XLNet predicts in it."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QPoint

from explorer.records import LoadRequest
from explorer.records.lessons.permutations import PermutationAnswer
from explorer.state import actions as a
from explorer.state.lessons.taught import is_lesson_current
from explorer.state.model import AppState
from tests.journeys.person import Person

pytestmark = pytest.mark.slow


def shown(state: AppState) -> PermutationAnswer | None:
    return state.lessons.answer(PermutationAnswer) if is_lesson_current(state) else None


def test_an_order_is_dragged_typed_and_read_by_the_xlnet_that_comes_along(person: Person) -> None:
    person.writes("They walked along the river.")
    person.waits_for_results()
    person.clicks(person.window.page_switch.lessons)
    person.clicks(person.window.lessons.buttons["permutations"])
    page: Any = person.window.lessons.page
    first = shown(person.waits_until(shown))
    assert first is not None
    assert first.model.source == "builtin:xlnet-small"
    assert "built-in" in page.about.text()

    person.clicks(page.controls.buttons["left to right"])
    person.waits_until(lambda state: (new := shown(state)) and new.order != first.order)
    frames = [chip.frame for chip in page.chips.layout_now.chips]
    start_of_first = QPoint(frames[0].left() + 3, frames[0].center().y())
    person.drags(page.chips.viewport(), frames[4].center(), start_of_first)
    state = person.waits_until(lambda s: s.lessons.permutations.kind == "laid" and shown(s))
    answer = shown(state)
    assert answer is not None
    assert answer.order.positions[:3] == (4, 0, 1)
    assert not answer.query.weights[0, 1:4].any()
    assert not answer.query.weights[4].any()

    person.clicks(page.controls.field)
    person.presses("Ctrl+A")
    person.types("1 1 2")
    person.presses("Return")
    assert page.controls.message.text().startswith("Position 1 stands in the order twice")
    assert page.chips.order == answer.order

    person.explorer.store.dispatch(a.ModelRequested(LoadRequest("builtin:xlnet-small")))
    person.waits_until(lambda s: s.model is not None and s.model.family == "xlnet" and shown(s))
    assert "built-in" not in page.about.text()
