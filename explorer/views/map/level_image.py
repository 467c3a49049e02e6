"""From levels to pixels: enlarged to the nearest cell, pooled where cells are under a pixel."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage

from explorer.views.look.colour_table import colour_table

Levels = NDArray[np.uint8]


def sampled(levels: Levels, axis: int, *, n_pixels: int, cell: float, offset: float = 0) -> Levels:
    """One entry a pixel along `axis`, where a cell is `cell` pixels long.

    The first pixel starts `offset` pixels into the cells. A pixel that covers several cells takes
    their maximum, or the spike of a single token would vanish.
    """
    n_cells = levels.shape[axis]
    pixels = offset + np.arange(n_pixels)
    if cell >= 1:
        nearest = np.clip(((pixels + 0.5) / cell).astype(int), 0, n_cells - 1)
        enlarged: Levels = np.take(levels, nearest, axis=axis)
        return enlarged
    starts = np.clip((pixels / cell).astype(int), 0, n_cells - 1)
    end = min(n_cells, int(np.ceil((offset + n_pixels) / cell)))
    stops = np.maximum(np.append(starts[1:], end), starts + 1)
    pooled: Levels = np.take(levels, starts, axis=axis)
    # `np.maximum.reduceat` takes three times as long for the few cells that a pixel covers.
    for step in range(1, int((stops - starts).max())):
        covered = np.take(levels, np.minimum(starts + step, stops - 1), axis=axis)
        np.maximum(pooled, covered, out=pooled)
    return pooled


def level_image(
    levels: Levels, colormap: str, *, is_dark: bool, ground: QColor | None = None
) -> QImage:
    """An image of (row, column) levels, one pixel each, in a colour map.

    ground: stands for level 0, which is transparent without it; opaque images are drawn faster.
    """
    height, width = levels.shape
    # Qt reads lines at multiples of four bytes.
    padded = np.zeros((height, -(-width // 4) * 4), np.uint8)
    padded[:, :width] = levels
    image = QImage(padded.data, width, height, padded.shape[1], QImage.Format.Format_Indexed8)
    table = colour_table(colormap, is_dark=is_dark)
    image.setColorTable(table if ground is None else (ground.rgb(), *table[1:]))
    # Converting also copies, so the array may go.
    return image.convertToFormat(
        QImage.Format.Format_ARGB32_Premultiplied if ground is None else QImage.Format.Format_RGB32
    )
