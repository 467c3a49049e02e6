"""What every head does over a corpus."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from explorer.records.statistics import STATISTICS, HeadStatistics, Statistic
from explorer.records.text import Document


@dataclass(frozen=True, slots=True)
class SurveyFileRequest:
    """Read the survey in this folder."""

    folder: Path


@dataclass(frozen=True, slots=True)
class SurveyExample:
    """A sentence that excites a head, and how much, in [0, 1].

    A token is excited as far as it looks at one that carries meaning: by the largest weight that
    it gives to a token that is neither special nor the first, where heads park what they do not
    need. Source: Clark et al. 2019, section 3.2; Xiao et al. 2023, section 3.1. A sentence excites
    as much as its tokens do on average.
    line: of the corpus, counted from 1.
    query, key: the positions of the tokens that did it; None for a whole sentence.
    """

    value: float
    line: int
    document: Document
    query: int | None = None
    key: int | None = None
    query_token: str = ""
    key_token: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class SurveyResult:
    """Statistics of rows as `HeadStatistics` has them, over all rows of all sentences.

    counts, mean, variance: (layer, head, statistic) in the order of STATISTICS; no row, or no such
        head: 0 and NaN.
    histogram: (layer, head, statistic, bin), of rows; see `bin_edges`.
    sentences, tokens: what excites the head (layer, head) most, the best first.
    bad_lines: the first of those that could not be read, and why; n_bad counts all.
    n_cut: sentences of which only the first tokens were read.
    """

    model: str  # what opens it again, as in ModelInfo
    revision: str
    site: str
    corpus: str
    n_sentences: int
    n_tokens: int
    n_cut: int
    n_bad: int
    bad_lines: tuple[tuple[int, str], ...]
    counts: NDArray[np.int64]
    mean: NDArray[np.float64]
    variance: NDArray[np.float64]
    histogram: NDArray[np.int64]
    sentences: Mapping[tuple[int, int], tuple[SurveyExample, ...]]
    tokens: Mapping[tuple[int, int], tuple[SurveyExample, ...]]

    @property
    def statistics(self) -> HeadStatistics:
        """The means, as they are known of a single text."""
        return HeadStatistics(self.site, self.mean.astype(np.float32), len(self.mean))

    def of(self, statistic: Statistic) -> NDArray[np.float64]:
        """(layer, head) means."""
        found: NDArray[np.float64] = self.mean[..., STATISTICS.index(statistic)]
        return found
