"""The page lays orders, points at the same token everywhere, and says what is predicted."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from explorer.records import HeadRef
from explorer.state.actions import HeadSelected, Hovered
from explorer.state.actions.lessons import LessonChanged
from explorer.state.model import Hover
from explorer.views.lessons.permutations_page import PermutationsPage
from tests.views.lessons.permutations.answers import page_with
from tests.views.states import labels_of

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def page(qtbot):
    page = PermutationsPage()
    page.said = page_with(qtbot, page)
    return page


def settings(page):
    return page.store.state.lessons.permutations


def test_buttons_lay_orders_and_shuffle_again_takes_the_next_seed(page):
    QTest.mouseClick(page.controls.buttons["left to right"], LEFT)
    assert page.chips.order.positions == (0, 1, 2, 3, 4, 5)
    assert page.controls.field.text() == "0 1 2 3 4 5"
    seed = settings(page).seed
    QTest.mouseClick(page.controls.buttons["shuffled"], LEFT)
    assert settings(page).seed == seed
    shuffled = page.chips.order
    QTest.mouseClick(page.controls.buttons["shuffled"], LEFT)
    assert settings(page).seed == seed + 1 == page.controls.seed.value()
    assert page.chips.order != shuffled
    assert page.controls.buttons["shuffled"].isChecked()


def test_a_typed_order_is_laid_and_a_wrong_one_is_refused_and_kept_in_the_field(page):
    field = page.controls.field
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "5 4 3 2 1 0")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert page.chips.order.positions == (5, 4, 3, 2, 1, 0)
    assert not any(button.isChecked() for button in page.controls.buttons.values())
    field.selectAll()
    QTest.keyClicks(field, "5 4 4 2 1 0")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert page.chips.order.positions == (5, 4, 3, 2, 1, 0)
    assert page.controls.message.text().startswith("Position 4 stands in the order twice")
    assert field.text() == "5 4 4 2 1 0"
    QTest.mouseClick(page.controls.buttons["right to left"], LEFT)
    assert page.controls.message.isHidden()


def test_what_is_being_typed_stays_while_the_pointer_moves(page):
    field = page.controls.field
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "5 4 3")
    for rank in (1, 2):
        QTest.mouseMove(page.chips.viewport(), page.chips.layout_now.chips[rank].frame.center())
    assert settings(page).pointed is not None
    assert field.text() == "5 4 3"


def test_a_dragged_chip_lays_an_order_and_the_streams_follow(page):
    QTest.mouseClick(page.controls.buttons["left to right"], LEFT)
    viewport, chips = page.chips.viewport(), page.chips.layout_now.chips
    start, end = chips[4].frame.center(), chips[1].frame.center() - QPoint(6, 0)
    QTest.mousePress(viewport, LEFT, pos=start)
    QTest.mouseMove(viewport, (start + end) / 2)
    QTest.mouseMove(viewport, end)
    QTest.mouseRelease(viewport, LEFT, pos=end)
    assert settings(page).kind == "laid"
    assert page.chips.order.positions == (0, 4, 1, 2, 3, 5)
    assert page.controls.field.text() == "0 4 1 2 3 5"
    _, sees = page.query.sight.words_of(4, 1)
    assert sees == "hidden"
    _, sees = page.query.sight.words_of(1, 4)
    assert sees == "may be seen"


def test_a_token_that_is_pointed_at_stands_out_everywhere(page):
    QTest.mouseClick(page.controls.buttons["left to right"], LEFT)
    QTest.mouseMove(page.chips.viewport(), page.chips.layout_now.chips[3].frame.center())
    grids = (*page.content.grids, *page.query.grids)
    assert page.chips.marks.looked_at == 3
    assert all(grid._marked == ((3,), (3,)) for grid in grids)
    assert "“sat”, position 3" in page.target.title.text()
    page.content.weights.pointed.emit(2, 5)
    assert all(grid._marked == ((2,), (5,)) for grid in grids)
    page.content.weights.pointed.emit(None, None)
    page.chips.pointed.emit(None)
    assert page.chips.marks.looked_at == 5  # the last that is predicted


def test_what_is_predicted_is_told_and_why_where_nothing_is(page):
    QTest.mouseClick(page.controls.buttons["left to right"], LEFT)
    page.chips.chosen.emit(2)
    assert page.target.candidates.n_rows == 4
    assert "rank 7, probability 0.0123, loss 2.00" in page.target.loss.text()
    page.chips.chosen.emit(0)
    assert page.target.candidates.isHidden()
    assert "Added by the tokenizer" in page.target.loss.text()
    page.controls.predicted.setValue(2)
    page.chips.chosen.emit(2)
    assert "only the last words of the order" in page.target.loss.text()
    QTest.mouseClick(page.controls.buttons["right to left"], LEFT)
    page.chips.chosen.emit(5)
    assert "It sees nothing" in page.target.loss.text()


def test_so_many_words_at_the_end_of_the_order_are_predicted_as_the_slider_says(page):
    QTest.mouseClick(page.controls.buttons["left to right"], LEFT)
    assert settings(page).n_predicted is None
    page.controls.predicted.setValue(2)
    assert settings(page).n_predicted == 2
    assert page.chips.marks.predicted == {4, 5}
    assert page.controls.predicted_words.text() == "Predict the last 2"
    page.controls.predicted.setValue(5)
    assert settings(page).n_predicted is None


def test_the_built_in_model_has_a_head_of_its_own(page):
    assert "built-in" in page.about.text()
    page.head.chosen.emit(3)
    assert page.said[-1] == LessonChanged(settings(page))
    assert settings(page).own_head == HeadRef(0, 3)
    assert page.head.button.text() == "3"


def test_an_open_xlnet_shares_head_and_pointer_with_the_window(qtbot):
    page = PermutationsPage()
    said = page_with(qtbot, page, family="xlnet")
    assert "built-in" not in page.about.text()
    page.head.chosen.emit(3)
    assert said[-1] == HeadSelected(HeadRef(0, 3))
    assert page.store.state.head == HeadRef(0, 3)
    page.chips.pointed.emit(2)
    assert page.store.state.hover == Hover((2,), ())
    page.store.dispatch(Hovered((3,), (3,)))  # as the tokens of the window say it
    assert page.chips.marks.looked_at == page.chips.order.positions.index(3)


def test_the_numbers_are_those_of_both_matrices(page):
    page.controls.predicted.setValue(2)
    QTest.mouseClick(page.controls.buttons["right to left"], LEFT)
    QTest.mouseClick(page.numbers.button, LEFT)
    assert page.numbers.text.isVisible()
    lines = page.numbers.text.toPlainText().splitlines()
    assert lines[0].startswith("perm_mask[query, key]  6 × 6")
    assert lines[2] == "0 1 0 0 0 0 0  [CLS]"
    assert lines[7] == "5 1 1 1 1 1 1  mats"
    assert lines[9].startswith("target_mapping[target, token]  2 × 6")
    assert lines[11:] == ["1 0 1 0 0 0 0  the", "2 0 0 1 0 0 0  cat"]


def test_two_hundred_tokens_have_room(qtbot):
    page = PermutationsPage()
    page_with(qtbot, page, labels_of(200))
    assert page.minimumSizeHint().width() <= 950
    assert page.content.weights.height() >= 300
    assert page.grab().width() == 950
