from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from explorer.records import HeadRef, Presentation
from explorer.state.actions import (
    HeadSelected,
    Hovered,
    LineHeadsCleared,
    LineHeadToggled,
    TokensPinned,
)
from explorer.state.edges import strongest_edges
from explorer.state.model import Hover
from explorer.views.lines.lines_canvas import LIVE_EDGES
from explorer.views.lines.lines_view import LinesView
from explorer.views.look.theme import HEAD_COLOURS
from tests.views.live import live
from tests.views.states import axis_of, map_with, state_with, state_with_map

LEFT = Qt.MouseButton.LeftButton
SIZE = (600, 420)


def label_point(view: LinesView, side: str, index: int) -> QPoint:
    return view.tokens.layout_now().label_box(side, index).center().toPoint()


def swatch_point(view: LinesView, index: int) -> QPoint:
    return view.legend.boxes(view.legend.width())[index].center()


def one_strong_edge():
    weights = np.full((4, 4), 0.01, np.float32)
    weights[0, 3] = 0.97
    axis = axis_of(("a", "b", "c", "d"))
    return map_with(weights, axis, axis)


def test_the_strongest_line_goes_where_the_weight_is(qtbot):
    view = LinesView()
    live(qtbot, view, state_with_map(one_strong_edge()), SIZE)
    edges = view.tokens.edges_now()
    assert (edges.rows[0], edges.columns[0]) == (0, 3)
    layout = view.tokens.layout_now()
    image = view.tokens.viewport().grab().toImage()
    for index, is_there in ((3, True), (1, False)):
        at = QPoint(int(layout.end) - 3, int(layout.centre(index)))
        seen = image.pixelColor(at)
        is_blue = seen.blue() - seen.red() > 100
        assert is_blue == is_there


def test_edges_come_strongest_first_and_respect_the_threshold():
    shown = state_with(20, 2, 2, presentation=Presentation(threshold=0.2)).inspection.maps
    edges = strongest_edges(shown, 50)
    assert (np.diff(edges.weights) <= 0).all()
    assert edges.weights.min() >= 0.2
    for row, column, weight in zip(edges.rows, edges.columns, edges.weights, strict=True):
        assert shown[0].weights[row, column] == weight
    assert len(strongest_edges(shown, 5)) == 5
    np.testing.assert_array_equal(strongest_edges(shown, 5).weights, edges.weights[:5])


def test_choosing_by_levels_gives_the_same_edges_as_sorting_all_weights():
    for threshold in (0.0, 0.01, 0.5):
        shown = state_with(40, 2, 2, presentation=Presentation("log", threshold)).inspection.maps
        weights = shown[0].weights
        drawn = np.sort(weights[weights >= threshold])[::-1]
        for limit in (1, 10, 300, 5000):
            chosen = strongest_edges(shown, limit).weights
            np.testing.assert_array_equal(chosen, drawn[:limit])


def test_pointing_at_a_token_leaves_only_its_lines(qtbot):
    view = LinesView()
    said = live(qtbot, view, state_with(12), SIZE)
    qtbot.mouseMove(view.tokens.viewport(), label_point(view, "query", 4))
    assert said[-1] == Hovered(queries=(4,))
    assert set(view.tokens.edges_now().rows.tolist()) == {4}
    qtbot.mouseMove(view.tokens.viewport(), label_point(view, "key", 2))
    assert said[-1] == Hovered(keys=(2,))
    assert set(view.tokens.edges_now().columns.tolist()) == {2}


def test_a_square_beside_the_key_has_the_colour_of_its_head(qtbot):
    view = LinesView()
    state = replace(state_with_map(one_strong_edge()), hover=Hover((0,)))
    live(qtbot, view, state, SIZE)
    layout = view.tokens.layout_now()
    image = view.tokens.viewport().grab().toImage()
    square = layout.square("key", 3, 0).center().toPoint()
    assert image.pixelColor(square).name() == HEAD_COLOURS[0]


def test_a_click_pins_a_query_and_its_lines_stay(qtbot):
    view = LinesView()
    said = live(qtbot, view, state_with(12), SIZE)
    qtbot.mouseClick(view.tokens.viewport(), LEFT, pos=label_point(view, "query", 3))
    assert said[-1] == TokensPinned((3,), toggle=True)
    assert view.tokens.focus_now() == ("query", (3,))


