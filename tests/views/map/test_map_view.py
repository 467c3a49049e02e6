from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QFont, QImage, QPainter, QPolygonF, QWheelEvent
from PySide6.QtWidgets import QApplication

from explorer.records import Document, HeadRef, Presentation
from explorer.state.actions import Hovered, MasksToggled, PinsCleared, TokensPinned
from explorer.state.cells import fraction_of, weight_at
from explorer.state.model import Hover
from explorer.state.selectors import selected_map, summed_rows
from explorer.views.look.colour_table import colour_table
from explorer.views.look.theme import DARK, LIGHT, palette_of
from explorer.views.map import map_canvas, map_paint, row_strip
from explorer.views.map.colour_bar import ticks_of
from explorer.views.map.map_layout import MARKS, layout_of
from explorer.views.map.map_paint import draw_crosshair
from explorer.views.map.map_view import MapView
from explorer.views.map.token_axis import Angle, AxisText, row_box, turned
from explorer.views.widgets.floating_label import label_rect
from tests.views.live import live
from tests.views.states import axis_of, map_with, state_with, state_with_map

LEFT = Qt.MouseButton.LeftButton
SHIFT = Qt.KeyboardModifier.ShiftModifier
SIZE = (700, 600)


def column_outline(text: AxisText, index: int, angle: Angle, foot: QPointF) -> QPolygonF:
    """The four corners of a column's label on the widget."""
    transform, box = turned(text, index, angle, foot)
    return transform.map(QPolygonF(box))


def cell_point(view: MapView, row: int, column: int) -> QPoint:
    return view.layout_now().cell_rect(row, column).center().toPoint()


def turn_wheel(view: MapView, at: QPoint, notches: int) -> None:
    event = QWheelEvent(
        QPointF(at), QPointF(view.mapToGlobal(at)), QPoint(), QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase,
        False,
    )  # fmt: skip
    QApplication.sendEvent(view, event)


# ---- drawing -------------------------------------------------------------------------------------


@pytest.mark.parametrize("colormap", ["viridis", "greys"])
def test_a_cell_has_the_colour_of_its_level(qtbot, colormap):
    view = MapView()
    state = state_with(8, colormap=colormap)
    live(qtbot, view, state, SIZE)
    image = view.grab().toImage()
    table = colour_table(colormap, is_dark=False)
    for row, column in ((0, 0), (3, 4), (7, 7)):
        at = cell_point(view, row, column)
        level = selected_map(state).levels[row, column]
        assert image.pixelColor(at).rgb() == table[level]


def test_a_weight_below_the_threshold_shows_the_ground(qtbot):
    view = MapView()
    weights = np.array([[0.99, 0.01], [0.5, 0.5]], np.float32)
    axis = axis_of(("a", "b"))
    shown = map_with(weights, axis, axis, presentation=Presentation(threshold=0.1))
    live(qtbot, view, state_with_map(shown), SIZE)
    assert view.grab().toImage().pixelColor(cell_point(view, 0, 1)).name() == "#ffffff"


@pytest.mark.parametrize("n_tokens", [8, 30, 200, 512])
@pytest.mark.parametrize("size", [(420, 360), (700, 600), (1500, 1200)])
@pytest.mark.parametrize("kept", [(), (7, 3), (0, 1, 2, 5)])
@pytest.mark.usefixtures("themed_app")
def test_labels_never_overlap(n_tokens, size, kept):
    shown = selected_map(state_with(n_tokens, 2, 2))
    layout = layout_of(shown, QFont(), *size, None)
    rows = [
        row_box(layout.rows, i, right=layout.left - MARKS, centre=layout.row_centre(i))
        for i in layout.shown_rows(kept)
    ]
    assert len(rows) > 5
    for one, other in combinations(rows, 2):
        overlap = one & other
        assert overlap.isEmpty() or overlap.height() < 0.01
    columns = [
        column_outline(layout.columns, i, layout.angle, layout.column_foot(i))
        for i in layout.shown_columns(kept)
    ]
    for one, other in combinations(columns, 2):
        shared = one.intersected(other).boundingRect()
        assert min(shared.width(), shared.height()) < 0.01
    room = QRectF(0, 0, *size)
    assert all(room.contains(box) for box in rows)
    assert all(room.contains(outline.boundingRect()) for outline in columns)


