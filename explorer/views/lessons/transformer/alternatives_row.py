"""`AlternativesRow`: what else the model held likely at one place of its translation."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QWidget

from explorer.records.translation import Translation
from explorer.views.look.theme import SPACE
from explorer.views.text.labels import exact_probability, probability
from explorer.views.widgets.buttons import QuietButton
from explorer.views.widgets.messages import ElidedLabel

N_ALTERNATIVES = 4  # the block of the softmax shows more of them


class AlternativesRow(QWidget):
    """A click puts another word there, and the model goes on from it.

    Signals (GUI thread): `rewritten(word)`.
    """

    rewritten = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.before = ElidedLabel()
        self.before.setForegroundRole(QPalette.ColorRole.Dark)
        self.words = [QuietButton() for _ in range(N_ALTERNATIVES)]
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE // 2)
        row.addWidget(self.before)
        for number, button in enumerate(self.words):
            button.setCheckable(True)
            button.clicked.connect(lambda _checked, n=number: self._choose(n))
            row.addWidget(button)
        row.addStretch(1)
        self.setAccessibleName(self.tr("Alternatives at this place"))
        self._shown: tuple[str, ...] = ()
        self._written = ""

    def show_place(self, translation: Translation, place: int, *, is_stale: bool) -> None:
        """The word that stands there is checked."""
        choices = translation.choices[place][:N_ALTERNATIVES]
        self._shown = tuple(choice.word for choice in choices)
        self._written = translation.written[place]
        before = " ".join(translation.read[: place + 1])
        self.before.setText(self.tr("After “{words}”:").format(words=before))
        for number, button in enumerate(self.words):
            button.setVisible(number < len(choices))
            if number < len(choices):
                choice = choices[number]
                button.setText(f"{choice.word}  {probability(choice.probability)}")
                button.setToolTip(self._tooltip(choice.word, choice.probability))
                button.setChecked(choice.word == self._written)
                button.setEnabled(not is_stale)

    def _tooltip(self, word: str, chance: float) -> str:
        what = self.tr("Write “{word}” here, and let the model go on").format(word=word)
        value = self.tr("probability {value}").format(value=exact_probability(chance))
        return f"{what}\n{value}"

    def _choose(self, number: int) -> None:
        self.words[number].setChecked(self._shown[number] == self._written)
        self.rewritten.emit(self._shown[number])
