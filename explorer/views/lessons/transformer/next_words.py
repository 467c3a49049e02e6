"""`NextWords`: the likeliest words at one place of a translation."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QWidget

from explorer.records import Candidate, OriginalRank, Prediction
from explorer.records.translation import Translation
from explorer.views.predictions.candidate_list import CandidateList
from explorer.views.text.labels import exact_probability


class NextWords(CandidateList):
    """Click or Enter puts another word there.

    Signals (GUI thread): `rewritten(word)`.
    """

    rewritten = Signal(str)

    def __init__(self, most: int, parent: QWidget | None = None) -> None:
        """most: rows."""
        super().__init__(parent)
        self._most = most
        self._words_shown: tuple[str, ...] = ()
        self.chosen.connect(self._rewrite)

    def show_place(self, translation: Translation, place: int) -> None:
        """The word that stands there is bold."""
        choices = translation.choices[place][: self._most]
        self._words_shown = tuple(choice.word for choice in choices)
        candidates = tuple(
            Candidate(index, choice.word, choice.word, choice.probability)
            for index, choice in enumerate(choices)
        )
        written = translation.written[place]
        ranks = (
            OriginalRank(index, written, one.probability, index + 1, len(choices))
            for index, one in enumerate(candidates)
            if one.text == written
        )
        self.show_prediction(Prediction(place, "next", candidates, next(ranks, None)))
        bold = QFont(self.font())
        bold.setBold(True)
        self._longest = max(self._longest, QFontMetrics(bold).horizontalAdvance(written) + 2)

    def _rewrite(self, row: int) -> None:
        self.rewritten.emit(self._words_shown[row])

    def tooltip(self, row: int) -> str:
        assert self._prediction is not None
        candidate = self._prediction.candidates[row]
        what = self.tr("Write “{word}” here, and let the model go on").format(word=candidate.label)
        value = exact_probability(candidate.probability)
        return f"{what}\n" + self.tr("probability {value}").format(value=value)
