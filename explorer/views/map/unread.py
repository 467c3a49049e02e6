"""Where a text was read in windows: the cells whose tokens never stood in the same one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QBrush, QPainter, QPen

from explorer.state.windows import Band
from explorer.views.look.theme import Theme
from explorer.views.map.map_layout import MapLayout


def draw_unread(painter: QPainter, layout: MapLayout, bands: Sequence[Band], theme: Theme) -> None:
    """Hatching over what no window saw, and a line around what each of them saw."""
    area = layout.map_rect
    painter.save()
    painter.setClipRect(area)
    hatching = QBrush(theme.colour("line"), Qt.BrushStyle.BDiagPattern)
    edges: list[QLineF] = []
    before: QRectF | None = None
    for band in bands:
        seen = seen_rect(layout, band)
        if not (seen.bottom() < area.top() or seen.top() > area.bottom()):
            ends = [layout.left + layout.camera.left(at) for at in (band.left, band.right)]
            left = QRectF(ends[0], seen.top(), seen.left() - ends[0], seen.height())
            right = QRectF(seen.right(), seen.top(), ends[1] - seen.right(), seen.height())
            for rest in (left & area, right & area):
                painter.fillRect(rest, theme.colour("background"))
                painter.fillRect(rest, hatching)
            edges += _edges(seen, before)
        before = seen
    painter.setPen(QPen(theme.colour("muted"), 1))
    painter.drawLines(edges)
    painter.restore()


def seen_rect(layout: MapLayout, band: Band) -> QRectF:
    """What a window saw of its rows, on the widget."""
    camera = layout.camera
    left, right = (layout.left + camera.left(column) for column in (band.start, band.end))
    top, bottom = (layout.top + camera.top(row) for row in (band.first, band.last))
    return QRectF(left, top, right - left, bottom - top)


def _edges(seen: QRectF, before: QRectF | None) -> list[QLineF]:
    """Both sides, and the steps from the window above."""
    edges = [
        QLineF(seen.topLeft(), seen.bottomLeft()),
        QLineF(seen.topRight(), seen.bottomRight()),
    ]
    if before is not None:
        edges.append(QLineF(before.bottomLeft(), seen.topLeft()))
        edges.append(QLineF(before.bottomRight(), seen.topRight()))
    return edges
