"""`WritingControls`: how a model writes, the button that lets it, and how far it is."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from explorer.records import Writing
from explorer.state.actions import WritingAsked, WritingChosen, WritingStopped
from explorer.state.model import AppState, Generating
from explorer.views.look.theme import SPACE, number_font
from explorer.views.widgets.buttons import QuietButton
from explorer.views.widgets.choice_button import Choice, ChoiceButton
from explorer.views.widgets.progress_line import ProgressLine

BEAMS = (1, 2, 4, 8)
LENGTHS = (1, 5, 10, 20, 64, 128, 256, 512, 1024)


class WritingControls(QWidget):
    """Beside the text that a model goes on with, or the target that it writes.

    Signals (GUI thread): `acted(action)`: WritingChosen, WritingAsked, WritingStopped.
    """

    acted = Signal(object)

    def __init__(self, kind: Literal["continue", "target"]) -> None:
        super().__init__()
        self._writing = Writing()
        self._shown: tuple[Writing, Generating | None, bool] | None = None
        self.beams = ChoiceButton()
        self.length = ChoiceButton(self.tr("by") if kind == "continue" else self.tr("up to"))
        verb = self.tr("Continue") if kind == "continue" else self.tr("Generate")
        self.write_button = QuietButton(verb, kind="filled")
        self.progress = ProgressLine()
        self.count = QLabel()
        self.cancel_button = QuietButton(self.tr("Cancel"), kind="link")
        self._at_rest: tuple[QWidget, ...] = (self.beams, self.length, self.write_button)
        self._at_work: tuple[QWidget, ...] = (self.progress, self.count, self.cancel_button)
        self._lay_out()
        self._name(kind)
        self._connect()

    def _lay_out(self) -> None:
        self.progress.setFixedWidth(12 * SPACE)
        self.count.setFont(number_font(self))
        self.count.setForegroundRole(QPalette.ColorRole.Dark)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for part in self._at_rest + self._at_work:
            row.addWidget(part, 0, Qt.AlignmentFlag.AlignVCenter)
        for part in self._at_work:
            part.hide()
        self.setCursor(Qt.CursorShape.ArrowCursor)

    def _name(self, kind: Literal["continue", "target"]) -> None:
        self.beams.setToolTip(
            self.tr("Greedy takes the likeliest token each time; beams keep several beginnings")
        )
        self.length.setToolTip(self.tr("How many tokens the model writes at most"))
        self.write_button.setToolTip(
            self.tr("The model goes on with the text  (Ctrl+Return)")
            if kind == "continue"
            else self.tr("The model writes the target  (Ctrl+Return)")
        )
        self.cancel_button.setToolTip(self.tr("Keep what the model has written so far"))
        self.progress.setAccessibleName(self.tr("How far the model has written"))

    def _connect(self) -> None:
        self.beams.chosen.connect(lambda n: self._choose(n_beams=n))
        self.length.chosen.connect(lambda n: self._choose(max_new_tokens=n))
        self.write_button.clicked.connect(lambda: self.acted.emit(WritingAsked()))
        self.cancel_button.clicked.connect(lambda: self.acted.emit(WritingStopped()))

    def _choose(self, **changes: int) -> None:
        self.acted.emit(WritingChosen(replace(self._writing, **changes)))

    def show_state(self, state: AppState) -> None:
        shown = state.writing, state.generating, state.loading is None
        if shown == self._shown:
            return
        self._shown = shown
        writing, at_work = state.writing, state.generating
        self._writing = writing
        self.beams.set_choices([self._beams_of(n) for n in _with(BEAMS, writing.n_beams)])
        self.beams.set_current(writing.n_beams)
        lengths = _with(LENGTHS, writing.max_new_tokens)
        self.length.set_choices([self._length_of(n) for n in lengths])
        self.length.set_current(writing.max_new_tokens)
        self.write_button.setEnabled(state.loading is None)
        if at_work is not None:
            most = at_work.request.writing.max_new_tokens
            self.progress.show_fraction(at_work.n_tokens / most)
            self.count.setText(f"{at_work.n_tokens:,} / {most:,}")
        self._show_at_work(is_at_work=at_work is not None)

    def _show_at_work(self, *, is_at_work: bool) -> None:
        if is_at_work != self.cancel_button.isHidden():
            return
        had_focus = any(part.hasFocus() for part in self._at_rest + self._at_work)
        for widget in self._at_rest:
            widget.setVisible(not is_at_work)
        for widget in self._at_work:
            widget.setVisible(is_at_work)
        if had_focus:  # whoever pressed one of them by keyboard finds the other
            (self.cancel_button if is_at_work else self.write_button).setFocus()

    def _beams_of(self, n_beams: int) -> Choice:
        text = self.tr("Greedy") if n_beams == 1 else self.tr("{n} beams").format(n=n_beams)
        return Choice(n_beams, text)

    def _length_of(self, n_tokens: int) -> Choice:
        words = self.tr("1 token") if n_tokens == 1 else self.tr("{n} tokens")
        return Choice(n_tokens, words.format(n=f"{n_tokens:,}"))


def _with(choices: tuple[int, ...], chosen: int) -> tuple[int, ...]:
    return tuple(sorted({*choices, chosen}))
