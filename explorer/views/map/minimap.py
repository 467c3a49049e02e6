"""The whole map in small, with a frame around what is in view."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from explorer.views.look.theme import Theme
from explorer.views.map.level_image import Levels, level_image, sampled
from explorer.views.map.map_layout import MapLayout

LEAST_FRAME = 6.0  # of a view that is too small to be seen


def minimap_image(
    levels: Levels, area: QRectF, colormap: str, *, theme: Theme, ratio: float
) -> QImage:
    """levels: (row, column) of the whole map, pooled or not."""
    for axis, length in ((0, area.height()), (1, area.width())):
        n_pixels = max(1, round(length * ratio))
        levels = sampled(levels, axis, n_pixels=n_pixels, cell=n_pixels / levels.shape[axis])
    image = level_image(levels, colormap, is_dark=theme.is_dark, ground=theme.colour("surface"))
    image.setDevicePixelRatio(ratio)
    return image


def frame_of(layout: MapLayout) -> QRectF:
    """What is in view, on the minimap; never too small to be seen."""
    area, camera = layout.minimap, layout.camera
    across = area.width() / (camera.n_columns * camera.cell_width)
    down = area.height() / (camera.n_rows * camera.cell_height)
    frame = QRectF(
        area.left() + camera.x * across,
        area.top() + camera.y * down,
        camera.shown_width * across,
        camera.shown_height * down,
    )
    grown_x = max(0.0, LEAST_FRAME - frame.width()) / 2
    grown_y = max(0.0, LEAST_FRAME - frame.height()) / 2
    return frame.adjusted(-grown_x, -grown_y, grown_x, grown_y)


def place_at(layout: MapLayout, point: QPointF) -> tuple[float, float]:
    """(row, column) of the map under a point of the minimap, or nearest to it."""
    area, camera = layout.minimap, layout.camera
    right = min(max((point.x() - area.left()) / area.width(), 0.0), 1.0)
    down = min(max((point.y() - area.top()) / area.height(), 0.0), 1.0)
    return down * camera.n_rows, right * camera.n_columns


def draw_minimap(painter: QPainter, layout: MapLayout, image: QImage, theme: Theme) -> None:
    area = layout.minimap
    painter.drawImage(area.topLeft(), image)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.colour("line"), 1))
    painter.drawRect(area.adjusted(-0.5, -0.5, 0.5, 0.5))
    frame = frame_of(layout)
    for colour, width in ((theme.background, 4), (theme.accent, 2)):
        pen = QPen(QColor(colour), width)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        painter.setPen(pen)
        painter.drawRect(frame)
