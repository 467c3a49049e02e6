"""What the lesson on one head asks for, and what its steps hold for each key."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from explorer.records import HeadRef, SiteInfo
from explorer.records.lessons.steps import StepsAnswer, StepsRequest, TranslatedStepsRequest
from explorer.records.steps import HeadInputs, WhatIf
from explorer.state.actions import TokensPinned
from explorer.state.actions.lessons import LessonChanged, LessonOpened
from explorer.state.lessons.stepping import stepped
from explorer.state.lessons.steps import STEPS, StepsSettings
from explorer.state.lessons.taught import wanted_lesson
from explorer.state.model import AppState
from explorer.state.plan import plan
from explorer.state.reduce import reduce
from tests.views.states import state_with


def opened(**changes):
    return reduce(state_with(n_tokens=12, **changes), LessonOpened("steps"))


def answer():
    """Three keys; the last is hidden, and the second has most weight."""
    inputs = HeadInputs(
        position=1,
        queries=np.array([[1, 0], [2, 0], [0, 1]], np.float32),
        keys=np.array([[0, 3], [1, 1], [9, 0]], np.float32),
        values=np.array([[3, 4], [0, 2], [5, 12]], np.float32),
        scaling=0.5,
        may_attend=np.array([True, True, False]),
    )
    asked = StepsRequest(AppState().document, HeadRef(0, 0))
    output = np.zeros(2, np.float32)
    sites = (SiteInfo("self", 1, 1),)
    return StepsAnswer(
        asked, asked.head, sites, ("a", "b", "c"), ("a", "b", "c"), inputs, output, None
    )


def test_the_selected_head_is_asked_by_the_pinned_token_or_the_one_whose_predictions_are_open():
    state = opened(head=HeadRef(2, 3), focus=5)
    assert wanted_lesson(state) == StepsRequest(state.document, HeadRef(2, 3), 5)
    pinned = replace(state, pinned=frozenset({4, 7}))
    assert wanted_lesson(pinned) == StepsRequest(state.document, HeadRef(2, 3), 4)


def test_of_several_pinned_tokens_the_one_pinned_last_asks():
    state = opened()
    for clicked, asking in ((3, 3), (7, 7), (2, 2), (2, 3)):  # the second click on 2 lets it go
        state = reduce(state, TokensPinned((clicked,), toggle=True))
        assert wanted_lesson(state).position == asking


def test_nothing_is_asked_before_a_model_is_open_except_of_the_translator():
    state = reduce(AppState(), LessonOpened("steps"))
    assert wanted_lesson(state) is None
    translated = reduce(state, LessonChanged(StepsSettings(is_translated=True)))
    assert plan(state, translated) == (TranslatedStepsRequest(state.lessons.transformer.text),)


def test_walking_through_the_steps_and_asking_what_if_ask_nothing_of_the_model():
    state = opened()
    changed = StepsSettings(step="output", key=3, order="size", what_if=WhatIf(is_scaled=False))
    assert wanted_lesson(reduce(state, LessonChanged(changed))) == wanted_lesson(state)


def test_the_key_with_the_most_weight_is_looked_at_unless_another_is_chosen():
    assert stepped(answer(), StepsSettings()).key == 1
    assert stepped(answer(), StepsSettings(key=2)).key == 2
    assert stepped(answer(), StepsSettings(key=7)).key == 1


def test_every_step_has_a_value_for_each_key():
    shown = stepped(answer(), StepsSettings())
    values = {step: shown.per_key(step).tolist() for step in STEPS}
    assert values["vectors"] == pytest.approx([3, 2**0.5, 9])
    assert values["products"] == [0, 2, 18]
    assert values["scaled"] == [0, 1, 9]
    assert values["masked"] == [0, 1, -np.inf]
    weights = np.array([1, np.e, 0]) / (1 + np.e)
    assert values["weights"] == pytest.approx(weights.tolist())
    assert values["values"] == pytest.approx((weights * [5, 2, 13]).tolist())
    assert sum(values["output"]) == pytest.approx(np.linalg.norm(shown.own.head_output))


def test_by_size_the_largest_key_stands_first_and_the_hidden_one_last():
    shown = stepped(answer(), StepsSettings())
    assert shown.order("masked", "size").tolist() == [1, 0, 2]
    assert shown.order("masked", "position").tolist() == [0, 1, 2]


def test_a_what_if_stands_beside_the_models_own():
    shown = stepped(answer(), StepsSettings(what_if=WhatIf(is_masked=False)))
    assert shown.is_changed
    assert shown.per_key("weights")[2] > 0.9
    assert shown.per_key("weights", is_own=True)[2] == 0
    assert not stepped(answer(), StepsSettings()).is_changed


def test_a_query_that_the_new_text_does_not_have_falls_away():
    shown = stepped(answer(), StepsSettings(what_if=WhatIf(query=5)))
    assert shown.what_if == WhatIf()


def test_the_difference_to_the_models_own_output_is_the_largest_one():
    shown = stepped(answer(), StepsSettings())
    assert shown.difference == pytest.approx(float(np.abs(shown.own.head_output).max()))
