"""Small maps: who points at a cell, clicks it or walks to it is told where."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from explorer.records import HeadRef, Presentation
from explorer.views.lessons.parts.sight_grid import SightGrid
from explorer.views.lessons.parts.weights_map import WeightsMap
from tests.views.states import axis_of, labels_of, seeded_map

AXIS = axis_of(labels_of(6))


@pytest.fixture
def shown(qtbot: Any) -> WeightsMap:
    view = WeightsMap()
    qtbot.addWidget(view)
    view.resize(360, 320)
    view.show_map(seeded_map(HeadRef(0, 0), AXIS, Presentation()))
    view.show()
    qtbot.waitExposed(view)
    return view


def middle(view: Any, row: int, column: int) -> QPoint:
    return view.layout_now().cell_rect(row, column).center().toPoint()


def test_the_cell_under_the_pointer_is_told_and_its_weight_read_out(shown: WeightsMap) -> None:
    said: list[tuple[object, object]] = []
    shown.pointed.connect(lambda *cell: said.append(cell))
    QTest.mouseMove(shown, middle(shown, 2, 3))
    assert said[-1] == (2, 3)
    words, numbers = shown.words_of(2, 3)
    assert words == f"{AXIS.labels[2]} → {AXIS.labels[3]}"
    assert numbers.startswith("weight 0.")


def test_a_click_on_a_word_chooses_its_row_or_column_alone(shown: WeightsMap) -> None:
    said: list[tuple[object, object]] = []
    shown.chosen.connect(lambda *cell: said.append(cell))
    at = middle(shown, 1, 4)
    QTest.mouseClick(shown, Qt.MouseButton.LeftButton, pos=QPoint(4, at.y()))
    QTest.mouseClick(shown, Qt.MouseButton.LeftButton, pos=at)
    assert said == [(1, None), (1, 4)]


def test_arrows_walk_through_the_cells_and_enter_chooses(shown: WeightsMap) -> None:
    said: list[tuple[object, object]] = []
    shown.chosen.connect(lambda *cell: said.append(cell))
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Return):
        QTest.keyClick(shown, key)
    assert said == [(1, 1)]


def test_what_may_be_seen_is_filled_and_said_in_words(qtbot: Any) -> None:
    view = SightGrid()
    qtbot.addWidget(view)
    view.resize(300, 300)
    view.show_sight(np.tril(np.ones((6, 6), np.bool_)), AXIS, AXIS)
    view.show()
    qtbot.waitExposed(view)
    picture = view.grab().toImage()
    seen, hidden = (picture.pixelColor(middle(view, *cell)) for cell in ((3, 1), (1, 3)))
    assert seen != hidden
    assert view.words_of(3, 1)[1] == "may be seen"
    assert view.accessibleDescription().startswith(f"{AXIS.labels[0]} → {AXIS.labels[0]};")


def test_dividers_that_would_hide_the_cells_are_left_out(shown: WeightsMap) -> None:
    shown.show_axes(AXIS, AXIS, dividers=(2, 4))
    layout = shown.layout_now()
    assert layout is not None
    assert shown.divider_places(layout) == [layout.column_rect(c).left() for c in (2, 4)]
    long = axis_of(labels_of(240))
    shown.show_axes(long, long, dividers=tuple(range(4, 240, 4)))
    layout = shown.layout_now()
    assert layout is not None
    assert shown.divider_places(layout) == []


def test_a_short_word_stands_whole_above_the_smallest_map(qtbot: Any) -> None:
    axis = axis_of(("<start>", "I", "like", "it", "<end>"))
    view = SightGrid()
    qtbot.addWidget(view)
    view.resize(170, 118)
    view.show_sight(np.tri(5, dtype=bool), axis, axis)
    layout = view.layout_now()
    assert layout is not None
    assert layout.columns.text(4) == "<end>"
