"""Which sentences and tokens of a batch excite the heads of a layer; see SurveyExample."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.survey.batches import Encoded
from explorer.survey.examples import Example, TopExamples
from explorer.survey.measures import LayerRows


@dataclass(frozen=True, slots=True, eq=False)
class Excited:
    batch: Sequence[Encoded]
    layer: int
    rows: LayerRows
    site: str

    def offer_sentences(self, top: TopExamples) -> None:
        """By the mean over the tokens of each."""
        units = self.rows.excitement
        n_rows = (units >= 0).sum(-1)
        sums = units.clip(0).sum(-1)
        means = np.where(n_rows > 0, sums // np.maximum(n_rows, 1), -1)
        for text, head in top.candidates(self.layer, means, self._lines):
            example = Example(int(means[text, head]), self.batch[text].sentence)
            top.offer(self.layer, head, example)

    def offer_tokens(self, top: TopExamples) -> None:
        """Of each sentence the token that is excited most, the first of equal ones."""
        units = self.rows.excitement
        most = units.max(-1)
        for text, head in top.candidates(self.layer, most, self._lines):
            one = self.batch[text]
            queries, keys = one.axes(self.site)
            query, key = int(units[text, head].argmax()), int(self.rows.key[text, head])
            example = Example(
                int(most[text, head]), one.sentence, query, key,
                queries.labels[query], keys.labels[key],
            )  # fmt: skip
            top.offer(self.layer, head, example)

    @property
    def _lines(self) -> NDArray[np.int64]:
        return np.array([one.sentence.line for one in self.batch], dtype=np.int64)
