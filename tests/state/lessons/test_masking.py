"""What the lesson on masking asks for."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from explorer.records import Document, HeadRef, Span
from explorer.records.lessons.masking import Masking, MaskingAnswer
from explorer.state.actions import PositionFocused
from explorer.state.actions.lessons import LessonChanged, LessonOpened, LessonReady
from explorer.state.lessons.masking import MaskingSettings, with_share
from explorer.state.lessons.taught import is_lesson_current, wanted_lesson
from explorer.state.model import AppState
from explorer.state.plan import plan
from explorer.state.reduce import reduce
from tests.views.states import state_with


@pytest.fixture
def state() -> AppState:
    return reduce(state_with(n_tokens=12), LessonOpened("masking"))


def test_nothing_is_asked_before_a_model_is_open() -> None:
    assert wanted_lesson(reduce(AppState(), LessonOpened("masking"))) is None


def test_masks_made_by_hand_are_taken_away(state: AppState) -> None:
    masked = replace(state.document, masks=frozenset({Span(0, 0, 3)}))
    wanted = wanted_lesson(replace(state, document=masked))
    assert wanted.document == Document(state.document.text)


def test_the_token_and_the_head_that_the_window_selects_are_compared(state: AppState) -> None:
    focused = reduce(replace(state, head=HeadRef(1, 1)), PositionFocused(4))
    wanted = wanted_lesson(focused)
    assert (wanted.position, wanted.head) == (4, HeadRef(1, 1))


def test_the_epoch_that_is_shown_is_one_that_there_is(state: AppState) -> None:
    settings = MaskingSettings(Masking(n_epochs=3), epoch=7)
    assert wanted_lesson(reduce(state, LessonChanged(settings))).epoch == 2


@pytest.mark.parametrize("part", ["mask", "random", "same"])
@pytest.mark.parametrize("share", [-5, 0, 3, 50, 100, 120])
def test_the_shares_always_sum_to_100(part: str, share: int) -> None:
    for before in (Masking(), Masking(mask_share=0, random_share=0), Masking(mask_share=100)):
        new = with_share(before, part, share)
        shares = {"mask": new.mask_share, "random": new.random_share, "same": new.same_share}
        assert sum(shares.values()) == 100
        assert min(shares.values()) >= 0
        assert shares[part] == min(max(share, 0), 100)


def test_an_answer_in_part_is_asked_for_again_only_when_something_else_came_between(
    state: AppState,
) -> None:
    part = part_of(state)
    shown = reduce(state, LessonReady(part, state.model))
    assert not is_lesson_current(shown)
    assert part.request not in plan(state, shown)
    other = reduce(shown, LessonChanged(MaskingSettings(Masking(seed=1))))
    assert part.request in plan(other, reduce(other, LessonChanged(MaskingSettings())))
    whole = reduce(shown, LessonReady(replace(part, is_part=False), state.model))
    assert is_lesson_current(whole)
    assert wanted_lesson(whole) not in plan(shown, whole)


def part_of(state: AppState) -> MaskingAnswer:
    assert state.inspection is not None
    tokens = state.inspection.tokens
    epochs = np.zeros((8, 12), np.uint8)
    return MaskingAnswer(wanted_lesson(state), tokens, tokens.words, epochs, (), is_part=True)
