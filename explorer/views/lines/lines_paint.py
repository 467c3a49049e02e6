"""How lines are drawn, between columns or rows: curves, tokens, and the squares of each head."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from explorer.records import AttentionMap, Axis
from explorer.state.edges import Edges
from explorer.views.lines.lines_layout import Layout, Side
from explorer.views.look.theme import HEAD_COLOURS, Theme
from explorer.views.map.token_axis import draw_label_ground, label_ink

MAX_WIDTH = 3.0  # of the strongest line
FAINTEST = 8  # lines of a lower level could not be seen


def head_colour(number: int) -> QColor:
    """The colour of the n-th head that is shown."""
    return QColor(HEAD_COLOURS[number % len(HEAD_COLOURS)])


def edges_in_view(edges: Edges, layout: Layout, length: float) -> NDArray[np.intp]:
    """Which edges cross the view and can be seen, the strongest first."""
    return np.flatnonzero(layout.crosses(edges, length) & (edges.levels >= FAINTEST))


def draw_edges(
    painter: QPainter,
    layout: Layout,
    edges: Edges,
    chosen: Sequence[int] | NDArray[np.intp],
    numbers: Sequence[int],
    *,
    n_wide: int,
) -> None:
    """The weaker below the stronger; numbers: the colour of each map.

    n_wide: so many of the strongest are as wide as they are strong. Qt draws lines of one pixel
        five times faster than wider ones.
    """
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for rank in reversed(range(len(chosen))):
        edge = chosen[rank]
        strength = int(edges.levels[edge]) / 255
        colour = head_colour(numbers[edges.heads[edge]])
        colour.setAlphaF(strength)
        path = QPainterPath()
        start, leave, arrive, end = layout.curve(int(edges.rows[edge]), int(edges.columns[edge]))
        path.moveTo(start)
        path.cubicTo(leave, arrive, end)
        width = 1 + (MAX_WIDTH - 1) * strength if rank < n_wide else 1.0
        painter.strokePath(path, QPen(colour, width))


def draw_tokens(
    painter: QPainter,
    layout: Layout,
    side: Side,
    axis: Axis,
    *,
    pointed: tuple[int, ...],
    pinned: tuple[int, ...],
    masked: tuple[int, ...],
    length: float,
    theme: Theme,
) -> None:
    """The labels of one side; pinned ones have a bar beside them."""
    text = layout.queries if side == "query" else layout.keys
    for index in layout.in_view(side, length):
        box = layout.label_box(side, index)
        if index in pinned:
            painter.fillRect(layout.pin_mark(side, index), theme.colour("accent"))
        if index in pointed:
            draw_label_ground(painter, box, theme)
        stands_out = index in pointed or index in pinned
        painter.setPen(label_ink(axis, index, masked, theme, stands_out=stands_out))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text.text(index))


def draw_squares(
    painter: QPainter,
    layout: Layout,
    side: Side,
    maps: Sequence[tuple[int, AttentionMap]],
    focus: tuple[int, ...],
    length: float,
) -> None:
    """Beside each token of a side, how strongly each head ties it to the tokens in focus."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    for place, (number, shown) in enumerate(maps):
        chosen = list(focus)
        levels = shown.levels[chosen] if side == "key" else shown.levels[:, chosen].T
        strongest = levels.max(axis=0)
        for index in layout.in_view(side, length):
            if strongest[index]:
                colour = head_colour(number)
                colour.setAlphaF(int(strongest[index]) / 255)
                painter.fillRect(layout.square(side, index, place), colour)
