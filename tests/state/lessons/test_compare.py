"""Before and after: what is compared with the open model, and for how long a file is read."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from explorer.records import HeadRef
from explorer.records.lessons.compare import CompareAnswer, CompareRequest, HeldOut, Side, ranked
from explorer.resources import DEFAULT_MODEL
from explorer.state.actions import PageOpened
from explorer.state.actions.lessons import LessonChanged, LessonOpened, LessonReady
from explorer.state.lessons.compare import CompareSettings
from explorer.state.lessons.taught import is_lesson_current, wanted_lesson
from explorer.state.model import AppState
from explorer.state.plan import gives_up_lesson, plan
from explorer.state.reduce import reduce
from tests.views.states import model_with, state_with

OPEN = reduce(state_with(), LessonOpened("compare"))


def answered(state: AppState, n_sentences: int | None = None, *, fraction: float = 1.0) -> AppState:
    request = wanted_lesson(state)
    assert isinstance(request, CompareRequest)
    assert state.inspection is not None
    assert state.model is not None
    held_out = None
    if n_sentences is not None:
        nothing = np.zeros((6, 12), np.float32)
        held_out = HeldOut(request.data, nothing, n_sentences, 0, "", 0, fraction)
    side = Side(state.model, (), None, ())
    answer = CompareAnswer(request, state.inspection.tokens, side, side, None, held_out=held_out)
    return reduce(state, LessonReady(answer, state.model))


@pytest.mark.parametrize(
    ("base", "source"),
    [
        ("", DEFAULT_MODEL),
        ("builtin:minilm-mlm", "builtin:minilm-mlm"),
        ("/models/bert", "/models/bert"),
        ("google/bert", DEFAULT_MODEL),  # nothing is fetched before somebody chooses it
    ],
)
def test_the_model_before_is_what_the_open_one_was_fine_tuned_from(base, source):
    model = replace(model_with(6, 12), base_model=base)
    assert CompareSettings().source(model) == source
    assert CompareSettings(before="other").source(model) == "other"


def test_another_head_is_asked_for_and_another_ranking_is_not():
    shown = answered(OPEN)
    other = replace(shown, head=HeadRef(3, 2))
    assert [request for request in plan(shown, other) if isinstance(request, CompareRequest)]
    settings = replace(shown.lessons.compare, ranking="data")
    assert plan(shown, reduce(shown, LessonChanged(settings))) == ()


def test_a_file_is_wanted_until_it_is_read_and_asked_for_once():
    chosen = reduce(answered(OPEN), LessonChanged(CompareSettings(data="held-out.txt")))
    first, second = answered(chosen, 3, fraction=0.2), answered(chosen, 9, fraction=0.6)
    assert not is_lesson_current(second)
    assert plan(first, answered(first, 9, fraction=0.6)) == ()
    assert is_lesson_current(answered(second, 20))


def test_who_leaves_stops_the_reading_and_who_returns_goes_on():
    chosen = reduce(answered(OPEN), LessonChanged(CompareSettings(data="held-out.txt")))
    reading = answered(chosen, 3, fraction=0.2)
    away = reduce(reading, PageOpened("explore"))
    assert gives_up_lesson(reading, away)
    back = reduce(away, LessonOpened("compare"))
    assert plan(away, back) == (wanted_lesson(back),)
    assert not gives_up_lesson(answered(OPEN), reduce(answered(OPEN), PageOpened("explore")))


def test_a_reading_that_was_stopped_shows_what_it_had():
    stopped = CompareSettings(data="held-out.txt", is_counting=False)
    state = answered(reduce(OPEN, LessonChanged(stopped)), 3, fraction=0.2)
    assert is_lesson_current(state)
    known = stopped.held_out(state.lessons.answer(CompareAnswer))
    assert known is not None
    assert known.n_sentences == 3
    other = replace(stopped, data="other.txt")
    assert other.held_out(state.lessons.answer(CompareAnswer)) is None


def test_heads_are_ranked_by_their_divergence_and_those_that_are_not_there_are_left_out():
    divergences = np.array([[0.1, np.nan], [0.4, 0.2]], np.float32)
    assert [ref.label for ref, _ in ranked(divergences, "self")] == ["L1 H0", "L1 H1", "L0 H0"]
