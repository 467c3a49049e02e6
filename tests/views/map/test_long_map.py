"""The map of a text too long for all of its weights: pooled, then tile by tile to exact cells."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QFont, QFontMetricsF
from PySide6.QtTest import QTest

from explorer.records import HeadRef, TileKey, Window
from explorer.state.actions import DetailReady, Hovered, SearchEdited, SearchOpened, TilesWanted
from explorer.state.details import detail_missing
from explorer.state.selectors import readout, selected_map
from explorer.views.look.colour_table import colour_table
from explorer.views.map.long_cells import long_levels, tiles_in_view, zoom_in_view
from explorer.views.map.map_camera import MapCamera
from explorer.views.map.map_layout import layout_of
from explorer.views.map.map_view import MapView
from explorer.views.map.minimap import frame_of
from tests.long_maps import answer, banded, levels_by, long_map, long_state, pooled, tile_of
from tests.views.live import live
from tests.views.map.test_map_view import cell_point, turn_wheel

N = 2100
WEIGHTS = banded(N)
SIZE = (700, 600)
HEAD = HeadRef(0, 0)


@pytest.fixture
def shown():
    return long_map(WEIGHTS)


@pytest.fixture
def view(qtbot):
    """A map of 2,100 tokens, whose details come when `come` is called."""
    view = MapView()
    view.said = live(qtbot, view, long_state(WEIGHTS), SIZE)
    qtbot.waitUntil(lambda: not view._tell_tiles.isActive())
    return view


def come(view: MapView) -> None:
    """What was asked for is there."""
    request = detail_missing(view.store.state)
    if request is not None:
        view.store.dispatch(DetailReady(answer(view.store.state, request, WEIGHTS)))


def camera_at(row: int, column: int, cell: float) -> MapCamera:
    camera = MapCamera(N, N, 400.0, 300.0)
    return camera.zoomed(cell / camera.cell, 0, 0).centred(row, column)


def every_tile(shown, zoom: int):
    n = -(-N // (512 << zoom))
    keys = [TileKey(zoom, row, column) for row in range(n) for column in range(n)]
    return {(HEAD, key): tile_of(WEIGHTS, key, shown.steps) for key in keys}


# ---- levels --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("row", "column"), [(500, 520), (1023, 1025), (2090, 5), (1200, 2099)])
@pytest.mark.parametrize("cell", [1.0, 3.0, 17.0, 96.0])
@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_exact_cells_are_where_they_belong_across_tiles(shown, row, column, cell, ratio):
    camera = camera_at(row, column, cell)
    levels = long_levels(shown, every_tile(shown, 0), camera, ratio)
    exact = levels_by(shown.steps, WEIGHTS)
    step = 7
    for y in range(0, levels.shape[0], step):
        for x in range(0, levels.shape[1], step):
            place = camera.cell_at((x + 0.5) / ratio, (y + 0.5) / ratio)
            if place is not None:
                assert levels[y, x] == exact[place]


def test_a_pooled_view_shows_the_largest_weight_under_each_pixel(shown):
    camera = replace(camera_at(700, 800, 0.5), x=250.0, y=200.0)  # a pixel is a cell of zoom 1
    assert zoom_in_view(shown, camera, 1.0) == 1
    levels = long_levels(shown, every_tile(shown, 1), camera, 1.0)
    largest, _ = pooled(WEIGHTS, 2)
    expected = levels_by(shown.steps, largest)[200:500, 250:650]
    np.testing.assert_array_equal(levels, expected)


def test_what_is_not_there_yet_is_drawn_from_the_next_coarser_level(shown):
    camera = camera_at(500, 500, 4.0)
    bare = long_levels(shown, {}, camera, 1.0)
    row, column = camera.cell_at(100.5, 100.5)
    assert bare[100, 100] == shown.levels[row // shown.pool, column // shown.pool]

    coarser = long_levels(shown, every_tile(shown, 1), camera, 1.0)
    largest, _ = pooled(WEIGHTS, 2)
    assert coarser[100, 100] == levels_by(shown.steps, largest)[row // 2, column // 2]

    one = {(HEAD, TileKey(0, 0, 0)): tile_of(WEIGHTS, TileKey(0, 0, 0), shown.steps)}
    mixed = long_levels(shown, one, camera, 1.0)
    boundary = round((512 - camera.x / 4.0) * 4.0)
    np.testing.assert_array_equal(mixed[:100, boundary:], bare[:100, boundary:])
    assert (mixed[:100, :boundary] != bare[:100, :boundary]).any()


def test_the_tiles_in_view_cover_it_and_the_middle_one_comes_first(shown):
    camera = camera_at(520, 1100, 2.0)
    keys = tiles_in_view(shown, camera, 1.0)
    assert keys[0] in (TileKey(0, 0, 2), TileKey(0, 1, 2))
    corners = [camera.cell_at(x, y) for x in (0, 399) for y in (0, 299)]
    assert {TileKey(0, row // 512, column // 512) for row, column in corners} <= {*keys}
    assert tiles_in_view(shown, MapCamera(N, N, 400.0, 300.0), 1.0) == ()


# ---- in the window -------------------------------------------------------------------------------


def test_zooming_asks_for_tiles_and_shows_exact_cells_once_they_come(view):
    at = QPoint(350, 300)
    assert not any(isinstance(said, TilesWanted) for said in view.said)
    turn_wheel(view, at, 11)
    QTest.qWait(0)
    assert view.store.state.tiles
    row, column = view._target(QPointF(at))
    cell = readout(view.store.state)
    assert cell.mean is not None
    come(view)
    cell = readout(view.store.state)
    assert cell.weight == pytest.approx(WEIGHTS[row, column])
    image = view.grab().toImage()
    levels = levels_by(selected_map(view.store.state).steps, WEIGHTS)
    table = colour_table("viridis", is_dark=False)
    assert view.layout_now().camera.cell > 4
    for near in ((row + 2, column + 3), (row - 3, column - 2)):
        assert image.pixelColor(cell_point(view, *near)).rgb() == table[levels[near]]


def test_pointing_at_the_whole_map_says_what_a_cell_pools(view, qtbot):
    qtbot.mouseMove(view, QPoint(300, 300))
    told = [said for said in view.said if isinstance(said, Hovered)][-1]
    assert len(told.queries) == len(told.keys) == 4
    cell = readout(view.store.state)
    part = WEIGHTS[np.ix_(told.queries, told.keys)]
    assert cell.weight == pytest.approx(part.max())
    assert cell.mean == pytest.approx(part.mean(), rel=1e-4)
    assert "largest" in view._cell_words.numbers(cell)


def test_the_keyboard_walks_cell_by_cell_at_any_zoom(view, qtbot):
    view.setFocus()
    for _ in range(3):
        qtbot.keyClick(view, Qt.Key.Key_Down)
    assert view.store.state.hover.queries == (8, 9, 10, 11)
    view._zoom(100, QPointF(300, 300))
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert len(view.store.state.hover.queries) == 1
    before = view.layout_now().camera.y
    qtbot.keyClick(view, Qt.Key.Key_PageDown)
    camera = view.layout_now().camera
    assert camera.y == pytest.approx(before + camera.shown_height, abs=1)


def test_a_place_of_the_minimap_comes_into_the_middle(view, qtbot):
    view._zoom(40, QPointF(300, 300))
    layout = view.layout_now()
    area = layout.minimap
    at = QPointF(area.left() + area.width() * 0.75, area.top() + area.height() * 0.25)
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=at.toPoint())
    camera = view.layout_now().camera
    middle = camera.cell_at(camera.shown_width / 2, camera.shown_height / 2)
    assert middle == (pytest.approx(0.25 * N, abs=25), pytest.approx(0.75 * N, abs=25))
    assert frame_of(view.layout_now()).contains(at)
    qtbot.mouseMove(view, area.center().toPoint())
    camera = view.layout_now().camera
    middle = camera.cell_at(camera.shown_width / 2, camera.shown_height / 2)
    assert middle == (pytest.approx(N / 2, abs=25), pytest.approx(N / 2, abs=25))
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=area.center().toPoint())
    assert not view.store.state.pinned
    view.grab()


def test_a_search_brings_its_match_into_view_and_marks_it(view):
    view.store.dispatch(SearchOpened("go to"))
    view.store.dispatch(SearchEdited("1500"))
    layout = view.layout_now()
    assert layout.map_rect.contains(layout.cell_rect(1500, 1500).center())
    assert 1500 in layout.shown_rows()
    assert layout.camera.cell > 12
    cell = layout.cell_rect(1500, 1500)
    image = view.grab().toImage()
    tick = image.pixelColor(round(layout.left - 4), round(cell.center().y()))
    assert tick.name() == "#9a4a00"


def test_labels_are_places_while_few_words_would_have_room(view):
    layout = view.layout_now()
    assert layout.rows_have_places
    assert {int(layout.rows.text(i).replace(",", "")) for i in layout.shown_rows()} <= {
        *range(0, N, 100)
    }
    view._zoom(200, QPointF(300, 300))
    layout = view.layout_now()
    assert not layout.rows_have_places
    assert layout.rows.text(1) == "the"


def test_what_a_window_did_not_see_is_hatched_and_said(qtbot):
    state = long_state(WEIGHTS)
    windows = (Window(0, 1400, 0, 1050), Window(700, N, 1050, N))
    state = replace(state, inspection=replace(state.inspection, windows=windows))
    view = MapView()
    live(qtbot, view, state, SIZE)
    layout = view.layout_now()
    seen, unseen = cell_point(view, 500, 700), cell_point(view, 500, 1800)
    image = view.grab().toImage()
    around = {
        image.pixelColor(unseen.x() + i, unseen.y() + j).name() for i in range(8) for j in range(8)
    }
    assert around == {"#f6f6f4", "#dededb"}
    assert image.pixelColor(seen).name() not in around
    qtbot.mouseMove(view, unseen)
    assert readout(view.store.state).is_unread
    assert "not read together" in view._cell_words.numbers(readout(view.store.state))
    qtbot.mouseMove(view, seen)
    assert not readout(view.store.state).is_unread
    assert layout.map_rect.contains(seen)


@pytest.mark.usefixtures("themed_app")
def test_the_axes_of_tens_of_thousands_of_tokens_measure_few_labels(monkeypatch):
    measured = []
    advance = QFontMetricsF.horizontalAdvance
    monkeypatch.setattr(
        QFontMetricsF, "horizontalAdvance", lambda *a: (measured.append(1), advance(*a))[1]
    )
    labels = tuple(f"word{i}" for i in range(32_768))
    shown = long_map(np.full((1100, 1100), 1e-3, np.float32))
    axis = replace(shown.queries, labels=labels, positions=tuple((i,) for i in range(len(labels))))
    layout = layout_of(replace(shown, queries=axis, keys=axis), QFont(), *SIZE, None)
    for _ in range(20):
        layout = replace(layout, camera=layout.camera.zoomed(1.5, 200, 200))
        for row in layout.shown_rows():
            layout.rows.width(row)
    assert len(measured) < 1500


def test_what_is_not_exact_yet_is_marked_beside_the_map_and_said(qtbot):
    state = long_state(WEIGHTS)
    exact = state.inspection.long_maps[0]
    coarse = replace(exact, n_exact=len(exact.largest) // 2)
    shown = replace(state.inspection, long_maps=(coarse,))
    view = MapView()
    live(qtbot, view, replace(state, inspection=shown), SIZE)
    layout, image = view.layout_now(), view.grab().toImage()
    x, muted = round(layout.map_rect.right() + 5), "#66666b"
    middle = layout.map_rect.center().y()
    assert image.pixelColor(x, round(middle + 40)).name() == muted
    assert image.pixelColor(x, round(middle - 40)).name() != muted
    qtbot.mouseMove(view, QPoint(300, round(middle + 40)))
    assert "of some rows" in view._cell_words.numbers(readout(view.store.state))
    qtbot.mouseMove(view, QPoint(300, round(middle - 40)))
    assert "of some rows" not in view._cell_words.numbers(readout(view.store.state))


def test_what_is_in_the_middle_stays_there_when_tokens_become_words(view):
    view.store.dispatch(SearchOpened("go to"))
    view.store.dispatch(SearchEdited("1500"))
    state = view.store.state
    exact = selected_map(state)
    pairs = tuple((i, i + 1) for i in range(0, N, 2))
    words = replace(exact.queries, labels=exact.queries.labels[::2], positions=pairs)
    merged = long_map(WEIGHTS[::2, ::2])
    merged = replace(merged, queries=words, keys=words)
    shown = replace(state.inspection, long_maps=(merged,))
    view.show_state(replace(state, inspection=shown))
    layout = view.layout_now()
    middle = layout.camera.cell_at(layout.camera.shown_width / 2, layout.camera.shown_height / 2)
    assert middle == (750, 750)


# ---- a long source and a short target ------------------------------------------------------------

OBLONG = WEIGHTS[:30]


@pytest.mark.parametrize("zoom", [1.0, 1.7, 30.0, 150.0])
@pytest.mark.parametrize("is_high", [False, True])
def test_few_rows_of_very_many_columns_are_high_enough_to_be_seen_and_exact(zoom, is_high):
    weights = OBLONG.T if is_high else OBLONG
    shown = long_map(weights)
    fitted = MapCamera(*weights.shape, 400.0, 400.0)
    short = fitted.cell_width if is_high else fitted.cell_height
    assert short == 12.0
    assert (fitted.shown_width, fitted.shown_height)[not is_high] == 360.0
    camera = fitted.zoomed(zoom, 170.0, 170.0)
    tiles = {
        (HEAD, key): tile_of(weights, key, shown.steps) for key in tiles_in_view(shown, camera, 1.0)
    }
    levels, exact = long_levels(shown, tiles, camera, 1.0), levels_by(shown.steps, weights)
    down, across = (int(1 / cell) + 2 for cell in (camera.cell_height, camera.cell_width))
    for y in range(0, levels.shape[0], 9):
        for x in range(0, levels.shape[1], 9):
            row, column = camera.cell_at(x, y)
            under = exact[row : row + down, column : column + across]
            assert exact[camera.cell_at(x + 0.5, y + 0.5)] <= levels[y, x] <= under.max()


def test_zooming_an_oblong_map_keeps_what_is_under_the_pointer_and_ends_in_squares():
    camera = MapCamera(30, N, 400.0, 400.0)
    for _ in range(20):
        before = camera.cell_at(210.0, 170.0)
        camera = camera.zoomed(1.5, 210.0, 170.0)
        assert camera.cell_at(210.0, 170.0) == (
            pytest.approx(before[0], abs=1), pytest.approx(before[1], abs=1)
        )  # fmt: skip
    assert camera.cell_width == camera.cell_height == 96.0
    again = camera.fitted()
    assert (again.x, again.y, again.cell_height) == (0.0, 0.0, 12.0)


def test_the_view_of_an_oblong_map_labels_its_rows_and_points_at_single_ones(qtbot):
    state = long_state(WEIGHTS)
    shown = replace(state.inspection, long_maps=(long_map(OBLONG),))
    view = MapView()
    live(qtbot, view, replace(state, inspection=shown), SIZE)
    layout = view.layout_now()
    assert not layout.rows_have_places
    assert layout.columns_have_places
    assert len(layout.shown_rows()) >= 10
    at = layout.cell_rect(7, 900).center().toPoint()
    qtbot.mouseMove(view, at)
    assert view.store.state.hover.queries == (7,)
    view.grab()
    view._zoom(40, QPointF(at))
    view.grab()
