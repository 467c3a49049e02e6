"""How far two heads are apart: the Jensen–Shannon divergence of their rows.

Source: Lin 1991, “Divergence measures based on the Shannon entropy”, section IV, with equal
weights; Clark et al. 2019, section 6, measure heads against each other with it.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from explorer.core.attention.trace import SiteTrace
from explorer.core.checkpoint.checkpoint import never
from explorer.errors import Cancelled

_TINY = np.finfo(np.float32).tiny
_CELLS_AT_ONCE = 1 << 18  # (head, query, key): what fits into the cache


def divergences(
    before: SiteTrace, after: SiteTrace, *, is_stale: Callable[[], bool] = never
) -> NDArray[np.float32]:
    """(layer, head) in bits: the mean over rows, 0 where nothing changed and 1 where no row
    shares a key; NaN for a head that is not there, and where no row looks at anything.

    Both sites have the same layers, heads and tokens. Raises Cancelled between two layers.
    """
    means = np.full((before.n_layers, before.n_heads), np.nan, dtype=np.float32)
    for layer in range(before.n_layers):
        if is_stale():
            raise Cancelled("Another text is waiting.")
        pair = before.layer(layer), after.layer(layer)
        if len(pair[0]) != len(pair[1]):  # pruned otherwise: nobody knows which head is which
            continue
        step = max(1, _CELLS_AT_ONCE // max(1, pair[0][0].size))
        for start in range(0, len(pair[0]), step):
            rows = divergence(*(weights[start : start + step] for weights in pair))
            seen = np.isfinite(rows)
            counts = seen.sum(axis=-1)
            sums = np.where(seen, rows, 0).sum(axis=-1)
            means[layer, start : start + step] = np.where(
                counts > 0, sums / np.maximum(counts, 1), np.nan
            )
    return means


def divergence(before: NDArray[np.floating], after: NDArray[np.floating]) -> NDArray[np.floating]:
    """Jensen–Shannon divergence of each row, in bits, so in [0, 1].

    before, after: (…, key), each row a distribution. Returns (…,), NaN for a row without mass, as
    a token has that may look at nothing.
    """
    total = np.maximum(before + after, _TINY)
    halves = [_relative(weights, total) for weights in (before, after)]
    rows: NDArray[np.floating] = np.clip((halves[0] + halves[1]) / 2, 0, 1)
    has_mass = (before.sum(axis=-1) > 0) & (after.sum(axis=-1) > 0)
    return np.where(has_mass, rows, np.nan)


def _relative(weights: NDArray[np.floating], total: NDArray[np.floating]) -> NDArray[np.floating]:
    """Kullback–Leibler divergence of each row from the mean of both, in bits.

    total: twice that mean.
    """
    ratios = 2 * weights / total
    np.log2(ratios, out=ratios, where=ratios > 0)  # 0 log 0 = 0
    ratios *= weights
    sums: NDArray[np.floating] = ratios.sum(axis=-1)
    return sums
