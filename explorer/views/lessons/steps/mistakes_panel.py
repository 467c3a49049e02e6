"""`MistakesPanel`: the attention of the lecture notes, two mistakes to find, and the right one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from explorer.records.lessons.steps import NotesRun, SelfAttention, StepsAnswer
from explorer.reference import notes
from explorer.state.actions.lessons import LessonChanged
from explorer.state.lessons.steps import StepsSettings
from explorer.views.lessons.parts.code_view import CodeView
from explorer.views.lessons.steps.line_words import LineWords
from explorer.views.lessons.steps.numbers import difference, number
from explorer.views.lessons.steps.vector_chart import VectorChart
from explorer.views.look.theme import SPACE
from explorer.views.widgets.buttons import QuietButton
from explorer.views.widgets.messages import Message

WIDE = 1160  # pixels from which both functions stand side by side
SAME = 1e-4  # numbers that differ less are the same ones


class MistakesPanel(QWidget):
    """A click says whether a line is a mistake; one that is found is put right, and run again.

    Signals (GUI thread): `acted(action)`.
    """

    acted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = StepsSettings()
        self._words = LineWords(self)
        self.task = Message(QPalette.ColorRole.WindowText)
        self.notes = CodeView(self.tr("Attention in the lecture notes"), clicks=True)
        self.verdict = Message(QPalette.ColorRole.WindowText)
        self.result = Message(QPalette.ColorRole.WindowText)
        self.wrong = VectorChart()
        self.right = VectorChart()
        self.again = QuietButton(self.tr("Start again"), kind="link")
        self.source = CodeView(self.tr("Attention as it is right"))
        self.own = Message(QPalette.ColorRole.PlaceholderText)
        self._lay_out()
        self.notes.chosen.connect(self._clicked)
        self.again.clicked.connect(lambda: self._set(frozenset(), None))

    def _lay_out(self) -> None:
        task = QHBoxLayout()
        task.addWidget(self.task, 1)
        task.addWidget(self.again)
        task.addStrut(self.again.sizeHint().height())  # as high while there is no button
        left = QVBoxLayout()
        left.setSpacing(SPACE)
        left.addLayout(task)
        for part in (self.notes, self.verdict, self.result, self.wrong, self.right):
            left.addWidget(part)
        left.addStretch(1)
        right = QVBoxLayout()
        right.setSpacing(SPACE)
        title = QLabel(self.tr("reference.attention.self_attention, as it is"))
        title.setFixedHeight(self.again.sizeHint().height())
        right.addWidget(title)
        right.addWidget(self.source)
        right.addWidget(self.own)
        right.addStretch(1)
        self._columns = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._columns.setContentsMargins(0, 0, 0, 0)
        self._columns.setSpacing(2 * SPACE)
        self._columns.addLayout(left, 1)
        self._columns.addLayout(right, 1)

    def show_answer(self, answer: StepsAnswer | None, settings: StepsSettings) -> None:
        self._settings = settings
        n_found = len(settings.mended)
        self.task.show_message(
            self.tr("Two lines are wrong. Click a line.")
            if not n_found
            else self.tr("Found {n} of 2; a wrong line is put right.").format(n=n_found)
        )
        self.again.setVisible(bool(n_found) or settings.line is not None)
        self.notes.show_code(
            notes.lines(settings.mended),
            grounds=dict.fromkeys(settings.mended, "accent_soft"),
            current=settings.line,
        )
        verdict = "" if settings.line is None else self._words.what(settings.line)
        self.verdict.show_message(verdict)
        self._show_function(answer, settings)

    def _show_function(self, answer: StepsAnswer | None, settings: StepsSettings) -> None:
        function = answer.function if answer is not None else None
        for part in (self.source, self.right):
            part.setVisible(function is not None)
        if answer is None or function is None:
            self.wrong.hide()
            too_long = self.tr("This text is too long to run the function on all of it.")
            self.result.show_message(too_long if answer is not None else "")
            self.own.show_message("")
            return
        self._show_run(function.run(settings.mended), function)
        self.source.show_code(function.source.splitlines(), grounds={})
        differs = float(np.abs(function.output - answer.output).max())
        said = self.tr(
            "On this head it differs from the model's own output by at most {difference}."
        ).format(difference=difference(differs))
        if differs > SAME:
            said += " " + self.tr(
                "It always scales by 1/√d, and knows no position bias, softcap or sink, as this "
                "model has."
            )
        self.own.show_message(said)

    def _show_run(self, run: NotesRun, function: SelfAttention) -> None:
        self.wrong.setVisible(run.output is not None)
        right = self.tr("right: {n} numbers").format(n=len(function.output))
        self.right.show_vector(right, function.output)
        if run.output is None:
            said = self.tr("Run on this head, the notes end in {error}")
            self.result.show_message(said.format(error=run.error))
            return
        given = self.tr("the notes: {n} numbers").format(n=len(run.output))
        self.wrong.show_vector(given, run.output)
        self.result.show_message(self._comparison(run, function))

    def _comparison(self, run: NotesRun, function: SelfAttention) -> str:
        assert run.output is not None
        if run.output.shape != function.output.shape:
            return self.tr(
                "Run on this head, the notes give {shape} numbers, and this query {n} of them "
                "instead of {right}."
            ).format(
                shape=" × ".join(map(str, run.shape)),
                n=len(run.output),
                right=len(function.output),
            )
        differs = float(np.abs(run.output - function.output).max())
        if differs < SAME:
            return self.tr("Run on this head, both give the same numbers.")
        return self.tr("Run on this head, both differ by up to {difference}.").format(
            difference=number(differs)
        )

    def _clicked(self, line: int) -> None:
        found = self._settings.mended | ({line} & set(notes.MENDED))
        self._set(found, line)

    def _set(self, mended: frozenset[int], line: int | None) -> None:
        self.acted.emit(LessonChanged(replace(self._settings, mended=mended, line=line)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_wide = self.width() >= WIDE
        directions = QBoxLayout.Direction
        self._columns.setDirection(directions.LeftToRight if is_wide else directions.TopToBottom)
