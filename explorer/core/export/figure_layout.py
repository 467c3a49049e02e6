"""Where the maps of a figure stand, and the labels around them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from explorer.core.export.lettering import stands_upright, visible, width
from explorer.core.export.page import LABEL_GAP, Page
from explorer.records import AttentionMap

Layout = Literal["single", "layer", "all"]
NAME, NOTE = 7.0, 6.0  # font sizes of head and axis names, and of what stands beside them
LEADING = 1.35  # from line to line, in font sizes


@dataclass(frozen=True, slots=True)
class Panel:
    """Where one map stands, in points from the page's top left corner."""

    shown: AttentionMap
    row: int
    column: int
    left: float
    top: float


@dataclass(frozen=True, slots=True)
class Grid:
    """Maps of one size in rows and columns; all share the axes of the first."""

    maps: tuple[AttentionMap, ...]
    places: tuple[tuple[int, int], ...]  # (row, column) of each map
    size: tuple[float, float]  # of a map: width, height
    gap: tuple[float, float]  # between maps

    @property
    def n_rows(self) -> int:
        return 1 + max(row for row, _ in self.places)

    @property
    def n_columns(self) -> int:
        return 1 + max(column for _, column in self.places)

    @property
    def width(self) -> float:
        return self.n_columns * (self.size[0] + self.gap[0]) - self.gap[0]

    @property
    def height(self) -> float:
        return self.n_rows * (self.size[1] + self.gap[1]) - self.gap[1]

    def panels(self, left: float, top: float) -> list[Panel]:
        step_x, step_y = self.size[0] + self.gap[0], self.size[1] + self.gap[1]
        return [
            Panel(shown, row, column, left + step_x * column, top + step_y * row)
            for shown, (row, column) in zip(self.maps, self.places, strict=True)
        ]


def arranged(maps: tuple[AttentionMap, ...], layout: Layout) -> Grid:
    n_keys, n_queries = len(maps[0].keys), len(maps[0].queries)
    match layout:
        case "single":
            return Grid(maps[:1], ((0, 0),), (_side(n_keys), _side(n_queries)), (0, 0))
        case "layer":
            n_columns = next((n for n in (4, 5, 3) if len(maps) % n == 0), 4)
            n_columns = min(len(maps), 8 if len(maps) > 20 else n_columns)
            size = (float(np.clip(7.5 * n_keys, 80, 150)), float(np.clip(7.5 * n_queries, 80, 150)))
            places = tuple(divmod(i, n_columns) for i in range(len(maps)))
            return Grid(maps, places, size, (12, 20))
        case "all":
            layers = sorted({shown.head.layer or 0 for shown in maps})
            places = tuple((layers.index(m.head.layer or 0), m.head.head or 0) for m in maps)
            side = float(np.clip(580 / (1 + max(column for _, column in places)) - 4, 22, 56))
            return Grid(maps, places, (side, side), (4, 4))


def _side(n_tokens: int) -> float:
    """Points along one side of a single map: cells of 22 down to 7, then a full page width."""
    return min(n_tokens * float(np.clip(380 / n_tokens, 7.2, 22)), 504)


@dataclass(frozen=True, slots=True)
class Labels:
    """Token labels at the outer edges, thinned so that they never touch.

    font sizes are 0 where tokens do not fit at all; left and top: the room that labels take.
    """

    queries: tuple[str, ...]
    keys: tuple[str, ...]
    query_size: float
    key_size: float
    left: float
    top: float

    @classmethod
    def of(cls, grid: Grid, layout: Layout) -> Labels:
        shown = grid.maps[0]
        pitch_x, pitch_y = grid.size[0] / len(shown.keys), grid.size[1] / len(shown.queries)
        key_size, query_size = _label_size(pitch_x, layout), _label_size(pitch_y, layout)
        queries = _thinned(shown.queries.labels, pitch_y, query_size)
        keys = _thinned(shown.keys.labels, pitch_x, key_size)
        tallest_key = max((_height(label, key_size) for label in keys if label), default=0.0)
        widest_query = max((width(label, query_size) for label in queries if label), default=0.0)
        names = 2 * NAME + 2 if layout == "all" else 0.0  # the row and column labels L0, H0
        axis_names = NAME * LEADING if key_size and layout != "all" else 0.0
        key_height = tallest_key + LABEL_GAP if key_size else 0.0
        return cls(
            queries, keys, query_size, key_size,
            left=widest_query + (LABEL_GAP + 2 if query_size else 0) + axis_names + names,
            top=key_height + (2 if key_size else 0) + axis_names + (names and NAME * LEADING),
        )  # fmt: skip

    def write(self, page: Page, grid: Grid, panels: list[Panel], layout: Layout) -> None:
        first = panels[0]
        upper = [panel for panel in panels if panel.row == 0]
        leftmost = [panel for panel in panels if panel.column == 0]
        outer = first.left - self.left, first.top - self.top
        for panel in upper if self.key_size else []:
            page.key_labels(self.keys, panel.left, panel.top, grid.size[0], self.key_size)
        for panel in leftmost if self.query_size else []:
            page.query_labels(self.queries, panel.left, panel.top, grid.size[1], self.query_size)
        if layout == "all":
            for panel in upper:
                middle = panel.left + grid.size[0] / 2
                page.text(
                    f"H{panel.shown.head.head}", middle, outer[1] + NAME, NAME, align="center"
                )
            for panel in leftmost:
                middle = panel.top + grid.size[1] / 2 + 0.35 * NAME
                page.text(f"L{panel.shown.head.layer}", outer[0], middle, NAME)
            return
        if self.key_size:
            middle = first.left + grid.size[0] / 2
            page.text("key", middle, outer[1] + 0.6 * NAME, NAME, align="center", muted=True)
        if self.query_size:
            middle = first.top + grid.size[1] / 2
            page.text("query", outer[0] + 0.7 * NAME, middle, NAME, turned=True, muted=True)
        if layout == "layer":
            for panel in panels:
                _head_line(page, panel, grid.size)


def _head_line(page: Page, panel: Panel, size: tuple[float, float]) -> None:
    """Beneath a map of a layer: its head, and the highest weight, where its colours end."""
    base = panel.top + size[1] + NOTE + 3
    page.text(f"H{panel.shown.head.head}", panel.left, base, NAME)
    page.text(f"max {panel.shown.high:.2g}", panel.left + size[0], base, NOTE, align="right",
              muted=True)  # fmt: skip


def _height(label: str, size: float) -> float:
    """Points that a key label takes above its map."""
    return size if stands_upright(label) else width(label, size)


def _label_size(pitch: float, layout: Layout) -> float:
    """Font size for labels `pitch` points apart; 0 where the sheet of all heads has no room."""
    if layout == "all" and pitch < 6:
        return 0.0
    largest = {"single": 9.0, "layer": 7.0, "all": 6.0}[layout]
    return float(np.clip(0.78 * pitch, 5.5, largest))


def _thinned(labels: tuple[str, ...], pitch: float, size: float) -> tuple[str, ...]:
    """Every n-th label as it is drawn, empty strings between."""
    every = max(1, int(np.ceil(1.18 * size / pitch))) if size else len(labels)
    return tuple(
        visible(label) if i % every == 0 and size else "" for i, label in enumerate(labels)
    )
