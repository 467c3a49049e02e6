"""`CandidateList`: the tokens that a model predicts at one position."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from explorer.records import Prediction
from explorer.views.predictions.bar_list import BarList, BarRow
from explorer.views.text.labels import exact_probability, probability, readable


class CandidateList(BarList):
    """A row a candidate; choosing one puts it into the sentence."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._prediction: Prediction | None = None
        self.setAccessibleName(self.tr("Candidates"))

    def show_prediction(self, prediction: Prediction | None) -> None:
        """The candidates of a position; None shows a skeleton of them."""
        old, self._prediction = self._prediction, prediction
        if prediction is None:
            self.show_rows(None, from_top=True)
        elif prediction != old:
            moved = old is None or old.position != prediction.position
            self.show_rows(candidate_rows(prediction), from_top=moved)

    def tooltip(self, row: int) -> str:
        """What a click on a row does, and its exact probability."""
        assert self._prediction is not None
        candidate = self._prediction.candidates[row]
        what = self.tr("Put “{word}” into the sentence").format(word=readable(candidate.label))
        exact = exact_probability(candidate.probability)
        return f"{what}\n" + self.tr("probability {value}").format(value=exact)


def candidate_rows(prediction: Prediction) -> list[BarRow]:
    """Bars are as long as a candidate is likely beside the first."""
    candidates, original = prediction.candidates, prediction.original
    return [
        BarRow(
            readable(one.label),
            one.probability / max(candidates[0].probability, 1e-9),
            probability(one.probability),
            is_marked=original is not None and original.id == one.id,
        )
        for one in candidates
    ]
