from __future__ import annotations

import gc
import weakref
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt

from explorer.records import Document, Presentation
from explorer.state.actions import PresentationChanged
from explorer.state.cells import weight_counts
from explorer.state.selectors import selected_map
from explorer.views.heads.histogram_view import HEIGHT, N_BINS, HistogramView
from explorer.views.widgets.dimmer import OPACITY
from tests.views.live import live
from tests.views.states import state_with

SIZE = (400, HEIGHT)


def test_bars_count_the_weights_of_the_selected_map(qtbot):
    view = HistogramView()
    state = state_with(12)
    live(qtbot, view, state, SIZE)
    qtbot.waitUntil(lambda: len(view.bars.yData) == N_BINS)
    weights = selected_map(state).weights
    expected, _ = np.histogram(weights, bins=N_BINS, range=(0, float(weights.max())))
    assert (10**view.bars.yData - 1).sum() == pytest.approx(weights.size)
    np.testing.assert_allclose(10**view.bars.yData - 1, expected, atol=1)


def test_bars_of_another_text_dim_after_a_moment_and_come_back(qtbot):
    view = HistogramView()
    state = state_with(12)
    live(qtbot, view, state, SIZE)
    view.show_state(replace(state, document=Document("another text")))
    qtbot.waitUntil(lambda: view.bars.opacity() == OPACITY)
    view.show_state(state)
    assert view.bars.opacity() == 1


def test_counts_add_up_with_weights_at_both_ends():
    shown = selected_map(state_with(12))
    counts, edges = weight_counts(shown, 10)
    assert edges[-1] == pytest.approx(shown.weights.max())
    assert counts.sum() == shown.weights.size
    assert counts[-1] > 0


def test_dragging_the_line_changes_the_threshold(qtbot):
    view = HistogramView()
    said = live(qtbot, view, state_with(12, presentation=Presentation("log", 0.2)), SIZE)
    qtbot.waitUntil(lambda: len(view.bars.yData) == N_BINS)
    qtbot.wait(50)

    def at(weight: float):
        scene = view.plot.getViewBox().mapViewToScene(QPointF(weight, 0.5))
        return view.plot.mapFromScene(scene)

    canvas, button = view.plot.viewport(), Qt.MouseButton.LeftButton
    qtbot.mouseMove(canvas, at(0.2))
    qtbot.mousePress(canvas, button, pos=at(0.2))
    for weight in (0.25, 0.3, 0.35, 0.4):
        qtbot.mouseMove(canvas, at(weight))
        qtbot.wait(20)
    qtbot.mouseRelease(canvas, button, pos=at(0.4))
    assert isinstance(said[-1], PresentationChanged)
    assert said[-1].presentation.scale == "log"
    assert said[-1].presentation.threshold == pytest.approx(0.4, abs=0.02)


def test_keys_move_the_line_and_it_follows_the_state(qtbot):
    view = HistogramView()
    live(qtbot, view, state_with(12), SIZE)
    for _ in range(3):
        qtbot.keyClick(view, Qt.Key.Key_Right)
    assert view.store.state.presentation.threshold == pytest.approx(0.015)
    assert view.line.value() == pytest.approx(0.015)
    assert "0.015" in view.accessibleDescription()
    qtbot.keyClick(view, Qt.Key.Key_Home)
    assert view.store.state.presentation.threshold == 0


@pytest.mark.usefixtures("qapp")
def test_the_view_is_gone_as_soon_as_nobody_holds_it():
    assert (
        not gc.isenabled()
    )  # it would come at a time of its own, perhaps in the middle of a paint
    view = HistogramView()
    view.show_state(state_with())
    gone = weakref.ref(view)
    del view
    assert gone() is None
