"""`MapCanvas`: draws the map of the selected head with tokens on both axes; takes no input."""

from __future__ import annotations

import math
from dataclasses import replace

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QWidget

from explorer.records import Scale, ShownMap
from explorer.state.cells import strongest_pairs
from explorer.state.model import AppState
from explorer.state.selectors import readout, selected_map, summed_rows
from explorer.state.windows import Band, bands_of
from explorer.views.look.theme import SPACE, number_font, theme_of
from explorer.views.map.cell_words import CellWords
from explorer.views.map.colour_bar import Mark, draw_colour_bar, marks_of
from explorer.views.map.map_camera import MapCamera
from explorer.views.map.map_layout import MapLayout, layout_of, middle_of
from explorer.views.map.map_marks import Found, Highlights, found_in, highlights_of
from explorer.views.map.map_paint import (
    cells_image,
    draw_coarse_mark,
    draw_corner,
    draw_crosshair,
    draw_found,
    draw_labels,
    draw_pin_marks,
    draw_pointed_labels,
    draw_skeleton,
)
from explorer.views.map.minimap import draw_minimap, minimap_image
from explorer.views.map.row_strip import draw_row_strip
from explorer.views.map.unread import draw_unread
from explorer.views.text.labels import head_name
from explorer.views.widgets.floating_label import draw_floating_label

STALE_OPACITY = 0.45
LABEL_OPACITY = 0.7  # at least, or who reads on could not


