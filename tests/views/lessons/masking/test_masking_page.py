"""The page on masking: what it shows of an answer, and what a person does there."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from explorer.core.difference import difference
from explorer.records import Candidate, OriginalRank, Prediction
from explorer.records.lessons.masking import (
    FATES,
    Comparison,
    Fate,
    Guess,
    Masking,
    MaskingAnswer,
    SplitWord,
)
from explorer.state.actions import Hovered, PositionFocused
from explorer.state.actions.lessons import (
    LessonChanged,
    LessonFailed,
    LessonOpened,
    LessonReady,
)
from explorer.state.lessons.masking import MaskingSettings
from explorer.state.lessons.taught import wanted_lesson
from explorer.state.model import AppState, Hover
from explorer.state.reduce import reduce
from explorer.views.lessons.masking.masked_columns import BELOW, LINE, N_LINES
from explorer.views.lessons.masking_page import MaskingPage
from explorer.views.text.labels import readable
from tests.views.live import live
from tests.views.states import seeded_map, state_with

DOCTOR, TOLD = 2, 3  # positions


def guess(position: int, word: str, fate: Fate = "mask", loss: float = 0.5) -> Guess:
    candidates = tuple(
        Candidate(id, label, label, probability)
        for id, label, probability in ((1, word, 0.6), (2, "nurse", 0.2), (3, "man", 0.1))
    )
    put = {"mask": "[MASK]", "random": "oskar", "same": word}[fate]
    original = OriginalRank(1, word, 0.6, 1, 99)
    return Guess(position, fate, put, Prediction(position, "mask", candidates, original), loss)


def answer_to(state: AppState, **changes: Any) -> MaskingAnswer:
    """Of the doctor masked and `told` unchanged; the doctor is compared."""
    assert state.inspection is not None
    tokens, request = state.inspection.tokens, wanted_lesson(state)
    epochs = np.zeros((request.masking.n_epochs, len(tokens)), np.uint8)
    epochs[:, DOCTOR], epochs[0, TOLD] = 1, 3
    axis = state.inspection.maps[0].queries
    maps = tuple(
        seeded_map(replace(state.head, head=n), axis, state.presentation) for n in (0, 1, 2)
    )
    comparison = Comparison(
        DOCTOR,
        tuple(guess(DOCTOR, "doctor", fate) for fate in FATES),
        maps,
        tuple(difference(shown, maps[2]) for shown in maps[:2]),
    )
    answer = MaskingAnswer(
        request, tokens, tokens.words, epochs,
        (guess(DOCTOR, "doctor"), guess(TOLD, "told", "same", 1.5)), comparison,
    )  # fmt: skip
    return replace(answer, **changes)


def opened(n_tokens: int = 12, **settings: Any) -> AppState:
    state = reduce(state_with(n_tokens=n_tokens), LessonOpened("masking"))
    return reduce(state, LessonChanged(MaskingSettings(Masking(n_epochs=4, **settings))))


def answered(state: AppState, **changes: Any) -> AppState:
    return reduce(state, LessonReady(answer_to(state, **changes), state.model))


@pytest.fixture
def page(qtbot: Any) -> MaskingPage:
    page = MaskingPage()
    page.said = live(qtbot, page, answered(opened()), (900, 1600))  # type: ignore[attr-defined]
    return page


def said(page: MaskingPage, kind: type) -> list[Any]:
    return [action for action in page.said if isinstance(action, kind)]  # type: ignore[attr-defined]


def test_the_draw_is_told_in_numbers_and_words(page: MaskingPage) -> None:
    assert page.summary.text() == "Epoch 1: mean loss 1.00 nats over 2 of 10 tokens"
    assert page.rows.accessibleDescription() == (
        "doctor: masked, predicted doctor, loss 0.50; "
        "told: chosen, but left as it is, predicted told, loss 1.50"
    )


def test_a_click_on_a_token_compares_it(page: MaskingPage) -> None:
    QTest.mouseClick(page.rows, Qt.MouseButton.LeftButton, pos=page.rows.frame_of(TOLD).center())
    assert said(page, PositionFocused) == [PositionFocused(TOLD)]


def test_the_tooltip_of_a_chosen_token_lists_what_is_likely_there(page: MaskingPage) -> None:
    assert page.rows.tooltip(DOCTOR).split() == [
        "doctor",
        "0.600",
        "nurse",
        "0.200",
        "man",
        "0.100",
    ]
    assert page.rows.tooltip(TOLD + 1) == page.rows.tooltip(None) == ""


def test_tokens_are_walked_and_chosen_by_keyboard(page: MaskingPage) -> None:
    page.rows.setFocus()
    for _ in range(TOLD):
        QTest.keyClick(page.rows, Qt.Key.Key_Right)
    QTest.keyClick(page.rows, Qt.Key.Key_Return)
    assert said(page, PositionFocused) == [PositionFocused(TOLD)]
    assert page.store.state.hover == Hover((TOLD,), (TOLD,))  # type: ignore[attr-defined]


def test_a_long_text_wraps_into_bands_that_are_walked_down_and_up(qtbot: Any) -> None:
    page = MaskingPage()
    live(qtbot, page, answered(opened(n_tokens=60)), (700, 1600))
    frames = [page.rows.frame_of(position) for position in range(60)]
    first, second, third, *_ = sorted({frame.top() for frame in frames})
    assert frames[DOCTOR].height() == second - first - BELOW == N_LINES * LINE
    assert third - second - BELOW == 2 * LINE  # there nothing was chosen
    assert page.rows.height() > frames[-1].top()
    said: list[int] = []
    page.rows.chosen.connect(said.append)
    page.rows.setFocus()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Return):
        QTest.keyClick(page.rows, key)
    assert page.rows.frame_of(said[0]).top() == second


def test_the_shares_of_the_sliders_always_sum_to_100(page: MaskingPage) -> None:
    page.controls.parts["mask"].slider.setValue(95)
    numbers = [slider.number.text() for slider in page.controls.parts.values()]
    assert numbers == ["95 %", "5 %", "0 %"]
    assert page.store.state.lessons.masking.masking.random_share == 5  # type: ignore[attr-defined]


def test_again_draws_with_the_next_seed(page: MaskingPage) -> None:
    QTest.mouseClick(page.controls.again, Qt.MouseButton.LeftButton)
    assert page.controls.seed.value() == 1
    assert wanted_lesson(page.store.state).masking.seed == 1  # type: ignore[attr-defined]


def test_kind_and_static_masking_are_chosen_by_keyboard(page: MaskingPage) -> None:
    QTest.keyClick(page.controls.kind, Qt.Key.Key_Down)
    QTest.keyClick(page.controls.static, Qt.Key.Key_Space)
    masking = page.store.state.lessons.masking.masking  # type: ignore[attr-defined]
    assert (masking.kind, masking.is_dynamic) == ("words", False)
    assert page.controls.kind.text() == "whole words"


def test_an_epoch_that_is_clicked_is_read(page: MaskingPage) -> None:
    layout = page.epochs.layout_now()
    assert layout is not None
    cell = layout.cell_rect(2, TOLD).center().toPoint()
    QTest.mouseClick(page.epochs, Qt.MouseButton.LeftButton, pos=cell)
    assert wanted_lesson(page.store.state).epoch == 2  # type: ignore[attr-defined]
    assert said(page, PositionFocused) == [PositionFocused(TOLD)]
    assert page.epochs.words_of(0, TOLD) == ("told  ·  epoch 1", "chosen, but left as it is")
    assert page.epochs.words_of(1, TOLD)[1] == "not chosen"


def test_the_rows_of_a_long_text_are_as_high_as_those_of_a_short_one(qtbot: Any) -> None:
    page = MaskingPage()
    live(qtbot, page, answered(opened(n_tokens=200)), (900, 1600))
    layout = page.epochs.layout_now()
    assert layout is not None
    assert layout.cell_height > 2 * layout.cell_width
    assert len(layout.shown_rows()) == 4
    assert layout.cells.bottom() <= page.epochs.height()


def test_the_three_ways_show_their_guesses_and_what_differs(page: MaskingPage) -> None:
    titles = [way.title.text() for way in page.comparison.ways]
    assert titles == ["As [MASK]", "As a random token, “oskar”", "Unchanged, “doctor”"]
    shown = page.store.state.lessons.answer(MaskingAnswer).comparison  # type: ignore[attr-defined]
    for grid, found in zip(page.comparison.differences, shown.differences, strict=True):
        row, column = np.unravel_index(np.abs(found.differences).argmax(), found.levels.shape)
        strongest = grid.accessibleDescription().split("; ")[0]
        keys = [readable(label) for label in (grid.queries.labels[row], grid.keys.labels[column])]
        assert strongest.startswith(" → ".join(keys))
        change = f"{found.differences[row, column]:+.3f}".replace("-", "−")
        assert grid.words_of(int(row), int(column))[1] == f"weight {change}"


def test_more_weight_is_drawn_redder_and_less_bluer(page: MaskingPage) -> None:
    grid = page.comparison.differences[0]
    found = page.store.state.lessons.answer(MaskingAnswer).comparison.differences[0]  # type: ignore[attr-defined]
    picture, layout = grid.grab().toImage(), grid.layout_now()
    assert layout is not None
    ratio = picture.devicePixelRatio()
    for at, is_more in ((found.differences.argmax(), True), (found.differences.argmin(), False)):
        row, column = divmod(int(at), found.levels.shape[1])
        centre = layout.cell_rect(row, column).center() * ratio
        colour = picture.pixelColor(centre.toPoint())
        assert (colour.red() > colour.blue()) == is_more


def test_a_cell_that_is_pointed_at_is_marked_in_every_map(page: MaskingPage) -> None:
    grid = page.comparison.ways[0].map
    layout = grid.layout_now()
    assert layout is not None
    QTest.mouseMove(grid, layout.cell_rect(4, 5).center().toPoint())
    assert said(page, Hovered)[-1] == Hovered((4,), (5,))
    assert {other._marked for other in page.comparison.grids} == {((4,), (5,))}


def test_a_word_of_one_token_names_words_that_could_be_split(qtbot: Any) -> None:
    page, state = MaskingPage(), opened()
    words = (None, 0, 1, 1, *range(2, 9), None)
    live(qtbot, page, answered(state, words=words), (900, 1600))
    assert page.comparison.word.title.text() == "“doctor” is a single token"
    assert page.comparison.word.hint.text().endswith(": doctortold")


def test_a_split_word_is_told_piece_by_piece(qtbot: Any) -> None:
    pieces = (guess(DOCTOR, "doctor", loss=0.25), guess(TOLD, "told", loss=0.75))
    split = SplitWord(pieces, (replace(pieces[0], loss=4.0), replace(pieces[1], loss=6.0)))
    page = MaskingPage()
    live(qtbot, page, answered(opened(), split_word=split), (900, 1600))
    words = [cell.text().split() for cell in page.comparison.word.cells]
    assert words[3:] == [
        ["doctor"], ["0.25", "doctor"], ["4.00", "doctor"],
        ["told"], ["0.75", "told"], ["6.00", "told"],
        ["mean", "loss"], ["0.50"], ["5.00"],
    ]  # fmt: skip


def test_a_draw_of_no_token_says_so_and_what_to_do(qtbot: Any) -> None:
    page = MaskingPage()
    live(qtbot, page, answered(opened(), guesses=(), comparison=None), (900, 900))
    assert "No token was chosen. Draw again" in page.summary.text()
    assert page.epochs.isVisible()
    assert not page.comparison.isVisible()


def test_the_last_comparison_stays_until_the_next_is_there(page: MaskingPage) -> None:
    state = reduce(page.store.state, PositionFocused(TOLD))  # type: ignore[attr-defined]
    part = answer_to(state, comparison=None, is_part=True)
    page.show_state(reduce(state, LessonReady(part, state.model)))
    assert page.comparison.isVisible()
    assert page.comparison.ways[0].title.text() == "As [MASK]"


def test_a_failure_is_told_above_what_was_shown_before(page: MaskingPage) -> None:
    state = reduce(page.store.state, LessonChanged(MaskingSettings(Masking(seed=9))))  # type: ignore[attr-defined]
    state = reduce(state, LessonFailed(wanted_lesson(state), "This model has no mask token."))
    page.show_state(state)
    assert page.message.text() == "This model has no mask token."
    assert page.rows.isVisible()


def test_the_page_fits_beside_its_text_in_a_small_window(page: MaskingPage) -> None:
    assert page.minimumSizeHint().width() <= 620
