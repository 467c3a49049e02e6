"""`OverviewView`: every head of a site as a small map, drawn as one image."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetrics,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip, QWidget

from explorer.records import HeadRef, Overview
from explorer.state.actions import Action, HeadSelected, LineHeadToggled
from explorer.state.model import AppState
from explorer.state.statistics import statistics_of
from explorer.views.heads.overview_grid import Grid, Place, atlas_of, grid_in, scaled_grid
from explorer.views.heads.overview_paint import (
    OverviewPicture,
    draw_coming,
    draw_overview,
    origin_of,
)
from explorer.views.heads.statistic_words import StatisticWords
from explorer.views.look.theme import HEAD_COLOURS, SPACE, number_font, theme_of
from explorer.views.map.level_image import level_image
from explorer.views.text.labels import head_name
from explorer.views.widgets.slim_scroll_bar import SlimScrollBar

FAR = 1 << 16  # more steps than any grid has

_STEPS = {  # key: (layers down, heads right)
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Home: (0, -FAR),
    Qt.Key.Key_End: (0, FAR),
    Qt.Key.Key_PageUp: (-FAR, 0),
    Qt.Key.Key_PageDown: (FAR, 0),
}


class OverviewView(QAbstractScrollArea):
    """Shows all heads of the selected site; a click or the arrow keys select one.

    acted(action): GUI thread, when a head is selected or joins the lines view.
    """

    acted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = AppState()
        self._overview: Overview | None = None
        self._atlas: QImage | None = None
        self._hovered: Place | None = None
        self._words = StatisticWords(self)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setVerticalScrollBar(SlimScrollBar(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        self.setAccessibleName(self.tr("All heads"))
        self.setMinimumSize(160, 120)

    def sizeHint(self) -> QSize:
        return QSize(360, 360)

    # ---- state -----------------------------------------------------------------------------------

    def show_state(self, state: AppState) -> None:
        old, self._state = self._state, state
        fresh = state.inspection.overview if state.inspection else None
        # A first answer may come without an overview; the last one stays until the next is there.
        keeps = fresh is None and state.inspection is not None and state.model == old.model
        overview = self._overview if keeps else fresh
        if overview is not self._overview or state.model is not old.model:
            self._overview = overview
            self._lay_out()
        elif state.colormap != old.colormap:
            self._atlas = None
        if state.head != old.head or state.model is not old.model:
            self._scroll_to_selection()
        if any(
            getattr(old, name) != getattr(state, name) for name in ("head", "model", "inspection")
        ):
            self._describe()
        drawn = ("head", "line_heads", "colormap", "inspection", "model", "is_stale", "loading")
        if any(getattr(old, name) != getattr(state, name) for name in drawn):
            self.viewport().update()

    def _shape(self) -> tuple[int, int]:
        """(layers, heads) of the overview, or of the model while there is none."""
        if self._overview is not None:
            n_layers, n_heads, *_ = self._overview.levels.shape
            return n_layers, n_heads
        model = self._state.model
        site = (model.site(self._state.head.site) or model.sites[0]) if model else None
        return (site.n_layers, site.n_heads) if site else (0, 0)

    def _place_of(self, head: HeadRef) -> Place | None:
        n_layers, n_heads = self._shape()
        if head.layer is None or head.layer >= n_layers or (head.head or 0) >= n_heads:
            return None
        return head.layer, n_heads if head.head is None else head.head

    def _head_at(self, place: Place) -> HeadRef:
        layer, column = place
        site = self._overview.site if self._overview else self._state.head.site
        return HeadRef(layer, column if column < self._shape()[1] else None, site)

    def _describe(self) -> None:
        n_layers, n_heads = self._shape()
        said = self.tr("{head} is selected, of {layers} layers × {heads} heads")
        values = statistics_of(self._state, self._state.head) or {}
        described = (
            said.format(head=head_name(self._state.head), layers=n_layers, heads=n_heads),
            self._words.sentence(values),
            self._words.numbers(values),
        )
        self.setAccessibleDescription("\n".join(filter(None, described)))

    # ---- places ----------------------------------------------------------------------------------

    def _picture(self) -> OverviewPicture:
        """What is to be drawn now."""
        grid, theme = self._grid(), theme_of(self)
        ratio = self.devicePixelRatioF()
        if self._overview and (self._atlas is None or self._atlas.devicePixelRatio() != ratio):
            levels = atlas_of(self._overview, scaled_grid(grid, ratio))
            self._atlas = level_image(levels, self._state.colormap, is_dark=theme.is_dark)
            self._atlas.setDevicePixelRatio(ratio)
        heads = enumerate(self._state.wanted.heads)
        placed = ((self._place_of(head), number) for number, head in heads if number)
        colours = [(p, HEAD_COLOURS[i % len(HEAD_COLOURS)]) for p, i in placed if p]
        return OverviewPicture(
            grid=grid,
            origin=origin_of(QFontMetrics(number_font(self, scale=0.85)), self._shape()[0]),
            scrolled=self.verticalScrollBar().value(),
            atlas=self._atlas if self._overview else None,
            theme=theme,
            mean_word=self.tr("mean"),
            selected=self._place_of(self._state.head),
            hovered=self._hovered,
            line_places=tuple(colours),
            is_stale=self._state.is_stale,
            has_focus=self.hasFocus(),
            n_exact=self._overview.n_exact if self._overview else 0,
        )

    def _grid(self) -> Grid:
        metrics = QFontMetrics(number_font(self, scale=0.85))
        origin, view = origin_of(metrics, self._shape()[0]), self.viewport().size()
        return grid_in(
            view.width() - origin.x() - SPACE, view.height() - origin.y() - SPACE, *self._shape()
        )

    def _place_at(self, point: QPointF) -> Place | None:
        picture = self._picture()
        if point.y() < picture.origin.y():
            return None
        at = point - QPointF(picture.origin)
        return picture.grid.place_at(at.x(), at.y() + picture.scrolled)

    def _lay_out(self) -> None:
        self._atlas = None
        picture = self._picture()
        if all(self._shape()):
            # What the panel has beyond that belongs to whatever stands below.
            tallest = grid_in(self.width() - picture.origin.x() - SPACE, FAR, *self._shape())
            self.setMaximumHeight(picture.origin.y() + tallest.height + 2 * SPACE)
        bottom = picture.origin.y() + picture.grid.height + SPACE if all(self._shape()) else 0
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, bottom - self.viewport().height()))
        bar.setPageStep(self.viewport().height())
        bar.setSingleStep(picture.grid.pitch)

    def _scroll_to_selection(self) -> None:
        place = self._place_of(self._state.head)
        if place is None:
            return
        picture, bar = self._picture(), self.verticalScrollBar()
        above = picture.origin.y() - picture.rect(place).top()
        below = picture.rect(place).bottom() + SPACE - self.viewport().height()
        bar.setValue(bar.value() + (-above if above > 0 else max(0, below)))

    # ---- Qt --------------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self.viewport()) as painter:
            painter.setFont(number_font(self, scale=0.85))
            if all(self._shape()):
                draw_overview(painter, self._picture())
            elif self._state.loading is not None:
                seen = QRectF(self.viewport().rect()).adjusted(SPACE, 3 * SPACE, -SPACE, -SPACE)
                draw_coming(painter, seen, theme_of(self))

    def resizeEvent(self, _event: QResizeEvent) -> None:
        self._lay_out()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._lay_out()
            self.viewport().update()
        super().changeEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self._place_at(event.position()))
        if self._hovered is not None:
            label = self._label_of(self._hovered)
            QToolTip.showText(event.globalPosition().toPoint(), label, self.viewport())

    def _label_of(self, place: Place) -> str:
        """The name of a head, what it mostly does, and its numbers."""
        head = self._head_at(place)
        name = head_name(head)
        if self._overview is not None and place[0] >= self._overview.n_exact:
            name = f"{name} · {self.tr('coarse; exact as it comes')}"
        values = statistics_of(self._state, head) or {}
        lines = (name, self._words.sentence(values), self._words.numbers(values))
        return "\n".join(filter(None, lines))

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._hover(None)
        return super().viewportEvent(event)

    def _hover(self, place: Place | None) -> None:
        if place == self._hovered:
            return
        self._hovered = place
        self.viewport().update()
        if place is None:
            QToolTip.hideText()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = self._place_at(event.position())
        if place is None or event.button() != Qt.MouseButton.LeftButton:
            return
        toggles = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        head = self._head_at(place)
        self._act(LineHeadToggled(head) if toggles else HeadSelected(head))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        place = self._place_of(self._state.head)
        if event.key() == Qt.Key.Key_L and place is not None:
            self._act(LineHeadToggled(self._state.head))
        elif step is not None and all(self._shape()):
            walked = self._grid().walked(place, *step) if place is not None else (0, 0)
            self._act(HeadSelected(self._head_at(walked)))
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def _act(self, action: Action) -> None:
        self.acted.emit(action)
