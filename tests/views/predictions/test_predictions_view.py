"""Predictions: rows to choose from, tabs of masks, and a word for every state without any."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from explorer.records import Classification, ClassScore, OriginalRank, Progress, SiteInfo
from explorer.state import actions as a
from explorer.state.model import AppState, Details
from explorer.views.predictions.predictions_view import MOST_TABS, PredictionsView
from tests.long_maps import banded, long_state
from tests.views.states import state_with

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def view(qtbot):
    def shown(state: AppState, width: int = 320) -> PredictionsView:
        view = PredictionsView()
        qtbot.addWidget(view)
        view.show_state(state)
        view.resize(width, 480)
        view.show()
        view.activateWindow()
        qtbot.waitUntil(view.isActiveWindow)
        view.told = []
        view.acted.connect(view.told.append)
        return view

    return shown


def with_predictions(state: AppState, *predictions) -> AppState:
    return replace(state, inspection=replace(state.inspection, predictions=predictions))


def first_of(state: AppState):
    return state.inspection.predictions[0]


def click_row(view: PredictionsView, row: int, act=QTest.mouseClick) -> None:
    where = view.candidates.row_rect(row).center()
    act(view.candidates, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, where)


def test_a_click_on_a_row_puts_its_word_into_the_sentence(view):
    state = state_with()
    shown = view(state)
    click_row(shown, 1)
    assert shown.told == [a.CandidateChosen(5, first_of(state).candidates[1])]


def test_a_double_click_chooses_once(view):
    shown = view(state_with())
    click_row(shown, 0)
    click_row(shown, 0, QTest.mouseDClick)  # what Qt sends at the second press
    assert len(shown.told) == 1


def test_a_press_that_is_released_elsewhere_chooses_nothing(view):
    shown = view(state_with())
    rows, left = shown.candidates, Qt.MouseButton.LeftButton
    QTest.mousePress(rows, left, Qt.KeyboardModifier.NoModifier, rows.row_rect(0).center())
    QTest.mouseRelease(rows, left, Qt.KeyboardModifier.NoModifier, rows.row_rect(3).center())
    assert shown.told == []


def test_down_and_enter_choose_without_a_mouse(view):
    state = state_with()
    shown = view(state)
    shown.candidates.setFocus()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return):
        QTest.keyClick(shown.candidates, key)
    assert shown.told == [a.CandidateChosen(5, first_of(state).candidates[2])]


def test_several_masks_have_a_tab_each_and_a_click_brings_one_to_the_front(view):
    state = state_with(32)
    shown = view(state)
    tabs = shown.tab_buttons()
    assert [tab.isChecked() for tab in tabs] == [True, False, False]
    QTest.mouseClick(tabs[1], Qt.MouseButton.LeftButton)
    assert shown.told == [a.PositionFocused(15)]
    assert tabs[0].isChecked()  # until the state says otherwise
    shown.show_state(replace(state, focus=15))
    assert [tab.isChecked() for tab in tabs] == [False, True, False]


def test_one_mask_needs_no_tab(view):
    assert not view(state_with()).tabs.isVisible()


def test_many_masks_share_one_list(view):
    state = state_with(150)
    assert len(state.inspection.tokens.masks) > MOST_TABS
    shown = view(state)
    assert not shown.tabs.isVisible()
    assert shown.list_button.isVisible()
    shown.list_button.setFocus()
    QTest.keyClick(shown.list_button, Qt.Key.Key_Down)
    assert shown.told == [a.PositionFocused(15)]


def test_tabs_wrap_and_stay_inside_a_narrow_view(view):
    shown = view(state_with(72), width=220)
    assert len(shown.tab_buttons()) == 7
    assert all(tab.geometry().right() < shown.tabs.width() for tab in shown.tab_buttons())
    assert all(shown.tabs.rect().contains(tab.geometry()) for tab in shown.tab_buttons())


def test_the_rank_of_the_original_word_stands_below(view):
    state = state_with()
    original = OriginalRank(99, "surgeon", 0.0004123, 532, 30522)
    shown = view(with_predictions(state, replace(first_of(state), original=original)))
    assert shown.original.text() == "originally “surgeon”: rank 532 of 30,522 · 0.000412"


def test_a_causal_model_says_after_which_token(view):
    state = state_with()
    shown = view(with_predictions(state, replace(first_of(state), kind="next", position=4)))
    assert shown.place.text() == "after “the” (position 4)"


def test_without_a_mask_the_view_says_how_to_get_predictions(view):
    shown = view(state_with(labels=("[CLS]", "hello", "[SEP]")))
    assert "Click a token" in shown.hint.text()
    assert not shown.candidates.isVisible()


def test_an_encoder_without_a_head_says_that_it_predicts_no_words(view):
    state = state_with()
    shown = view(replace(state, model=replace(state.model, objective="encoder")))
    assert "no head that predicts words" in shown.hint.text()


def test_while_the_first_text_is_read_a_skeleton_stands(view):
    state = state_with(inspection=None)
    shown = view(state)
    assert shown.candidates.isVisible()
    assert shown.candidates.n_rows == 0
    assert shown.place.text() == "Reading the text…"


def test_a_loading_model_shows_the_skeleton_and_no_model_a_hint(view):
    assert view(AppState(loading=Progress("Opening"))).candidates.isVisible()
    assert view(AppState()).hint.text() == "No model is open"


def test_the_view_says_in_words_what_its_bars_show(view):
    shown = view(state_with())
    assert shown.candidates.accessibleDescription().startswith("patient 0.410, man 0.120")


def test_a_tooltip_says_what_a_click_does_and_the_exact_probability(view):
    words = view(state_with()).candidates.tooltip(0)
    assert words == "Put “patient” into the sentence\nprobability 0.41"


def test_the_longest_bar_is_the_first(view):
    shown = view(state_with())
    shown.setFocus()
    image = shown.candidates.grab().toImage()
    accent = shown.candidates.palette().link().color()

    def inked(row: int) -> int:
        y = shown.candidates.row_rect(row).center().y()
        return sum(image.pixelColor(QPoint(x, y)) == accent for x in range(image.width()))

    assert inked(0) > inked(1) > inked(2) > 0


def test_what_was_asked_for_in_a_long_text_is_shown_once_it_comes(view):
    state = long_state(banded(1_100))
    asked = first_of(state)
    model = replace(state.model, objective="causal")
    last = replace(asked, position=1_099, kind="next")
    shown = replace(state.inspection, model=model, predictions=(last,))
    state = replace(state, model=model, inspection=shown, focus=700)
    seen = view(state)
    assert seen.place.text() == "Reading the text…"
    came = replace(asked, position=700, kind="next")
    seen.show_state(replace(state, details=Details(predictions={700: came})))
    assert "position 700" in seen.place.text()
    assert seen.candidates.n_rows == len(came.candidates)


# ---- classes -------------------------------------------------------------------------------------


def with_classes(*scores: ClassScore, kind="one") -> AppState:
    state = state_with()
    labels = tuple(score.label for score in scores)
    model = replace(state.model, objective="classification", labels=labels)
    shown = replace(
        state.inspection, model=model, predictions=(), classification=Classification(kind, scores)
    )
    return replace(state, model=model, inspection=shown)


def test_a_classifier_shows_its_classes_which_cannot_be_put_into_the_sentence(view):
    state = with_classes(ClassScore(1, "food", 0.75), ClassScore(0, "animal", 0.25))
    shown = view(state)
    assert not shown.candidates.isVisible()
    assert shown.classes.question.text() == "Class of the text"
    rows = shown.classes.rows
    assert rows.accessibleDescription() == "food 0.750, animal 0.250"
    assert rows.tooltip(1) == "animal: probability 0.25"
    QTest.mouseClick(
        rows, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, rows.row_rect(0).center()
    )
    rows.setFocus()
    QTest.keyClick(rows, Qt.Key.Key_Return)
    assert shown.told == []
    assert "no word is predicted at a masked token" in shown.classes.of_masks.text()
    shown.show_state(state_with())  # a masked language model again
    assert shown.candidates.isVisible()
    assert not shown.classes.isVisible()


def test_the_classifier_of_an_encoder_decoder_says_what_its_decoder_reads(view):
    state = with_classes(ClassScore(0, "animal", 1.0))
    shown = view(state)
    assert shown.classes.of_decoder.text() == ""
    sites = tuple(SiteInfo(name, 2, 2) for name in ("encoder", "decoder", "cross"))
    model = replace(state.model, sites=sites)
    shown.show_state(replace(state, inspection=replace(state.inspection, model=model), model=model))
    assert "it reads the text once more" in shown.classes.of_decoder.text()


def test_the_number_of_a_regression_has_no_bar(view):
    shown = view(with_classes(ClassScore(0, "stars", -3.5), kind="number"))
    rows = shown.classes.rows
    assert rows.accessibleDescription() == "stars -3.5"
    assert rows.tooltip(0) == "stars: -3.5"
