"""`HeadRanking`: the heads that changed most, the first on top."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from explorer.records import HeadRef
from explorer.records.lessons.compare import ranked
from explorer.state.actions import HeadSelected
from explorer.views.predictions.bar_list import BarList, BarRow
from explorer.views.text.labels import head_name, probability

MOST_ROWS = 8


class HeadRanking(BarList):
    """A click selects a head. acted(action): GUI thread."""

    acted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._heads: tuple[tuple[HeadRef, float], ...] = ()
        self.setAccessibleName(self.tr("Heads that changed most"))
        self.chosen.connect(lambda row: self.acted.emit(HeadSelected(self._heads[row][0])))

    def show_divergences(self, divergences: NDArray[np.float32], selected: HeadRef) -> None:
        """divergences: (layer, head) in bits."""
        self._heads = ranked(divergences, selected.site)[:MOST_ROWS]
        most = max((value for _, value in self._heads), default=0.0) or 1.0
        self.show_rows(
            [
                BarRow(
                    head_name(head),
                    value / most,
                    probability(value) if value else "0",
                    is_marked=head == selected,
                )
                for head, value in self._heads
            ]
        )

    def tooltip(self, row: int) -> str:
        head, value = self._heads[row]
        words = self.tr("Show {head}; it changed by {n} bits")
        return words.format(head=head_name(head), n=f"{value:.4f}")
