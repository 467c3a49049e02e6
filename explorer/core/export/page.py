"""A page measured in points from its top left corner, and what can be put on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from matplotlib.collections import LineCollection, PathCollection, PolyCollection
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.path import Path
from numpy.typing import NDArray

from explorer.core.colours import DARK_GROUND, colour_table
from explorer.core.export.lettering import font, stands_upright

LABEL_GAP = 4.0  # between a map and its labels; a tick of half of it points at the cell
LINES_GROUP = "lines"
CELLS_GROUP = "cells"  # how the SVG writer finds what must not be antialiased
# Page, ground of a map, ink, and ink of lesser things; the dark ones are the window's.
LIGHT = ("#ffffff", "#f5f5f4", "#1f2328", "#6b7280")
DARK = ("#18191b", DARK_GROUND, "#ececee", "#a0a3a9")
BARE, CELLS, FRAME = 0, 1, 2  # what lies upon what
# A vector cell reaches this far under the one drawn after it, or viewers draw hairlines between.
OVERLAP = 1.0
# More cells a point than any printer shows are pooled, since thinning them out would lose spikes.
MAX_CELLS_PER_POINT = 2.5


@dataclass(frozen=True, slots=True, eq=False)
class Theme:
    """Colours of a page. table: (256, 4) uint8, row 0 bare, rows 1…255 the levels."""

    table: NDArray[np.uint8]
    background: str
    bare: str
    ink: str
    muted: str

    @classmethod
    def named(cls, colormap: str, *, dark: bool, transparent: bool) -> Theme:
        table = colour_table(colormap, dark=dark)
        page, bare, ink, muted = DARK if dark else LIGHT
        if transparent:
            page = bare = "none"
        return cls(table, page, bare, ink, muted)


class Page:
    """A figure that grows as things are put on it; `finished` fixes its size.

    One matplotlib axes covers it, with points from the top left corner as its units.
    """

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        # The edge hides what antialiasing leaves of a page that is not a whole number of pixels.
        self._figure = Figure(
            facecolor=theme.background, edgecolor=theme.background, linewidth=2, frameon=True
        )
        self._axes = self._figure.add_axes((0, 0, 1, 1))
        self._axes.set_axis_off()
        self._axes.set_autoscale_on(False)

    def finished(self, width: float, height: float) -> Figure:
        self._figure.set_size_inches(width / 72, height / 72)
        self._axes.set(xlim=(0, width), ylim=(height, 0))
        return self._figure

    def text(
        self,
        text: str,
        x: float,
        baseline: float,
        size: float,
        *,
        align: Literal["left", "center", "right"] = "left",
        muted: bool = False,
        turned: bool = False,
    ) -> None:
        """One line. Turned text runs upwards: its baseline is at x, and it is centred."""
        self._axes.text(
            x, baseline, text, parse_math=False, fontproperties=font(size),
            color=self.theme.muted if muted else self.theme.ink,
            ha="center" if turned else align, va="baseline",
            rotation=90 if turned else 0, rotation_mode="anchor",
        )  # fmt: skip

    def line(self, points: list[tuple[float, float]]) -> None:
        self._axes.add_collection(
            LineCollection([points], colors=self.theme.muted, linewidths=0.5), autolim=False
        )

    def curves(
        self,
        ends: Sequence[tuple[tuple[float, float], tuple[float, float]]],
        colour: str,
        strengths: NDArray[np.float64],
        *,
        widths: NDArray[np.float64],
    ) -> None:
        """Lines that leave and arrive upright, the later ones on top.

        strengths: (line,) how opaque each is, in [0, 1]. widths: (line,) in points.
        """
        codes = [Path.MOVETO, Path.CURVE4, Path.CURVE4, Path.CURVE4]
        paths = []
        for (x, y), (to_x, to_y) in ends:
            middle = (y + to_y) / 2
            paths.append(Path([(x, y), (x, middle), (to_x, middle), (to_x, to_y)], codes))
        lines = PathCollection(
            paths,
            facecolors="none",
            edgecolors=[to_rgba(colour, strength) for strength in strengths],
            linewidths=widths,
            zorder=CELLS,
        )
        lines.set_gid(LINES_GROUP)
        self._axes.add_collection(lines, autolim=False)

    def heatmap(
        self,
        levels: NDArray[np.uint8],
        left: float,
        top: float,
        size: tuple[float, float],
        *,
        as_vectors: bool,
    ) -> None:
        """A map in its frame. levels: (query, key); size: width and height."""
        self._rectangle(left, top, size, fill=True)
        if as_vectors:
            self._cells(levels, left, top, size)
        else:
            self._image(self.theme.table[_pooled(levels, size)], left, top, size)
        self._rectangle(left, top, size, fill=False)

    def colour_bar(self, left: float, top: float, width: float, height: float) -> None:
        """The levels from 255 at the top down to 1."""
        self._image(self.theme.table[:0:-1, np.newaxis], left, top, (width, height))
        self._rectangle(left, top, (width, height), fill=False)

    def key_labels(
        self, labels: Sequence[str], left: float, top: float, width: float, size: float
    ) -> None:
        """Along the upper edge of a map; empty labels are left out."""
        pitch = width / len(labels)
        ticks = []
        for i, label in enumerate(labels):
            middle = left + (i + 0.5) * pitch
            if label:
                is_upright = stands_upright(label)
                self._axes.text(
                    middle if is_upright else middle + 0.35 * size, top - LABEL_GAP, label,
                    parse_math=False, fontproperties=font(size), color=self.theme.ink,
                    ha="center" if is_upright else "left", va="baseline",
                    rotation=0 if is_upright else 90, rotation_mode="anchor",
                )  # fmt: skip
                ticks.append([(middle, top), (middle, top - LABEL_GAP / 2)])
        self._ticks(ticks)

    def query_labels(
        self, labels: Sequence[str], left: float, top: float, height: float, size: float
    ) -> None:
        """Along the left edge of a map; empty labels are left out."""
        pitch = height / len(labels)
        ticks = []
        for i, label in enumerate(labels):
            middle = top + (i + 0.5) * pitch
            if label:
                self.text(label, left - LABEL_GAP, middle + 0.35 * size, size, align="right")
                ticks.append([(left, middle), (left - LABEL_GAP / 2, middle)])
        self._ticks(ticks)

    def _ticks(self, ticks: list[list[tuple[float, float]]]) -> None:
        self._axes.add_collection(
            LineCollection(ticks, colors=self.theme.muted, linewidths=0.4), autolim=False
        )

    def _rectangle(self, left: float, top: float, size: tuple[float, float], *, fill: bool) -> None:
        self._axes.add_patch(
            Rectangle(
                (left, top), *size, linewidth=0 if fill else 0.5,
                facecolor=self.theme.bare if fill else "none",
                edgecolor="none" if fill else self.theme.muted,
                zorder=BARE if fill else FRAME,
            )
        )  # fmt: skip

    def _cells(
        self, levels: NDArray[np.uint8], left: float, top: float, size: tuple[float, float]
    ) -> None:
        """One rectangle for each drawn cell."""
        rows, columns = np.nonzero(levels)
        cell_width, cell_height = size[0] / levels.shape[1], size[1] / levels.shape[0]
        drawn = np.pad(levels > 0, ((0, 1), (0, 1)))
        right, below = drawn[rows, columns + 1], drawn[rows + 1, columns]
        below &= drawn[rows + 1, columns + 1] | ~right  # no corner sticks out into a bare cell
        x0, y0 = left + columns * cell_width, top + rows * cell_height
        x1 = x0 + cell_width + right * min(OVERLAP, cell_width / 2)
        y1 = y0 + cell_height + below * min(OVERLAP, cell_height / 2)
        corners = np.stack([x0, y0, x1, y0, x1, y1, x0, y1], axis=1).reshape(-1, 4, 2)
        cells = PolyCollection(
            list(corners),
            facecolors=self.theme.table[levels[rows, columns]] / 255,
            linewidths=0,
            antialiaseds=False,
            zorder=CELLS,
        )
        cells.set_gid(CELLS_GROUP)
        self._axes.add_collection(cells, autolim=False)

    def _image(
        self, colours: NDArray[np.uint8], left: float, top: float, size: tuple[float, float]
    ) -> None:
        """colours: (row, column, 4). Stored as it is in PDF and SVG: no smoothing, no JPEG."""
        right, bottom = left + size[0], top + size[1]
        self._axes.imshow(
            colours,
            extent=(left, right, bottom, top),
            interpolation="none",
            aspect="auto",
            zorder=CELLS,
        )


def _pooled(levels: NDArray[np.uint8], size: tuple[float, float]) -> NDArray[np.uint8]:
    """The maximum of neighbouring cells where there are more than can be printed."""
    for axis, points in ((0, size[1]), (1, size[0])):
        n_cells, most = levels.shape[axis], int(points * MAX_CELLS_PER_POINT)
        if n_cells > most:
            levels = np.maximum.reduceat(levels, np.arange(most) * n_cells // most, axis=axis)
    return levels
