"""`SteeredMap`: which part of the map is seen, and what must be asked for to show it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from explorer.records import LongMap, TileKey
from explorer.state.actions import TilesWanted
from explorer.state.model import AppState, Search
from explorer.views.map.long_cells import tiles_in_view, zoom_in_view
from explorer.views.map.map_camera import MapCamera
from explorer.views.map.map_canvas import MapCanvas
from explorer.views.map.minimap import place_at

ZOOM_STEP = 1.25  # a notch of the wheel, a press of a key
FAR_STEP = 1.6  # the same while words have no room yet
FAR_CELL = 4.0  # pixels
READABLE_CELL = 18.0  # of what was looked for: its label and its neighbours' have room


class SteeredMap(MapCanvas):
    """Zooms, pans, turns pages, goes where the minimap or a search points.

    acted(action): GUI thread; here TilesWanted, when other tiles of a long map come into view.
    """

    acted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cursor: tuple[int, int] | None = None  # the cell that the keyboard is on
        self._tiles: tuple[TileKey, ...] = ()  # as told last
        # Once for all moves of the camera in one turn of the event loop.
        self._tell_tiles = QTimer(self, singleShot=True, interval=0)
        self._tell_tiles.timeout.connect(self._tiles_changed)

    # ---- what is in view -------------------------------------------------------------------------

    def show_state(self, state: AppState) -> None:
        before, shown = self._state.search, self._shown
        super().show_state(state)
        if self._shown is not shown:
            self._tell_tiles.start()
        if state.search is not before and _is_sought(before, state.search):
            self._show_match()

    def _see(self, camera: MapCamera) -> None:
        super()._see(camera)
        self._tell_tiles.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell_tiles.start()

    def _tiles_changed(self) -> None:
        layout = self.layout_now()
        tiles: tuple[TileKey, ...] = ()
        if layout is not None and isinstance(self._shown, LongMap):
            tiles = tiles_in_view(self._shown, layout.camera, self.devicePixelRatioF())
        if tiles != self._tiles:
            self._tiles = tiles
            self.acted.emit(TilesWanted(tiles))

    def _pooled(self, index: int, n_indices: int) -> range:
        """The neighbours that one cell stands for at this zoom; one row or column in itself."""
        layout = self.layout_now()
        if layout is None or not isinstance(self._shown, LongMap):
            return range(index, index + 1)
        side = 1 << zoom_in_view(self._shown, layout.camera, self.devicePixelRatioF())
        first = index // side * side
        return range(first, min(first + side, n_indices))

    def _show_match(self) -> None:
        """What was looked for, in the middle and large enough to be read."""
        layout, found = self.layout_now(), self._found
        if layout is None:
            return
        rows, columns = found.current_rows, found.current_columns
        camera = layout.camera
        if not rows and not columns:
            return
        if camera.cell < READABLE_CELL:
            camera = camera.zoomed(READABLE_CELL / camera.cell, 0, 0)
        row = rows[0] if rows else int((camera.y + camera.height / 2) / camera.cell_height)
        column = columns[0] if columns else int((camera.x + camera.width / 2) / camera.cell_width)
        self._cursor = min(row, camera.n_rows - 1), min(column, camera.n_columns - 1)
        self._see(camera.centred(row + 0.5, column + 0.5))

    # ---- zooming ---------------------------------------------------------------------------------

    def fit(self) -> None:
        layout = self.layout_now()
        if layout is not None:
            self._see(layout.camera.fitted())

    def _zoom_by(self, notches: float, at: QPointF) -> None:
        """Larger steps while the cells are small: from 30,000 tokens to one is a long way."""
        layout = self.layout_now()
        if layout is not None:
            step = FAR_STEP if layout.camera.cell < FAR_CELL else ZOOM_STEP
            self._zoom(step**notches, at)

    def _zoom(self, factor: float, at: QPointF) -> None:
        layout = self.layout_now()
        if layout is not None:
            x, y = at.x() - layout.left, at.y() - layout.top
            area = layout.map_rect
            inside = max(0.0, min(x, area.width())), max(0.0, min(y, area.height()))
            self._see(layout.camera.zoomed(factor, *inside))

    def _turn_page(self, pages: int, held: Qt.KeyboardModifier) -> None:
        """A view further down or up; with Shift to the right or left."""
        layout = self.layout_now()
        if layout is None:
            return
        camera = layout.camera
        if held & Qt.KeyboardModifier.ShiftModifier:
            self._see(camera.panned(-pages * camera.shown_width, 0))
        else:
            self._see(camera.panned(0, -pages * camera.shown_height))

    def _steer(self, at: QPointF) -> None:
        """The middle of the view goes to a place of the minimap."""
        layout = self.layout_now()
        if layout is not None:
            self._see(layout.camera.centred(*place_at(layout, at)))


def _is_sought(before: Search | None, now: Search | None) -> bool:
    """A match is to be brought into view: another one, or the same one once more."""
    if now is None or now.match is None:
        return False
    return before is None or (before.match, before.n_steps) != (now.match, now.n_steps)
