"""`MapsView`: the selected head before and after, and the difference, side by side."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from explorer.records.lessons.compare import ComparedMaps
from explorer.state.actions import Hovered
from explorer.state.model import Hover
from explorer.state.selectors import indices_on
from explorer.views.lessons.parts.difference_map import DifferenceMap
from explorer.views.lessons.parts.weights_map import WeightsMap
from explorer.views.look.theme import SPACE
from explorer.views.text.labels import head_name
from explorer.views.widgets.messages import ElidedLabel

# Heights in pixels, by the tokens: the least, and where there is room.
LEAST, MOST, LABELS, ROW, ROOMY_ROW = 220, 420, 64, 18, 28


class MapsView(QWidget):
    """All three follow the pointer, wherever it is. acted(action): GUI thread; Hovered."""

    acted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._maps: ComparedMaps | None = None
        self.before = WeightsMap(self.tr("Map before"))
        self.after = WeightsMap(self.tr("Map after"))
        self.difference = DifferenceMap(self.tr("Difference of the two maps"))
        self.captions = tuple(ElidedLabel() for _ in self.grids)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2 * SPACE)
        for caption, grid in zip(self.captions, self.grids, strict=True):
            caption.setForegroundRole(QPalette.ColorRole.PlaceholderText)
            caption.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            # The hint would be kept to, since the page has lines that wrap.
            grid.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
            grid.pointed.connect(self._point)
            column = QVBoxLayout()
            column.setSpacing(SPACE // 2)
            column.addWidget(caption)
            column.addWidget(grid, 1)
            row.addLayout(column, 1)

    @property
    def grids(self) -> tuple[WeightsMap, WeightsMap, DifferenceMap]:
        return self.before, self.after, self.difference

    def show_maps(self, maps: ComparedMaps, colormap: str, hover: Hover) -> None:
        """hover: token positions that are pointed at, here or elsewhere."""
        self._maps = maps
        self.before.show_map(maps.before, colormap)
        self.after.show_map(maps.after, colormap)
        self.difference.show_difference(maps.difference)
        name = head_name(maps.after.head)
        most = f"{maps.difference.high:.2f}"
        texts = (
            self.tr("Before · {head}").format(head=name),
            self.tr("After · {head}").format(head=name),
            self.tr("After − before, up to ±{most}").format(most=most),
        )
        for caption, text in zip(self.captions, texts, strict=True):
            caption.setText(text)
        rows = indices_on(maps.before.queries, hover.queries)
        columns = indices_on(maps.before.keys, hover.keys)
        n_rows = len(maps.before.queries)
        least = min(max(LABELS + ROW * n_rows, LEAST), MOST)
        for grid in self.grids:
            grid.mark(rows, columns)
            grid.setMinimumHeight(least)
            grid.setMaximumHeight(max(least, LABELS + ROOMY_ROW * n_rows))

    def show_stale(self, *, is_stale: bool) -> None:
        for grid in self.grids:
            grid.dimmer.show_stale(is_stale=is_stale)

    def _point(self, row: int | None, column: int | None) -> None:
        if self._maps is not None:
            shown = self._maps.before
            queries = () if row is None else shown.queries.positions[row]
            keys = () if column is None else shown.keys.positions[column]
            self.acted.emit(Hovered(queries, keys))
