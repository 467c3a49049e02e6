"""What shows only after a while: windows that pile up, and a long text that blocks."""

from __future__ import annotations

import gc
import weakref
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSettings, QTimer

from explorer.app import Explorer
from explorer.records import WindowOptions
from explorer.state.actions import ModelOpened
from explorer.views.window.main_window import MainWindow
from explorer.views.window.session import Layout, Session
from tests.journeys.person import Person
from tests.views.states import state_with

N_WINDOWS = 60


def settle() -> None:
    QCoreApplication.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.mark.slow
def test_sixty_windows_opened_and_closed_leave_none_behind(qtbot: Any, tmp_path: Path) -> None:
    session = Session(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))
    layout: Layout = session.layout
    left = []
    for _ in range(N_WINDOWS):
        window = MainWindow((), layout=layout, theme="light")
        window.explore.add_histogram()
        window.show_change(state_with(), state_with())
        window.show()
        qtbot.waitExposed(window)
        left.append(weakref.ref(window))
        window.close()
        window.deleteLater()
        del window
        settle()
    gc.collect()
    assert [ref for ref in left if ref() is not None] == []


def test_a_program_that_is_closed_leaves_neither_thread_nor_window(
    qtbot: Any, tmp_path: Path
) -> None:
    session = Session(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))
    explorer = Explorer(WindowOptions(device="cpu"), session)
    explorer.start()
    with qtbot.waitSignal(
        explorer.thread_of_model.acted,
        check_params_cb=lambda action: isinstance(action, ModelOpened),
        timeout=60_000,
    ):
        pass
    thread, window = explorer.thread_of_model, weakref.ref(explorer.window)
    explorer.window.close()
    assert thread.isFinished()
    explorer.window.deleteLater()
    explorer.deleteLater()
    del explorer, thread
    settle()
    gc.collect()
    assert window() is None


def test_the_window_lives_on_while_a_long_text_is_read(person: Person) -> None:
    ticks = []
    timer = QTimer(interval=5)
    timer.timeout.connect(lambda: ticks.append(person.state.is_stale))
    person.pastes("word " * 500)
    timer.start()
    shown = person.waits_for_results()
    timer.stop()
    assert len(shown.tokens) == 502
    assert sum(ticks) >= 5, "no timer fired while the forward ran"
