"""`NumbersView`: `perm_mask` and `target_mapping` as the numbers that the model is given."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QVBoxLayout, QWidget

from explorer.records import Tokens
from explorer.records.lessons.permutations import PermutationAnswer
from explorer.views.look.theme import SPACE, number_font
from explorer.views.text.labels import readable
from explorer.views.widgets.buttons import QuietButton
from explorer.views.widgets.slim_scroll_bar import SlimScrollBar

HEIGHT = 30 * SPACE


class NumbersView(QWidget):
    """Closed until a person asks for them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._answer: PermutationAnswer | None = None
        self._written: PermutationAnswer | None = None
        self.button = QuietButton(self.tr("The numbers that the model is given"), kind="check")
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setTabChangesFocus(True)
        self.text.setVerticalScrollBar(SlimScrollBar())
        self.text.setHorizontalScrollBar(SlimScrollBar(orientation=Qt.Orientation.Horizontal))
        self.text.setFixedHeight(HEIGHT)
        self.text.setAccessibleName(self.tr("perm_mask and target_mapping"))
        self.text.hide()
        self.button.toggled.connect(self._toggled)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.button)
        column.addWidget(self.text)

    def show_answer(self, answer: PermutationAnswer | None) -> None:
        self._answer = answer
        self._write()

    def _toggled(self, is_open: bool) -> None:
        self.text.setVisible(is_open)
        self._write()

    def _write(self) -> None:
        answer = self._answer
        if answer is None or answer is self._written or not self.button.isChecked():
            return
        self._written = answer
        self.text.setFont(number_font(self))
        self.text.setPlainText(numbers_of(answer))
        self.text.moveCursor(QTextCursor.MoveOperation.Start)


def numbers_of(answer: PermutationAnswer) -> str:
    """Both matrices, a row a line, with the token that each row is for."""
    mapping = _table(answer.target_mapping, answer.tokens, answer.targets)
    mask = _table(answer.perm_mask, answer.tokens, range(len(answer.tokens)))
    n_tokens, n_targets = len(answer.tokens), len(answer.targets)
    return (
        f"perm_mask[query, key]  {n_tokens} × {n_tokens}  (1: the query may not see the key)\n"
        f"{mask}\n\n"
        f"target_mapping[target, token]  {n_targets} × {n_tokens}\n{mapping}"
    )


def _table(matrix: NDArray[np.float32], tokens: Tokens, rows: tuple[int, ...] | range) -> str:
    digits = len(str(len(tokens) - 1))
    head = "".join(f" {column:>{digits}}" for column in range(len(tokens)))
    lines = [" " * digits + head]
    for position, row in zip(rows, matrix, strict=True):
        cells = "".join(f" {int(cell):>{digits}}" for cell in row)
        lines.append(f"{position:>{digits}}{cells}  {readable(tokens.labels[position])}")
    return "\n".join(lines)
