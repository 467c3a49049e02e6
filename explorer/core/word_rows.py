"""Two rows of words opposite each other, for a view and for a figure: lengths in any unit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Gaps:
    """Between two words: `least`, `usual`, and `most` where a row is spread below a longer one.

    margin: at either end of a row.
    """

    least: float
    usual: float
    most: float
    margin: float


@dataclass(frozen=True, slots=True, eq=False)
class WordRows:
    """upper, lower: (word,) where each word starts. length: of both, their margins included."""

    upper: NDArray[np.float64]
    lower: NDArray[np.float64]
    length: float


def word_rows(
    upper: NDArray[np.float64], lower: NDArray[np.float64], room: float, gaps: Gaps
) -> WordRows:
    """Both rows spread over the same length, and centred in the room or in that length.

    So what stands at the same part of both texts stands opposite.
    upper, lower: (word,) how wide each word is.
    """
    length = max(_length(row, gaps.least, gaps) for row in (upper, lower))
    usual = max(_length(row, gaps.usual, gaps) for row in (upper, lower))
    shared = max(length, min(usual, room))
    starts = [_starts(row, shared, max(length, room), gaps) for row in (upper, lower)]
    return WordRows(starts[0], starts[1], length)


def _starts(
    widths: NDArray[np.float64], shared: float, room: float, gaps: Gaps
) -> NDArray[np.float64]:
    gap = (shared - _length(widths, 0, gaps)) / max(1, len(widths) - 1)
    gap = min(max(gap, gaps.least), gaps.most)
    left = (room - _length(widths, gap, gaps)) / 2 + gaps.margin
    starts: NDArray[np.float64] = left + np.cumsum(widths + gap) - widths - gap
    return starts


def _length(widths: NDArray[np.float64], gap: float, gaps: Gaps) -> float:
    return float(2 * gaps.margin + widths.sum() + gap * max(0, len(widths) - 1))
