"""`SegmentStepper`: from one segment to the next, by hand or by itself."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from explorer.records.lessons.memory import MemoryAnswer
from explorer.views.look.theme import SPACE
from explorer.views.text.labels import readable
from explorer.views.widgets.buttons import QuietButton
from explorer.views.widgets.messages import ElidedLabel

PACE_MS = 1200  # long enough to compare two maps


class SegmentStepper(QWidget):
    """Signals (GUI thread): `stepped(segment)`."""

    stepped = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._segment, self._n_segments = 0, 1
        self.previous = QuietButton(self.tr("‹ Previous"))
        self.next = QuietButton(self.tr("Next ›"))
        self.play = QuietButton(self.tr("Play"))
        self.play.setCheckable(True)
        self.where = QLabel()
        self.words = ElidedLabel()
        self.words.setForegroundRole(QPalette.ColorRole.Dark)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE // 2)
        for part in (self.previous, self.next, self.play, self.where):
            row.addWidget(part)
        row.addSpacing(SPACE)
        row.addWidget(self.words, 1)
        self._timer = QTimer(self, interval=PACE_MS)
        self._timer.timeout.connect(self._go_on)
        self.previous.clicked.connect(lambda: self.stepped.emit(self._segment - 1))
        self.next.clicked.connect(lambda: self.stepped.emit(self._segment + 1))
        self.play.toggled.connect(self._played)

    def show_answer(self, answer: MemoryAnswer | None) -> None:
        self._segment = answer.segment if answer else 0
        self._n_segments = len(answer.bounds) if answer else 1
        self.previous.setEnabled(self._segment > 0)
        self.next.setEnabled(self._segment < self._n_segments - 1)
        self.play.setEnabled(self._n_segments > 1)
        where = self.tr("Segment {number} of {count}")
        self.where.setText(where.format(number=self._segment + 1, count=self._n_segments))
        first, end = answer.bounds[self._segment] if answer else (0, 0)
        labels = answer.labels[first:end] if answer else ()
        self.words.setText(" ".join(readable(label) for label in labels))
        if self._segment == self._n_segments - 1:
            self.play.setChecked(False)

    def _played(self, is_playing: bool) -> None:
        self.play.setText(self.tr("Pause") if is_playing else self.tr("Play"))
        if not is_playing:
            self._timer.stop()
            return
        self._timer.start()
        if self._segment == self._n_segments - 1:
            self.stepped.emit(0)

    def _go_on(self) -> None:
        if self._segment < self._n_segments - 1:
            self.stepped.emit(self._segment + 1)

    def hideEvent(self, event: QHideEvent) -> None:
        self.play.setChecked(False)
        super().hideEvent(event)
