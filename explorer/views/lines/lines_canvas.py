"""`LinesCanvas`: queries on the left, keys on the right, a curve for each strong weight between."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QSize, Qt, QTimer
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QScrollBar, QWidget

from explorer.records import AttentionMap, LongMap
from explorer.state.cells import strongest_pairs
from explorer.state.edges import Edges, strongest_edges
from explorer.state.model import AppState
from explorer.state.selectors import line_maps, line_rows, selected_map
from explorer.views.lines.lines_layout import Layout, LinesLayout, Side, label_room
from explorer.views.lines.lines_paint import draw_edges, draw_squares, draw_tokens, edges_in_view
from explorer.views.look.theme import SPACE, theme_of
from explorer.views.map.map_marks import Highlights, highlights_of
from explorer.views.map.token_axis import axis_text
from explorer.views.text.labels import head_name
from explorer.views.widgets.slim_scroll_bar import SlimScrollBar

STALE_OPACITY = 0.45
LIVE_EDGES = 120  # drawn at once
MOST_EDGES = 3000  # the rest of them follows, a part at a time
PART = 60
WIDE_EDGES = 12


class LinesCanvas(QAbstractScrollArea):
    """Draws the heads that are wanted as lines; takes no input but scrolling."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = AppState()
        self._maps: tuple[tuple[int, AttentionMap], ...] = ()  # each with its colour's number
        self._excerpt_of: tuple[object, tuple[int, ...]] = (None, ())  # a long map and its rows
        self._marked = Highlights()
        self._edges: Edges | None = None
        self._image: QImage | None = None  # the lines that are in view
        self._waiting: list[int] = []  # edges that are in view, but not in the image yet
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._draw_more)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._set_scroll_bar()
        self.viewport().setAutoFillBackground(False)
        self.setMinimumSize(240, 120)
        self.setAccessibleName(self.tr("Attention as lines"))

    def sizeHint(self) -> QSize:
        return QSize(560, 480)

    # ---- state -----------------------------------------------------------------------------------

    def show_state(self, state: AppState) -> None:
        old, self._state = self._state, state
        maps = self._maps_of(state)
        are_new = maps != self._maps
        if are_new:
            self._maps = maps
            self._describe()
            self._lay_out()
        if are_new or (state.hover, state.pinned) != (old.hover, old.pinned):
            marked = highlights_of(state, maps[0][1] if maps else None)
            if are_new or _focus(marked) != _focus(self._marked):
                self._edges = None
            self._marked = marked
            self._drop_image(keeps_edges=True)
        drawn = ("hover", "pinned", "is_stale", "model")
        if are_new or any(getattr(old, name) != getattr(state, name) for name in drawn):
            self.viewport().update()

    def _maps_of(self, state: AppState) -> tuple[tuple[int, AttentionMap], ...]:
        """The maps to be drawn; of a long text the excerpt before, while its rows are the same."""
        shown = selected_map(state)
        if not isinstance(shown, LongMap):
            return line_maps(state)
        rows = tuple(line_rows(state))
        # To point at a key of the excerpt is to point at none of its rows.
        if not rows and state.hover.keys and self._excerpt_of[0] is shown:
            return self._maps
        if self._excerpt_of != (shown, rows):
            self._excerpt_of = (shown, rows)
            return line_maps(state)
        return self._maps

    def _describe(self) -> None:
        shown = self._maps[0][1] if self._maps else None
        pairs = strongest_pairs(shown) if shown else ()
        cells = "; ".join(f"{pair.query} → {pair.key} {pair.weight:.2f}" for pair in pairs)
        heads = ", ".join(head_name(shown.head) for _, shown in self._maps)
        said = self.tr("Lines of {heads}; strongest: {cells}").format(heads=heads, cells=cells)
        self.setAccessibleDescription(said if pairs else "")

    def focus_now(self) -> tuple[Side, tuple[int, ...]] | None:
        """The tokens whose lines alone are drawn: pointed at, else pinned; None for all."""
        return _focus(self._marked)

    # ---- places ----------------------------------------------------------------------------------

    def _set_scroll_bar(self) -> None:
        self.setVerticalScrollBar(SlimScrollBar(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def _bar(self) -> QScrollBar:
        """The scroll bar of the direction in which tokens follow one another."""
        return self.verticalScrollBar()

    def _view_length(self) -> int:
        return self.viewport().height()

    def layout_now(self) -> Layout | None:
        """Where everything stands; None without a map."""
        return self._layout_of(self._maps[0][1]) if self._maps else None

    def _layout_of(self, shown: AttentionMap) -> Layout:
        n_heads, width = len(self._maps), self.viewport().width()
        room = label_room(n_heads, width)
        return LinesLayout(
            axis_text(shown.queries.labels, self.font(), room),
            axis_text(shown.keys.labels, self.font(), room),
            n_heads,
            width,
            self.verticalScrollBar().value(),
        )

    def _lay_out(self) -> None:
        self._drop_image(keeps_edges=False)
        layout, view, bar = self.layout_now(), self._view_length(), self._bar()
        bar.setRange(0, max(0, round(layout.length) - view) if layout else 0)
        bar.setPageStep(view)
        bar.setSingleStep(round(layout.pitch) if layout else 1)

    def reveal(self, side: Side, index: int) -> None:
        """Scrolls until a token is in view."""
        layout, bar = self.layout_now(), self._bar()
        if layout is None:
            return
        start, end = layout.stretch(side, index)
        beyond = end - self._view_length()
        bar.setValue(round(bar.value() + min(0.0, start) + max(0.0, beyond)))

    # ---- lines -----------------------------------------------------------------------------------

    def edges_now(self) -> Edges:
        """Every edge that may be drawn, the strongest first."""
        if self._edges is None:
            focus = self.focus_now()
            side, tokens = focus or (None, ())
            self._edges = strongest_edges(
                [shown for _, shown in self._maps],
                MOST_EDGES,
                rows=tokens if side == "query" else None,
                columns=tokens if side == "key" else None,
            )
        return self._edges

    def _lines_image(self, layout: Layout) -> QImage:
        """The strongest lines at once; the rest is drawn below them when there is time."""
        if self._image is None:
            view, ratio = self.viewport().size(), self.devicePixelRatioF()
            self._image = QImage(view * ratio, QImage.Format.Format_ARGB32_Premultiplied)
            self._image.setDevicePixelRatio(ratio)
            self._image.fill(Qt.GlobalColor.transparent)
            seen = edges_in_view(self.edges_now(), layout, self._view_length())
            self._paint_edges(layout, seen[:LIVE_EDGES], n_wide=WIDE_EDGES)
            self._waiting = seen[LIVE_EDGES:].tolist()
            if self._waiting:
                self._timer.start()
        return self._image

    def _draw_more(self) -> None:
        layout = self.layout_now()
        part, self._waiting = self._waiting[:PART], self._waiting[PART:]
        if layout is not None and self._image is not None and part:
            self._paint_edges(layout, np.array(part), n_wide=0)
            self.viewport().update()
        if not self._waiting:
            self._timer.stop()

    def _paint_edges(self, layout: Layout, chosen: NDArray[np.intp], *, n_wide: int) -> None:
        assert self._image is not None
        with QPainter(self._image) as painter:
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationOver)
            numbers = [number for number, _ in self._maps]
            draw_edges(painter, layout, self.edges_now(), chosen, numbers, n_wide=n_wide)

    def _drop_image(self, *, keeps_edges: bool) -> None:
        self._image, self._waiting = None, []
        self._timer.stop()
        if not keeps_edges:
            self._edges = None

    # ---- Qt --------------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        layout = self.layout_now()
        if layout is None:
            self._draw_hint()
            return
        theme, marked, length = theme_of(self), self._marked, self._view_length()
        shown, focus = self._maps[0][1], self.focus_now()
        with QPainter(self.viewport()) as painter:
            painter.setOpacity(STALE_OPACITY if self._state.is_stale else 1.0)
            painter.drawImage(0, 0, self._lines_image(layout))
            if focus is not None:
                beside: Side = "key" if focus[0] == "query" else "query"
                draw_squares(painter, layout, beside, self._maps, focus[1], length)
            painter.setOpacity(0.7 if self._state.is_stale else 1.0)
            draw_tokens(
                painter, layout, "query", shown.queries, pointed=marked.rows,
                pinned=marked.pinned, masked=marked.masked_rows, length=length, theme=theme,
            )  # fmt: skip
            draw_tokens(
                painter, layout, "key", shown.keys, pointed=marked.columns,
                pinned=(), masked=marked.masked_columns, length=length, theme=theme,
            )  # fmt: skip

    def _draw_hint(self) -> None:
        """All lines of a long text would be a grey sheet, so it is said how to choose some."""
        if not isinstance(selected_map(self._state), LongMap):
            return
        hint = self.tr(
            "Pin a token to see its lines: Ctrl-click it above, or click its row in the map. "
            "Pointing at one shows its lines for a moment."
        )
        with QPainter(self.viewport()) as painter:
            painter.setPen(theme_of(self).colour("muted"))
            area = self.viewport().rect().adjusted(4 * SPACE, 4 * SPACE, -4 * SPACE, -4 * SPACE)
            flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
            painter.drawText(area, flags | Qt.TextFlag.TextWordWrap, hint)

    def scrollContentsBy(self, _dx: int, _dy: int) -> None:
        self._drop_image(keeps_edges=True)
        self.viewport().update()

    def resizeEvent(self, _event: QResizeEvent) -> None:
        self._lay_out()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._lay_out()
            self.viewport().update()
        super().changeEvent(event)


def _focus(marked: Highlights) -> tuple[Side, tuple[int, ...]] | None:
    if marked.rows:
        return "query", marked.rows
    if marked.columns:
        return "key", marked.columns
    return ("query", marked.pinned) if marked.pinned else None
