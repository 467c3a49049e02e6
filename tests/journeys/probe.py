"""The program as it is, and a listener beside it that answers questions of a journey.

Each line on stdin is a question: `ask` for the value of a Python expression, or `wait` until it is
true; each is answered by one line of JSON on stdout. The expressions see

    explorer, window, state   the running `Explorer`, its window, its state of that moment
    chip(i), candidate(i), cell(row, column), head(layer, column), middle(widget), inside(i)
                              points on the screen
    is_settled()              everything that is wanted is shown
    front_window_id(), has_focus(), text(widget)
"""

from __future__ import annotations

import json
import sys
import time
from threading import Thread
from typing import Any

from PySide6.QtCore import QObject, QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication, QWidget

from explorer import app
from explorer.cli import main

EVERY_MS = 10  # how often a condition is looked at


class Listener(QObject):
    """Reads questions on a thread of its own and answers them on the GUI thread."""

    asked = Signal(str)

    def __init__(self, explorer: app.Explorer) -> None:
        super().__init__(explorer)
        self._explorer = explorer
        self._waiting: tuple[str, float] | None = None
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self._look)
        self.asked.connect(self._answer, Qt.ConnectionType.QueuedConnection)
        Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        for line in sys.stdin:
            self.asked.emit(line)

    @Slot(str)
    def _answer(self, line: str) -> None:
        question = json.loads(line)
        if question["do"] == "wait":
            self._waiting = question["expression"], time.monotonic() + question["patience_s"]
            self._timer.start()
            self._look()
            return
        try:
            _say(value=self._value(question["expression"]))
        except Exception as error:  # noqa: BLE001  the journey says what went wrong
            _say(error=repr(error))

    def _look(self) -> None:
        if self._waiting is None:
            return
        expression, deadline = self._waiting
        try:
            value, trouble = self._value(expression), "it did not become true"
        except Exception as error:  # noqa: BLE001  not there yet
            value, trouble = None, repr(error)
        if not value and time.monotonic() < deadline:
            return
        self._waiting = None
        self._timer.stop()
        if value:
            _say(value=value)
        else:
            state = self._explorer.store.state
            _say(error=f"{trouble}; problem {state.problem}, document {state.document}")

    def _value(self, expression: str) -> Any:
        return eval(expression, {**_places(self._explorer), "QApplication": QApplication})


def _places(explorer: app.Explorer) -> dict[str, Any]:
    window, state = explorer.window, explorer.store.state

    def on_screen(widget: QWidget, at: QPoint) -> tuple[int, int]:
        point = widget.mapToGlobal(at)
        return point.x(), point.y()

    def middle(widget: QWidget) -> tuple[int, int]:
        return on_screen(widget, widget.rect().center())

    def chip(position: int) -> tuple[int, int]:
        strip = window.token_strip
        return on_screen(strip.viewport(), strip.chips[position].frame.center())

    def candidate(row: int) -> tuple[int, int]:
        candidates = window.explore.predictions.candidates
        return on_screen(candidates, candidates.row_rect(row).center())

    def head(layer: int, column: int) -> tuple[int, int]:
        overview = window.explore.overview
        rect = overview._picture().rect((layer, column))
        return on_screen(overview.viewport(), rect.center())

    def cell(row: int, column: int) -> tuple[int, int]:
        layout = window.explore.map.layout_now()
        assert layout is not None
        return on_screen(window.explore.map, layout.cell_rect(row, column).center().toPoint())

    def is_settled() -> bool:
        shown = state.inspection
        return shown is not None and shown.request == state.wanted and shown.overview is not None

    def front() -> QWidget:
        return QApplication.activeModalWidget() or window

    return {
        "explorer": explorer, "window": window, "state": state, "chip": chip, "head": head,
        "candidate": candidate, "cell": cell, "middle": middle, "is_settled": is_settled,
        "front": front,
        "front_window_id": lambda: front().isVisible() and int(front().winId()),
        "has_focus": lambda: front().isActiveWindow(),
    }  # fmt: skip


def _say(**answer: Any) -> None:
    print(json.dumps(answer), flush=True)


class Listening(app.Explorer):
    """An Explorer that is listened to."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.listener = Listener(self)


if __name__ == "__main__":
    app.Explorer = Listening  # type: ignore[misc]
    sys.exit(main())
