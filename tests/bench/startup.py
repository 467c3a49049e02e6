"""How long a start takes, in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator

from tests.bench.rows import Row, median

# Runs in the child: prints when the window was painted first and when the model was ready.
CHILD = """
import json, sys, time
from explorer import app, cli
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication

times = {}

class FirstPaint(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and "painted" not in times:
            times["painted"] = time.time()
            times["torch"] = "torch" in sys.modules
        return False

class Watched(app.Explorer):
    def start(self):
        self._paint = FirstPaint()
        self.window.installEventFilter(self._paint)
        self.store.subscribe(self.look)
        super().start()

    def look(self, old, new):
        if new.model is not None and old.model is None:
            times["ready"] = time.time()
        if new.inspection is not None:
            print(json.dumps(times), flush=True)
            QApplication.quit()

app.Explorer = Watched
cli.main(["--text", "The capital of France is [MASK].", "--model", "builtin:minilm-mlm"])
"""


def rows(n_starts: int = 5) -> Iterator[Row]:
    """The first start warms the disk and does not count."""
    painted, ready, early = [], [], False
    for start in range(n_starts + 1):
        started = time.time()
        with tempfile.TemporaryDirectory() as home:
            child = subprocess.run(
                [sys.executable, "-c", CHILD],
                capture_output=True,
                text=True,
                check=True,
                timeout=300,
                env={**os.environ, "XDG_CONFIG_HOME": home, "XDG_CACHE_HOME": home},
            )
        times = json.loads(child.stdout.strip().splitlines()[-1])
        early = early or times["torch"]
        if start:
            painted.append(times["painted"] - started)
            ready.append(times["ready"] - times["painted"])
    note = "torch was imported before" if early else "torch not yet imported"
    yield Row(
        "window visible after start (warm disk)",
        "≤ 1.5 s, before torch is imported",
        f"{median(painted):.2f} s, {note}",
        median(painted) <= 1.5 and not early,
    )
    yield Row(
        "built-in model ready after that",
        "≤ 8 s",
        f"{median(ready):.2f} s",
        median(ready) <= 8,
    )
