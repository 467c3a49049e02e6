"""`CostView`: time and memory by the length of the text, measured when it is asked for."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from explorer.records import Progress
from explorer.records.lessons.successors import Cost, ReadBy, SuccessorsAnswer
from explorer.views.lessons.parts.curves_layout import Curve
from explorer.views.lessons.parts.curves_view import CurvesView
from explorer.views.lessons.successors.reader_words import ReaderWords
from explorer.views.look.theme import SPACE
from explorer.views.widgets.buttons import QuietButton
from explorer.views.widgets.messages import Message
from explorer.views.widgets.progress_line import ProgressLine

PLOT_HEIGHT = 210


class CostView(QWidget):
    """Signals (GUI thread): `asked(is_measured)`: begin, or stop and keep what is there."""

    asked = Signal(bool)

    def __init__(self, words: ReaderWords) -> None:
        super().__init__()
        self._words, self._is_measured = words, False
        self.button = QuietButton(self.tr("Measure what they cost"), kind="link")
        self.progress = ProgressLine()
        self.progress.setAccessibleName(self.tr("How far it is measured"))
        self.about = Message(QPalette.ColorRole.Dark)
        self.about.show_message(
            self.tr(
                "Layers only, without the output layer, on this machine: the quickest of a few "
                "passes, and the bytes of all that is alive at once beside the weights."
            )
        )
        across = self.tr("tokens of the text")
        self.seconds = CurvesView(
            across, self.tr("milliseconds a pass"), say_y=_milliseconds, is_log=True
        )
        self.memory = CurvesView(across, self.tr("MiB of memory"), say_y=_mebibytes, is_log=True)
        first, plots = QHBoxLayout(), QHBoxLayout()
        kept = self.progress.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        self.progress.setSizePolicy(kept)
        first.addWidget(self.button)
        first.addWidget(self.progress, 1)
        for plot in (self.seconds, self.memory):
            plot.setFixedHeight(PLOT_HEIGHT)
            plots.addWidget(plot)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE // 2)
        column.addLayout(first)
        column.addWidget(self.about)
        column.addLayout(plots)
        self.button.clicked.connect(lambda: self.asked.emit(not self._is_measured))

    def show_answer(
        self, answer: SuccessorsAnswer | None, progress: Progress | None, *, is_measured: bool
    ) -> None:
        """is_measured: a person has asked for it."""
        is_over = answer is not None and answer.request.is_measured and not answer.is_part
        self._is_measured = is_measured and not is_over
        readings = answer.readings if answer else ()
        has_costs = any(reading.costs for reading in readings)
        self.button.setText(self._does(has_costs=has_costs))
        self.button.setVisible(not is_over)
        self.progress.setVisible(self._is_measured)
        self.progress.show_fraction(progress.fraction if progress else None)
        for plot in (self.seconds, self.memory):
            plot.setVisible(has_costs)
        if has_costs:
            self.seconds.show_curves(self._curves(readings, lambda cost: cost.seconds * 1000))
            self.memory.show_curves(self._curves(readings, lambda cost: cost.n_bytes / 2**20))

    def _does(self, *, has_costs: bool) -> str:
        if self._is_measured:
            return self.tr("Stop measuring")
        return self.tr("Measure on") if has_costs else self.tr("Measure what they cost")

    def _curves(
        self, readings: tuple[ReadBy, ...], value: Callable[[Cost], float]
    ) -> tuple[Curve, ...]:
        return tuple(
            Curve(
                self._words.title(reading.kind),
                tuple((float(cost.n_tokens), value(cost)) for cost in reading.costs),
            )
            for reading in readings
        )


def _milliseconds(value: float) -> str:
    return f"{value:.3g}" if value < 1000 else f"{value:,.0f}"


def _mebibytes(value: float) -> str:
    return f"{value:.2g}" if value < 10 else f"{value:,.0f}"
