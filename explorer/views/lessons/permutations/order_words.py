"""`OrderWords`: what is said of an order in words: to a screen reader, and in tooltips."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

from explorer.records import Tokens
from explorer.records.lessons.permutations import Order
from explorer.views.text.labels import readable

MOST_SEEN = 12  # words that a tooltip lists


class OrderWords(QObject):
    """Sentences in the person's language; `say` speaks for the widget that is the parent."""

    def __init__(self, speaker: QWidget) -> None:
        super().__init__(speaker)
        self._speaker = speaker

    def summary(self, order: Order, tokens: Tokens) -> str:
        """The order as text: each token and its position."""
        return " ".join(f"{readable(tokens.labels[p])} {p}" for p in order.positions)

    def place(self, order: Order, tokens: Tokens, rank: int) -> str:
        """Which token, and when it comes."""
        position = order.positions[rank]
        return self.tr("“{token}”, position {position}, comes {rank} of {count}").format(
            token=readable(tokens.labels[position]),
            position=position,
            rank=rank + 1,
            count=len(order),
        )

    def sees(self, order: Order, tokens: Tokens, rank: int) -> str:
        """What comes before it, in text order."""
        seen = sorted(p for p in order.positions[:rank] if p not in tokens.masks)
        if not seen:
            return self.tr("Nothing comes before it: it sees no other token")
        words = " ".join(readable(tokens.labels[p]) for p in seen[:MOST_SEEN])
        more = " …" if len(seen) > MOST_SEEN else ""
        return self.tr("It sees: {tokens}").format(tokens=words + more)

    def tooltip(self, order: Order, tokens: Tokens, rank: int) -> str:
        how = self.tr("Drag it to another place; click to keep it in view")
        lines = (self.place(order, tokens, rank), self.sees(order, tokens, rank), how)
        return "\n".join(lines)

    def say_picked_up(self, label: str) -> None:
        words = self.tr("Picked up “{token}”. Left and Right move it, Space drops it, Esc gives up")
        self.say(words.format(token=readable(label)))

    def say_given_up(self) -> None:
        self.say(self.tr("Given up: the order is as it was"))

    def say(self, words: str) -> None:
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._speaker, words))
