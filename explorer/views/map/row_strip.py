"""The strip beneath a map: what each key gets of the pinned rows, or of the row pointed at."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter

from explorer.views.look.theme import SPACE, Theme
from explorer.views.map.level_image import sampled
from explorer.views.map.map_layout import MapLayout


def draw_row_strip(
    painter: QPainter,
    layout: MapLayout,
    summed: NDArray[np.float32],
    *,
    words: str,
    numbers: tuple[str, QFont],
    pointed: tuple[int, ...],
    width: float,
    theme: Theme,
) -> None:
    """summed: (key,); bars stand under their columns, the largest fills the height.

    words, numbers: the read-out above the bars; words give way where `width`, that of the widget,
        is too small.
    """
    area = layout.strip
    line_height = painter.fontMetrics().height()
    baseline = area.top() + painter.fontMetrics().ascent()
    painter.setPen(theme.colour("muted"))
    room = width - area.left() - SPACE - QFontMetricsF(numbers[1]).horizontalAdvance(numbers[0])
    words = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, max(0, int(room)))
    painter.drawText(QPointF(area.left(), baseline), words)
    start = area.left() + painter.fontMetrics().horizontalAdvance(words) + SPACE
    painter.save()
    painter.setFont(numbers[1])
    painter.setPen(theme.colour("text"))
    painter.drawText(QPointF(start, baseline), numbers[0])
    painter.restore()
    bars = QRectF(area.left(), area.top() + line_height + 2, area.width(), 0)
    bars.setBottom(area.bottom())
    painter.save()
    painter.setClipRect(bars)
    heights = np.maximum(summed / (summed.max() or 1.0), 0.0) * bars.height()
    draw_bars(painter, layout, bars, heights, theme.colour("muted"))
    thick = thickness(layout)
    for column in pointed:
        left, height = layout.left + layout.camera.left(column), float(heights[column])
        bar = QRectF(left, bars.bottom() - height, thick, height)
        painter.fillRect(bar, theme.colour("accent"))
    painter.restore()
    painter.setPen(theme.colour("line"))
    painter.drawLine(bars.bottomLeft(), bars.bottomRight())


def thickness(layout: MapLayout) -> float:
    cell = layout.camera.cell_width
    return max(1.0, cell - (1 if cell > 3 else 0))


def draw_bars(
    painter: QPainter,
    layout: MapLayout,
    area: QRectF,
    heights: NDArray[np.floating],
    colour: QColor,
) -> None:
    """As one image: hundreds of rectangles take longer than a pointer may lag."""
    ratio, camera = painter.device().devicePixelRatioF(), layout.camera
    cell, hidden = camera.cell_width * ratio, camera.x * ratio
    bottom = math.floor(area.bottom() * ratio + 0.5)
    tops = np.floor((area.bottom() - heights) * ratio + 0.5)
    rising = np.clip(bottom - tops, 0, 255).astype(np.uint8)  # pixels, by columns of the map
    n_pixels = max(1, round(area.width() * ratio))
    if cell >= 1:
        within = (np.arange(n_pixels) + 0.5 + hidden) % cell < thickness(layout) * ratio
    else:
        within = np.ones(n_pixels, bool)
    reached = sampled(rising, 0, n_pixels=n_pixels, cell=cell, offset=hidden) * within
    n_rows = max(1, int(reached.max()))
    drawn = np.arange(n_rows, 0, -1)[:, None] <= reached
    pixels = np.where(drawn, np.uint32(colour.rgba()), np.uint32(0))
    image = QImage(pixels.data, n_pixels, n_rows, 4 * n_pixels, QImage.Format.Format_ARGB32)
    image.setDevicePixelRatio(ratio)
    painter.drawImage(QPointF(area.left(), (bottom - n_rows) / ratio), image)
