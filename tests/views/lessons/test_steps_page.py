"""Walking through the attention of one head, and finding the two mistakes of the notes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from explorer.records import HeadRef, SiteInfo
from explorer.records.lessons.steps import NotesRun, SelfAttention, StepsAnswer
from explorer.records.steps import HeadInputs, WhatIf
from explorer.reference.steps import head_steps
from explorer.state.actions import Hovered, TokensPinned
from explorer.state.actions.lessons import LessonFailed, LessonOpened, LessonReady
from explorer.state.lessons.steps import STEPS
from explorer.state.lessons.taught import wanted_lesson
from explorer.state.reduce import reduce
from explorer.views.lessons.parts.code_view import coloured
from explorer.views.lessons.steps.numbers import number
from explorer.views.lessons.steps_page import StepsPage
from tests.views.live import live
from tests.views.states import state_with

CODE = "def self_attention(query):\n    # a comment\n\n    return query @ 1.5"


def seeded_inputs(n_tokens, position=5, width=8, **fields):
    rng = np.random.default_rng(n_tokens)
    queries, keys, values = rng.normal(size=(3, n_tokens, width)).astype(np.float32)
    may_attend = np.arange(n_tokens) <= position
    return HeadInputs(position, queries, keys, values, width**-0.5, may_attend, **fields)


def answer_to(state, n_tokens=12, **fields):
    inputs = seeded_inputs(n_tokens, **fields)
    request = wanted_lesson(state)
    labels = state.inspection.tokens.labels
    output = head_steps(inputs).head_output
    wrong, right = np.ones(n_tokens, np.float32), output
    runs = (
        NotesRun(frozenset(), "NameError: name 'score' is not defined"),
        NotesRun(frozenset({4}), "", (n_tokens, n_tokens), wrong),
        NotesRun(frozenset({8}), "NameError: name 'score' is not defined"),
        NotesRun(frozenset({4, 8}), "", (n_tokens, len(output)), right),
    )
    function = SelfAttention(CODE, output, runs)
    sites = (SiteInfo("self", 6, 12),)
    return StepsAnswer(
        request, request.head or HeadRef(0, 0), sites, labels, labels, inputs, output, function
    )


def shown_state(n_tokens=12, **fields):
    opened = reduce(state_with(n_tokens), LessonOpened("steps"))
    return reduce(opened, LessonReady(answer_to(opened, n_tokens, **fields), opened.model))


@pytest.fixture
def page(qtbot):
    page = StepsPage()
    page.said = live(qtbot, page, shown_state(), (950, 620))
    return page


def settings(page):
    return page.store.state.lessons.steps


def click(widget, point):
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=point)


def press(widget, *keys):
    for key in keys:
        QTest.keyClick(widget, key)


# ---- steps ---------------------------------------------------------------------------------------


def test_next_and_back_walk_from_the_vectors_to_the_output(page):
    assert not page.steps.back.isEnabled()
    seen = [settings(page).step]
    while page.steps.next.isEnabled():
        click(page.steps.next, QPoint(5, 5))
        seen.append(settings(page).step)
    assert tuple(seen) == STEPS
    click(page.steps.back, QPoint(5, 5))
    assert settings(page).step == "values"


def test_left_and_right_walk_wherever_the_keyboard_is(page):
    page.steps.keys.setFocus()
    press(page.steps.keys, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left)
    assert settings(page).step == "products"
    page.steps.steps.setFocus()
    press(page.steps.steps, Qt.Key.Key_Down, Qt.Key.Key_End)
    assert settings(page).step == "output"


def test_a_click_on_a_step_and_its_number_are_those_of_the_chosen_key(page):
    steps = page.steps.steps
    click(steps, steps.row_rect(5).center().toPoint())
    assert settings(page).step == "weights"
    weights = head_steps(seeded_inputs(12)).weights
    assert steps.accessibleDescription().endswith(number(float(weights.max())))


def test_a_key_is_chosen_by_a_click_or_by_the_arrows_and_followed_through_every_step(page):
    keys = page.steps.keys
    click(keys.viewport(), keys.row_rect(2).center().toPoint())
    assert settings(page).key == 2
    press(keys, Qt.Key.Key_Down)
    assert settings(page).key == 3
    press(page.steps.steps, Qt.Key.Key_Right)
    products = head_steps(seeded_inputs(12)).products
    assert page.steps.steps.accessibleDescription().endswith(number(float(products[3])))


def test_keys_are_sorted_by_size_in_the_step_that_is_in_front(page):
    press(page.steps.steps, *[Qt.Key.Key_Down] * 5)
    press(page.steps.order, Qt.Key.Key_Down)
    assert settings(page).order == "size"
    weights = head_steps(seeded_inputs(12)).weights
    labels = page.store.state.inspection.tokens.labels
    first = labels[int(weights.argmax())]
    assert page.steps.keys.accessibleDescription().startswith(f"{first} {number(weights.max())}")


def test_the_products_of_the_key_stand_with_the_largest_first(page):
    press(page.steps.steps, Qt.Key.Key_Down)
    steps = head_steps(seeded_inputs(12))
    key = int(steps.weights.argmax())
    order = steps.largest_dimensions(key)
    said = page.steps.inside.products.accessibleDescription().split(", ")
    assert said[0] == f"{order[0]} {number(float(steps.per_dimension[key][order[0]]))}"
    assert len(said) == 8


def test_pointing_at_a_key_marks_it_in_the_text(page):
    keys = page.steps.keys
    QTest.mouseMove(keys.viewport(), keys.row_rect(4).center().toPoint())
    assert page.said[-1] == Hovered((5,), (4,))


def test_another_token_is_asked_by_pinning_it(page):
    press(page.choice.query, Qt.Key.Key_Down)
    assert page.said[-1] == TokensPinned((6,))
    assert wanted_lesson(page.store.state).position == 6


def test_the_head_is_that_of_the_window(page):
    press(page.choice.layer, Qt.Key.Key_Down)
    press(page.choice.head, Qt.Key.Key_Down, Qt.Key.Key_Down)
    assert page.store.state.head == HeadRef(1, 2)


def test_what_fails_says_why_and_what_was_shown_stays(page):
    request = wanted_lesson(page.store.state)
    page.store.dispatch(LessonFailed(request, "Choose a model whose attention is captured."))
    assert page.message.isVisible()
    assert page.message.text().startswith("Choose a model")
    assert page.steps.keys.accessibleDescription()


def test_before_the_first_answer_the_steps_are_named_and_nothing_else_is_there(qtbot):
    page = StepsPage()
    live(qtbot, page, reduce(state_with(12), LessonOpened("steps")), (950, 620))
    assert page.steps.steps.accessibleDescription() == "1: Query, key, value"
    assert page.steps.what.text()
    assert not page.steps.inside.isVisible()
    assert not page.steps.what_if.isVisible()


# ---- what if -------------------------------------------------------------------------------------


def test_a_what_if_changes_the_weights_and_keeps_the_models_own_beside_them(page):
    press(page.steps.steps, *[Qt.Key.Key_Down] * 5)
    click(page.steps.what_if.attention_mask, QPoint(10, 10))
    assert settings(page).what_if == WhatIf(is_masked=False)
    bars = page.steps.keys._bars
    np.testing.assert_array_equal(bars.own, head_steps(seeded_inputs(12)).weights)
    assert (bars.values[6:] > 0).all()
    assert not bars.own[6:].any()
    click(page.steps.what_if.reset, QPoint(5, 5))
    assert settings(page).what_if == WhatIf()
    assert page.steps.keys._bars.own is None


def test_the_temperature_goes_from_a_tenth_to_ten(page):
    slider = page.steps.what_if.temperature
    slider.setValue(slider.maximum())
    assert settings(page).what_if.temperature == pytest.approx(10)
    slider.setValue(slider.minimum())
    assert settings(page).what_if.temperature == pytest.approx(0.1)
    slider.setValue(0)
    assert settings(page).what_if == WhatIf()


def test_the_query_of_another_token_asks_instead(page):
    press(page.steps.what_if.query, Qt.Key.Key_Down)
    assert settings(page).what_if.query == 6
    press(page.steps.what_if.query, Qt.Key.Key_Up)
    assert settings(page).what_if.query is None


def test_every_step_names_what_the_model_does_beside_the_plain_computation(qtbot):
    page = StepsPage()
    fields = {"bias": np.ones(12, np.float32), "softcap": 30.0, "sink": 0.0}
    live(qtbot, page, shown_state(**fields), (950, 620))
    said = []
    for _ in STEPS:
        said.append(page.steps.steps.accessibleDescription())
        press(page.steps.steps, Qt.Key.Key_Down)
    assert "bias 1.000, softcap 30, this key may be seen" in said[3]
    assert "a sink included" in said[5]


# ---- the translation -----------------------------------------------------------------------------


def test_the_translation_has_a_sentence_and_heads_of_its_own(page):
    click(page.choice.translator, QPoint(5, 5))
    request = wanted_lesson(page.store.state)
    assert request.text == "我喜欢打篮球"
    assert not page.reads_document
    assert page.choice.sentence.isVisible()
    translated = replace(
        answer_to(page.store.state),
        head=HeadRef(1, 3, "cross"),
        sites=tuple(SiteInfo(name, 3, 4) for name in ("encoder", "decoder", "cross")),
    )
    page.store.dispatch(LessonReady(translated, page.store.state.model))
    assert page.steps.what.text().startswith("The word that was written last asks")
    press(page.choice.head, Qt.Key.Key_Up)
    assert wanted_lesson(page.store.state).head == HeadRef(1, 2, "cross")
    press(page.choice.query, Qt.Key.Key_Up)
    assert wanted_lesson(page.store.state).position == 4
    QTest.keyClicks(page.choice.sentence, ".")
    assert wanted_lesson(page.store.state).text == "我喜欢打篮球."


# ---- the two mistakes ----------------------------------------------------------------------------


@pytest.fixture
def mistakes(page):
    click(page.in_code, QPoint(5, 5))
    return page.mistakes


def test_the_notes_run_as_they_stand_and_say_what_python_says(mistakes):
    assert "NameError: name 'score' is not defined" in mistakes.result.text()
    assert not mistakes.wrong.isVisible()
    assert mistakes.right.isVisible()


def test_a_right_line_is_called_right_and_a_wrong_one_is_put_right(page, mistakes):
    click(mistakes.notes, mistakes.notes.row_rect(1).center().toPoint())
    assert mistakes.verdict.text().startswith("Right.")
    assert settings(page).mended == frozenset()
    click(mistakes.notes, mistakes.notes.row_rect(4).center().toPoint())
    assert mistakes.verdict.text().startswith("A mistake: no “score”")
    assert "scores.masked_fill" in mistakes.notes.accessibleDescription()
    assert "12 × 12 numbers" in mistakes.result.text()
    click(mistakes.notes, mistakes.notes.row_rect(8).center().toPoint())
    assert "the same numbers" in mistakes.result.text()
    click(mistakes.again, QPoint(5, 5))
    assert settings(page).mended == frozenset()


def test_lines_can_be_chosen_by_the_arrows(page, mistakes):
    mistakes.notes.setFocus()
    press(mistakes.notes, Qt.Key.Key_Down, Qt.Key.Key_Down)
    assert settings(page).line == 1
    press(mistakes.notes, Qt.Key.Key_Up, Qt.Key.Key_Up)
    assert settings(page).line == 0


def test_a_text_too_long_to_run_it_on_says_so(page, mistakes):
    answer = page.store.state.lessons.answer(StepsAnswer)
    page.store.dispatch(LessonReady(replace(answer, function=None), page.store.state.model))
    assert "too long" in mistakes.result.text()
    assert not mistakes.source.isVisible()


# ---- the parts -----------------------------------------------------------------------------------


def test_only_rows_in_view_are_painted_and_the_chosen_one_is_brought_there(qtbot):
    page = StepsPage()
    live(qtbot, page, shown_state(300, position=299), (950, 620))
    keys = page.steps.keys
    keys.setFocus()
    press(keys, Qt.Key.Key_End)
    assert settings(page).key == 299
    assert keys.viewport().rect().contains(keys.row_rect(299).center().toPoint())


def test_code_is_coloured_piece_by_piece_and_nothing_is_lost():
    lines = CODE.splitlines()
    pieces = coloured(lines)
    for line, found in zip(lines, pieces, strict=True):
        assert "".join(line[a:b] for a, b, _ in found) == line
    assert ("accent", "def") in {(c, lines[0][a:b]) for a, b, c in pieces[0]}
    assert ("muted", "# a comment") in {(c, lines[1][a:b]) for a, b, c in pieces[1]}
    assert ("warning", "1.5") in {(c, lines[3][a:b]) for a, b, c in pieces[3]}


@pytest.mark.parametrize(("value", "text"), [
    (0.0, "0.000"), (-1.5, "−1.500"), (-np.inf, "−∞"), (0.00001, "1.0e−05"), (123456.0, "1.2e+05"),
])  # fmt: skip
def test_numbers_are_written_so_that_they_line_up(value, text):
    assert number(value) == text
