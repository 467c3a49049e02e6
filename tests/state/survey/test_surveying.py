"""A survey in the state of the window: read, looked at, and its examples shown."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from explorer.records import (
    N_BINS,
    STATISTICS,
    Document,
    HeadRef,
    LoadRequest,
    SurveyExample,
    SurveyFileRequest,
    SurveyResult,
)
from explorer.state import actions as a
from explorer.state.actions.survey import (
    SurveyExampleChosen,
    SurveyLookChanged,
    SurveyRead,
    SurveyRequested,
    SurveyUnreadable,
)
from explorer.state.model import AppState, Hover
from explorer.state.reduce import reduce
from explorer.state.survey.page import Surveyed, SurveyLook
from tests.views.states import inspection_of, state_with, tokens_with

EXAMPLE = SurveyExample(0.9, 7, Document("a dog told the cat"), 2, 5, "dog", "cat")


def result(model="builtin:tiny", n_layers=2, n_heads=3, **fields):
    shape = (n_layers, n_heads, len(STATISTICS))
    chance = np.random.default_rng(0)
    heads = list(np.ndindex(n_layers, n_heads))
    return SurveyResult(
        model=model, revision="", site="self", corpus="/data/corpus.txt",
        n_sentences=1234, n_tokens=56_789, n_cut=0, n_bad=2, bad_lines=((3, "torn"),),
        counts=np.full(shape, 100), mean=chance.random(shape), variance=chance.random(shape) / 20,
        histogram=chance.integers(0, 50, (*shape, N_BINS)),
        sentences=dict.fromkeys(heads, ()), tokens=dict.fromkeys(heads, (EXAMPLE,)),
        **fields,
    )  # fmt: skip


def opened(model="builtin:tiny", **fields):
    state = state_with()
    state = replace(state, model=replace(state.model, source="builtin:tiny"), **fields)
    request = SurveyFileRequest(Path("heads.parquet"))
    state = reduce(state, SurveyRequested(request))
    return reduce(state, SurveyRead(request, result(model)))


def test_a_survey_that_was_asked_for_comes_to_the_front() -> None:
    state = opened()
    assert state.page == "survey"
    assert state.survey.head == HeadRef(0, 0, "self")
    assert state.survey.examples == (EXAMPLE,)


def test_an_answer_that_nobody_waits_for_is_dropped() -> None:
    state = opened()
    late = SurveyRead(SurveyFileRequest(Path("other.parquet")), result())
    assert reduce(state, late) == state


def test_what_cannot_be_read_leaves_the_survey_that_was_shown() -> None:
    state = opened()
    request = SurveyFileRequest(Path("other.parquet"))
    state = reduce(reduce(state, SurveyRequested(request)), SurveyUnreadable(request, "Torn."))
    assert state.survey.failed == "Torn."
    assert state.survey.result is not None


def test_a_head_that_the_next_survey_lacks_becomes_its_nearest() -> None:
    state = reduce(opened(), SurveyLookChanged(SurveyLook(layer=1, head=2)))
    request = SurveyFileRequest(Path("small.parquet"))
    state = reduce(state, SurveyRequested(request))
    state = reduce(state, SurveyRead(request, result(n_layers=1, n_heads=2)))
    assert (state.survey.look.layer, state.survey.look.head) == (0, 1)


def test_an_example_becomes_the_text_with_its_head() -> None:
    state = reduce(opened(), SurveyLookChanged(SurveyLook(layer=1, head=2)))
    shown = reduce(state, SurveyExampleChosen(EXAMPLE))
    assert shown.document == EXAMPLE.document
    assert shown.head == HeadRef(1, 2, "self")
    assert shown.page == "explore"
    assert reduce(shown, a.Undone()).document == state.document


def read(state):
    """After the model has read the text of the window, a token a word."""
    tokens = tokens_with(("[CLS]", *state.document.text.split(), "[SEP]"))
    return reduce(state, a.InspectionReady(inspection_of(state, tokens)))


@pytest.mark.parametrize(("objective", "focus"), [("masked", None), ("causal", 2)])
def test_both_tokens_of_an_example_are_marked_once_its_sentence_is_read(objective, focus) -> None:
    state = opened()
    state = replace(state, model=replace(state.model, objective=objective))
    state = replace(state, inspection=replace(state.inspection, model=state.model))
    chosen = reduce(state, SurveyExampleChosen(EXAMPLE))
    assert (chosen.pinned, chosen.hover) == (frozenset(), Hover())  # another text is read as yet
    shown = read(chosen)
    assert shown.pinned == {EXAMPLE.query}
    assert shown.hover == Hover((EXAMPLE.query,), (EXAMPLE.key,))
    assert shown.focus == focus
    again = replace(EXAMPLE, query=4, key=1)
    assert reduce(read(shown), SurveyExampleChosen(again)).pinned == {4}  # it is there already


def test_of_a_whole_sentence_or_an_edited_one_no_token_is_marked() -> None:
    sentence = replace(EXAMPLE, query=None, key=None)
    assert read(reduce(opened(), SurveyExampleChosen(sentence))).pinned == frozenset()
    state = reduce(reduce(opened(), SurveyExampleChosen(EXAMPLE)), a.TextEdited("other", 0))
    other = read(state)
    assert other.pinned == frozenset()
    back = reduce(other, a.Undone())
    assert back.document == EXAMPLE.document
    assert read(back).pinned == frozenset()


def test_an_example_of_another_model_waits_until_that_is_open() -> None:
    state = reduce(opened("builtin:other"), SurveyExampleChosen(EXAMPLE))
    assert state.load == LoadRequest("builtin:other")
    assert state.document != EXAMPLE.document
    model = replace(state.model, source="builtin:other")
    shown = reduce(state, a.ModelOpened(state.load, model))
    assert (shown.document, (shown.page == "survey")) == (EXAMPLE.document, False)


def test_an_example_is_given_up_where_its_model_cannot_be_opened() -> None:
    state = reduce(opened("builtin:other"), SurveyExampleChosen(EXAMPLE))
    state = reduce(state, a.LoadFailed(state.load, "It is gone."))
    assert state.survey.awaited is None
    other = reduce(state, a.ModelOpened(LoadRequest("else"), state.model))
    assert other.document != EXAMPLE.document


def test_without_a_survey_there_is_no_head_and_no_example() -> None:
    assert AppState().survey == Surveyed()
    assert Surveyed().head is None
    assert Surveyed().examples == ()
