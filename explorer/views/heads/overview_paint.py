"""How the overview is drawn: one image of all maps, thinned labels, outlines in the gaps."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QImage, QPainter, QPen

from explorer.views.heads.overview_grid import Grid, Place, grid_in
from explorer.views.look.theme import SPACE, Theme

STALE_OPACITY = 0.45


@dataclass(frozen=True, slots=True)
class OverviewPicture:
    """All that the overview shows at one moment."""

    grid: Grid
    origin: QPoint  # of the first cell
    scrolled: int  # pixels that have gone under the heading
    atlas: QImage | None  # None draws the skeleton
    theme: Theme
    mean_word: str
    selected: Place | None
    hovered: Place | None
    line_places: tuple[tuple[Place, str], ...]  # with the colour of each
    is_stale: bool
    has_focus: bool
    n_exact: int  # layers from here on are coarse: only some rows of their maps were computed

    def rect(self, place: Place) -> QRect:
        return self.grid.rect(*place).translated(self.origin - QPoint(0, self.scrolled))

    @property
    def current(self) -> Place:
        return self.selected or (-1, -1)


def draw_overview(painter: QPainter, picture: OverviewPicture) -> None:
    """Painter: with the font of the labels set."""
    painter.save()
    top = picture.origin.y() - SPACE // 2
    painter.setClipRect(0, top, 1 << 20, 1 << 20)
    _draw_layers(painter, picture)
    _draw_maps(painter, picture)
    _draw_coarse_mark(painter, picture)
    _draw_outlines(painter, picture)
    painter.restore()
    _draw_heads(painter, picture)


def _draw_layers(painter: QPainter, picture: OverviewPicture) -> None:
    current = picture.current[0]
    stride = math.ceil(painter.fontMetrics().height() / picture.grid.pitch)
    flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    for layer in _thinned(picture.grid.n_layers, stride, current):
        rect = picture.rect((layer, 0))
        box = QRect(0, rect.center().y() - 20, rect.left() - SPACE, 41)
        painter.setPen(picture.theme.colour("text" if layer == current else "muted"))
        painter.drawText(box, flags, f"L{layer}")


def _draw_heads(painter: QPainter, picture: OverviewPicture) -> None:
    grid, metrics, current = picture.grid, painter.fontMetrics(), picture.current[1]
    widest = metrics.horizontalAdvance(str(grid.n_heads - 1)) + SPACE // 2
    end = picture.origin.x() + grid.width
    mean_start = end - max(grid.cell, metrics.horizontalAdvance(picture.mean_word))
    for head in _thinned(grid.n_heads, math.ceil(widest / grid.pitch), current):
        centre = picture.origin.x() + grid.left(head) + grid.cell // 2
        if centre + widest / 2 <= mean_start:
            box = QRect(centre - 20, 0, 41, metrics.height())
            _draw_heading(painter, picture, box, str(head), is_current=head == current)
    box = QRect(mean_start, 0, end - mean_start, metrics.height())
    is_current = current == grid.n_heads
    _draw_heading(painter, picture, box, picture.mean_word, is_current=is_current)


def _draw_heading(
    painter: QPainter, picture: OverviewPicture, box: QRect, text: str, *, is_current: bool
) -> None:
    painter.setPen(picture.theme.colour("text" if is_current else "muted"))
    box.moveBottom(picture.origin.y() - SPACE // 2)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def _thinned(n_labels: int, stride: int, current: int) -> list[int]:
    """Every `stride`-th, and the current one in place of those beside it."""
    regular = [i for i in range(0, n_labels, stride) if abs(i - current) >= stride]
    return [*regular, current] if 0 <= current < n_labels else list(range(0, n_labels, stride))


def _draw_maps(painter: QPainter, picture: OverviewPicture) -> None:
    grid = picture.grid
    if picture.atlas is not None:
        painter.setOpacity(STALE_OPACITY if picture.is_stale else 1.0)
        painter.drawImage(picture.rect((0, 0)).topLeft(), picture.atlas)
        painter.setOpacity(1.0)
        return
    quiet = picture.theme.colour("hover")
    for layer in range(grid.n_layers):
        for column in range(grid.n_heads + 1):
            painter.fillRect(picture.rect((layer, column)), quiet)


def _draw_coarse_mark(painter: QPainter, picture: OverviewPicture) -> None:
    """The same quiet line as beside a map that is not exact yet."""
    n_layers = picture.grid.n_layers
    if picture.atlas is not None and picture.n_exact < n_layers:
        first, last = picture.rect((picture.n_exact, 0)), picture.rect((n_layers - 1, 0))
        line = QRect(first.left() - 5, first.top(), 2, last.bottom() + 1 - first.top())
        painter.fillRect(line, picture.theme.colour("muted"))


def draw_coming(painter: QPainter, view: QRectF, theme: Theme) -> None:
    """Quiet cells before it is known how many heads there are."""
    grid = grid_in(view.width(), view.height(), 6, 12)
    for layer in range(grid.n_layers):
        for column in range(grid.n_heads):
            cell = QRectF(grid.rect(layer, column)).translated(view.topLeft())
            painter.fillRect(cell, theme.colour("hover"))


def _draw_outlines(painter: QPainter, picture: OverviewPicture) -> None:
    if picture.hovered is not None:
        _outline(painter, picture, picture.hovered, picture.theme.text, 1)
    for place, colour in picture.line_places:
        _outline(painter, picture, place, colour, 2)
    if picture.selected is not None:
        width = 3 if picture.has_focus else 2
        _outline(painter, picture, picture.selected, picture.theme.accent, width)


def _outline(
    painter: QPainter, picture: OverviewPicture, place: Place, colour: str, width: int
) -> None:
    """Around the cell, in the gap, so that no weight is hidden."""
    pen = QPen(QColor(colour), width)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    grown = width / 2
    painter.drawRect(QRectF(picture.rect(place)).adjusted(-grown, -grown, grown, grown))


def origin_of(metrics: QFontMetrics, n_layers: int) -> QPoint:
    """Where the first cell stands: right of the layer labels, below the head numbers."""
    gutter = metrics.horizontalAdvance(f"L{max(0, n_layers - 1)}")
    return QPoint(SPACE + gutter + SPACE, SPACE // 2 + metrics.height() + SPACE // 2)
