"""Scales: from weights to the levels 0…255 that a colour table turns into colours."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.records import Scale

LOG_DECADES = 4  # a logarithmic scale never reaches further down than 1e-4 of its highest weight
N_LEVELS = 255  # levels 1…255 are drawn; 0 is bare


def scaled_levels(
    weights: NDArray[np.float32], visible: NDArray[np.bool_], scale: Scale
) -> tuple[NDArray[np.uint8], float, float]:
    """Levels 1…255 of the visible weights (0 elsewhere), and the weights at both ends.

    linear: from 0 to the highest weight.
    log: from the smallest positive weight to the highest, over at most LOG_DECADES decades.
    rank: the share of visible weights that are smaller, the highest being 1; equals share a rank.
    """
    if scale == "linear":
        seen = np.where(visible, weights, np.float32(0))
        high = float(seen.max(initial=0.0))  # a maximum `where` takes ten times as long
        levels = _linear_levels(seen, np.float32(high))
        levels *= visible
        return levels, 0.0, high
    values = weights[visible]
    positive = values[values > 0]
    levels = np.zeros(weights.shape, dtype=np.uint8)
    if not positive.size:
        levels[visible] = 1
        return levels, 0.0, 0.0
    low, high = float(positive.min()), float(positive.max())
    match scale:
        case "log":
            low = max(low, high * 10.0**-LOG_DECADES)
            span = np.log(high / low)
            share = np.log(np.maximum(values, low) / low) / span if span else np.ones_like(values)
        case "rank":
            low = float(values.min())
            levels[visible] = _rank_levels(values)
            return levels, low, high
    levels[visible] = 1 + np.rint(np.clip(share, 0, 1) * (N_LEVELS - 1)).astype(np.uint8)
    return levels, low, high


def own_levels(pooled: NDArray[np.float32], scale: Scale) -> NDArray[np.uint8]:
    """Levels of each (row, column) map of (…, row, column) on its own range."""
    if scale == "linear":  # the same as below, for all maps at once
        high = pooled.max(axis=(-2, -1), keepdims=True, initial=0)
        levels = _linear_levels(pooled, high)
        levels *= pooled > 0
        return levels
    if not pooled.size:
        return np.zeros(pooled.shape, dtype=np.uint8)
    maps = pooled.reshape(-1, pooled.shape[-2] * pooled.shape[-1])
    if scale == "rank":
        return _rank_levels_of_rows(maps).reshape(pooled.shape)
    each = [scaled_levels(small, small > 0, scale)[0] for small in maps]
    return np.array(each, dtype=np.uint8).reshape(pooled.shape)


def _linear_levels(
    weights: NDArray[np.float32], high: NDArray[np.float32] | np.float32
) -> NDArray[np.uint8]:
    """Levels 1…255 from 0 to `high`, for whole arrays: a mask would copy every value twice."""
    shares = weights * ((N_LEVELS - 1) / np.where(high > 0, high, 1)).astype(np.float32)
    shares += 1.5  # rounds, since the cast cuts off
    return shares.astype(np.uint8)


def _rank_levels_of_rows(maps: NDArray[np.float32]) -> NDArray[np.uint8]:
    """maps: (map, cell), each ranked on its own; 0 where a weight is not positive.

    The bits of a positive float32 rise with its value, so that one sort of 64-bit integers orders
    values and carries their places along; NumPy sorts integers many times faster than it argsorts.
    """
    n_cells = maps.shape[1]
    bits = np.maximum(maps, 0).astype(np.float32).view(np.uint32).astype(np.uint64)
    ordered = np.sort(bits << np.uint64(32) | np.arange(n_cells, dtype=np.uint64), axis=1)
    values = ordered >> np.uint64(32)
    n_bare = (values == 0).sum(axis=1, keepdims=True)
    n_smaller = np.arange(n_cells) - n_bare
    n_smaller = np.where(values > 0, n_smaller, 0)
    n_smaller[:, 1:][values[:, 1:] == values[:, :-1]] = 0
    np.maximum.accumulate(n_smaller, axis=1, out=n_smaller)
    most = n_smaller[:, -1:]
    share = np.where(most > 0, n_smaller / np.maximum(most, 1), 1)
    ranked = np.where(values > 0, 1 + np.rint(share * (N_LEVELS - 1)), 0).astype(np.uint8)
    levels = np.empty(maps.shape, dtype=np.uint8)
    places = (ordered & np.uint64(0xFFFFFFFF)).astype(np.intp)
    np.put_along_axis(levels, places, ranked, axis=1)
    return levels


def _rank_levels(values: NDArray[np.float32]) -> NDArray[np.uint8]:
    """values: (n,), n ≥ 1. Returns levels 1…255.

    Levels rise with the values, so 254 searches in the sorted values give the weight at which
    each level starts; looking each value up in those is five times faster than ranking it.
    """
    ordered = np.sort(values)
    n_smaller = np.arange(len(ordered))
    n_smaller[1:][ordered[1:] == ordered[:-1]] = 0
    np.maximum.accumulate(n_smaller, out=n_smaller)  # the first of a run of equals counts for all
    if not n_smaller[-1]:
        return np.full(len(values), N_LEVELS, dtype=np.uint8)
    ordered_levels = 1 + np.rint(n_smaller * ((N_LEVELS - 1) / n_smaller[-1]))
    starts = np.searchsorted(ordered_levels, np.arange(2, N_LEVELS + 1))
    return (1 + np.searchsorted(ordered[starts], values, side="right")).astype(np.uint8)


# ---- one scale for a map that is never whole -----------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class Steps:
    """A scale fixed by a sample, so that a colour means one weight in every part of a long map.

    weights: (254,) float32, ascending: a weight has the level 1 + how many of them it reaches.
    """

    scale: Scale
    low: float
    high: float
    weights: NDArray[np.float32]

    @classmethod
    def of(cls, sample: NDArray[np.float32], high: float, scale: Scale) -> Steps:
        """sample: some weights of the map; high: the largest of all.

        A rank is one among the sample, since nobody can sort all weights.
        """
        positive = np.sort(sample[sample > 0])
        if high <= 0 or not positive.size:
            return cls(scale, 0.0, 0.0, np.full(N_LEVELS - 1, np.inf, dtype=np.float32))
        between = (np.arange(N_LEVELS - 1) + 0.5) / (N_LEVELS - 1)  # where rounding goes up
        match scale:
            case "linear":
                low, weights = 0.0, between * high
            case "log":
                low = max(float(positive[0]), high * 10.0**-LOG_DECADES)
                weights = low * (high / low) ** between
            case "rank":
                low = float(positive[0])
                places = np.ceil(between * (len(positive) - 1)).astype(np.intp)
                weights = positive[places].astype(np.float64)
        return cls(scale, low, high, weights.astype(np.float32))

    def levels(self, weights: NDArray[np.float32], threshold: float = 0.0) -> NDArray[np.uint8]:
        """Levels of non-negative weights; 0 where they are 0 or below the threshold."""
        if self.high <= 0:
            return np.zeros(weights.shape, dtype=np.uint8)
        match self.scale:
            case "linear":  # what follows in general, without 254 comparisons
                levels = _linear_levels(np.minimum(weights, self.high), np.float32(self.high))
            case "log" if self.high > self.low:
                share = np.log(np.clip(weights, self.low, self.high) / np.float32(self.low))
                levels = _linear_levels(share, np.log(np.float32(self.high / self.low)))
            case _:
                levels = 1 + np.searchsorted(self.weights, weights, side="right").astype(np.uint8)
        levels[(weights <= 0) | (weights < threshold)] = 0
        return levels
