"""What every head of a text does, in a few numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from explorer.records.attention import HeadRef

Statistic = Literal[
    "entropy", "confidence", "distance", "previous", "same", "next", "first", "special"
]

STATISTICS: tuple[Statistic, ...] = (
    "entropy", "confidence", "distance", "previous", "same", "next", "first", "special"
)  # fmt: skip
SHARES: tuple[Statistic, ...] = ("previous", "same", "next", "first", "special")  # of the weight


@dataclass(frozen=True, slots=True, eq=False)
class HeadStatistics:
    """Means over the rows of each head of a site, of the model's own weights: hidden tokens and
    merged words change nothing. A row that sees nothing is left out.

    values: (layer, head, statistic) float32, in the order of STATISTICS. NaN where there is no
        such head, and where no row has the statistic. The statistics are
        - entropy, in [0, 1]: −Σ w ln w over ln n, the most that the n keys which a row may see
          allow; 0 is one key, 1 all of them alike. Rows that see one key are left out.
          Source: Clark et al. 2019, section 3.2; the share is ours, for causal rows to compare.
        - confidence, in [0, 1]: the largest weight. Source: Voita et al. 2019, section 4.
        - distance, in tokens: Σ w |query − key|. Source: Vig & Belinkov 2019, section 4.3.
        - previous, same, next, in [0, 1]: the weight on the token before a query, on itself and
          after it, of the rows that have such a token.
        - first, special, in [0, 1]: the weight on the first token, and on all special ones.
        distance, previous, same and next are known only where queries and keys are one sequence.
        Where a sink takes a part of the softmax, entropy and distance are of the rest of it.
    n_exact: layers [0, n_exact) are known; the others are NaN.
    """

    site: str
    values: NDArray[np.float32]
    n_exact: int

    @property
    def is_exact(self) -> bool:
        return self.n_exact == len(self.values)

    def of(self, statistic: Statistic) -> NDArray[np.float32]:
        """(layer, head)."""
        found: NDArray[np.float32] = self.values[..., STATISTICS.index(statistic)]
        return found

    def at(self, ref: HeadRef) -> dict[Statistic, float]:
        """What is known of a head; of an aggregate, the mean over its heads."""
        n_layers, n_heads, n_statistics = self.values.shape
        is_there = ref.site == self.site and (ref.layer or 0) < n_layers
        if not is_there or (ref.head or 0) >= n_heads:
            return {}
        layers = slice(None) if ref.layer is None else slice(ref.layer, ref.layer + 1)
        heads = slice(None) if ref.head is None else slice(ref.head, ref.head + 1)
        values = self.values[layers, heads].reshape(-1, n_statistics).astype(np.float64)
        is_known = ~np.isnan(values)
        sums = values.sum(axis=0, where=is_known).tolist()
        counts = is_known.sum(axis=0).tolist()
        return {
            name: total / count
            for name, total, count in zip(STATISTICS, sums, counts, strict=True)
            if count
        }


N_BINS = 20

# In tokens; the last bin has no end.
_DISTANCES = (
    0, 0.5, 1, 1.5, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 256, 512, 1024, math.inf
)  # fmt: skip


def bin_edges(statistic: Statistic) -> tuple[float, ...]:
    """Where the bins of a statistic's histogram begin, and where the last one ends."""
    if statistic == "distance":
        return _DISTANCES
    return tuple(place / N_BINS for place in range(N_BINS + 1))