@pytest.mark.usefixtures("themed_app")
def test_the_label_pointed_at_is_shown_where_others_are_left_out():
    shown = selected_map(state_with(200, 2, 2))
    layout = layout_of(shown, QFont(), *SIZE, None)
    assert 77 not in layout.shown_rows() or 78 not in layout.shown_rows()
    for index in (77, 78):
        assert index in layout.shown_rows((index,))
        assert index in layout.shown_columns((index,))


@pytest.mark.usefixtures("themed_app")
def test_short_labels_stand_upright_and_long_ones_are_turned():
    def angle(labels: tuple[str, ...], size: tuple[int, int]) -> int:
        axis = axis_of(labels)
        weights = np.eye(len(labels), dtype=np.float32)
        shown = map_with(weights, axis, axis)
        return layout_of(shown, QFont(), *size, None).angle

    assert angle(("我", "喜", "欢"), SIZE) == 0
    assert angle(("attention", "explorer", "interpretability"), SIZE) == 45
    assert angle(tuple(f"word{i}" for i in range(60)), SIZE) == 90


@pytest.mark.usefixtures("themed_app")
def test_a_very_long_label_is_cut_but_its_neighbours_keep_their_room():
    axis = axis_of(("x" * 400, "b"))
    shown = map_with(np.eye(2, dtype=np.float32), axis, axis)
    layout = layout_of(shown, QFont(), *SIZE, None)
    assert layout.rows.text(0).endswith("…")
    assert layout.left < SIZE[0] / 2


@pytest.mark.usefixtures("themed_app")
def test_slanted_labels_stay_inside_the_widget():
    axis = axis_of(("a", "b", "c", "a-rather-long-word", "d"))
    shown = map_with(np.eye(5, dtype=np.float32), axis, axis)
    layout = layout_of(shown, QFont(), 360, 600, None)
    assert layout.angle == 45
    for index in range(5):
        outline = column_outline(layout.columns, index, 45, layout.column_foot(index))
        assert outline.boundingRect().right() < 360


def test_a_map_with_more_keys_than_queries_keeps_square_cells(qtbot):
    view = MapView()
    weights = np.full((3, 20), 0.05, np.float32)
    queries, keys = axis_of(("a", "b", "c")), axis_of(tuple(f"k{i}" for i in range(20)))
    live(qtbot, view, state_with_map(map_with(weights, queries, keys)), SIZE)
    area, cell = view.layout_now().map_rect, view.layout_now().camera.cell
    assert area.width() == pytest.approx(20 * cell)
    assert area.height() == pytest.approx(3 * cell)
    assert not view.grab().isNull()


# ---- pointing ------------------------------------------------------------------------------------


def test_pointing_says_which_tokens_are_under_the_pointer(qtbot):
    view = MapView()
    said = live(qtbot, view, state_with(12), SIZE)
    qtbot.mouseMove(view, cell_point(view, 4, 7))
    assert said[-1] == Hovered((4,), (7,))
    layout = view.layout_now()
    qtbot.mouseMove(view, QPoint(int(layout.left) - 12, cell_point(view, 2, 0).y()))
    assert said[-1] == Hovered((2,), ())
    QApplication.sendEvent(view, leave_event())
    assert said[-1] == Hovered()


def leave_event():
    from PySide6.QtCore import QEvent

    return QEvent(QEvent.Type.Leave)


def test_pointing_at_a_merged_word_says_all_its_positions(qtbot):
    view = MapView()
    queries = axis_of(("un##break", "glass"), ((1, 2), (3,)))
    shown = map_with(np.array([[0.3, 0.7], [0.6, 0.4]], np.float32), queries, queries)
    said = live(qtbot, view, state_with_map(shown), SIZE)
    qtbot.mouseMove(view, cell_point(view, 0, 1))
    assert said[-1] == Hovered((1, 2), (3,))


def test_what_is_pointed_at_elsewhere_is_highlighted_here(qtbot):
    view = MapView()
    live(qtbot, view, state_with(12), SIZE)
    plain = view.grab().toImage()
    view.show_state(replace(view.store.state, hover=Hover((4,), (4,))))
    assert view._marked.rows == (4,)
    assert view.grab().toImage() != plain


