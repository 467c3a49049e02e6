"""`CellImage`: the cells of a small map as one picture, made anew only when something of it is."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QImage, QPainter

from explorer.core.colours import DIFFERENCE
from explorer.views.lessons.parts.grid_layout import GridLayout
from explorer.views.look.theme import Theme
from explorer.views.map.level_image import Levels, level_image, sampled

_TOP = 255  # the highest level; of a difference the middle is 128


class CellImage:
    """Keeps the last picture."""

    def __init__(self) -> None:
        self._key: tuple[object, ...] = ()
        self._image = QImage()
        self._levels: Levels | None = None

    def draw(
        self, painter: QPainter, levels: Levels, colormap: str, layout: GridLayout, theme: Theme
    ) -> None:
        """levels: (row, column). colormap: one of COLORMAPS, or DIFFERENCE."""
        ratio = painter.device().devicePixelRatioF()
        key = (layout, colormap, theme, ratio)
        if self._levels is not levels or key != self._key:
            self._levels, self._key = levels, key
            pixels = _pixels(levels, layout, ratio, is_signed=colormap == DIFFERENCE)
            ground = theme.colour("surface")
            self._image = level_image(pixels, colormap, is_dark=theme.is_dark, ground=ground)
            self._image.setDevicePixelRatio(ratio)
        painter.drawImage(layout.cells.topLeft(), self._image)


def _pixels(levels: Levels, layout: GridLayout, ratio: float, *, is_signed: bool) -> Levels:
    if not is_signed:
        return _enlarged(levels, layout, ratio)
    # A pixel that covers several cells takes the maximum, which of a difference is its upper side.
    above = _enlarged(levels, layout, ratio)
    below = _TOP - _enlarged(_TOP - levels, layout, ratio)
    middle = (_TOP + 1) // 2
    is_below = middle - below.astype(np.int16) > above.astype(np.int16) - middle
    return np.where(is_below, below, above).astype(np.uint8)


def _enlarged(levels: Levels, layout: GridLayout, ratio: float) -> Levels:
    area = layout.cells
    for axis, length, cell in (
        (0, area.height(), layout.cell_height),
        (1, area.width(), layout.cell_width),
    ):
        n_pixels = max(1, round(length * ratio))
        levels = sampled(levels, axis, n_pixels=n_pixels, cell=cell * ratio)
    return levels
