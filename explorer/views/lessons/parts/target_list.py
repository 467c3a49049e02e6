"""`TargetList`: predicted tokens that are there to be read."""

from __future__ import annotations

from explorer.views.predictions.candidate_list import CandidateList
from explorer.views.text.labels import exact_probability


class TargetList(CandidateList):
    """Candidates that are there to be read: what is predicted stands in the text already."""

    is_choosable = False

    def tooltip(self, row: int) -> str:
        assert self._prediction is not None
        candidate = self._prediction.candidates[row]
        return self.tr("probability {value}").format(value=exact_probability(candidate.probability))
