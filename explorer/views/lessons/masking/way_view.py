"""`WayView`: what a model predicts for a token that it was given in one of three ways."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from explorer.records import AttentionMap
from explorer.records.lessons.masking import Fate, Guess
from explorer.views.lessons.parts.weights_map import WeightsMap
from explorer.views.predictions.candidate_list import CandidateList
from explorer.views.text.labels import readable
from explorer.views.widgets.messages import ElidedLabel


class WayView(QWidget):
    """A title, the loss, five candidates, and the map of the head."""

    def __init__(self, fate: Fate, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fate = fate
        self.title = ElidedLabel()
        self.loss = QLabel()
        self.loss.setForegroundRole(QPalette.ColorRole.Dark)
        self.candidates = CandidateList()
        # Only to read: what is chosen here could not be put into the sentence.
        self.candidates.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.candidates.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.map = WeightsMap()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        for part in (self.title, self.loss, self.candidates, self.map):
            column.addWidget(part)

    def show_guess(self, guess: Guess, shown: AttentionMap, colormap: str) -> None:
        title = self._titles()[self._fate].format(word=readable(guess.put))
        self.title.setText(title)
        self.loss.setText(self.tr("loss {loss} nats").format(loss=f"{guess.loss:.2f}"))
        self.candidates.show_prediction(guess.prediction)
        self.candidates.setAccessibleName(title)
        self.map.show_map(shown, colormap)
        self.map.setAccessibleName(title)

    def show_stale(self, *, is_stale: bool) -> None:
        self.candidates.dimmer.show_stale(is_stale=is_stale)
        self.map.dimmer.show_stale(is_stale=is_stale)

    def _titles(self) -> dict[Fate, str]:
        return {
            "mask": self.tr("As {word}"),
            "random": self.tr("As a random token, “{word}”"),
            "same": self.tr("Unchanged, “{word}”"),
        }
