"""`ComparisonView`: a token as the mask, as a random one and unchanged, with what differs."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from explorer.records import Axis
from explorer.records.lessons.masking import FATES, Comparison
from explorer.state.actions import Hovered, PositionFocused
from explorer.state.model import AppState
from explorer.state.selectors import indices_on
from explorer.views.lessons.masking.split_word_view import SplitWordView
from explorer.views.lessons.masking.way_view import WayView
from explorer.views.lessons.parts.difference_map import DifferenceMap
from explorer.views.lessons.parts.grid_view import GridView
from explorer.views.look.theme import SPACE

_LEAST_MAP, _MOST_MAP = 220, 480


class ComparisonView(QWidget):
    """Three columns; below the first two the difference from the third, below that the word.

    Signals (GUI thread): `acted(action)`: Hovered, PositionFocused.
    """

    acted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ways = tuple(WayView(fate) for fate in FATES)
        self.differences = (
            DifferenceMap(self.tr("Map with the mask less the unchanged one")),
            DifferenceMap(self.tr("Map with a random token less the unchanged one")),
        )
        self.word = SplitWordView()
        self._ranges = (QLabel(), QLabel())
        self._grid = QGridLayout(self)
        self._lay_out()
        for grid in self.grids:
            grid.pointed.connect(lambda row, column, g=grid: self._point(g, row, column))
            grid.chosen.connect(lambda row, _column, g=grid: self._choose(g, row))

    @property
    def grids(self) -> Sequence[GridView]:
        """All maps of the page."""
        return (*(way.map for way in self.ways), *self.differences)

    def _lay_out(self) -> None:
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(2 * SPACE)
        self._grid.setVerticalSpacing(SPACE)
        for column, way in enumerate(self.ways):
            self._grid.addWidget(way, 0, column)
            self._grid.setColumnStretch(column, 1)
        for column, (shown, words) in enumerate(zip(self.differences, self._ranges, strict=True)):
            cell = QVBoxLayout()
            cell.setSpacing(2)
            words.setForegroundRole(QPalette.ColorRole.Dark)
            cell.addWidget(words)
            cell.addWidget(shown)
            self._grid.addLayout(cell, 1, column)
        self._grid.addWidget(self.word, 1, len(self.differences))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        height = min(max(self.width() // len(FATES), _LEAST_MAP), _MOST_MAP)
        for grid in self.grids:
            grid.setFixedHeight(height)

    # ---- state -----------------------------------------------------------------------------------

    def show_comparison(self, shown: Comparison, state: AppState) -> None:
        for way, guess, drawn in zip(self.ways, shown.guesses, shown.maps, strict=True):
            way.show_guess(guess, drawn, state.colormap)
        words = (self.tr("masked − unchanged"), self.tr("random − unchanged"))
        for signed, label, found, name in zip(
            self.differences, self._ranges, shown.differences, words, strict=True
        ):
            signed.show_difference(found)
            span = self.tr("blue −{high} … red +{high}").format(high=f"{found.high:.2f}")
            label.setText(f"{name}\n{span}")
        for grid in self.grids:
            rows = indices_on(grid.queries, state.hover.queries)
            grid.mark(rows, indices_on(grid.keys, state.hover.keys))

    def show_stale(self, *, is_stale: bool) -> None:
        for way in self.ways:
            way.show_stale(is_stale=is_stale)
        for grid in self.differences:
            grid.dimmer.show_stale(is_stale=is_stale)

    # ---- pointing --------------------------------------------------------------------------------

    def _point(self, grid: GridView, row: int | None, column: int | None) -> None:
        self.acted.emit(Hovered(_held(grid.queries, row), _held(grid.keys, column)))

    def _choose(self, grid: GridView, row: int | None) -> None:
        if row is not None:
            self.acted.emit(PositionFocused(grid.queries.positions[row][0]))


def _held(axis: Axis, index: int | None) -> tuple[int, ...]:
    return () if index is None else axis.positions[index]
