"""`ReadingRow`: how far a long text is read and a way to stop it, or that it was stopped."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from explorer.records import Progress
from explorer.state.actions import ReadingResumed, ReadingStopped
from explorer.state.model import AppState
from explorer.state.selectors import was_stopped
from explorer.views.look.theme import SPACE
from explorer.views.widgets.buttons import QuietButton
from explorer.views.widgets.messages import Message
from explorer.views.widgets.progress_line import ProgressLine

_COUNTED = re.compile(r"(Layer|Window) ([\d,]+) of ([\d,]+)")


class ReadingRow(QWidget):
    """Hidden while texts are read in a moment.

    Signals (GUI thread): `acted(action)`: ReadingStopped, ReadingResumed.
    """

    acted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
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
        is_reading, is_stopped = state.reading is not None, was_stopped(state)
        if state.reading is not None:
            self.words.show_message(self._words_of(state.reading))
            self.line.show_fraction(state.reading.fraction)
        elif is_stopped:
            self.words.show_message(self.tr("Stopped. Press Enter to read it."))
        for widget in (self.line, self.stop_button):
            widget.setVisible(is_reading)
        self.resume_button.setVisible(is_stopped and not is_reading)
        self.setVisible(is_reading or is_stopped)

    def _words_of(self, progress: Progress) -> str:
        """Of a layer or a window in the person's language; else as the model thread says it."""
        counted = _COUNTED.fullmatch(progress.message)
        if counted is None:
            return progress.message
        what, n, count = counted.groups()
        is_layer = what == "Layer"
        words = self.tr("Layer {n} of {count}") if is_layer else self.tr("Window {n} of {count}")
        return words.format(n=n, count=count)
