"""How long a search would take, before it runs."""

from __future__ import annotations

import math
from collections.abc import Sequence

from explorer.records.tuning import DataRead, PaceMeasured

BUSY = 1.5  # times longer than without other programs: from there on both times are said
_MEASURING = 1 / 3  # of the time of learning: forward alone, where learning goes back as well


def estimated_seconds(
    read: DataRead,
    pace: PaceMeasured,
    *,
    n_trials: int,
    epochs: int,
    max_lengths: Sequence[float],
    cpus_per_trial: int,
    gpus_per_trial: float = 0.0,
) -> float:
    """All trials to their end, as many side by side as this machine has room for.

    Ray's start is left out, and whatever else the machine may come to do: once trials run, the
    time left is that of `tuning.seconds_left`.

    max_lengths: what trials are cut to, each as often as the others.
    """
    bins = list(zip(read.edges, read.edges[1:], read.counts, strict=False))
    n_texts = max(1, sum(read.counts))
    middles = [((start + end - 1) / 2, count) for start, end, count in bins]
    limit = read.limit or read.longest
    cuts = [min(most, limit) for most in max_lengths] or [limit]
    lengths = [sum(min(middle, cut) * n for middle, n in middles) / n_texts for cut in cuts]
    n_rows = read.n_train + read.n_held_out * _MEASURING
    of_trial = epochs * n_rows * sum(lengths) / len(lengths) * pace.seconds_per_token
    n_at_once = pace.n_cpus // max(1, cpus_per_trial)
    if gpus_per_trial > 0:
        n_at_once = min(n_at_once, int(pace.n_gpus / gpus_per_trial))
    return of_trial * math.ceil(n_trials / max(1, n_at_once))
