"""Which page of the window is in front."""

from __future__ import annotations

import pytest

from explorer.state.actions import PageOpened
from explorer.state.actions.lessons import LessonOpened
from explorer.state.model import AppState, Page
from explorer.state.reduce import reduce


@pytest.mark.parametrize("page", ["explore", "survey", "finetune"])
def test_another_page_takes_the_place_of_a_lesson_which_is_remembered(page: Page) -> None:
    state = reduce(reduce(AppState(), LessonOpened("masking")), PageOpened(page))
    assert (state.page, state.lesson) == (page, None)
    back = reduce(state, PageOpened("lessons"))
    assert (back.page, back.lesson) == ("lessons", "masking")


def test_a_window_explores_until_something_else_is_opened() -> None:
    assert AppState().page == "explore"
