"""`TokenStrip`: the model's tokens as chips; the place where words are masked and rows pinned."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QSizePolicy, QToolTip, QWidget

from explorer.state.actions import Action, Hovered, PositionFocused, TokensPinned
from explorer.state.model import AppState
from explorer.state.selectors import sides_in_text, tokens_of
from explorer.views.look.theme import theme_of
from explorer.views.text.chip_layers import ChipLayers
from explorer.views.text.token_chips import (
    BELOW,
    PITCH,
    Chip,
    Marks,
    chip_at,
    chips_between,
    chips_of,
    n_rows,
    shades_of,
)
from explorer.views.text.token_gestures import chosen, masked
from explorer.views.text.token_words import TokenWords
from explorer.views.widgets.dimmer import Dimmer
from explorer.views.widgets.slim_scroll_bar import WIDTH, SlimScrollBar

MOST_ROWS = 3


class TokenStrip(QAbstractScrollArea):
    """Click masks, shift-click pins a stretch, ctrl-click one more; Space and arrows do the same.

    Signals (GUI thread): `acted(action)`: MasksToggled, PositionFocused, TokensPinned, Hovered.
    """

    acted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state: AppState | None = None
        self._chips: tuple[Chip, ...] = ()
        self._shades: list[float] | None = None
        self._pointed: frozenset[int] = frozenset()
        self._marks = Marks()  # when they were last compared
        self._layers: ChipLayers | None = None
        self._in_text = (True, True)  # rows and columns of the map are tokens that stand here
        self._under: int | None = None  # the chip under the pointer
        self._cursor = 0
        self._is_pointing = False  # the keyboard's cursor points, as the mouse does
        self._words = TokenWords(self)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBar(SlimScrollBar())
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.viewport().setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        self._dimmer = Dimmer(self.viewport())
        self.setAccessibleName(self.tr("Tokens"))
        self._lay_out()

    # ---- what is shown --------------------------------------------------------------------------

    def show_state(self, state: AppState) -> None:
        old, self._state = self._state, state
        self._dimmer.show_stale(is_stale=state.is_stale)
        if old is None or not _same_words(old, state):
            self._cursor = min(self._cursor, max(len(tokens_of(state) or ()) - 1, 0))
            self._lay_out()
            self.setAccessibleDescription(self._words.summary(state))
        if old is None or _painted(old) != _painted(state):
            self._in_text = sides_in_text(state)
            pointed = frozenset(p for held in self._hover_of(state) for p in held)
            self._pointed, self._shades = pointed, shades_of(state)
            self._repaint_changed()

    def _repaint_changed(self) -> None:
        """Only those chips: to paint hundreds of them takes longer than a pointer may lag."""
        before, self._marks = self._marks, self._marks_now()
        differ = self._marks.different(before)
        top, bottom = self._scrolled, self._scrolled + self.viewport().height()
        ends: dict[int, tuple[QRect, QRect]] = {}  # by rows: the first and the last that changed
        for position in chips_between(self._chips, top, bottom):
            if position in differ:
                frame = self._chips[position].frame
                ends[frame.top()] = ends.get(frame.top(), (frame, frame))[0], frame
        for first, last in ends.values():  # few rectangles are clipped to sooner than hundreds
            changed = (first | last).adjusted(-1, -1, 1, BELOW)
            self.viewport().update(changed.translated(0, -top))

    def _marks_now(self) -> Marks:
        state = self._state
        under = frozenset(() if self._under is None else (self._under,))
        pinned = state.pinned if state is not None and self._in_text[0] else frozenset()
        cursor = self._cursor if self.hasFocus() else None
        return Marks(self._shades, self._pointed | under, pinned, cursor)

    @property
    def chips(self) -> tuple[Chip, ...]:
        """The chips at their places, before scrolling."""
        return self._chips

    @property
    def cursor_position(self) -> int:
        """The token that the arrow keys are at."""
        return self._cursor

    def _lay_out(self) -> None:
        width = self.width()
        chips = self._chips_in(width)
        rows = n_rows(chips)
        if rows > MOST_ROWS:
            chips = self._chips_in(width - WIDTH)
            rows = n_rows(chips)
        self._chips = chips
        height = min(rows, MOST_ROWS) * PITCH
        if height != self.minimumHeight() or height != self.maximumHeight():
            self.setFixedHeight(height)
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, (rows - MOST_ROWS) * PITCH))
        bar.setSingleStep(PITCH)
        bar.setPageStep(MOST_ROWS * PITCH)
        self.viewport().update()

    def _chips_in(self, room: int) -> tuple[Chip, ...]:
        state = self._state
        return () if state is None else chips_of(state, self.fontMetrics(), room)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self.viewport()) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if self._chips:
                layers = self._layers_now()
                layers.draw(painter, event.region(), self._marks_now(), self._dimmer.opacity)
                return
            painter.setPen(theme_of(self).colour("muted"))
            words = self._words.hint(self._state)
            painter.drawText(self.viewport().rect(), Qt.AlignmentFlag.AlignVCenter, words)

    def _layers_now(self) -> ChipLayers:
        size, top = self.viewport().size(), self._scrolled
        theme, font, ratio = theme_of(self), self.font(), self.devicePixelRatioF()
        key = (self._chips, top, size, theme, font, ratio)
        if self._layers is None or self._layers.key != key:
            self._layers = ChipLayers(self._chips, top, size, theme, font, ratio)
        return self._layers

    # ---- pointer --------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        self._point_at(chip_at(self._chips, point.x(), point.y() + self._scrolled))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        point = event.position().toPoint()
        position = chip_at(self._chips, point.x(), point.y() + self._scrolled)
        if position is None:
            return
        self._cursor = position
        self.viewport().update()
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._pin(TokensPinned((position,), extend=True))
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._pin(TokensPinned((position,), toggle=True))
        else:
            self._tell(chosen(self._state, position))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        event.accept()  # the second press of a double click must not unmask again

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._point_at(None)
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            position = chip_at(self._chips, event.pos().x(), event.pos().y() + self._scrolled)
            words = "" if position is None else self._words.tooltip(self._state, position)
            QToolTip.showText(event.globalPos(), words, self.viewport())
            return True
        return super().viewportEvent(event)

    def _tell(self, action: Action | None) -> None:
        if action is not None:
            self.acted.emit(action)

    def _pin(self, action: TokensPinned) -> None:
        if self._in_text[0]:
            self.acted.emit(action)

    def _hovered(self, position: int | None) -> Hovered:
        held = () if position is None else (position,)
        rows, columns = (held if side else () for side in self._in_text)
        return Hovered(rows, columns)

    def _hover_of(self, state: AppState) -> tuple[tuple[int, ...], ...]:
        """Tokens of this strip that are pointed at, here or on the map."""
        sides = zip((state.hover.queries, state.hover.keys), self._in_text, strict=True)
        return tuple(positions for positions, is_text in sides if is_text)

    def _point_at(self, position: int | None) -> None:
        if position == self._under:
            return
        self._under = position
        pointing = position is not None
        shape = Qt.CursorShape.PointingHandCursor if pointing else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)
        self._repaint_changed()
        self.acted.emit(self._hovered(position))

    # ---- keyboard -------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        last = len(self._chips) - 1
        if last < 0 or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().keyPressEvent(event)
            return
        goals = {
            Qt.Key.Key_Left: self._cursor - 1,
            Qt.Key.Key_Right: self._cursor + 1,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        key = Qt.Key(event.key())
        if key in goals:
            extends = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._walk(min(max(goals[key], 0), last), extends=extends)
        elif key == Qt.Key.Key_Space:
            self._tell(masked(self._state, self._cursor))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.acted.emit(PositionFocused(self._cursor))
        else:
            super().keyPressEvent(event)

    def _walk(self, position: int, *, extends: bool) -> None:
        came_from, self._cursor = self._cursor, position
        self._scroll_to(position)
        self.viewport().update()
        if extends:
            if self._state is not None and not self._state.pinned:
                self._pin(TokensPinned((came_from,)))
            self._pin(TokensPinned((position,), extend=True))
        else:
            self._is_pointing = True
            self.acted.emit(self._hovered(position))

    @property
    def _scrolled(self) -> int:
        return self.verticalScrollBar().value()

    def _scroll_to(self, position: int) -> None:
        frame, bar = self._chips[position].frame, self.verticalScrollBar()
        if frame.top() < bar.value():
            bar.setValue(frame.top())
        elif frame.top() + PITCH > bar.value() + self.height():
            bar.setValue(frame.top() + PITCH - self.height())

    def scrollContentsBy(self, _dx: int, _dy: int) -> None:
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._lay_out()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()
        if self._is_pointing:
            self._is_pointing = False
            self.acted.emit(Hovered())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._lay_out()


def _same_words(old: AppState, new: AppState) -> bool:
    """The same tokens and predictions, as when only another head is shown."""
    if old.model != new.model:
        return False
    before, now = old.inspection, new.inspection
    if before is None or now is None:
        return before is now
    return before.tokens is now.tokens and before.predictions is now.predictions


def _painted(state: AppState) -> tuple[object, ...]:
    return state.inspection, state.hover, state.pinned, state.head, state.model
