"""Which sentences and tokens of a batch excite the heads of a layer; see SurveyExample."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.survey.batches import Encoded
from explorer.survey.examples import Example, TopExamples
from explorer.survey.measures import LayerRows
from explorer.survey.moments import UNIT


@dataclass(frozen=True, slots=True, eq=False)
class Excited:
    batch: Sequence[Encoded]
    layer: int
    rows: LayerRows
    site: str

    def offer_sentences(self, top: TopExamples) -> None:
        """By the mean over the tokens of each."""
        n_rows = (~np.isnan(self.rows.excitement)).sum(-1)
        sums = self._units.clip(0).sum(-1)
        means = np.where(n_rows > 0, sums // np.maximum(n_rows, 1), -1)
        for text, head in top.candidates(self.layer, means, self._lines):
            example = Example(int(means[text, head]), self.batch[text].sentence)
            top.offer(self.layer, head, example)

    def offer_tokens(self, top: TopExamples) -> None:
        """Of each sentence the token that is excited most, the first of equal ones."""
        units = self._units
        most = units.max(-1)
        for text, head in top.candidates(self.layer, most, self._lines):
            one = self.batch[text]
            queries, keys = one.axes(self.site)
            query = int(units[text, head].argmax())
            key = int(self.rows.key[text, head, query])
            example = Example(
                int(most[text, head]), one.sentence, query, key,
                queries.labels[query], keys.labels[key],
            )  # fmt: skip
            top.offer(self.layer, head, example)

    @property
    def _lines(self) -> NDArray[np.int64]:
        return np.array([one.sentence.line for one in self.batch], dtype=np.int64)

    @property
    def _units(self) -> NDArray[np.int64]:
        """(text, head, row) in whole units, −1 where there is none."""
        scaled = self.rows.excitement.astype(np.float64) * UNIT
        return np.rint(np.nan_to_num(scaled, nan=-1.0)).astype(np.int64)
