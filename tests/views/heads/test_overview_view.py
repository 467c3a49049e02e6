from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from explorer.records import Document, HeadRef
from explorer.state.actions import HeadSelected, LineHeadToggled
from explorer.views.heads.overview_grid import MIN_CELL
from explorer.views.heads.overview_view import OverviewView
from explorer.views.look.colour_table import colour_table
from explorer.views.map.level_image import sampled
from tests.views.live import live
from tests.views.states import state_with


def point_in(view: OverviewView, layer: int, column: int) -> QPoint:
    return view._picture().rect((layer, column)).center()


def colours_in(view: OverviewView, layer: int, column: int) -> set[int]:
    image = view.viewport().grab().toImage()
    rect = view._picture().rect((layer, column)).adjusted(2, 2, -2, -2)
    inside = [
        image.pixelColor(x, y).rgb()
        for x in range(rect.left(), rect.right())
        for y in range(rect.top(), rect.bottom())
    ]
    return set(inside)


def test_a_click_selects_the_head_under_it(qtbot):
    view = OverviewView()
    said = live(qtbot, view, state_with(), (360, 400))
    button = Qt.MouseButton.LeftButton
    qtbot.mouseClick(view.viewport(), button, pos=point_in(view, 3, 5))
    qtbot.mouseClick(view.viewport(), button, pos=point_in(view, 2, 12))
    assert said == [HeadSelected(HeadRef(3, 5)), HeadSelected(HeadRef(2, None))]
    assert view.store.state.head == HeadRef(2, None)


def test_a_click_beside_the_maps_selects_nothing(qtbot):
    view = OverviewView()
    said = live(qtbot, view, state_with(), (360, 400))
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(2, 2))
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(350, 390))
    assert said == []


def test_keys_walk_over_heads_and_stop_at_the_edges(qtbot):
    view = OverviewView()
    live(qtbot, view, state_with(head=HeadRef(0, 0)), (360, 400))
    steps = [
        (Qt.Key.Key_Right, HeadRef(0, 1)),
        (Qt.Key.Key_Down, HeadRef(1, 1)),
        (Qt.Key.Key_Left, HeadRef(1, 0)),
        (Qt.Key.Key_Left, HeadRef(1, 0)),
        (Qt.Key.Key_End, HeadRef(1, None)),
        (Qt.Key.Key_PageDown, HeadRef(5, None)),
        (Qt.Key.Key_Home, HeadRef(5, 0)),
        (Qt.Key.Key_PageUp, HeadRef(0, 0)),
    ]
    for key, head in steps:
        qtbot.keyClick(view, key)
        assert view.store.state.head == head


def test_control_click_and_l_put_a_head_into_the_lines(qtbot):
    view = OverviewView()
    said = live(qtbot, view, state_with(head=HeadRef(1, 1)), (360, 400))
    qtbot.mouseClick(
        view.viewport(),
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.ControlModifier,
        point_in(view, 4, 2),
    )
    qtbot.keyClick(view, Qt.Key.Key_L)
    assert said == [LineHeadToggled(HeadRef(4, 2)), LineHeadToggled(HeadRef(1, 1))]


@pytest.mark.parametrize("shape", [(6, 12), (12, 12), (32, 32)])
@pytest.mark.parametrize("width", [260, 420])
def test_every_column_fits_the_panel_and_every_row_can_be_reached(qtbot, shape, width):
    view = OverviewView()
    live(qtbot, view, state_with(12, *shape), (width, 500))
    picture = view._picture()
    assert picture.rect((0, shape[1])).right() < view.viewport().width()
    bottom = picture.rect((shape[0] - 1, 0)).bottom()
    assert bottom <= view.viewport().height() + view.verticalScrollBar().maximum()


def test_cells_scroll_rather_than_shrink_below_what_is_readable(qtbot):
    view = OverviewView()
    live(qtbot, view, state_with(12, 32, 8), (420, 200))
    assert view._picture().grid.cell >= MIN_CELL
    assert view.verticalScrollBar().maximum() > 0
    qtbot.keyClick(view, Qt.Key.Key_PageDown)
    assert view._picture().rect((31, 0)).bottom() < view.viewport().height()


def test_a_small_map_shows_the_colours_of_its_levels(qtbot):
    view = OverviewView()
    state = state_with(4, 2, 2, head=HeadRef(1, 1))
    live(qtbot, view, state, (300, 300))
    levels = state.inspection.overview.levels[0, 0]
    table = colour_table("viridis", is_dark=False)
    assert colours_in(view, 0, 0) == {table[level] for level in levels.ravel()}


def test_old_maps_are_dimmed_until_new_ones_come(qtbot):
    view = OverviewView()
    state = state_with(4, 2, 2, head=HeadRef(1, 1))
    live(qtbot, view, state, (300, 300))
    fresh = colours_in(view, 0, 0)
    view.show_state(replace(state, document=Document("another text")))
    assert colours_in(view, 0, 0).isdisjoint(fresh)


def test_before_the_first_result_a_skeleton_can_be_walked(qtbot):
    view = OverviewView()
    live(qtbot, view, state_with(inspection=None), (360, 400))
    assert len(colours_in(view, 0, 3)) == 1
    qtbot.keyClick(view, Qt.Key.Key_Down)
    assert view.store.state.head == HeadRef(1, 0)


def test_without_a_model_nothing_is_there_to_click(qtbot):
    view = OverviewView()
    said = live(qtbot, view, state_with(model=None, inspection=None), (360, 400))
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(100, 100))
    qtbot.keyClick(view, Qt.Key.Key_Down)
    assert said == []


def test_the_selected_head_is_said_in_words(qtbot):
    view = OverviewView()
    live(qtbot, view, state_with(head=HeadRef(3, 5)), (360, 400))
    assert view.accessibleDescription().startswith("L3 H5 is selected")


def test_pooling_keeps_the_spike_of_a_single_token():
    levels = np.zeros((1, 1000), np.uint8)
    levels[0, 777] = 200
    pooled = sampled(levels, 1, n_pixels=30, cell=30 / 1000)
    assert pooled.max() == 200
    assert pooled[0].argmax() == int(777 * 30 / 1000)


def test_the_grey_ramp_starts_at_the_ground_of_a_map():
    assert colour_table("greys", is_dark=False)[1] == 0xFFFFFFFF
    assert colour_table("greys", is_dark=False)[255] == 0xFF000000
    assert colour_table("greys", is_dark=True)[255] == 0xFFFFFFFF


def test_layers_that_are_not_exact_yet_are_marked_and_said(qtbot):
    state = state_with()
    overview = replace(state.inspection.overview, n_exact=4)
    view = OverviewView()
    shown = replace(state.inspection, overview=overview)
    live(qtbot, view, replace(state, inspection=shown), (360, 400))
    image, picture = view.viewport().grab().toImage(), view._picture()
    marked = [
        image.pixelColor(picture.rect((layer, 0)).topLeft() + QPoint(-4, 2)).name() == "#66666b"
        for layer in range(6)
    ]
    assert marked == [False] * 4 + [True] * 2
    assert "coarse" in view._label_of((4, 3))
    assert view._label_of((3, 3)).splitlines()[0] == "L3 H3"
