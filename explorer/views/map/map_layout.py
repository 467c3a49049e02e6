"""Where the parts of the map view stand: labels, map, colour bar, and the strip of a row.

The strip keeps its room when it is empty, or pinning a row would move the map.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFont

from explorer.records import DENSE_TOKENS, Axis, ShownMap
from explorer.state.selectors import index_on
from explorer.views.look.theme import SPACE
from explorer.views.map.map_camera import MapCamera
from explorer.views.map.token_axis import (
    Angle,
    AxisText,
    Positions,
    axis_text,
    height_of,
    room_between,
    spread,
)

COLOUR_BAR = 84  # the bar, its ticks and the distance to the map
MINIMAP = 96  # its side, beside long maps
LEAST_MINIMAP = 6.0
STRIP = 72  # a line of words and the bars below it
MARKS = 8  # between labels and map; pinned rows are marked there
MOST_FOR_LABELS = 0.28  # of the width and of the height
FEW = 8  # from so many labels to one that has room, their places say more than words
_ANGLES: tuple[Angle, ...] = (0, 45, 90)


@dataclass(frozen=True, slots=True)
class MapLayout:
    """Lengths in logical pixels of the widget."""

    camera: MapCamera
    left: float  # of the map
    top: float
    angle: Angle
    row_words: AxisText
    column_words: AxisText
    row_places: AxisText
    column_places: AxisText

    @property
    def is_long(self) -> bool:
        return max(self.camera.n_rows, self.camera.n_columns) > DENSE_TOKENS

    @property
    def rows_have_places(self) -> bool:
        """Labels are the places of tokens: so few words have room that they would tell nothing."""
        return self.is_long and self.row_words.line_height >= FEW * self.camera.cell_height

    @property
    def columns_have_places(self) -> bool:
        return self.is_long and self.column_words.line_height >= FEW * self.camera.cell_width

    @property
    def rows(self) -> AxisText:
        return self.row_places if self.rows_have_places else self.row_words

    @property
    def columns(self) -> AxisText:
        return self.column_places if self.columns_have_places else self.column_words

    @property
    def map_rect(self) -> QRectF:
        return QRectF(self.left, self.top, self.camera.shown_width, self.camera.shown_height)

    @property
    def colour_bar(self) -> QRectF:
        area = self.map_rect
        # The name of the scale stands below it, still beside the map.
        taken = self.minimap.height() + 2 * SPACE if self.camera.is_zoomed else 0
        length = min(160.0, max(5.0 * SPACE, area.height() - 3 * SPACE - taken))
        return QRectF(area.right() + 2 * SPACE, area.top(), 10, length)

    @property
    def minimap(self) -> QRectF:
        """The whole map in small, below the colour bar; seen while only a part is in view."""
        area, camera = self.map_rect, self.camera
        side = MINIMAP if self.is_long else COLOUR_BAR - 3 * SPACE
        unit = side / max(camera.n_rows, camera.n_columns)
        width = max(LEAST_MINIMAP, camera.n_columns * unit)
        height = max(LEAST_MINIMAP, camera.n_rows * unit)
        return QRectF(area.right() + 2 * SPACE, area.bottom() - height, width, height)

    @property
    def strip(self) -> QRectF:
        area = self.map_rect
        return QRectF(area.left(), area.bottom() + SPACE, area.width(), STRIP - SPACE)

    def cell_rect(self, row: int, column: int) -> QRectF:
        camera = self.camera
        left, top = self.left + camera.left(column), self.top + camera.top(row)
        return QRectF(left, top, camera.cell_width, camera.cell_height)

    def cells_rect(self, rows: tuple[int, int], columns: tuple[int, int]) -> QRectF:
        """From the first to the last of some rows, and of some columns."""
        return self.cell_rect(rows[0], columns[0]) | self.cell_rect(rows[1], columns[1])

    def row_centre(self, row: int) -> float:
        return self.top + self.camera.top(row) + self.camera.cell_height / 2

    def column_foot(self, column: int) -> QPointF:
        x = self.left + self.camera.left(column) + self.camera.cell_width / 2
        return QPointF(x, self.top - MARKS / 2)

    def shown_rows(self, kept: tuple[int, ...] = ()) -> tuple[int, ...]:
        camera = self.camera
        return spread(
            camera.n_rows,
            pitch=camera.cell_height,
            offset=camera.y,
            length=camera.shown_height,
            room=self.rows.line_height,
            kept=kept,
            is_round=self.rows_have_places,
        )

    def shown_columns(self, kept: tuple[int, ...] = ()) -> tuple[int, ...]:
        camera = self.camera
        return spread(
            camera.n_columns,
            pitch=camera.cell_width,
            offset=camera.x,
            length=camera.shown_width,
            room=room_between(self.angle, self.columns),
            kept=kept,
            is_round=self.columns_have_places,
        )

    def target_at(self, x: float, y: float) -> tuple[int | None, int | None]:
        """(row, column) under a point; only one of them where the point is on a label."""
        area, camera = self.map_rect, self.camera
        across, down = x - self.left, y - self.top
        if across < 0 <= down:
            cell = camera.cell_at(0, down)
            return (cell[0] if cell else None), None
        if down < 0:
            lean = down if self.angle == 45 else 0
            cell = camera.cell_at(across + lean, 0)
            return None, (cell[1] if cell else None)
        cell = camera.cell_at(across, down) if area.contains(x, y) else None
        return cell or (None, None)


def layout_of(
    shown: ShownMap, font: QFont, width: float, height: float, before: MapCamera | None
) -> MapLayout:
    """The flattest angle at which no label on top has to be left out, else upright ones.

    before: the camera of the last layout, whose zoom and place are kept.
    """
    rows = axis_text(shown.queries.labels, font, width * MOST_FOR_LABELS)
    columns = axis_text(shown.keys.labels, font, height * MOST_FOR_LABELS)
    places = [AxisText(Positions(axis), font) for axis in (shown.queries, shown.keys)]
    left = math.ceil(SPACE + rows.widest + MARKS)
    is_long = max(len(rows), len(columns)) > DENSE_TOKENS
    beside = MINIMAP + 3 * SPACE if is_long else COLOUR_BAR
    for angle in _ANGLES[-1:] if is_long else _ANGLES:
        top = math.ceil(SPACE + height_of(angle, columns) + MARKS / 2)
        over = columns.overhang if angle == 45 else 0.0
        camera = MapCamera(
            len(shown.queries),
            len(shown.keys),
            max(1.0, width - left - max(beside, over + SPACE)),
            max(1.0, height - top - SPACE - STRIP),
        )
        if camera.cell_width >= room_between(angle, columns):
            break
    if before is not None:
        camera = before.refit(camera.n_rows, camera.n_columns, camera.width, camera.height)
    return MapLayout(camera, left, top, angle, rows, columns, *places)


def middle_of(
    camera: MapCamera, before: ShownMap | None, now: ShownMap | None
) -> tuple[float, float] | None:
    """(row, column) that shows what is in the middle of a view, where a map groups the same tokens
    otherwise: into words, or out of them. None where rows and columns are the ones before.
    """
    if before is None or now is None:
        return None
    middle = (
        (camera.y + camera.shown_height / 2) / camera.cell_height,
        (camera.x + camera.shown_width / 2) / camera.cell_width,
    )
    sides = (before.queries, now.queries), (before.keys, now.keys)
    places = [
        _same_place(old, new, int(place)) for place, (old, new) in zip(middle, sides, strict=True)
    ]
    row, column = places
    return None if row is None or column is None else (row + 0.5, column + 0.5)


def _same_place(old: Axis, new: Axis, index: int) -> int | None:
    """Where the tokens of an index stand on an axis that ends alike and has another length."""
    if not len(old) or not len(new) or len(old) == len(new):
        return None
    if old.positions[-1][-1] != new.positions[-1][-1]:
        return None
    return index_on(new, old.positions[min(index, len(old) - 1)][0])
