"""Where the values of a statistic stand in a table of colours."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def levels(values: NDArray[np.floating[Any]]) -> NDArray[np.int_]:
    """Entries of a colour table: 1 for the least value, 255 for the largest, 0 where there is none.

    values: (layer, head).
    """
    if not np.isfinite(values).any():
        return np.zeros(values.shape, int)
    low, high = float(np.nanmin(values)), float(np.nanmax(values))
    share = (values - low) / (high - low) if high > low else np.where(np.isnan(values), np.nan, 1.0)
    return np.where(np.isfinite(share), 1 + np.round(share * 254), 0).astype(int)
