"""The pages of the lessons on a text of 200 tokens: from a change to the paint."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication

from explorer.app import Explorer, freeze_libraries
from explorer.records import WindowOptions
from explorer.records.lessons import LESSONS, LessonName
from explorer.state import actions as a
from explorer.state.actions.lessons import LessonChanged, LessonOpened, LessonReady
from explorer.state.lessons.lessons import Lessons
from explorer.state.lessons.taught import is_lesson_current
from explorer.views.window.session import Session
from tests.bench.live import until
from tests.bench.rows import Row, median
from tests.bench.shapes import sentence

N_TOKENS = 200
N_CHANGES = 8
Change = Callable[[Lessons, int], a.Action]


def _masked(lessons: Lessons, n: int) -> a.Action:
    page = lessons.masking
    return LessonChanged(replace(page, masking=replace(page.masking, seed=n)))


CHANGES: dict[LessonName, Change] = {
    "steps": lambda _, n: a.PositionFocused(3 + n),
    "masking": _masked,
    "permutations": lambda lessons, n: LessonChanged(replace(lessons.permutations, seed=1 + n)),
    "memory": lambda lessons, n: LessonChanged(replace(lessons.memory, segment=n)),
    "successors": lambda lessons, n: LessonChanged(replace(lessons.successors, character=5 * n)),
}


def rows() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        settings = QSettings(str(Path(folder) / "settings.ini"), QSettings.Format.IniFormat)
        options = WindowOptions(text=sentence(N_TOKENS), device="cpu")
        explorer = Explorer(options, Session(settings))
        explorer.store.subscribe(freeze_libraries)
        explorer.window.resize(1280, 800)
        explorer.start()
        until(lambda: _is_settled(explorer))
        for name in LESSONS:
            if name in CHANGES:
                yield _page(explorer, name, CHANGES[name])
        explorer.close()


def _is_settled(explorer: Explorer) -> bool:
    state = explorer.store.state
    shown = state.inspection
    is_read = shown is not None and shown.is_whole and shown.request == state.wanted
    return is_read and is_lesson_current(state)


def _page(explorer: Explorer, name: LessonName, change: Change) -> Row:
    explorer.store.dispatch(LessonOpened(name))
    until(lambda: _is_settled(explorer))
    answered: list[float] = []

    def heard(action: a.Action) -> None:
        if isinstance(action, LessonReady):
            answered.append(time.perf_counter())

    # On the model thread, before the window hears of it.
    explorer.thread_of_model.acted.connect(heard, Qt.ConnectionType.DirectConnection)
    answers, paints = [], []
    for n in range(1, N_CHANGES + 1):
        answered.clear()
        started = time.perf_counter()
        explorer.store.dispatch(change(explorer.store.state.lessons, n))
        until(lambda: bool(answered) and _is_settled(explorer))
        QApplication.processEvents()
        paints.append(1000 * (time.perf_counter() - answered[-1]))
        answers.append(1000 * (answered[-1] - started))
    explorer.thread_of_model.acted.disconnect(heard)
    shown = median(paints)
    return Row(
        f"the page “{name}” at {N_TOKENS} tokens, painted after its answer",
        "≤ 100 ms",
        f"{shown:.0f} ms (the answer, with its forward: {median(answers):.0f} ms)",
        shown <= 100,
    )
