"""Chips are dragged with the mouse and carried with the keyboard; Esc gives up."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from explorer.records.lessons.permutations import Order
from explorer.views.lessons.permutations.order_chips import OrderChips
from explorer.views.lessons.permutations.order_view import MOST_ROWS
from explorer.views.text.token_chips import PITCH
from tests.views.lessons.permutations.answers import LABELS
from tests.views.states import labels_of, tokens_with

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

TOKENS = tokens_with(LABELS)
ORDER = Order((3, 1, 5, 0, 2, 4))
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def chips(qtbot):
    chips = OrderChips()
    qtbot.addWidget(chips)
    chips.resize(700, chips.height())
    chips.show_order(ORDER, TOKENS)
    chips.show()
    chips.activateWindow()
    qtbot.waitUntil(chips.isActiveWindow)
    chips.told = []
    chips.laid.connect(lambda order: chips.told.append(order.positions))
    chips.points = []
    chips.pointed.connect(chips.points.append)
    return chips


def middle(chips: OrderChips, rank: int) -> QPoint:
    scrolled = QPoint(0, chips.verticalScrollBar().value())
    return chips.layout_now.chips[rank].frame.center() - scrolled


def drag(chips: OrderChips, rank: int, to: QPoint, *, drop: bool = True) -> None:
    """The pointer goes to a place in steps, as a hand does."""
    start, viewport = middle(chips, rank), chips.viewport()
    QTest.mouseMove(viewport, start)
    QTest.mousePress(viewport, LEFT, pos=start)
    for step in range(1, 5):
        QTest.mouseMove(viewport, start + (to - start) * step / 4)
    if drop:
        QTest.mouseRelease(viewport, LEFT, pos=to)


def keys(chips: OrderChips, *pressed: Qt.Key) -> None:
    for key in pressed:
        QTest.keyClick(chips, key)


def test_a_chip_is_dropped_before_the_one_whose_left_half_is_pointed_at(chips):
    drag(chips, 4, middle(chips, 1) - QPoint(4, 0))
    assert chips.told == [(3, 2, 1, 5, 0, 4)]


def test_a_chip_is_dropped_at_the_end(chips):
    drag(chips, 0, middle(chips, 5) + QPoint(200, 0))
    assert chips.told == [(1, 5, 0, 2, 4, 3)]


def test_while_a_chip_is_dragged_a_line_shows_where_it_would_fall(chips):
    before = chips.viewport().grab().toImage()
    to = middle(chips, 1) - QPoint(4, 0)
    drag(chips, 4, to, drop=False)
    image = chips.viewport().grab().toImage()
    mark = chips.layout_now.mark_of(1, to.toPointF())
    at = mark.center().toPoint()
    assert image.pixelColor(at).blue() > 200
    assert image.pixelColor(at) != before.pixelColor(at)
    assert mark.x1() < chips.layout_now.chips[1].frame.left()


def test_escape_gives_up_a_drag(chips):
    drag(chips, 4, middle(chips, 1), drop=False)
    keys(chips, Qt.Key.Key_Escape)
    QTest.mouseRelease(chips.viewport(), LEFT, pos=middle(chips, 1))
    assert chips.told == []
    assert chips.order == ORDER


def test_a_click_chooses_and_a_drop_at_its_own_place_changes_nothing(chips, qtbot):
    with qtbot.waitSignal(chips.chosen) as chosen:
        QTest.mouseClick(chips.viewport(), LEFT, pos=middle(chips, 2))
    assert chosen.args == [5]
    drag(chips, 2, middle(chips, 2) + QPoint(12, 0))
    assert chips.told == []


def test_the_keyboard_picks_up_moves_and_drops(chips):
    chips.setFocus()
    keys(chips, Qt.Key.Key_Home, Qt.Key.Key_Right, Qt.Key.Key_Space)
    keys(chips, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left)
    assert chips.order.positions == (3, 5, 1, 0, 2, 4)
    assert chips.told == []
    assert chips.marks.carried == 2
    keys(chips, Qt.Key.Key_Space)
    assert chips.told == [(3, 5, 1, 0, 2, 4)]
    assert chips.marks.carried is None
    keys(chips, Qt.Key.Key_Right)
    assert chips.order.positions == (3, 5, 1, 0, 2, 4)


def test_escape_puts_back_what_the_keyboard_carries(chips):
    chips.setFocus()
    keys(chips, Qt.Key.Key_Home, Qt.Key.Key_Space, Qt.Key.Key_End, Qt.Key.Key_Escape)
    assert chips.order == ORDER
    assert chips.told == []
    assert chips.marks.cursor == 0


def test_an_answer_that_comes_meanwhile_does_not_take_a_carried_chip_away(chips):
    chips.setFocus()
    keys(chips, Qt.Key.Key_Home, Qt.Key.Key_Space, Qt.Key.Key_Right)
    chips.show_order(ORDER, TOKENS)
    assert chips.order.positions[:2] == (1, 3)
    chips.show_order(Order((0, 1, 2, 3, 4, 5)), TOKENS)
    assert chips.order.positions[:2] == (0, 1)
    assert chips.marks.carried is None


def test_what_the_token_that_is_looked_at_sees_is_shaded(chips):
    chips.mark(0, frozenset({2, 4}))
    assert chips.marks.looked_at == 3
    assert chips.marks.seen == {0, 1, 2}
    assert chips.marks.predicted == {4, 5}


def test_pointing_and_walking_tell_the_position(chips):
    for rank in (1, 2):
        QTest.mouseMove(chips.viewport(), middle(chips, rank))
    assert chips.points[-1] == 5
    chips.setFocus()
    keys(chips, Qt.Key.Key_End)
    assert chips.points[-1] == 4
    assert "sat 3 the 1" in chips.accessibleDescription()


def test_two_hundred_tokens_wrap_and_scroll_and_the_keyboard_follows(chips):
    tokens = tokens_with(labels_of(200))
    chips.show_order(Order(tuple(reversed(range(200)))), tokens)
    assert chips.height() == MOST_ROWS * PITCH
    assert max(chip.frame.right() for chip in chips.layout_now.chips) < chips.width()
    chips.setFocus()
    keys(chips, Qt.Key.Key_End)
    assert chips.viewport().rect().contains(middle(chips, 199))
    keys(chips, Qt.Key.Key_Up)
    (row_up,) = {chips.layout_now.chips[r].frame.top() for r in [chips.marks.cursor]}
    assert row_up == chips.layout_now.chips[199].frame.top() - PITCH
