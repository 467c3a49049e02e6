"""The map of a text of 32,768 tokens in a real window, panned and zoomed with fabricated tiles.

Each frame is a move of the camera, what the state makes of it, the tiles that come, and the paint.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import cycle, islice

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QByteArray, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from explorer.records import (
    DENSE_TOKENS,
    TILE,
    Axis,
    Detail,
    DetailRequest,
    HeadRef,
    Inspection,
    LongMap,
    ModelInfo,
    Overview,
    Presentation,
    SiteInfo,
    Tile,
    TileKey,
    Tokens,
)
from explorer.state import actions as a
from explorer.state.details import detail_missing
from explorer.state.model import AppState
from explorer.state.store import Store
from explorer.views.map.map_view import MapView
from explorer.views.window.main_window import MainWindow
from explorer.views.window.session import Layout
from tests.bench.rows import Row, median, percentile
from tests.bench.shapes import sentence

N_TOKENS = 32_768
N_FRAMES = 120
HEAD = HeadRef(0, 0)
STEPS = np.linspace(0, 1, 255, dtype=np.float32)[1:]


def rows() -> Iterator[Row]:
    window, store = _window()
    view = window.explore.map
    _frame(lambda: _turn(view, 12), store)  # into the middle, where words have room
    zooms = [1, 1, -1, -1] * (N_FRAMES // 4)
    frames = {
        "pan": [_frame(lambda s=s: _pan(view, s), store) for s in range(N_FRAMES)],
        "zoom": [_frame(lambda n=n: _turn(view, n), store) for n in zooms],
    }
    window.close()
    for what, measured in frames.items():
        times, cpu_times = zip(*measured, strict=True)
        yield Row(
            f"{what} the map of {N_TOKENS:,} tokens, painted",
            "≤ 16 ms median per frame",
            f"{median(times):.1f} ms median, p99 {percentile(times, 0.99):.1f} ms; "
            f"{median(cpu_times):.1f} ms of CPU time",
            median(times) <= 16,
        )


def _frame(move: Callable[[], None], store: Store) -> tuple[float, float]:
    """Milliseconds, of the clock and of this thread's CPU time, of a move of the camera with the
    paints that follow; its tiles are there.
    """
    parts = [_painted(move)]
    request = detail_missing(store.state)
    if request is not None:
        detail = _detail(request)  # the model thread's work
        parts.append(_painted(lambda: store.dispatch(a.DetailReady(detail))))
    clock, cpu = zip(*parts, strict=True)
    return sum(clock), sum(cpu)


def _painted(act: Callable[[], None]) -> tuple[float, float]:
    started, cpu_started = time.perf_counter(), time.thread_time()
    act()
    QApplication.processEvents()
    return (time.perf_counter() - started) * 1000, (time.thread_time() - cpu_started) * 1000


def _pan(view: MapView, step: int) -> None:
    layout = view.layout_now()
    assert layout is not None
    view._see(layout.camera.panned(-37 if step % 40 < 20 else 37, -23))


def _turn(view: MapView, notches: int) -> None:
    middle = QPointF(view.rect().center())
    event = QWheelEvent(
        middle, view.mapToGlobal(middle), QPoint(), QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(view, event)


# ---- what is shown -------------------------------------------------------------------------------


def _window() -> tuple[MainWindow, Store]:
    window = MainWindow((), layout=Layout(QByteArray(), QByteArray(), "light"), theme="light")
    window.resize(1280, 800)
    store = Store(_state())
    store.subscribe(window.show_change)
    window.acted.connect(store.dispatch)
    window.show_change(store.state, store.state)
    window.show()
    QApplication.processEvents()
    return window, store


def _state() -> AppState:
    labels = tuple(islice(cycle(sentence(512).split()), N_TOKENS))
    numbers = tuple(range(N_TOKENS))
    tokens = Tokens(numbers, labels, (None,) * N_TOKENS, (False,) * N_TOKENS, numbers)
    model = ModelInfo(
        name="one layer", source="", revision="", family="llama", objective="encoder",
        sites=(SiteInfo("self", 1, 1),), device="cpu", dtype="float32", max_tokens=None,
        mask_token=None, n_parameters=0, method="captured",
    )  # fmt: skip
    state = AppState(model=model, head=HEAD)
    small = np.ones((1, 1, 32, 32), np.uint8)
    shown = Inspection(
        request=state.wanted, model=model, tokens=tokens, target=None, predictions=(), maps=(),
        overview=Overview("self", small, small[:, 0], n_exact=1), forward_ms=0, trace_bytes=0,
        long_maps=(_long_map(tokens),),
    )  # fmt: skip
    return replace(state, inspection=shown)


def _long_map(tokens: Tokens) -> LongMap:
    axis = Axis(tokens.labels, tuple((n,) for n in range(N_TOKENS)), tokens.is_special)
    largest = _weights(0, DENSE_TOKENS)
    return LongMap(
        head=HEAD, queries=axis, keys=axis, presentation=Presentation(),
        pool=N_TOKENS // DENSE_TOKENS, largest=largest, mean=largest / 8, levels=_levels(largest),
        steps=STEPS, counts=np.ones(80, np.int64), edges=np.linspace(0, 1, 81, dtype=np.float32),
        low=0.0, high=1.0, n_exact=DENSE_TOKENS,
    )  # fmt: skip


def _detail(request: DetailRequest) -> Detail:
    rows = {row: np.full(N_TOKENS, 1 / N_TOKENS, np.float32) for row in request.rows}
    return Detail(request, tiles=tuple(_tile(key) for key in request.tiles), rows=rows)


def _tile(key: TileKey) -> Tile:
    largest = _weights(hash(key) % 97, TILE)
    mean = None if key.zoom == 0 else largest / 8
    return Tile(key, largest, mean, None, _levels(largest))


def _weights(seed: int, side: int) -> NDArray[np.float32]:
    """(side, side), few of them large."""
    return np.random.default_rng(seed).random((side, side), dtype=np.float32) ** 8


def _levels(weights: NDArray[np.float32]) -> NDArray[np.uint8]:
    return (1 + np.searchsorted(STEPS, weights, side="right")).astype(np.uint8)
