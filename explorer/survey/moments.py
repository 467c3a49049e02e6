"""`Moments`: mean, variance and histogram of every head's statistics, in whole numbers.

A value becomes a multiple of a small unit once. Sums of whole numbers come out the same in any
order, which sums of floating-point numbers do not.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from explorer.records import N_BINS, STATISTICS, Statistic, bin_edges

Counts = NDArray[np.int64]
WholeNumbers = NDArray[np.object_]  # of Python's integers, which never overflow

# How many units make 1. The squares of a batch's distances must fit into 63 bits: (2^11 tokens
# × 2^12)² × 2^11 rows of each head.
_UNIT_BITS = 20
UNIT = 1 << _UNIT_BITS
_UNITS: dict[Statistic, int] = dict.fromkeys(STATISTICS, UNIT) | {"distance": 1 << 12}
UNITS = np.array([_UNITS[name] for name in STATISTICS], dtype=np.int64)

_DISTANCE = STATISTICS.index("distance")
# Whole numbers, as the units are: what lies below an edge lies below the next whole number.
_DISTANCE_EDGES = np.ceil(np.array(bin_edges("distance")[1:-1]) * _UNITS["distance"])


class Moments:
    """Of rows of maps: counts, sums and squares (layer, head, statistic), histogram (… , bin)."""

    def __init__(self, n_layers: int, n_heads: int) -> None:
        shape = (n_layers, n_heads, len(STATISTICS))
        self.counts: Counts = np.zeros(shape, dtype=np.int64)
        self.sums: WholeNumbers = np.zeros(shape, dtype=object)
        self.squares: WholeNumbers = np.zeros(shape, dtype=object)
        self.histogram: Counts = np.zeros((*shape, N_BINS), dtype=np.int64)

    def add(self, layer: int, values: NDArray[np.float32]) -> None:
        """values: (text, head, statistic, row) of a layer, NaN where a row has none."""
        n_heads = values.shape[1]
        is_known = ~np.isnan(values)
        units = in_units(np.where(is_known, values, 0), UNITS[:, None])
        histogram = _histogram(units, is_known)
        self.histogram[layer, :n_heads] += histogram
        self.counts[layer, :n_heads] += histogram.sum(-1)
        # int64 within a batch, without end beyond it.
        self.sums[layer, :n_heads] += np.einsum("thsr->hs", units).astype(object)
        self.squares[layer, :n_heads] += np.einsum("thsr,thsr->hs", units, units).astype(object)

    def merge(self, other: Moments) -> None:
        """Take in what another has seen."""
        self.counts += other.counts
        self.sums += other.sums
        self.squares += other.squares
        self.histogram += other.histogram

    def mean(self) -> NDArray[np.float64]:
        """(layer, head, statistic); NaN where no row has it."""
        return self._of_known(lambda n, total, _, unit: total / (n * unit))

    def variance(self) -> NDArray[np.float64]:
        """(layer, head, statistic), over all rows; NaN where no row has it."""
        return self._of_known(
            lambda n, total, squares, unit: (n * squares - total * total) / (n * unit) ** 2
        )

    def _of_known(self, of: Callable[[int, int, int, int], float]) -> NDArray[np.float64]:
        # Dividing Python's integers rounds once, however large they are.
        found = np.full(self.counts.shape, np.nan)
        for place in np.argwhere(self.counts > 0):
            at = tuple(place)
            n, unit = int(self.counts[at]), int(UNITS[at[-1]])
            found[at] = of(n, int(self.sums[at]), int(self.squares[at]), unit)
        return found


def in_units(values: NDArray[np.float32], units: Counts | int = UNIT) -> Counts:
    """The nearest whole numbers of units: powers of two, by which float32 multiplies exactly."""
    scaled = values * np.asarray(units, dtype=np.float32)
    return np.rint(scaled, out=scaled).astype(np.int64)


def _histogram(units: NDArray[np.int64], is_known: NDArray[np.bool_]) -> Counts:
    """(head, statistic, bin) of (text, head, statistic, row)."""
    _, n_heads, n_statistics, _ = units.shape
    bins = units * N_BINS >> _UNIT_BITS
    np.minimum(bins, N_BINS - 1, out=bins)
    bins[:, :, _DISTANCE] = np.searchsorted(_DISTANCE_EDGES, units[:, :, _DISTANCE], side="right")
    bins[~is_known] = N_BINS  # one more, which is cut off
    place = np.arange(n_heads * n_statistics).reshape(n_heads, n_statistics, 1)
    counted = np.bincount(
        (bins + place * (N_BINS + 1)).ravel(), minlength=place.size * (N_BINS + 1)
    )
    return counted.reshape(n_heads, n_statistics, N_BINS + 1)[..., :N_BINS]
