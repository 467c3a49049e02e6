"""A person masks a text as in pretraining, and asks the built-in model for what is missing."""

from __future__ import annotations

from typing import Any

import pytest

from explorer.records.lessons.masking import MaskingAnswer
from explorer.state.actions.lessons import LessonOpened
from explorer.state.lessons.taught import is_lesson_current
from explorer.state.model import AppState
from tests.journeys.person import Person

pytestmark = pytest.mark.slow


def shown(state: AppState) -> MaskingAnswer | None:
    return state.lessons.answer(MaskingAnswer) if is_lesson_current(state) else None


def test_a_text_is_masked_drawn_again_and_one_of_its_tokens_compared(person: Person) -> None:
    person.writes("The doctor told the patient to take the electroencephalogram.")
    person.waits_for_results()
    person.explorer.store.dispatch(LessonOpened("masking"))
    person.waits_until(shown)
    page: Any = person.window.lessons.page
    first = shown(person.state)
    assert first is not None

    person.clicks(page.controls.again)
    person.waits_until(lambda state: (new := shown(state)) and new.request.masking.seed == 1)
    second = shown(person.state)
    assert second is not None
    assert second.epochs.tolist() != first.epochs.tolist()

    piece = next(p for p, label in enumerate(second.tokens.labels) if label == "electro")
    person.clicks(page.rows, page.rows.frame_of(piece).center())
    person.waits_until(lambda state: (new := shown(state)) and new.request.position == piece)
    compared = shown(person.state)
    assert compared is not None
    assert compared.comparison is not None
    assert compared.split_word is not None
    masked, _, unchanged = compared.comparison.guesses
    assert unchanged.loss < masked.loss
    alone = sum(guess.loss for guess in compared.split_word.alone)
    assert sum(guess.loss for guess in compared.split_word.together) > alone

    page.controls.static.setFocus()
    person.presses("Space")
    person.waits_until(lambda state: (new := shown(state)) and not new.request.masking.is_dynamic)
    still = shown(person.state)
    assert still is not None
    assert (still.epochs == still.epochs[0]).all()
    assert page.epochs_title.text().startswith("Static masking")
