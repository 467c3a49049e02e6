"""A real window with a real model of BERT-base's shape, from a keystroke to the paint."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path

import torch
from PySide6.QtCore import QEvent, QEventLoop, QObject, QPointF, QSettings, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from explorer.app import Explorer, freeze_libraries
from explorer.core.attention.forward import run
from explorer.core.checkpoint.checkpoint import Checkpoint, open_checkpoint
from explorer.core.overview import overview
from explorer.core.text.tokens import encode
from explorer.records import Document, HeadRef, LoadRequest, Presentation, WindowOptions
from explorer.state import actions as a
from explorer.views.window.session import Session
from tests.bench.rows import Row, median, milliseconds, percentile
from tests.bench.shapes import bert_base, sentence

TIMEOUT_S = 120


class Paints(QObject):
    """Counts the paints of a widget."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__()
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.count += 1
        return False


def until(condition: Callable[[], bool]) -> None:
    """Let the event loop run until something holds.

    It sleeps between events, as in the program: with a time limit of its own, `processEvents`
    would only ask again and again, and take the interpreter from the model thread.
    """
    deadline = time.monotonic() + TIMEOUT_S
    tick = QTimer()
    tick.start(1000)  # so that it looks at the deadline
    while not condition():
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        if time.monotonic() > deadline:
            raise TimeoutError("the window did not get there")


class Bench:
    """One window on one checkpoint."""

    def __init__(self, folder: Path) -> None:
        settings = QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat)
        options = WindowOptions(model=str(folder), text=sentence(64), device="cpu")
        self.explorer = Explorer(options, Session(settings))
        self.explorer.store.subscribe(freeze_libraries)
        self.explorer.window.resize(1280, 800)
        self._on_change: Callable[[], object] = lambda: None
        self.explorer.store.subscribe(lambda _old, _new: self._on_change())
        self.explorer.start()
        until(self.is_settled)

    def is_settled(self) -> bool:
        state = self.explorer.store.state
        shown = state.inspection
        return shown is not None and shown.overview is not None and shown.request == state.wanted

    def act(self, action: a.Action, *watched: QWidget) -> float:
        """Milliseconds from an action until its answer is painted in each watched widget."""
        paints = [Paints(widget) for widget in watched]
        answered: list[list[int]] = []
        self._on_change = lambda: (
            answered.append([paint.count for paint in paints]) if self.is_settled() else None
        )
        started = time.perf_counter()
        self.explorer.store.dispatch(action)
        until(
            lambda: (
                bool(answered)
                and all(p.count > count for p, count in zip(paints, answered[0], strict=True))
            )
        )
        elapsed = (time.perf_counter() - started) * 1000
        self._on_change = lambda: None
        return elapsed

    def canvases(self) -> tuple[QWidget, QWidget, QWidget]:
        """What paints the map, the overview and the predictions."""
        page = self.explorer.window.explore
        return page.map, page.overview.viewport(), page.predictions.candidates


def rows() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as name:
        folder = bert_base(Path(name))
        bench = Bench(folder)
        checkpoint = open_checkpoint(LoadRequest(str(folder), device="cpu"))
        torch.set_num_threads(bench_threads())
        yield _keystroke(bench, checkpoint)
        yield from _long_text(bench, checkpoint)
        bench.explorer.close()


def bench_threads() -> int:
    """As many as the model thread uses."""
    import os

    return max(1, (os.cpu_count() or 2) - 1)


def _keystroke(bench: Bench, checkpoint: Checkpoint, n: int = 25) -> Row:
    """The bare forward and ours take turns, so that both meet the same machine."""
    plain = open_checkpoint(LoadRequest(checkpoint.info.source, device="cpu"))
    plain.model.set_attn_implementation("sdpa")
    bare, ours = [], []
    for i in range(n):
        document = Document(sentence(64)[:-1] + "abcdefghijklmnopqrstuvwxyz"[i])
        tokens = encode(checkpoint, document)
        inputs = {
            "input_ids": torch.tensor([tokens.ids]),
            "attention_mask": torch.ones(1, len(tokens), dtype=torch.long),
        }
        with torch.no_grad():
            bare.append(milliseconds(lambda inputs=inputs: plain.model(**inputs)))
        ours.append(bench.act(a.DocumentChosen(document), *bench.canvases()))
    ratio = median([o / b for o, b in zip(ours[3:], bare[3:], strict=True)])
    return Row(
        "Enter → overview, map and predictions painted, over a bare SDPA forward "
        "(BERT-base, 64 tokens)",
        "≤ 1.3 ×",
        f"{ratio:.2f} × ({median(ours[3:]):.0f} ms over {median(bare[3:]):.0f} ms)",
        ratio <= 1.3,
    )


