"""`ReaderColumn`: one kind of model: which it is, what it may see and what it predicts."""

from __future__ import annotations

from pathlib import PurePath

from PySide6.QtCore import Signal
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import QFileDialog, QLabel, QSizePolicy, QVBoxLayout, QWidget

from explorer.records import Axis
from explorer.records.lessons.successors import ReadBy, ReaderKind, SuccessorsAnswer
from explorer.views.lessons.parts.sight_grid import SightGrid
from explorer.views.lessons.parts.target_list import TargetList
from explorer.views.lessons.successors.reader_words import ReaderWords
from explorer.views.look.theme import SPACE
from explorer.views.text.labels import probability, readable
from explorer.views.widgets.choice_button import Choice, ChoiceButton
from explorer.views.widgets.messages import Message

LEAST_GRID, MOST_GRID = 190, 420  # heights in pixels; between them it is a square
LEAST_WIDTH = 108  # five columns fit a window of 1000 pixels
_FOLDER = "folder"  # chosen to look for one


class ReaderColumn(QWidget):
    """Signals (GUI thread): `sourced(kind, source)`, another model is to read here;
    `looked_at(character)`, a token was clicked, by where it begins.
    """

    sourced = Signal(object, str)
    looked_at = Signal(int)

    def __init__(self, kind: ReaderKind, words: ReaderWords) -> None:
        super().__init__()
        self.kind, self._words = kind, words
        self._reading: ReadBy | None = None
        self.title = QLabel(words.title(kind))
        font = self.title.font()
        font.setBold(True)
        self.title.setFont(font)
        self.model = ChoiceButton(widest=170)
        self.model.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.parameters = Message(QPalette.ColorRole.Dark)
        self.grid = SightGrid(self.tr("What {model} may see").format(model=words.title(kind)))
        self.grid.setFixedHeight(LEAST_GRID)
        self.grid.setMinimumWidth(LEAST_WIDTH)
        self.sees = Message(QPalette.ColorRole.WindowText)
        self.predicts = Message(QPalette.ColorRole.Dark)
        self.candidates = TargetList()
        self.candidates.setMinimumWidth(LEAST_WIDTH)
        self.truth = Message(QPalette.ColorRole.Dark)
        self.message = Message(QPalette.ColorRole.BrightText)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE // 2)
        column.addWidget(self.title)
        column.addWidget(self.model)
        for part in (self.parameters, self.grid, self.message, self.sees, self.predicts):
            column.addWidget(part)
        column.addWidget(self.candidates)
        column.addWidget(self.truth)
        column.addStretch(1)
        self.model.chosen.connect(self._choose)
        self.grid.chosen.connect(self._look_at)

    # ---- what is shown ---------------------------------------------------------------------------

    def show_source(self, source: str, answer: SuccessorsAnswer | None) -> None:
        """source: chosen for this column; "" for none."""
        reading = self._reading_of(answer)
        own = reading.name if reading and reading.name and not source else self.tr("as it comes")
        choices = [Choice("", own)]
        offered = answer.offered if answer else ()
        choices += [Choice(id, id) for kind, id in offered if self._fits(kind)]
        if source and all(choice.key != source for choice in choices):
            choices.append(Choice(source, PurePath(source).name))
        self.model.set_choices([*choices, Choice(_FOLDER, self.tr("Open a folder…"))])
        self.model.set_current(source)

    def show_stale(self, *, is_stale: bool) -> None:
        for part in (self.grid, self.candidates):
            part.dimmer.show_stale(is_stale=is_stale)

    def show_answer(self, answer: SuccessorsAnswer | None) -> None:
        reading = self._reading_of(answer)
        if reading is self._reading or reading is None or answer is None:
            return  # what is not read anew yet stays
        self._reading = reading
        self.parameters.show_message(self._words.size(reading))
        self.message.show_message(reading.message)
        sight = reading.sight
        said = (self._words.sees(self.kind, answer.request), self._words.cut(sight))
        self.sees.show_message(" ".join(filter(None, said)))
        for part in (self.grid, self.predicts):
            part.setVisible(sight is not None)
        prediction = sight.prediction if sight else None
        self.candidates.setVisible(prediction is not None)
        self.truth.show_message(self._truth(reading))
        if sight is None:
            return
        labels = sight.tokens.labels
        axis = Axis(labels, tuple((at,) for at in range(len(labels))), sight.tokens.is_special)
        self.grid.show_sight(sight.may_see, axis, axis, dividers=sight.bounds)
        self.grid.mark(rows=(sight.position,))
        says = prediction is not None
        self.predicts.show_message(
            self._words.predicts(self.kind) if says else self._words.nothing(reading)
        )
        if prediction is not None:
            self.candidates.show_prediction(prediction)

    def _reading_of(self, answer: SuccessorsAnswer | None) -> ReadBy | None:
        found = (one for one in answer.readings if one.kind == self.kind) if answer else iter(())
        return next(found, None)

    def _truth(self, reading: ReadBy) -> str:
        prediction = reading.sight.prediction if reading.sight else None
        original = prediction.original if prediction else None
        if original is None:
            return ""
        return self.tr("“{token}”: {value}, rank {rank}").format(
            token=readable(original.label),
            value=probability(original.probability),
            rank=f"{original.rank:,}",
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.grid.setFixedHeight(min(max(self.width(), LEAST_GRID), MOST_GRID))

    # ---- what a person does ----------------------------------------------------------------------

    def _fits(self, kind: ReaderKind) -> bool:
        masked = ("bert", "roberta")
        return kind == self.kind or (kind in masked and self.kind in masked)

    def _choose(self, source: str) -> None:
        if source == _FOLDER:
            source = QFileDialog.getExistingDirectory(self, self.tr("Folder of a model"))
            if not source:
                return
        self.sourced.emit(self.kind, source)

    def _look_at(self, row: int | None, column: int | None) -> None:
        position = row if row is not None else column
        sight = self._reading.sight if self._reading else None
        if position is not None and sight is not None and position < len(sight.tokens):
            span = sight.tokens.spans[position]
            if span is not None:
                self.looked_at.emit(span.start)
