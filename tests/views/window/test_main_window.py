"""The window as a whole: who gets the room, who gets the keys."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QByteArray
from PySide6.QtWidgets import QApplication

from explorer.records import LoadRequest
from explorer.state.actions import ModelRequested
from explorer.state.model import AppState, Hover
from explorer.state.reduce import reduce
from explorer.views.widgets.buttons import QuietButton
from explorer.views.window.main_window import MainWindow
from explorer.views.window.session import Layout
from tests.views.states import state_with

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def window(qtbot):
    window = MainWindow(
        ("tiny",), layout=Layout(QByteArray(), QByteArray(), "light"), theme="light"
    )
    qtbot.addWidget(window)
    window.resize(1280, 800)
    window.show()
    qtbot.waitExposed(window)
    window.explore.add_histogram()
    return window


def test_panels_keep_their_share_when_the_window_changes_its_size(window, qtbot):
    window.show_change(AppState(), state_with())
    widths = []
    for width in (1280, 900, 2000, 1280):
        window.resize(width, 800)
        qtbot.wait(20)
        widths.append([panel.width() for panel in window.explore.panels])
    assert widths[1] < widths[0] < widths[2]
    assert widths[3] == pytest.approx(widths[0], abs=2)


def test_a_long_token_under_the_pointer_leaves_the_window_as_it_is(window):
    labels = ("[CLS]", "a" * 3000, "[SEP]")
    state = state_with(labels=labels)
    window.show_change(AppState(), state)
    before = window.minimumSizeHint().width()
    window.show_change(state, replace(state, hover=Hover((1,), (1,))))
    assert window.minimumSizeHint().width() == before


def test_before_the_first_model_quiet_cells_stand_where_the_maps_will_be(window):
    opening = reduce(AppState(), ModelRequested(LoadRequest("builtin:tiny")))
    empty = [view.grab().toImage() for view in (window.explore.overview, window.explore.map)]
    window.show_change(AppState(), opening)
    coming = [view.grab().toImage() for view in (window.explore.overview, window.explore.map)]
    assert all(before != now for before, now in zip(empty, coming, strict=True))


def test_tab_goes_from_the_tokens_to_the_heads_before_it_reaches_the_map(window):
    order, widget = [], window.token_strip
    while not order or widget is not window.token_strip:
        order.append(widget)
        widget = widget.nextInFocusChain()
    wanted = [window.token_strip, window.explore.overview, window.explore.map]
    assert [order.index(widget) for widget in wanted] == sorted(map(order.index, wanted))


def test_tab_goes_through_the_top_row_before_it_reaches_the_text(window):
    row = [window.page_switch.finetune]
    while row[-1] is not window.text_panel.field:
        row.append(row[-1].nextInFocusChain())
    words = [widget.text() for widget in row if isinstance(widget, QuietButton)]
    assert words[:3] == ["Fine-tune", "Export", "Find an action"]


def test_a_page_that_is_not_in_front_makes_no_window_higher(window):
    explored = window._pages.widget(0).minimumSizeHint()
    for page in (window.lessons, window.survey, window.finetune):
        hint = page.minimumSizeHint()
        assert hint.height() <= 360
        assert hint.width() <= explored.width()


def test_a_theme_for_one_start_is_not_what_the_next_one_wears(qtbot):
    layout = Layout(QByteArray(), QByteArray(), "light")
    window = MainWindow((), layout=layout, theme="dark")
    qtbot.addWidget(window)
    assert QApplication.palette().window().color().lightness() < 128
    assert window.layout_now().theme == "light"
    window.wear("system")
    assert window.layout_now().theme == "system"
    window.wear("light")
