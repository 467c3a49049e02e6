"""The picture of a long map: tiles where they are there, the next coarser level where not.

Pure geometry and arrays; a zoom is that of a `TileKey`: cells of 2^zoom × 2^zoom weights.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from explorer.records import TILE, HeadRef, LongMap, Tile, TileKey
from explorer.state.cells import pool_zoom
from explorer.views.map.level_image import Levels, sampled
from explorer.views.map.map_camera import MapCamera

MOST_TILES = 30  # that are asked for at once

Tiles = Mapping[tuple[HeadRef, TileKey], Tile]


def zoom_in_view(shown: LongMap, camera: MapCamera, ratio: float) -> int:
    """The finest zoom whose cells are no smaller than a device pixel; at most the pooled map's.

    Of cells that are no squares the longer side counts, or few high rows would be pooled.
    """
    cell = max(camera.cell_width, camera.cell_height)
    zoom = math.ceil(math.log2(1 / (cell * ratio)) - 1e-9)
    return min(max(zoom, 0), pool_zoom(shown))


def tiles_in_view(shown: LongMap, camera: MapCamera, ratio: float) -> tuple[TileKey, ...]:
    """The tiles that would show the view exactly, the middle ones first."""
    zoom = zoom_in_view(shown, camera, ratio)
    if zoom == pool_zoom(shown):
        return ()
    height, width = (TILE << zoom) * camera.cell_height, (TILE << zoom) * camera.cell_width
    rows = _crossed(camera.y, camera.shown_height, height)
    columns = _crossed(camera.x, camera.shown_width, width)
    middle_row = (camera.y + camera.shown_height / 2) / height - 0.5
    middle_column = (camera.x + camera.shown_width / 2) / width - 0.5
    keys = [TileKey(zoom, row, column) for row in rows for column in columns]
    keys.sort(key=lambda key: math.hypot(key.row - middle_row, key.column - middle_column))
    return tuple(keys[:MOST_TILES])


def _crossed(start: float, length: float, side: float) -> range:
    """Which squares of a side a stretch reaches into."""
    return range(
        int(start // side), max(int(start // side) + 1, math.ceil((start + length) / side))
    )


def long_levels(shown: LongMap, tiles: Tiles, camera: MapCamera, ratio: float) -> Levels:
    """Levels of the part in view, one a device pixel."""
    view = _View(camera, ratio)
    pooled = _Source(shown.levels, pool_zoom(shown), 0, 0)
    zoom = zoom_in_view(shown, camera, ratio)
    if zoom == pool_zoom(shown):
        return view.sampled(pooled, view.whole)
    levels: Levels = np.empty((view.n_rows, view.n_columns), np.uint8)
    side = TILE << zoom
    for row in _crossed(camera.y, camera.shown_height, side * camera.cell_height):
        for column in _crossed(camera.x, camera.shown_width, side * camera.cell_width):
            area = view.area(row * side, column * side, side)
            if area.is_empty:
                continue
            source = _finest(shown, tiles, TileKey(zoom, row, column)) or pooled
            levels[area.rows, area.columns] = view.sampled(source, area)
    return levels


@dataclass(frozen=True, slots=True, eq=False)
class _Source:
    """Levels whose first cell stands at (row, column) of the map."""

    levels: Levels
    zoom: int
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class _Area:
    """A rectangle of device pixels."""

    rows: slice
    columns: slice

    @property
    def is_empty(self) -> bool:
        return not (range(self.rows.stop)[self.rows] and range(self.columns.stop)[self.columns])


def _finest(shown: LongMap, tiles: Tiles, key: TileKey) -> _Source | None:
    """The tile, or the smallest one that holds its square; None for the pooled map."""
    for up in range(pool_zoom(shown) - key.zoom):
        wider = TileKey(key.zoom + up, key.row >> up, key.column >> up)
        tile = tiles.get((shown.head, wider))
        if tile is not None:
            side = TILE << wider.zoom
            return _Source(tile.levels, wider.zoom, wider.row * side, wider.column * side)
    return None


class _View:
    """What a camera sees, in device pixels."""

    def __init__(self, camera: MapCamera, ratio: float) -> None:
        self._cell_height, self._cell_width = camera.cell_height * ratio, camera.cell_width * ratio
        self._x, self._y = camera.x * ratio, camera.y * ratio
        self.n_rows = max(1, round(camera.shown_height * ratio))
        self.n_columns = max(1, round(camera.shown_width * ratio))

    @property
    def whole(self) -> _Area:
        return _Area(slice(0, self.n_rows), slice(0, self.n_columns))

    def area(self, row: int, column: int, side: int) -> _Area:
        """The pixels whose middle lies in a square of the map."""
        return _Area(
            _pixels(row, side, self._cell_height, self._y, self.n_rows),
            _pixels(column, side, self._cell_width, self._x, self.n_columns),
        )

    def sampled(self, source: _Source, area: _Area) -> Levels:
        """The levels of an area, taken from one source."""
        levels, pooled = source.levels, 1 << source.zoom
        for axis, pixels, cell, hidden, first in (
            (0, area.rows, self._cell_height, self._y, source.row),
            (1, area.columns, self._cell_width, self._x, source.column),
        ):
            offset, n_pixels = pixels.start + hidden - first * cell, pixels.stop - pixels.start
            levels = sampled(levels, axis, n_pixels=n_pixels, cell=cell * pooled, offset=offset)
        return levels


def _pixels(first: int, side: int, cell: float, hidden: float, most: int) -> slice:
    """Those whose middle lies in a stretch of rows or columns; `most` are in view."""
    start, stop = (math.ceil(place * cell - hidden - 0.5) for place in (first, first + side))
    return slice(min(max(start, 0), most), min(max(stop, 0), most))
