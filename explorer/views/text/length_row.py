"""`LengthRow`: what is to be done with a text that is longer than the model reads."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from explorer.state.actions import CutAccepted, StrideChosen
from explorer.state.model import AppState
from explorer.state.selectors import can_read_in_windows, is_too_long
from explorer.views.widgets.buttons import QuietButton
from explorer.views.widgets.choice_button import Choice, ChoiceButton
from explorer.views.widgets.messages import Message


class LengthRow(QWidget):
    """Cut the text, or read it in windows; hidden while the model reads all of it at once.

    Signals (GUI thread): `acted(action)`: CutAccepted, StrideChosen.
    """

    acted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stride = 1  # that the button of strides shows
        self.words = Message(QPalette.ColorRole.PlaceholderText)
        self.words.setWordWrap(False)
        self.cut_button = QuietButton(self.tr("Cut to fit"), kind="link")
        self.windows_button = QuietButton(self.tr("Read in windows"), kind="link")
        self.stride_button = ChoiceButton(self.tr("stride"))
        self.cut_button.setToolTip(self.tr("Leave out what the model cannot read"))
        self.windows_button.setToolTip(
            self.tr("Read all of it, in stretches that the model can read; they overlap")
        )
        self.stride_button.setToolTip(
            self.tr("How many tokens after the one before each window begins")
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for widget in (self.words, self.cut_button, self.windows_button, self.stride_button):
            row.addWidget(widget)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.cut_button.clicked.connect(lambda: self.acted.emit(CutAccepted()))
        self.windows_button.clicked.connect(lambda: self._read_in_windows(self._stride))
        self.stride_button.chosen.connect(self._read_in_windows)
        self.hide()

    def show_state(self, state: AppState) -> None:
        model, is_shown = state.model, is_too_long(state)
        if is_shown and model is not None:
            in_windows = can_read_in_windows(model)
            if in_windows:
                self._show_strides(model.max_tokens or 1, state.stride)
            n_windows = len(state.inspection.windows) if state.inspection else 0
            words = self.tr("read in {n} windows").format(n=n_windows)
            self.words.show_message(words if n_windows else "")
            self.cut_button.setVisible(not state.cut)
            self.windows_button.setVisible(in_windows and state.stride is None)
            self.stride_button.setVisible(in_windows)
        self.setVisible(is_shown)

    def _show_strides(self, window: int, stride: int | None) -> None:
        """A quarter of a window, half of it, or the whole: then windows do not overlap."""
        parts = {max(1, window * quarters // 4) for quarters in (1, 2, 4)}
        strides = sorted(parts | ({stride} if stride else set()))
        self.stride_button.set_choices([Choice(one, f"{one:,}") for one in strides])
        self._stride = stride or max(1, window // 2)
        self.stride_button.set_current(self._stride)

    def _read_in_windows(self, stride: int) -> None:
        self.acted.emit(StrideChosen(stride))