def test_arrows_walk_over_tokens_and_enter_pins(qtbot):
    view = LinesView()
    said = live(qtbot, view, state_with(12), SIZE)
    qtbot.keyClick(view.tokens, Qt.Key.Key_Down)
    qtbot.keyClick(view.tokens, Qt.Key.Key_Down)
    assert said[-1] == Hovered(queries=(1,))
    qtbot.keyClick(view.tokens, Qt.Key.Key_Return)
    assert said[-1] == TokensPinned((1,), toggle=True)
    qtbot.keyClick(view.tokens, Qt.Key.Key_Right)
    assert said[-1] == Hovered(keys=(1,))


def test_swatches_switch_heads_on_and_off_and_a_double_click_shows_one_alone(qtbot):
    view = LinesView()
    said = live(qtbot, view, state_with(12, head=HeadRef(0, 0)), SIZE)
    qtbot.mouseClick(view.legend, LEFT, pos=swatch_point(view, 3))
    assert said == [LineHeadToggled(HeadRef(0, 3))]
    assert view.store.state.line_heads == (HeadRef(0, 3),)
    qtbot.mouseClick(view.legend, LEFT, pos=swatch_point(view, 3))
    assert view.store.state.line_heads == ()
    qtbot.mouseDClick(view.legend, LEFT, pos=swatch_point(view, 5))
    assert said[-2:] == [HeadSelected(HeadRef(0, 5)), LineHeadsCleared()]
    assert view.store.state.wanted.heads == (HeadRef(0, 5),)


def test_the_selected_head_goes_off_when_another_is_there(qtbot):
    view = LinesView()
    state = state_with(12, head=HeadRef(0, 0), line_heads=(HeadRef(2, 3),))
    live(qtbot, view, state, SIZE)
    qtbot.mouseClick(view.legend, LEFT, pos=swatch_point(view, 0))
    assert view.store.state.head == HeadRef(2, 3)
    assert HeadRef(0, 0) not in view.store.state.wanted.heads


def test_the_last_head_cannot_be_switched_off(qtbot):
    view = LinesView()
    said = live(qtbot, view, state_with(12, head=HeadRef(0, 0)), SIZE)
    qtbot.mouseClick(view.legend, LEFT, pos=swatch_point(view, 0))
    assert said == []


@pytest.mark.parametrize("width", [300, 600])
def test_swatches_of_many_heads_wrap_and_never_overlap(qtbot, width):
    view = LinesView()
    live(qtbot, view, state_with(12, 2, 32, line_heads=(HeadRef(1, 30),)), (width, 420))
    boxes = view.legend.boxes(view.legend.width())
    assert len(boxes) == 33
    assert all(view.legend.rect().contains(box) for box in boxes)
    assert not any(a.intersects(b) for i, a in enumerate(boxes) for b in boxes[:i])


def test_a_long_text_scrolls_and_the_rest_of_its_lines_follows(qtbot):
    view = LinesView()
    live(qtbot, view, state_with(200, 1, 2), SIZE)
    assert view.tokens.verticalScrollBar().maximum() > 0
    view.tokens.grab()
    assert len(view.tokens._waiting) > 0
    qtbot.waitUntil(lambda: not view.tokens._waiting)
    assert len(view.tokens.edges_now()) > LIVE_EDGES
    for _ in range(150):
        qtbot.keyClick(view.tokens, Qt.Key.Key_Down)
    box = view.tokens.layout_now().label_box("query", 149)
    assert view.tokens.viewport().rect().contains(box.toAlignedRect())


def test_labels_of_both_columns_fit_a_narrow_view(qtbot):
    view = LinesView()
    labels = tuple(f"a token with many letters {i}" for i in range(6))
    heads = tuple(HeadRef(0, head) for head in range(4))
    live(qtbot, view, state_with(labels=labels, line_heads=heads), (300, 300))
    layout = view.tokens.layout_now()
    for index in range(6):
        assert layout.label_box("query", index).left() >= 0
        assert layout.label_box("key", index).right() <= view.tokens.viewport().width()
