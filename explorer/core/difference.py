"""What changed from one map to another: signed, on a scale with no difference in its middle."""

from __future__ import annotations

import numpy as np

from explorer.records import AttentionMap, MapDifference

MIDDLE = 128  # the level of no difference
_STEPS = 127  # levels on either side


def difference(shown: AttentionMap, base: AttentionMap) -> MapDifference:
    """`shown` less `base`; both have the same rows and columns, whose words are those of `base`."""
    assert shown.weights.shape == base.weights.shape
    differences = shown.weights - base.weights
    high = float(np.abs(differences).max(initial=0))
    shares = differences / (high or 1.0)
    return MapDifference(
        head=shown.head,
        queries=base.queries,
        keys=base.keys,
        differences=differences,
        levels=(MIDDLE + np.rint(_STEPS * shares)).astype(np.uint8),
        high=high,
    )
