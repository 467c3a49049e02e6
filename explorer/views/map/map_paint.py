"""How the map of one head is drawn: cells, labels, marks of pinned rows, the crosshair."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QTransform

from explorer.records import Axis, LongMap, ShownMap
from explorer.views.look.theme import SPACE, Theme
from explorer.views.map.level_image import Levels, level_image, sampled
from explorer.views.map.long_cells import Tiles, long_levels
from explorer.views.map.map_camera import MapCamera
from explorer.views.map.map_layout import MARKS, MapLayout
from explorer.views.map.map_marks import Found, Highlights
from explorer.views.map.token_axis import draw_label_ground, label_ink, row_box, turned

# To join flags takes PySide longer than to draw a label.
_FROM_ITS_FOOT = (
    Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextDontClip
)


def cells_image(
    shown: ShownMap, tiles: Tiles, camera: MapCamera, colormap: str, *, theme: Theme, ratio: float
) -> QImage:
    """The part of the map that is in view, one entry a device pixel."""
    if isinstance(shown, LongMap):
        levels = long_levels(shown, tiles, camera, ratio)
    else:
        levels = _levels(shown.levels, camera, ratio)
    ground = theme.colour("surface")
    image = level_image(levels, colormap, is_dark=theme.is_dark, ground=ground)
    image.setDevicePixelRatio(ratio)
    return image


def _levels(levels: Levels, camera: MapCamera, ratio: float) -> Levels:
    for axis, cell, length, hidden in (
        (0, camera.cell_height, camera.shown_height, camera.y),
        (1, camera.cell_width, camera.shown_width, camera.x),
    ):
        n_pixels = max(1, round(length * ratio))
        levels = sampled(levels, axis, n_pixels=n_pixels, cell=cell * ratio, offset=hidden * ratio)
    return levels


def draw_labels(
    painter: QPainter, layout: MapLayout, shown: ShownMap, marked: Highlights, theme: Theme
) -> None:
    """Every label that has room, on both sides."""
    kept = (*marked.rows, *marked.pinned)
    for row in layout.shown_rows(kept):
        _draw_row_label(painter, layout, shown.queries, row, marked, theme)
    for column in layout.shown_columns(marked.columns):
        _draw_column_label(painter, layout, shown.keys, column, marked, theme)


def draw_pointed_labels(
    painter: QPainter, layout: MapLayout, shown: ShownMap, marked: Highlights, theme: Theme
) -> None:
    """Over the labels of a map that nothing points at: leaves what `draw_labels` would draw."""
    rows = layout.shown_rows((*marked.rows, *marked.pinned))
    columns = layout.shown_columns(marked.columns)
    still_rows, still_columns = layout.shown_rows(marked.pinned), layout.shown_columns()
    new_rows = {*still_rows} ^ {*rows} | {*marked.rows}
    new_columns = {*still_columns} ^ {*columns} | {*marked.columns}
    ground = theme.colour("background")
    for row in new_rows.intersection(still_rows):
        painter.fillRect(_row_box(layout, row).adjusted(-1, 0, 1, 0), ground)
    for column in new_columns.intersection(still_columns):
        transform, box = _column_box(layout, column)
        painter.setTransform(transform, True)
        painter.fillRect(box.adjusted(-1, 0, 1, 0), ground)
        painter.setTransform(transform.inverted()[0], True)
    for row in new_rows.intersection(rows):
        _draw_row_label(painter, layout, shown.queries, row, marked, theme)
    for column in new_columns.intersection(columns):
        _draw_column_label(painter, layout, shown.keys, column, marked, theme)


def _row_box(layout: MapLayout, row: int) -> QRectF:
    return row_box(layout.rows, row, right=layout.left - MARKS, centre=layout.row_centre(row))


def _column_box(layout: MapLayout, column: int) -> tuple[QTransform, QRectF]:
    return turned(layout.columns, column, layout.angle, layout.column_foot(column))


def _draw_row_label(
    painter: QPainter, layout: MapLayout, axis: Axis, row: int, marked: Highlights, theme: Theme
) -> None:
    box, is_pointed = _row_box(layout, row), row in marked.rows
    if is_pointed:
        draw_label_ground(painter, box, theme)
    stands_out = is_pointed or row in marked.pinned
    painter.setPen(label_ink(axis, row, marked.masked_rows, theme, stands_out=stands_out))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, layout.rows.text(row))


def _draw_column_label(
    painter: QPainter, layout: MapLayout, axis: Axis, column: int, marked: Highlights, theme: Theme
) -> None:
    transform, box = _column_box(layout, column)
    painter.setTransform(transform, True)
    is_pointed = column in marked.columns
    if is_pointed:
        draw_label_ground(painter, box, theme)
    painter.setPen(label_ink(axis, column, marked.masked_columns, theme, stands_out=is_pointed))
    painter.drawText(box, _FROM_ITS_FOOT, layout.columns.text(column))
    painter.setTransform(transform.inverted()[0], True)


def draw_pin_marks(painter: QPainter, layout: MapLayout, marked: Highlights, theme: Theme) -> None:
    """A bar at the left of each pinned row."""
    area = layout.map_rect
    for row in marked.pinned:
        top = layout.top + layout.camera.top(row)
        bar = QRectF(layout.left - 5, top, 3, max(2.0, layout.camera.cell_height - 1))
        painter.fillRect(
            bar & QRectF(bar.left(), area.top(), 3, area.height()), theme.colour("accent")
        )


def draw_found(painter: QPainter, layout: MapLayout, found: Found, theme: Theme) -> None:
    """A tick at each row and column that is looked for, longer where it is the one in view."""
    area, camera = layout.map_rect, layout.camera
    colour = theme.colour("warning")
    high, wide = (max(1.0, cell - 1) for cell in (camera.cell_height, camera.cell_width))
    painter.save()
    painter.setClipRect(area.adjusted(-MARKS, -MARKS, 0, 0))
    current = {*found.current_rows}
    for row in found.rows:
        length, top = MARKS - 1 if row in current else 3, layout.top + camera.top(row)
        if area.top() - high <= top <= area.bottom():
            painter.fillRect(QRectF(area.left() - length, top, length - 1, high), colour)
    current = {*found.current_columns}
    for column in found.columns:  # labels begin nearer to the map here
        length, left = MARKS // 2 if column in current else 3, layout.left + camera.left(column)
        if area.left() - wide <= left <= area.right():
            painter.fillRect(QRectF(left, area.top() - length, wide, length - 1), colour)
    painter.restore()


def draw_coarse_mark(painter: QPainter, layout: MapLayout, shown: ShownMap, theme: Theme) -> None:
    """A quiet line beside the rows of a long map of which only some were computed so far."""
    if not isinstance(shown, LongMap) or shown.is_exact:
        return
    area = layout.map_rect
    top = max(area.top(), layout.top + layout.camera.top(shown.n_exact * shown.pool))
    if top < area.bottom():
        line = QRectF(area.right() + 4, top, 2, area.bottom() - top)
        painter.fillRect(line, theme.colour("muted"))


def draw_crosshair(painter: QPainter, layout: MapLayout, marked: Highlights, theme: Theme) -> None:
    """Bands over the rows and columns pointed at; a frame where exactly two of them meet.

    Neighbours are one band.
    """
    area = layout.map_rect
    rows, columns = _stretches(marked.rows), _stretches(marked.columns)
    painter.save()
    painter.setClipRect(area)
    for stretch in rows:
        cells = layout.cells_rect(stretch, (0, 0))
        band = QRectF(area.left(), cells.top(), area.width(), cells.height())
        _draw_band(painter, band, theme, is_row=True)
    for stretch in columns:
        cells = layout.cells_rect((0, 0), stretch)
        band = QRectF(cells.left(), area.top(), cells.width(), area.height())
        _draw_band(painter, band, theme, is_row=False)
    painter.restore()
    if len(rows) == len(columns) == 1:
        frame = layout.cells_rect(rows[0], columns[0])
        if area.contains(frame.center()):
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for colour, width, grown in ((theme.background, 4, 1.5), (theme.accent, 2, 1.5)):
                pen = QPen(QColor(colour), width)
                pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
                painter.setPen(pen)
                painter.drawRect(frame.adjusted(-grown, -grown, grown, grown))


def _stretches(indices: tuple[int, ...]) -> list[tuple[int, int]]:
    """(first, last) of each run of neighbours."""
    runs: list[tuple[int, int]] = []
    for index in indices:
        if runs and index == runs[-1][1] + 1:
            runs[-1] = runs[-1][0], index
        else:
            runs.append((index, index))
    return runs


def _draw_band(painter: QPainter, band: QRectF, theme: Theme, *, is_row: bool) -> None:
    """Two lines beside the cells; a tint over them would change what their colours say."""
    painter.setPen(QPen(theme.colour("accent"), 1))
    if is_row:
        edges = ((band.topLeft(), band.topRight()), (band.bottomLeft(), band.bottomRight()))
    else:
        edges = ((band.topLeft(), band.bottomLeft()), (band.topRight(), band.bottomRight()))
    for start, end in edges:
        painter.drawLine(start, end)


def draw_corner(painter: QPainter, layout: MapLayout, words: tuple[str, str], theme: Theme) -> None:
    """Which side is which, where there is room for it: (rows, columns)."""
    painter.setPen(theme.colour("muted"))
    metrics = painter.fontMetrics()
    right, bottom = layout.left - MARKS, layout.top - MARKS
    fits_across = right - SPACE / 2 > max(metrics.horizontalAdvance(word) for word in words)
    if not fits_across or bottom < 2 * metrics.height():
        return
    for line, word in enumerate(words):
        baseline = bottom - metrics.descent() - line * metrics.height()
        painter.drawText(QPointF(right - metrics.horizontalAdvance(word), baseline), word)


def draw_skeleton(painter: QPainter, area: QRectF, theme: Theme) -> None:
    """Quiet cells where the first map will be."""
    cell = min(48.0, area.width() / 14, area.height() / 14)
    for row in range(12):
        for column in range(12):
            left, top = 8 * SPACE + column * cell, 4 * SPACE + row * cell
            painter.fillRect(QRectF(left, top, cell - 2, cell - 2), theme.colour("hover"))
