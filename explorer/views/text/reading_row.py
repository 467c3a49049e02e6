"""`ReadingRow`: how far a long text is read and a way to stop it, or that it was stopped."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from explorer.records import Progress
from explorer.state.actions import ReadingResumed, ReadingStopped
from explorer.state.model import AppState
from explorer.state.selectors import is_being_read, was_stopped
from explorer.views.look.theme import SPACE
from explorer.views.widgets.buttons import QuietButton
from explorer.views.widgets.messages import Message
from explorer.views.widgets.progress_line import ProgressLine

A_MOMENT_MS = 1000
_COUNTED = re.compile(r"(Layer|Window) ([\d,]+) of ([\d,]+)")


class ReadingRow(QWidget):
    """Hidden while texts are read in a moment, even where the model thread says nothing of it.

    Signals (GUI thread): `acted(action)`: ReadingStopped, ReadingResumed.
    """

    acted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state: AppState | None = None
        self._is_slow = False  # the text is being read for longer than a moment
        self._patience = QTimer(self, singleShot=True, interval=A_MOMENT_MS)
        self._patience.timeout.connect(self._lose_patience)
        self.words = Message(QPalette.ColorRole.WindowText)
        self.words.setWordWrap(False)
        self.words.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.line = ProgressLine()
        self.stop_button = QuietButton(self.tr("Stop"), kind="link")
        self.stop_button.setToolTip(self.tr("Stop reading; the maps before stay  (Esc)"))
        self.resume_button = QuietButton(self.tr("Read it"), kind="link")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 4, 0)
        row.setSpacing(SPACE)
        row.addWidget(self.words)
        row.addWidget(self.line, 1, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.stop_button)
        row.addWidget(self.resume_button)
        row.addStretch()
        self.stop_button.clicked.connect(lambda: self.acted.emit(ReadingStopped()))
        self.resume_button.clicked.connect(lambda: self.acted.emit(ReadingResumed()))
        self.hide()

    def show_state(self, state: AppState) -> None:
        old, self._state = self._state, state
        if not is_being_read(state):
            self._patience.stop()
            self._is_slow = False
        elif not self._is_slow and (old is None or old.document != state.document):
            self._patience.start()
        self._show()

    def _lose_patience(self) -> None:
        self._is_slow = True
        self._show()

    def _show(self) -> None:
        state = self._state
        if state is None:
            return
        is_reading, is_stopped = state.reading is not None or self._is_slow, was_stopped(state)
        if is_reading:
            self.words.show_message(self._words_of(state.reading))
            self.line.show_fraction(state.reading.fraction if state.reading else None)
        elif is_stopped:
            self.words.show_message(self.tr("Stopped. Press Enter to read it."))
        for widget in (self.line, self.stop_button):
            widget.setVisible(is_reading)
        self.resume_button.setVisible(is_stopped and not is_reading)
        self.setVisible(is_reading or is_stopped)

    def _words_of(self, progress: Progress | None) -> str:
        """Of a layer or a window in the person's language; else as the model thread says it."""
        if progress is None:
            return self.tr("Reading the text…")
        counted = _COUNTED.fullmatch(progress.message)
        if counted is None:
            return progress.message
        what, n, count = counted.groups()
        is_layer = what == "Layer"
        words = self.tr("Layer {n} of {count}") if is_layer else self.tr("Window {n} of {count}")
        return words.format(n=n, count=count)