def test_the_floating_label_never_leaves_the_widget():
    area, size = QRectF(0, 0, 300, 200), QSizeF(120, 40)
    for x in range(0, 301, 10):
        for y in range(0, 201, 10):
            rect = label_rect(QPointF(x, y), size, area)
            assert area.contains(rect.adjusted(0.5, 0.5, -0.5, -0.5))


# ---- pinning -------------------------------------------------------------------------------------


def test_clicks_pin_rows_and_the_strip_sums_them(qtbot):
    view = MapView()
    weights = np.array([[0.2, 0.8, 0.0], [0.5, 0.25, 0.25], [0.1, 0.1, 0.8]], np.float32)
    axis = axis_of(("a", "b", "c"))
    said = live(qtbot, view, state_with_map(map_with(weights, axis, axis)), SIZE)
    qtbot.mouseClick(view, LEFT, pos=cell_point(view, 0, 2))
    qtbot.mouseClick(view, LEFT, pos=cell_point(view, 2, 1))
    pins = [action for action in said if isinstance(action, TokensPinned)]
    assert pins == [TokensPinned((0,), toggle=True), TokensPinned((2,), toggle=True)]
    np.testing.assert_allclose(summed_rows(view.store.state)[1], [0.3, 0.9, 0.8], atol=1e-6)
    strip = view.layout_now().strip
    assert view.rect().contains(strip.toAlignedRect())
    qtbot.mouseClick(view, LEFT, pos=cell_point(view, 0, 0))
    assert view.store.state.pinned == {2}
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert said[-1] == PinsCleared()


def test_shift_click_pins_all_rows_up_to_the_last_one(qtbot):
    view = MapView()
    live(qtbot, view, state_with(12), SIZE)
    qtbot.mouseClick(view, LEFT, pos=cell_point(view, 2, 2))
    qtbot.mouseClick(view, LEFT, SHIFT, cell_point(view, 5, 2))
    assert view.store.state.pinned == {2, 3, 4, 5}


def test_a_double_click_leaves_pins_as_they_were_and_fits_the_map(qtbot):
    view = MapView()
    live(qtbot, view, state_with(60), SIZE)
    turn_wheel(view, cell_point(view, 30, 30), 4)
    assert view.layout_now().camera.is_zoomed
    at = cell_point(view, 30, 30)
    qtbot.mouseDClick(view, LEFT, pos=at)
    assert view.layout_now().camera.zoom == 1
    assert not view.store.state.pinned


# ---- zooming -------------------------------------------------------------------------------------


@pytest.mark.parametrize("cell", [(100, 40), (0, 0), (199, 120)])
def test_the_wheel_zooms_about_the_pointer(qtbot, cell):
    view = MapView()
    live(qtbot, view, state_with(200, 2, 2), SIZE)
    at = cell_point(view, *cell)
    before = view._target(QPointF(at))
    for _ in range(8):
        turn_wheel(view, at, 1)
        assert view._target(QPointF(at)) == before
    assert view.layout_now().camera.cell > 4 * view.layout_now().camera.fit_cell
    for _ in range(12):
        turn_wheel(view, at, -1)
    assert view.layout_now().camera.zoom == 1


def test_dragging_a_zoomed_map_moves_it_and_pins_nothing(qtbot):
    view = MapView()
    said = live(qtbot, view, state_with(100, 2, 2), SIZE)
    for _ in range(6):
        qtbot.keyClick(view, Qt.Key.Key_Plus)
    before = view._target(view.layout_now().map_rect.center())
    start = cell_point(view, *before)
    qtbot.mousePress(view, LEFT, pos=start)
    for step in range(1, 5):
        qtbot.mouseMove(view, start - QPoint(20 * step, 15 * step))
    qtbot.mouseRelease(view, LEFT, pos=start - QPoint(80, 60))
    assert view._target(QPointF(start - QPoint(80, 60))) == before
    assert not any(isinstance(action, TokensPinned) for action in said)
    qtbot.keyClick(view, Qt.Key.Key_0)
    assert view.layout_now().camera.zoom == 1