def _long_text(bench: Bench, checkpoint: Checkpoint) -> Iterator[Row]:
    document = Document(sentence(512))
    bench.act(a.DocumentChosen(document), bench.canvases()[0])
    yield _head_change(bench)
    yield _hover(bench)
    yield _stall(bench, document)
    forward = run(checkpoint, encode(checkpoint, document))
    yield Row(
        "a trace at 512 tokens (BERT-base)",
        "≤ 40 MiB",
        f"{forward.trace.nbytes / 2**20:.1f} MiB",
        forward.trace.nbytes <= 40 * 2**20,
    )


def _head_change(bench: Bench, n: int = 60) -> Row:
    heads = [HeadRef(layer, head) for head in range(12) for layer in range(12)]
    times = [bench.act(a.HeadSelected(head), bench.canvases()[0]) for head in heads[1 : n + 1]]
    return Row(
        "change of layer or head at 512 tokens, painted",
        "≤ 16 ms median",
        f"{median(times):.1f} ms",
        median(times) <= 16,
    )


def _hover(bench: Bench, n: int = 200) -> Row:
    canvas = bench.canvases()[0]
    paints = Paints(canvas)
    times = []
    middle = canvas.rect().center()
    for step in range(n):
        at = QPointF(middle.x() - 100 + step, middle.y() + step % 17 * 3)
        move = QMouseEvent(
            QEvent.Type.MouseMove,
            at,
            canvas.mapToGlobal(at),
            Qt.MouseButton.NoButton,
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
        )
        before = paints.count
        started = time.perf_counter()
        QApplication.sendEvent(canvas, move)
        QApplication.processEvents()
        if paints.count > before:
            times.append((time.perf_counter() - started) * 1000)
    return Row(
        "hover read-out at 512 tokens", "≤ 8 ms", f"{median(times):.1f} ms", median(times) <= 8
    )


def _stall(bench: Bench, document: Document, n: int = 12) -> Row:
    """A timer of 1 ms ticks on the window's thread while forwards of 512 tokens run."""
    gaps: list[float] = []
    last = time.perf_counter()

    def tick() -> None:
        nonlocal last
        now = time.perf_counter()
        gaps.append((now - last) * 1000)
        last = now

    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(tick)
    timer.start(1)
    longest = []
    for word in islice(cycle(("cat", "dog", "car")), n):
        text = document.text.rsplit(" ", 1)[0] + " " + word
        first = len(gaps)
        bench.act(a.DocumentChosen(replace(document, text=text)), bench.canvases()[0])
        longest.append(max(gaps[first:]))
    timer.stop()
    p99 = percentile(gaps, 0.99)
    return Row(
        "longest stall of the event loop while a forward of 512 tokens runs",
        "p99 ≤ 50 ms",
        f"p99 {p99:.0f} ms; the longest of each forward: {median(longest):.0f} ms median, "
        f"{max(longest):.0f} ms once",
        p99 <= 50,
    )


def overview_ms(checkpoint: Checkpoint, n_tokens: int, n: int = 20) -> float:
    """Median time from a finished forward to the overview of every head, without painting."""
    forward = run(checkpoint, encode(checkpoint, Document(sentence(n_tokens))))
    site = forward.trace.site("self")
    scale = Presentation().scale
    return median(
        [
            milliseconds(
                lambda: overview((site.layer(i) for i in range(site.n_layers)), scale=scale)
            )
            for _ in range(n)
        ]
    )
