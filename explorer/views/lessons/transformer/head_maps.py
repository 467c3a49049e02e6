"""`HeadMaps`: every head of one attention, and beside them what its mask lets each query see."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from explorer.records import AttentionMap
from explorer.records.lessons.transformer import Flow
from explorer.views.lessons.parts.sight_grid import SightGrid
from explorer.views.lessons.parts.weights_map import WeightsMap
from explorer.views.look.theme import SPACE
from explorer.views.widgets.buttons import QuietButton

WIDE = 900  # from here on all parts stand in one row
PART = (108, 118)


class HeadMaps(QWidget):
    """What is pointed at in one map stands out in all of them.

    Signals (GUI thread): `head_chosen(head)`, of a cross-attention, to be drawn as lines.
    """

    head_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._maps: tuple[AttentionMap, ...] = ()
        self.titles: list[QuietButton] = []
        self.maps: list[WeightsMap] = []
        self.sight = SightGrid(self.tr("Mask: what each word may see"))
        self._row: int | None = None
        title = QLabel(self.tr("Mask"))
        title.setForegroundRole(QPalette.ColorRole.Dark)
        self._sight_part = _part(title, self.sight)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(SPACE)
        self._parts: list[QWidget] = []

    def show_heads(
        self, maps: tuple[AttentionMap, ...], flow: Flow, row: int | None, chosen: int | None
    ) -> None:
        """row: stands out while nothing is pointed at. chosen: the head drawn as lines; None
        where this attention is not across.
        """
        while len(self.maps) < len(maps):
            self._add_head()
        for head, (part, title, weights) in enumerate(
            zip(self._parts, self.titles, self.maps, strict=True)
        ):
            part.setVisible(head < len(maps))
            if head < len(maps):
                weights.show_map(maps[head])
                title.setChecked(head == chosen)
                title.setEnabled(maps[head].head.site == "cross")
        if flow.sight is not None and maps:
            self.sight.show_sight(flow.sight, maps[0].queries, maps[0].keys)
        self._maps, self._row = maps, row
        self._mark(row, None)

    def show_stale(self, *, is_stale: bool) -> None:
        for grid in (*self.maps, self.sight):
            grid.dimmer.show_stale(is_stale=is_stale)

    def _add_head(self) -> None:
        head = len(self.maps)
        title = QuietButton(f"H{head}")
        title.setCheckable(True)
        title.setToolTip(self.tr("Draw this head as lines above"))
        title.clicked.connect(lambda _checked, h=head: self.head_chosen.emit(h))
        weights = WeightsMap(self.tr("Head {head}").format(head=head))
        self.titles.append(title)
        self.maps.append(weights)
        self._parts.append(_part(title, weights))
        self._lay_out()
        weights.pointed.connect(self._mark)
        if head == 0:
            self.sight.pointed.connect(self._mark)

    def _mark(self, row: int | None, column: int | None) -> None:
        rows = (row,) if row is not None else () if self._row is None else (self._row,)
        columns = () if column is None else (column,)
        for grid in (*self.maps, self.sight):
            grid.mark(rows, columns)

    def _lay_out(self) -> None:
        parts = [*self._parts, self._sight_part]
        across = len(parts) if self.width() >= WIDE else -(-len(parts) // 2)
        for part in parts:
            self._grid.removeWidget(part)
        for index, part in enumerate(parts):
            self._grid.addWidget(part, index // across, index % across)

    def resizeEvent(self, _event: object) -> None:
        self._lay_out()


def _part(title: QWidget, grid: QWidget) -> QWidget:
    part = QWidget()
    column = QVBoxLayout(part)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(2)
    title.setFixedHeight(24)
    column.addWidget(title, 0, Qt.AlignmentFlag.AlignLeft)
    column.addWidget(grid, 1)
    grid.setMinimumSize(*PART)
    # The page's height follows what its parts prefer; these take what is left.
    grid.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
    return part