# ---- keyboard ------------------------------------------------------------------------------------


def test_arrows_walk_over_cells_space_masks_and_enter_pins(qtbot):
    view = MapView()
    said = live(qtbot, view, state_with(12), SIZE)
    steps = (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Right)
    for key in steps:
        qtbot.keyClick(view, key)
    assert said[-1] == Hovered((1,), (1,))
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert said[-1] == TokensPinned((1,), toggle=True)
    qtbot.keyClick(view, Qt.Key.Key_Space)
    assert said[-1] == MasksToggled((1,))


def test_walking_off_the_seen_part_of_a_zoomed_map_brings_the_cell_into_view(qtbot):
    view = MapView()
    live(qtbot, view, state_with(100, 2, 2), SIZE)
    qtbot.keyClick(view, Qt.Key.Key_Down)
    for _ in range(10):
        qtbot.keyClick(view, Qt.Key.Key_Plus)
    for _ in range(40):
        qtbot.keyClick(view, Qt.Key.Key_Right)
    layout = view.layout_now()
    assert layout.map_rect.adjusted(-1, -1, 1, 1).contains(layout.cell_rect(0, 40))


def test_the_strongest_cells_are_said_in_words(qtbot):
    view = MapView()
    weights = np.array([[0.05, 0.95], [0.7, 0.3]], np.float32)
    axis = axis_of(("doctor", "[MASK]"))
    shown = map_with(weights, axis, axis, HeadRef(1, 1))
    live(qtbot, view, state_with_map(shown), SIZE)
    said = view.accessibleDescription()
    assert said == "L1 H1: strongest: doctor → [MASK] 0.95; [MASK] → doctor 0.70"


# ---- colour bar ----------------------------------------------------------------------------------


@pytest.mark.parametrize("scale", ["linear", "log", "rank"])
def test_a_tick_stands_where_its_weight_has_its_colour(scale):
    shown = selected_map(state_with(30, 2, 2, presentation=Presentation(scale)))
    ticks = ticks_of(shown)
    assert len(ticks) >= 3
    for fraction, weight in ticks:
        level = 1 + 254 * fraction
        assert shown.levels[shown.weights <= weight].max(initial=1) <= level + 1
        assert shown.levels[shown.weights >= weight].min(initial=255) >= level - 1


def test_weight_at_and_fraction_of_undo_each_other():
    for scale in ("linear", "log"):
        shown = selected_map(state_with(12, presentation=Presentation(scale)))
        for fraction in (0.1, 0.5, 0.9):
            assert fraction_of(shown, weight_at(shown, fraction)) == pytest.approx(fraction)


# ---- what the pointer costs ----------------------------------------------------------------------


