"""The whole window against pictures of it that were looked at and found good.

`GOLDEN=update pytest tests/journeys/test_golden.py` draws them anew; look at them before they are
committed. The states are seeded, so no weights of any model are in them.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from PySide6.QtCore import QByteArray, QTimer
from PySide6.QtWidgets import QApplication

from explorer.records import Document, HeadRef, Presentation, Span
from explorer.state.model import AppState, Hover, Problem
from explorer.views.heads.histogram_view import HistogramView
from explorer.views.look.theme import LIGHT, palette_of
from explorer.views.window.main_window import MainWindow
from explorer.views.window.session import Layout
from tests.views.states import state_with

GOLDEN = Path(__file__).parent / "golden"
MOST_MEAN = 0.7  # of 255, over all pixels: other versions of FreeType draw letters a little apart
MOST_CHANGED = 0.003  # share of pixels that differ by more than a third of the range
CHINESE = ("[CLS]", *"医生让病人吃药。", "[SEP]")


def drawn(window: MainWindow) -> NDArray[np.int16]:
    image = window.grab().toImage()
    image = image.convertToFormat(image.Format.Format_RGB888)
    lines = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    pixels = lines[:, : 3 * image.width()].reshape(image.height(), image.width(), 3)
    return pixels.astype(np.int16)


def timers(window: MainWindow) -> list[QTimer]:
    """Those after which something looks different: what is stale dims after a moment."""
    return [timer for timer in window.findChildren(QTimer) if timer.isSingleShot()]


def lines_view() -> AppState:
    heads = (HeadRef(1, 3), HeadRef(4, 2))
    return state_with(head=HeadRef(2, 5), line_heads=heads, view="lines")


def troubled() -> AppState:
    state = state_with(14, head=HeadRef(None, None), presentation=Presentation("log"))
    message = "/tmp/full: the disk is full. Free some space, or choose another disk."
    return replace(state, document=Document("Typed after it."), problem=Problem("export", message))


def chinese() -> AppState:
    masked = Document("医 生 让 病 人 吃 药 。", masks=frozenset({Span(0, 0, 1)}))
    return state_with(labels=CHINESE, document=masked)


SCENES = {
    "light": ("light", lambda: state_with(head=HeadRef(2, 5), pinned=frozenset({3}))),
    "dark": ("dark", lambda: state_with(head=HeadRef(2, 5), hover=Hover((6,), (2,)))),
    "lines": ("light", lines_view),
    "trouble": ("dark", troubled),
    "chinese": ("light", chinese),
    "crowded": ("light", lambda: state_with(200, 12, 16, head=HeadRef(7, 3))),
}  # fmt: skip


@pytest.fixture
def window(qtbot: Any, request: pytest.FixtureRequest) -> Iterator[tuple[str, MainWindow]]:
    theme, made = SCENES[request.param]
    window = MainWindow(("tiny",), layout=Layout(QByteArray(), QByteArray(), theme), theme=theme)
    window.resize(1280, 800)
    window.explore.add_histogram()
    state = made()
    window.show_change(state, state)
    window.setFocus()  # nothing within it shows a cursor or a ring
    window.show()
    qtbot.waitExposed(window)
    bars = window.findChild(HistogramView).bars
    qtbot.waitUntil(lambda: len(bars.xData) > 2)  # it waits until the map is painted
    qtbot.waitUntil(lambda: not any(timer.isActive() for timer in timers(window)))
    QApplication.processEvents()  # the panels take their places
    yield request.param, window
    window.close()
    window.deleteLater()
    QApplication.setPalette(palette_of(LIGHT))


@pytest.mark.parametrize("window", SCENES, indirect=True)
def test_the_window_looks_as_it_did(window: tuple[str, MainWindow], tmp_path: Path) -> None:
    name, shown = window
    found, golden = drawn(shown), GOLDEN / f"{name}.png"
    if os.environ.get("GOLDEN") == "update":
        GOLDEN.mkdir(exist_ok=True)
        # 256 colours change a channel by 0.2 on average, and make the file a third as large.
        Image.fromarray(found.astype(np.uint8)).quantize(256).save(golden, optimize=True)
        pytest.skip(f"{golden} was drawn anew: look at it")
    with Image.open(golden) as image:
        expected = np.asarray(image.convert("RGB")).astype(np.int16)
    assert found.shape == expected.shape
    apart = np.abs(found - expected)
    changed = float((apart.max(axis=2) > 85).mean())
    if apart.mean() > MOST_MEAN or changed > MOST_CHANGED:
        Image.fromarray(found.astype(np.uint8)).save(tmp_path / f"{name}.png")
        pytest.fail(
            f"{tmp_path / name}.png differs from {golden}: {apart.mean():.2f} of 255 on average, "
            f"{changed:.1%} of the pixels clearly"
        )
