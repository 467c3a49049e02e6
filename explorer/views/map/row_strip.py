"""The strip beneath a map: what each key gets of the pinned rows, or of the row pointed at."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from explorer.views.look.theme import SPACE, Theme
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
    highest = float(summed.max()) or 1.0
    thick = max(1.0, layout.camera.cell - (1 if layout.camera.cell > 3 else 0))
    for column, value in enumerate(summed.tolist()):
        left = layout.left + layout.camera.left(column)
        if bars.left() - thick < left < bars.right():
            height = max(0.0, value / highest) * bars.height()
            bar = QRectF(left, bars.bottom() - height, thick, height)
            painter.fillRect(bar, theme.colour("accent" if column in pointed else "muted"))
    painter.restore()
    painter.setPen(theme.colour("line"))
    painter.drawLine(bars.bottomLeft(), bars.bottomRight())
