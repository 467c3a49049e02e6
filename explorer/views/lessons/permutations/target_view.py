"""`TargetView`: what is predicted for the token that is looked at, and from what."""

from __future__ import annotations

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from explorer.records.lessons.permutations import PermutationAnswer
from explorer.views.lessons.parts.target_list import TargetList
from explorer.views.lessons.permutations.order_words import OrderWords
from explorer.views.look.theme import SPACE
from explorer.views.text.labels import exact_probability, readable
from explorer.views.widgets.messages import Message


class TargetView(QWidget):
    """Which token, what it sees, the likeliest tokens, and the loss of the true one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = OrderWords(self)
        self.title = QLabel()
        font = self.title.font()
        font.setBold(True)
        self.title.setFont(font)
        self.title.setWordWrap(True)
        self.sight = Message(QPalette.ColorRole.PlaceholderText)
        self.candidates = TargetList()
        self.loss = Message(QPalette.ColorRole.WindowText)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        for part in (self.title, self.sight, self.candidates, self.loss):
            column.addWidget(part)
        column.addStretch(1)

    def show_target(self, answer: PermutationAnswer | None, position: int | None) -> None:
        """Nothing but a hint where no token is looked at."""
        is_there = answer is not None and position is not None and position < len(answer.tokens)
        self.candidates.setVisible(False)
        if answer is None or position is None or not is_there:
            self.title.setText(self.tr("What is predicted"))
            self.sight.show_message(self.tr("Point at a token of the order, or click it."))
            self.loss.show_message("")
            return
        rank = answer.order.ranks[position]
        self.title.setText(self._words.place(answer.order, answer.tokens, rank))
        self.sight.show_message(self._words.sees(answer.order, answer.tokens, rank))
        found = answer.target_at(position)
        if found is None:
            self.loss.show_message(self._why_not(answer, position))
            return
        prediction, loss = found
        self.candidates.show_prediction(prediction)
        self.candidates.setVisible(True)
        self.loss.show_message(self._true_token(answer, position, loss))

    def _true_token(self, answer: PermutationAnswer, position: int, loss: float | None) -> str:
        found = answer.target_at(position)
        original = found[0].original if found else None
        if original is None or loss is None:
            return self.tr("A mask stands here: nobody knows the true token, so it has no loss.")
        return self.tr("“{token}” is there: rank {rank}, probability {value}, loss {loss}").format(
            token=readable(original.label),
            rank=f"{original.rank:,}",
            value=exact_probability(original.probability),
            loss=f"{loss:.2f}",
        )

    def _why_not(self, answer: PermutationAnswer, position: int) -> str:
        if answer.tokens.is_special[position]:
            return self.tr("Added by the tokenizer: it is seen, and never predicted.")
        if not (answer.perm_mask[position] == 0).any():
            return self.tr("It sees nothing, so there is nothing to predict it from.")
        return self.tr("Not predicted: only the last words of the order are.")
