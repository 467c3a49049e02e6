"""`ChangesView`: how much every head changed, and which changed most."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from explorer.records import HeadRef
from explorer.records.lessons.compare import ComparedMaps, HeldOut
from explorer.state.lessons.compare import Ranking
from explorer.views.lessons.compare.change_grid import ChangeGrid
from explorer.views.lessons.compare.head_ranking import HeadRanking
from explorer.views.look.theme import SPACE
from explorer.views.widgets.buttons import QuietButton

# Heights of the grid in pixels, by the layers.
LEAST, MOST, HEADS, LAYER = 140, 340, 40, 24


class ChangesView(QWidget):
    """By this text, or by the held-out set.

    Signals (GUI thread): `acted(action)`, HeadSelected; `by(ranking)`, which of both is wanted.
    """

    acted = Signal(object)
    by = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.grid = ChangeGrid()
        self.ranking = HeadRanking()
        self.by_text = QuietButton(self.tr("This text"))
        self.by_data = QuietButton(self.tr("Held-out set"))
        group = QButtonGroup(self)
        for button in (self.by_text, self.by_data):
            button.setCheckable(True)
            group.addButton(button)
        every = _column(self._chooser(), self.grid)
        most = QLabel(self.tr("Changed most"))
        most.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        ranked = _column(most, self.ranking)
        ranked.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2 * SPACE)
        row.addLayout(every, 5)
        row.addLayout(ranked, 3)
        for part in (self.grid, self.ranking):
            part.acted.connect(self.acted)
        self.by_text.clicked.connect(lambda: self.by.emit("text"))
        self.by_data.clicked.connect(lambda: self.by.emit("data"))

    def _chooser(self) -> QWidget:
        chooser = QWidget()
        said = QLabel(self.tr("Change in bits, from"))
        said.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        row = QHBoxLayout(chooser)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE // 2)
        for part in (said, self.by_text, self.by_data):
            row.addWidget(part)
        row.addStretch(1)
        return chooser

    def show_changes(
        self,
        maps: ComparedMaps,
        held_out: HeldOut | None,
        ranking: Ranking,
        *,
        selected: HeadRef,
        colormap: str,
    ) -> None:
        """held_out: what is known of the file, where one was chosen."""
        chosen = held_out if ranking == "data" else None
        divergences = maps.divergences if chosen is None else chosen.divergences
        (self.by_text if chosen is None else self.by_data).setChecked(True)
        self.by_data.setEnabled(held_out is not None)
        nothing = self.tr("Choose a held-out set at the top right")
        self.by_data.setToolTip(nothing if held_out is None else "")
        height = HEADS + LAYER * len(divergences)
        self.grid.setFixedHeight(min(max(height, LEAST), MOST))
        self.grid.show_divergences(divergences, selected, colormap)
        self.ranking.show_divergences(divergences, selected)

    def show_stale(self, *, is_stale: bool) -> None:
        self.grid.dimmer.show_stale(is_stale=is_stale)
        self.ranking.dimmer.show_stale(is_stale=is_stale)


def _column(*parts: QWidget) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(SPACE // 2)
    for part in parts:
        column.addWidget(part)
    return column
