"""`SplitWordView`: what the model loses of a word when one piece is masked, and when all are."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from explorer.records.lessons.masking import Guess, MaskingAnswer
from explorer.views.look.theme import SPACE, number_font
from explorer.views.text.labels import readable
from explorer.views.widgets.messages import ElidedLabel, Message

_N_NAMED = 3  # words that could be chosen instead


class SplitWordView(QWidget):
    """A table with a row for each piece; words where there is only one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = Message(QPalette.ColorRole.WindowText)
        self.hint = Message(QPalette.ColorRole.Dark)
        self.table = QWidget()
        self._grid = QGridLayout(self.table)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(SPACE)
        self._grid.setVerticalSpacing(2)
        for at, stretch in enumerate((3, 4, 4)):
            self._grid.setColumnStretch(at, stretch)
        self.cells: list[ElidedLabel] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        for part in (self.title, self.table, self.hint):
            column.addWidget(part)
        column.addStretch(1)

    def show_answer(self, answer: MaskingAnswer) -> None:
        """An answer with a comparison."""
        assert answer.comparison is not None
        split = answer.split_word
        self.table.setVisible(split is not None)
        for cell in self.cells:
            self._grid.removeWidget(cell)
            cell.deleteLater()
        self.cells = []
        if split is None:
            self._show_single(answer, answer.comparison.position)
            return
        pieces = [readable(answer.tokens.labels[guess.position]) for guess in split.alone]
        self.title.show_message(
            self.tr("A part of a word, or the whole: {pieces}").format(pieces=" ".join(pieces))
        )
        self._put_row(0, (self.tr("piece"), self.tr("it alone masked"), self.tr("all masked")))
        rows = zip(pieces, split.alone, split.together, strict=True)
        for row, (piece, alone, together) in enumerate(rows, start=1):
            self._put_row(row, (piece, _guess(alone), _guess(together)))
        means = (_mean(split.alone), _mean(split.together))
        self._put_row(len(pieces) + 1, (self.tr("mean loss"), *means))
        self.hint.show_message(
            self.tr(
                "Beside a masked piece the others give it away; "
                "of a whole word only the context is left."
            )
        )

    def _show_single(self, answer: MaskingAnswer, position: int) -> None:
        word = readable(answer.tokens.labels[position])
        self.title.show_message(self.tr("“{word}” is a single token").format(word=word))
        several = _words_of_several(answer)
        if several:
            hint = self.tr("Choose a word of several, to compare a part with the whole: {words}")
            self.hint.show_message(hint.format(words=", ".join(several)))
        else:
            self.hint.show_message(
                self.tr("No word of this text has several tokens. Type a rare or a long one.")
            )

    def _put_row(self, row: int, words: tuple[str, str, str]) -> None:
        for column, text in enumerate(words):
            cell = ElidedLabel(text)
            cell.setTextFormat(Qt.TextFormat.PlainText)
            if row == 0:
                cell.setForegroundRole(QPalette.ColorRole.Dark)
            elif column:
                cell.setFont(number_font(self, scale=0.95))
            self._grid.addWidget(cell, row, column)
            self.cells.append(cell)


def _guess(guess: Guess) -> str:
    return f"{guess.loss:5.2f}  {readable(guess.prediction.candidates[0].label)}"


def _mean(guesses: Sequence[Guess]) -> str:
    return f"{sum(guess.loss for guess in guesses) / len(guesses):5.2f}"


def _words_of_several(answer: MaskingAnswer) -> list[str]:
    """The first words with more than one token."""
    pieces: dict[int, list[str]] = {}
    for word, label in zip(answer.words, answer.tokens.labels, strict=True):
        if word is not None:
            pieces.setdefault(word, []).append(readable(label).removeprefix("##"))
    return ["".join(held) for held in pieces.values() if len(held) > 1][:_N_NAMED]
