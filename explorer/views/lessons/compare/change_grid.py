"""`ChangeGrid`: how much every head changed, a cell a head."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QWidget

from explorer.records import Axis, HeadRef
from explorer.records.lessons.compare import ranked
from explorer.state.actions import HeadSelected
from explorer.views.lessons.parts.cell_image import CellImage
from explorer.views.lessons.parts.grid_layout import GridLayout
from explorer.views.lessons.parts.grid_view import GridView
from explorer.views.look.theme import Theme
from explorer.views.text.labels import head_name

_TOP = 255
_N_DESCRIBED = 5  # heads in the text equivalent


class ChangeGrid(GridView):
    """Layers from top to bottom, heads from left to right; the brightest changed most.

    A click selects a head, on a word the mean of a layer, or of a head over the layers.
    acted(action): GUI thread.
    """

    acted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._divergences: NDArray[np.float32] = np.zeros((0, 0), np.float32)
        self._levels: NDArray[np.uint8] = np.zeros((0, 0), np.uint8)
        self._site, self._colormap = "self", "viridis"
        self._selected: HeadRef | None = None
        self._image = CellImage()
        self.setAccessibleName(self.tr("Change of every head"))
        self.chosen.connect(self._choose)

    def show_divergences(
        self, divergences: NDArray[np.float32], selected: HeadRef, colormap: str
    ) -> None:
        """divergences: (layer, head), NaN where there is no head."""
        if divergences is not self._divergences or selected.site != self._site:
            self._divergences, self._site = divergences, selected.site
            self._levels = _levels(divergences)
            n_layers, n_heads = divergences.shape
            self.show_axes(_axis("L", n_layers), _axis("H", n_heads))
            best = ranked(divergences, selected.site)[:_N_DESCRIBED]
            self.setAccessibleDescription(", ".join(f"{h.label} {v:.3f}" for h, v in best))
        self._selected, self._colormap = selected, colormap
        self.update()

    def paint_cells(self, painter: QPainter, layout: GridLayout, theme: Theme) -> None:
        self._image.draw(painter, self._levels, self._colormap, layout, theme)
        chosen = self._selected
        if chosen is None or chosen.layer is None or chosen.head is None:
            return
        painter.setPen(QPen(theme.colour("accent"), 2.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(layout.cell_rect(chosen.layer, chosen.head))

    def words_of(self, row: int, column: int) -> tuple[str, str]:
        head, value = HeadRef(row, column, self._site), float(self._divergences[row, column])
        if not np.isfinite(value):
            return head_name(head), self.tr("no such head")
        return head_name(head), self.tr("{n} bits").format(n=f"{value:.4f}")

    def _choose(self, row: int | None, column: int | None) -> None:
        self.acted.emit(HeadSelected(HeadRef(row, column, self._site)))


def _levels(divergences: NDArray[np.float32]) -> NDArray[np.uint8]:
    """1 for no change, 255 for the largest, 0 where there is no head."""
    known = np.isfinite(divergences)
    most = float(divergences[known].max(initial=0))
    shares = np.where(known, divergences, 0) / (most or 1.0)
    return np.where(known, 1 + np.rint((_TOP - 1) * shares), 0).astype(np.uint8)


def _axis(letter: str, n: int) -> Axis:
    return Axis(
        tuple(f"{letter}{i}" for i in range(n)), tuple((i,) for i in range(n)), (False,) * n
    )