@pytest.mark.parametrize("n_tokens", [3, 12, 60, 200])
@pytest.mark.parametrize("zoom", [0, 4])
def test_pointing_leaves_what_a_map_drawn_anew_shows(qtbot, n_tokens, zoom):
    view = MapView()
    live(qtbot, view, state_with(n_tokens, 2, 2), SIZE)
    view.show_state(replace(view.store.state, pinned=frozenset({1, n_tokens // 2})))
    turn_wheel(view, cell_point(view, n_tokens // 2, n_tokens // 2), zoom)
    QApplication.sendEvent(view, leave_event())
    plain = view.grab().toImage()
    for hover in (Hover((1, 2), ()), Hover((), (0, 1)), Hover((n_tokens // 2,), (n_tokens // 2,))):
        view.show_state(replace(view.store.state, hover=hover))
        found = view.grab().toImage()
        assert zoom or found != plain
        assert found == drawn_at_once(view)
    view.show_state(replace(view.store.state, hover=Hover()))
    assert view.grab().toImage() == plain


def drawn_at_once(view: MapView) -> QImage:
    """The map without the picture of what stands still: labels pointed at come with the others."""
    layout, shown, marked = view.layout_now(), view._shown, view._marked
    image = QImage(view.size(), QImage.Format.Format_RGB32)
    image.fill(LIGHT.background)
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        painter.setFont(view.font())
        view._draw_still(painter, layout, shown, marked)
        draw_crosshair(painter, layout, marked, LIGHT)
        painter.setFont(view.font())
        view._draw_strip(painter, layout)
    return image


@pytest.mark.parametrize("change", ["colormap", "document", "pinned", "size", "palette", "font"])
def test_what_stands_still_is_drawn_again_when_something_but_the_pointer_changes(qtbot, change):
    view = MapView()
    live(qtbot, view, state_with(12), SIZE)
    before = view.grab().toImage()
    view.show_state(replace(view.store.state, hover=Hover((4,), (4,))))
    view.show_state(replace(view.store.state, hover=Hover()))
    assert view.grab().toImage() == before
    match change:
        case "size":
            view.resize(640, 560)
        case "palette":
            view.setPalette(palette_of(DARK))
        case "font":
            font = QFont(view.font())
            font.setPixelSize(17)
            view.setFont(font)
        case _:
            values = {"colormap": "greys", "document": Document("new"), "pinned": frozenset({3})}
            view.show_state(replace(view.store.state, **{change: values[change]}))
    assert view.grab().toImage() != before


def test_a_move_of_the_pointer_draws_no_cells_and_few_labels(qtbot, monkeypatch):
    view = MapView()
    live(qtbot, view, state_with(200, 2, 2), SIZE)
    view.grab()
    drawn = []
    monkeypatch.setattr(map_canvas, "cells_image", lambda *_, **__: drawn.append("cells"))
    monkeypatch.setattr(map_canvas, "draw_labels", lambda *_, **__: drawn.append("labels"))
    monkeypatch.setattr(map_paint, "_draw_row_label", lambda *_, **__: drawn.append("row"))
    qtbot.mouseMove(view, cell_point(view, 77, 30))
    view.grab()
    assert "row" in drawn
    assert len(drawn) <= 3  # one label at most stands between two others


@pytest.mark.usefixtures("themed_app")
def test_a_fine_screen_gets_as_fine_a_picture_of_what_stands_still(qtbot, monkeypatch):
    view = MapView()
    live(qtbot, view, state_with(12), SIZE)
    monkeypatch.setattr(view, "devicePixelRatioF", lambda: 1.5)
    pixmap = view._still_now(view.layout_now(), view._shown)
    assert pixmap.devicePixelRatio() == 1.5
    assert pixmap.width() == 1.5 * SIZE[0]


def bars_one_by_one(view: MapView, area: QRectF, heights: np.ndarray) -> QImage:
    layout, image = view.layout_now(), QImage(view.size(), QImage.Format.Format_RGB32)
    image.fill(LIGHT.background)
    with QPainter(image) as painter:
        painter.setClipRect(area)
        for column, height in enumerate(heights.tolist()):
            left, thick = layout.left + layout.camera.left(column), row_strip.thickness(layout)
            bar = QRectF(left, area.bottom() - height, thick, height)
            painter.fillRect(bar, LIGHT.colour("muted"))
    return image


@pytest.mark.parametrize(("n_tokens", "zoom"), [(2, 0), (12, 0), (60, 0), (200, 0), (200, 3)])
def test_the_bars_of_the_strip_stand_under_their_columns(qtbot, n_tokens, zoom):
    view = MapView()
    live(qtbot, view, state_with(n_tokens, 2, 2), SIZE)
    turn_wheel(view, cell_point(view, n_tokens // 2, n_tokens // 2), zoom)
    layout = view.layout_now()
    area = QRectF(layout.strip.left(), layout.strip.top() + 18, layout.strip.width(), 40)
    heights = np.random.default_rng(0).uniform(0, 40, n_tokens)
    found = QImage(view.size(), QImage.Format.Format_RGB32)
    found.fill(LIGHT.background)
    with QPainter(found) as painter:
        row_strip.draw_bars(painter, layout, area, heights, LIGHT.colour("muted"))
    wanted = bars_one_by_one(view, area, heights)
    apart = [
        (x, y)
        for x in range(found.width())
        for y in range(int(area.top()), int(area.bottom()) + 1)
        if found.pixel(x, y) != wanted.pixel(x, y)
    ]
    # An edge that falls on the middle of a pixel may go to either side.
    assert len({x for x, _ in apart}) <= 0.02 * area.width()
