"""`TokenStrip`: the model's tokens as chips; the place where words are masked and rows pinned."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QRegion,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QSizePolicy, QToolTip, QWidget

from explorer.state.actions import Action, Hovered, PositionFocused, TokensPinned
from explorer.state.model import AppState
from explorer.state.selectors import sides_in_text, tokens_of
from explorer.views.look.theme import theme_of
from explorer.views.text.token_chips import (
    HEIGHT,
    PITCH,
    Chip,
    Look,
    chip_at,
    chips_of,
    n_rows,
    paint_chip,
    shades_of,
)
from explorer.views.text.token_gestures import chosen, masked
from explorer.views.text.token_words import TokenWords
from explorer.views.widgets.dimmer import Dimmer
from explorer.views.widgets.slim_scroll_bar import WIDTH, SlimScrollBar

MOST_ROWS = 3
_BELOW = PITCH - HEIGHT  # room for the underline of the last row


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
        self._looks: list[Look] = []  # of the chips, when they were last compared
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
        before, self._looks = self._looks, [self._look(p) for p in range(len(self._chips))]
        if len(before) != len(self._looks):
            self.viewport().update()
            return
        changed = QRegion()
        for chip, old, new in zip(self._chips, before, self._looks, strict=True):
            if old != new:
                changed += chip.frame.adjusted(-1, -1, 1, _BELOW)
        self.viewport().update(changed.translated(0, -self._scrolled))

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
        theme, metrics = theme_of(self), self.fontMetrics()
        top = self.verticalScrollBar().value()
        seen = event.region().translated(0, top)
        with QPainter(self.viewport()) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if not self._chips:
                painter.setPen(theme.colour("muted"))
                words = self._words.hint(self._state)
                painter.drawText(self.viewport().rect(), Qt.AlignmentFlag.AlignVCenter, words)
                return
            painter.setOpacity(self._dimmer.opacity)
            painter.translate(0, -top)
            for position, chip in enumerate(self._chips):
                if seen.intersects(chip.frame.adjusted(-1, -1, 1, _BELOW)):
                    paint_chip(painter, chip, self._look(position), theme, metrics)

    def _look(self, position: int) -> Look:
        state = self._state
        return Look(
            shade=self._shades[position] if self._shades else None,
            is_hovered=position in self._pointed or position == self._under,
            is_pinned=state is not None and self._in_text[0] and position in state.pinned,
            is_cursor=self.hasFocus() and position == self._cursor,
        )

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
