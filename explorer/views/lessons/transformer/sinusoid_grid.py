"""`SinusoidGrid`: the positions that are added to the words, as a picture."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy

from explorer.records import Axis
from explorer.views.lessons.parts.grid_layout import GridLayout
from explorer.views.lessons.parts.grid_view import GridView
from explorer.views.look.theme import Theme
from explorer.views.map.level_image import level_image, sampled

COLORMAP = "viridis"


class SinusoidGrid(GridView):
    """A row for each position, the first with their words; a column for each dimension."""

    def __init__(self) -> None:
        super().__init__()
        self._table: NDArray[np.float32] = np.zeros((0, 0), np.float32)
        self._levels: NDArray[np.uint8] = np.zeros((0, 0), np.uint8)
        self._n_words = 0
        self.setMinimumHeight(240)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.setAccessibleName(self.tr("Sinusoids of the positions"))

    def show_positions(self, table: NDArray[np.float32], words: tuple[str, ...]) -> None:
        """table: (position, dimension), each in [−1, 1]."""
        if table is not self._table:
            self._table = table
            self._levels = (1 + (table + 1) * 127).round().astype(np.uint8)  # −1…1 → 1…255
        self._n_words = len(words)
        n_positions, n_dimensions = table.shape
        rest = map(str, range(len(words), n_positions))
        rows = (*(f"{word} {place}" for place, word in enumerate(words)), *rest)
        columns = tuple(str(dimension) for dimension in range(n_dimensions))
        self.show_axes(_axis(rows), _axis(columns))
        self.setAccessibleDescription(
            self.tr("{positions} positions × {dimensions} dimensions; the first {n} have words")
            .format(positions=n_positions, dimensions=n_dimensions, n=len(words))
        )  # fmt: skip

    def paint_cells(self, painter: QPainter, layout: GridLayout, theme: Theme) -> None:
        ratio, area, levels = self.devicePixelRatioF(), layout.cells, self._levels
        for axis, length, cell in (
            (0, area.height(), layout.cell_height),
            (1, area.width(), layout.cell_width),
        ):
            n_pixels = max(1, round(length * ratio))
            levels = sampled(levels, axis, n_pixels=n_pixels, cell=cell * ratio)
        image = level_image(levels, COLORMAP, is_dark=theme.is_dark, ground=theme.colour("surface"))
        image.setDevicePixelRatio(ratio)
        painter.drawImage(area.topLeft(), image)

    def words_of(self, row: int, column: int) -> tuple[str, str]:
        where = self.tr("position {row}, dimension {column}").format(row=row, column=column)
        wave = "cos" if column % 2 else "sin"
        exponent = f"{column - column % 2}/{len(self.keys)}"
        value = float(self._table[row, column])
        return where, f"{wave}({row} / 10000^({exponent})) = {value:+.3f}"


def _axis(labels: tuple[str, ...]) -> Axis:
    return Axis(labels, tuple((index,) for index in range(len(labels))), (False,) * len(labels))