class MapCanvas(QWidget):
    """Shows one map, the crosshair of what is pointed at, and the pinned rows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = AppState()
        self._shown: ShownMap | None = None
        self._camera: MapCamera | None = None
        self._layout: MapLayout | None = None
        self._middle: tuple[float, float] | None = None  # of the view of a map that is new
        self._marked = Highlights()
        self._found = Found()
        self._n_tile_changes = 0  # since the tiles of a long map come one by one
        self._bands: tuple[Band, ...] = ()  # what each window saw, where the text was read in some
        self._colour_marks: tuple[Mark, ...] = ()
        self._cells: tuple[object, QImage] | None = None
        self._minimap: tuple[object, QImage] | None = None
        self._still: tuple[object, QPixmap] | None = None
        self._cell_words = CellWords(self)
        self._label_at: QPointF | None = None  # the pointer, or the cell that the keyboard is on
        self.setMinimumSize(240, 200)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(self.tr("Attention map"))

    def sizeHint(self) -> QSize:
        return QSize(560, 520)

    # ---- state -----------------------------------------------------------------------------------

    def show_state(self, state: AppState) -> None:
        old, self._state = self._state, state
        shown = selected_map(state)
        is_new = shown is not self._shown
        if is_new:
            self._show_map(shown)
        if state.details.tiles is not old.details.tiles:
            self._n_tile_changes += 1
        if is_new or (state.hover, state.pinned) != (old.hover, old.pinned):
            self._marked = highlights_of(state)
        if is_new or state.search is not old.search:
            self._found = found_in(state)
        drawn = (
            "hover", "pinned", "colormap", "is_stale", "model", "loading", "details", "search",
        )  # fmt: skip
        if is_new or any(getattr(old, name) != getattr(state, name) for name in drawn):
            self.update()

    def _show_map(self, shown: ShownMap | None) -> None:
        inspection = self._state.inspection
        if self._camera is not None and self._camera.is_zoomed:
            self._middle = middle_of(self._camera, self._shown, shown)
        self._shown = shown
        self._layout = None
        self._colour_marks = marks_of(shown) if shown else ()
        windows = inspection.windows if inspection else ()
        self._bands = bands_of(windows, shown.queries, shown.keys) if shown else ()
        self._describe()

    def layout_now(self) -> MapLayout | None:
        """Where everything stands; None without a map."""
        shown = self._shown
        if shown is None or not shown.levels.size:
            return None
        if self._layout is None:
            self._layout = layout_of(shown, self.font(), self.width(), self.height(), self._camera)
            if self._middle is not None:
                camera, self._middle = self._layout.camera.centred(*self._middle), None
                self._layout = replace(self._layout, camera=camera)
            self._camera = self._layout.camera
        return self._layout

    def _see(self, camera: MapCamera) -> None:
        if camera != self._camera:
            self._camera = camera
            if self._layout is not None:
                self._layout = replace(self._layout, camera=camera)
            self.update()

    def _describe(self) -> None:
        """The strongest cells in words, for who cannot see the map."""
        pairs = strongest_pairs(self._shown) if self._shown else ()
        cells = "; ".join(f"{pair.query} → {pair.key} {pair.weight:.2f}" for pair in pairs)
        head = head_name(self._shown.head) if self._shown else ""
        said = self.tr("{head}: strongest: {cells}").format(head=head, cells=cells)
        self.setAccessibleDescription(said if pairs else "")

    # ---- drawing ---------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        layout, theme = self.layout_now(), theme_of(self)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
            if layout is None or self._shown is None:
                painter.fillRect(self.rect(), theme.colour("background"))
                is_coming = self._state.model is not None or self._state.loading is not None
                if is_coming and self._state.inspection is None:
                    draw_skeleton(painter, QRectF(self.rect()), theme)
                return
            painter.drawPixmap(0, 0, self._still_now(layout, self._shown))
            self._draw_pointed(painter, layout, self._shown)
            self._draw_strip(painter, layout)
            if self._label_at is not None:
                self._draw_label(painter, self._label_at)

    def _still_now(self, layout: MapLayout, shown: ShownMap) -> QPixmap:
        """All that does not depend on the pointer, drawn once and not at each of its moves."""
        theme, ratio, state = theme_of(self), self.devicePixelRatioF(), self._state
        marked = replace(self._marked, rows=(), columns=())
        key = (
            shown, self._n_tile_changes, layout, marked, self._found, state.colormap,
            state.is_stale, theme, ratio,
        )  # fmt: skip
        if self._still is None or self._still[0] != key:
            pixmap = QPixmap(math.ceil(self.width() * ratio), math.ceil(self.height() * ratio))
            pixmap.setDevicePixelRatio(ratio)
            pixmap.fill(theme.colour("background"))
            with QPainter(pixmap) as painter:
                painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
                painter.setFont(self.font())
                self._draw_still(painter, layout, shown, marked)
            self._still = (key, pixmap)
        return self._still[1]

    def _draw_still(
        self, painter: QPainter, layout: MapLayout, shown: ShownMap, marked: Highlights
    ) -> None:
        theme = theme_of(self)
        painter.setOpacity(self._opacity)
        painter.drawImage(layout.map_rect.topLeft(), self._cells_now(layout, shown))
        draw_unread(painter, layout, self._bands, theme)
        painter.setOpacity(1.0)
        draw_pin_marks(painter, layout, marked, theme)
        draw_found(painter, layout, self._found, theme)
        draw_coarse_mark(painter, layout, shown, theme)
        draw_corner(painter, layout, (self.tr("query ↓"), self.tr("key →")), theme)
        painter.setOpacity(max(self._opacity, LABEL_OPACITY))
        draw_labels(painter, layout, shown, marked, theme)
        painter.setOpacity(1.0)
        painter.setFont(number_font(self, scale=0.85))
        draw_colour_bar(
            painter, self._colour_marks, self._state.colormap, layout.colour_bar,
            scale_name=self._scale_name(shown.presentation.scale), theme=theme,
        )  # fmt: skip
        if layout.camera.is_zoomed:
            draw_minimap(painter, layout, self._minimap_now(layout, shown), theme)

    def _draw_pointed(self, painter: QPainter, layout: MapLayout, shown: ShownMap) -> None:
        marked, theme = self._marked, theme_of(self)
        if not marked.rows and not marked.columns:
            return
        draw_crosshair(painter, layout, marked, theme)
        painter.setOpacity(max(self._opacity, LABEL_OPACITY))
        draw_pointed_labels(painter, layout, shown, marked, theme)
        painter.setOpacity(1.0)

    @property
    def _opacity(self) -> float:
        return STALE_OPACITY if self._state.is_stale else 1.0

    def _cells_now(self, layout: MapLayout, shown: ShownMap) -> QImage:
        theme, ratio = theme_of(self), self.devicePixelRatioF()
        colormap = self._state.colormap
        tiles = self._state.details.tiles
        key = (shown, self._n_tile_changes, layout.camera, colormap, theme, ratio)
        if self._cells is None or self._cells[0] != key:
            image = cells_image(shown, tiles, layout.camera, colormap, theme=theme, ratio=ratio)
            self._cells = (key, image)
        return self._cells[1]

    def _minimap_now(self, layout: MapLayout, shown: ShownMap) -> QImage:
        theme, ratio, area = theme_of(self), self.devicePixelRatioF(), layout.minimap
        key = (shown, area.size().toTuple(), self._state.colormap, theme, ratio)
        if self._minimap is None or self._minimap[0] != key:
            colormap = self._state.colormap
            image = minimap_image(shown.levels, area, colormap, theme=theme, ratio=ratio)
            self._minimap = (key, image)
        return self._minimap[1]

    def _draw_strip(self, painter: QPainter, layout: MapLayout) -> None:
        rows, summed = summed_rows(self._state)
        if summed is None:
            return
        columns = self._marked.columns
        column = columns[0] if columns else int(summed.argmax())
        words = self.tr("Sum of pinned rows ({count})").format(count=len(rows))
        if not self._marked.pinned:
            words = " + ".join(layout.row_words.text(row) for row in rows) + " →"
        numbers = f"{layout.column_words.text(column)}  {summed[column]:.4f}"
        draw_row_strip(
            painter, layout, summed, words=words, numbers=(numbers, number_font(self)),
            pointed=columns, width=self.width(), theme=theme_of(self),
        )  # fmt: skip

    def _draw_label(self, painter: QPainter, pointer: QPointF) -> None:
        cell = readout(self._state)
        if cell is None:
            return
        numbers = self._cell_words.numbers(cell)
        area = QRectF(self.rect()).adjusted(SPACE / 2, SPACE / 2, -SPACE / 2, -SPACE / 2)
        words = (f"{cell.query} → {cell.key}", self.font())
        draw_floating_label(
            painter, pointer, area,
            words=words, numbers=(numbers, number_font(self)), theme=theme_of(self),
        )  # fmt: skip

    def _scale_name(self, scale: Scale) -> str:
        names: dict[Scale, str] = {
            "linear": self.tr("linear"),
            "log": self.tr("log"),
            "rank": self.tr("rank"),
        }
        return names[scale]

    def resizeEvent(self, _event: QResizeEvent) -> None:
        self._layout = None

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._layout = None
            self.update()
        super().changeEvent(event)
