"""Where the parts of a small map stand: words at the left and on top, cells between them."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFont, QFontMetricsF

from explorer.records import Axis
from explorer.views.look.theme import SPACE
from explorer.views.map.token_axis import (
    Angle,
    AxisText,
    axis_text,
    height_of,
    room_between,
    spread,
)

MOST_FOR_LABELS = 0.3  # of the width and of the height
LEAST_FOR_LABELS = 8  # characters on top: a short word is never cut
LARGEST_CELL = 36.0
_ANGLES: tuple[Angle, ...] = (0, 45, 90)


@dataclass(frozen=True, slots=True)
class GridLayout:
    """Lengths in logical pixels of the widget; cells are square unless a side has too many."""

    rows: AxisText
    columns: AxisText
    angle: Angle
    left: float  # of the cells
    top: float
    cell_width: float
    cell_height: float

    @property
    def cells(self) -> QRectF:
        width, height = len(self.columns) * self.cell_width, len(self.rows) * self.cell_height
        return QRectF(self.left, self.top, width, height)

    def cell_rect(self, row: int, column: int) -> QRectF:
        x = self.left + column * self.cell_width
        y = self.top + row * self.cell_height
        return QRectF(x, y, self.cell_width, self.cell_height)

    def row_rect(self, row: int) -> QRectF:
        area = self.cells
        return QRectF(
            area.left(), self.top + row * self.cell_height, area.width(), self.cell_height
        )

    def column_rect(self, column: int) -> QRectF:
        area = self.cells
        return QRectF(
            self.left + column * self.cell_width, area.top(), self.cell_width, area.height()
        )

    def column_foot(self, column: int) -> QPointF:
        return QPointF(self.left + (column + 0.5) * self.cell_width, self.top - SPACE / 4)

    def shown_rows(self, kept: tuple[int, ...] = ()) -> tuple[int, ...]:
        return spread(
            len(self.rows),
            pitch=self.cell_height,
            offset=0,
            length=self.cells.height(),
            room=self.rows.line_height,
            kept=kept,
        )

    def shown_columns(self, kept: tuple[int, ...] = ()) -> tuple[int, ...]:
        return spread(
            len(self.columns),
            pitch=self.cell_width,
            offset=0,
            length=self.cells.width(),
            room=room_between(self.angle, self.columns),
            kept=kept,
        )

    def target_at(self, at: QPointF) -> tuple[int | None, int | None]:
        """(row, column) under a point; only one of them where the point is on a label."""
        area = self.cells
        row = math.floor((at.y() - area.top()) / self.cell_height)
        column = math.floor((at.x() - area.left()) / self.cell_width)
        is_row, is_column = 0 <= row < len(self.rows), 0 <= column < len(self.columns)
        if is_row and at.x() < area.left():
            return row, None
        if is_column and at.y() < area.top():
            return None, column
        return (row, column) if is_row and is_column else (None, None)


def grid_layout(
    queries: Axis, keys: Axis, font: QFont, width: float, height: float
) -> GridLayout | None:
    """The flattest angle at which no label on top is left out, else upright ones.

    None without a row or a column.
    """
    if not len(queries) or not len(keys):
        return None
    least = LEAST_FOR_LABELS * QFontMetricsF(font).averageCharWidth()
    rows = axis_text(queries.labels, font, width * MOST_FOR_LABELS)
    columns = axis_text(keys.labels, font, max(height * MOST_FOR_LABELS, least))
    left = math.ceil(rows.widest + SPACE)
    for angle in _ANGLES:
        top = math.ceil(height_of(angle, columns) + SPACE / 2)
        over = math.ceil(_over(angle, columns))
        across = max(1.0, width - left - max(over, 2)) / len(keys)
        down = max(1.0, height - top - 2) / len(queries)
        side = min(across, down, LARGEST_CELL)
        cell_width, cell_height = _sides(side, across, down)
        if cell_width >= room_between(angle, columns):
            break
    return GridLayout(rows, columns, angle, left, top, cell_width, cell_height)


def _over(angle: Angle, columns: AxisText) -> float:
    """How far the label of the last column may reach beyond it."""
    match angle:
        case 45:
            return columns.widest / math.sqrt(2)
        case 90:
            return columns.line_height / 2
    return 0.0


def _sides(side: float, across: float, down: float) -> tuple[float, float]:
    """Square cells; where that would leave most of one direction empty they are stretched."""
    return min(across, 2 * side, LARGEST_CELL), min(down, 2 * side, LARGEST_CELL)
