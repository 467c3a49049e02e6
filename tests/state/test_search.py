"""Finding a string, and going to a token."""

from __future__ import annotations

from dataclasses import replace

import pytest

from explorer.state import actions as a
from explorer.state.model import AppState
from explorer.state.reduce import reduce
from tests.views.states import inspection_of, state_with, tokens_with


@pytest.fixture
def state() -> AppState:
    return state_with(24)


def after(state: AppState, *actions: a.Action) -> AppState:
    for action in actions:
        state = reduce(state, action)
    return state


def labels(state: AppState) -> list[str]:
    tokens = state.inspection.tokens
    return [" ".join(tokens.labels[first:end]) for first, end in state.search.matches]


def test_every_place_of_a_string_is_found_whatever_its_case(state: AppState):
    found = after(state, a.SearchOpened("find"), a.SearchEdited("DOCTOR told"))
    assert labels(found) == ["doctor told", "doctor told"]
    assert found.search.match == (2, 4)


def test_a_string_inside_a_token_finds_the_token(state: AppState):
    assert set(labels(after(state, a.SearchOpened("find"), a.SearchEdited("octo")))) == {"doctor"}


def test_special_tokens_are_found_by_their_label(state: AppState):
    found = after(state, a.SearchOpened("find"), a.SearchEdited("[sep]"))
    assert found.search.matches == ((23, 24),)


def test_what_looks_like_a_pattern_is_found_as_it_stands(state: AppState):
    assert set(labels(after(state, a.SearchOpened("find"), a.SearchEdited(".")))) == {"."}
    assert after(state, a.SearchOpened("find"), a.SearchEdited("(")).search.matches == ()


def test_stepping_goes_round(state: AppState):
    found = after(state, a.SearchOpened("find"), a.SearchEdited("doctor"))
    assert after(found, a.SearchStepped(1)).search.current == 1
    assert after(found, a.SearchStepped(3)).search.current == 0
    assert after(found, a.SearchStepped(-1)).search.current == 2


def test_typing_on_stays_at_the_match_in_view_where_it_still_matches(state: AppState):
    second = after(state, a.SearchOpened("find"), a.SearchEdited("doc"), a.SearchStepped(1))
    first, end = second.search.match
    assert after(second, a.SearchEdited("doctor")).search.match == (first, end)


@pytest.mark.parametrize(
    ("query", "position"),
    [("7", 7), (" 7 ", 7), ("0", 0), ("23", 23), ("50%", 12), ("100 %", 23), ("24", None),
     ("word", None), ("", None), (",", None)],
)  # fmt: skip
def test_a_token_is_gone_to_by_its_position_or_by_a_share_of_the_text(state, query, position):
    search = after(state, a.SearchOpened("go to"), a.SearchEdited(query)).search
    assert search.match == (None if position is None else (position, position + 1))


def test_thousands_may_be_set_apart_by_a_comma():
    search = after(state_with(1300), a.SearchOpened("go to"), a.SearchEdited("1,024")).search
    assert search.match == (1024, 1025)


def test_another_text_is_searched_for_the_same(state: AppState):
    found = after(state, a.SearchOpened("find"), a.SearchEdited("doctor"))
    labels = ("[CLS]", "a", "doctor", "[SEP]")
    typed = after(found, a.TextEdited("a doctor"))
    shown = inspection_of(typed, tokens_with(labels))
    other = after(typed, a.InspectionReady(replace(shown, request=typed.wanted)))
    assert other.search.matches == ((2, 3),)
    assert after(other, a.SearchClosed()).search is None
