"""`TokenStrip`: the model's tokens as chips; the place where words are masked and rows pinned."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QToolTip, QWidget

from explorer.state.actions import Action, Hovered, PositionFocused, TokensPinned
from explorer.views.text.chip_view import MOST_ROWS, ChipView
from explorer.views.text.token_gestures import chosen, masked

_ALONG = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_ROWS = {
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_PageUp: -MOST_ROWS,
    Qt.Key.Key_PageDown: MOST_ROWS,
}


class TokenStrip(ChipView):
    """Click masks, shift-click pins a stretch, ctrl-click one more; Space and arrows do the same.

    Signals (GUI thread): `acted(action)`: MasksToggled, PositionFocused, TokensPinned, Hovered.
    """

    acted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_pointing = False  # the keyboard's cursor points, as the mouse does
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self.setAccessibleName(self.tr("Tokens"))

    @property
    def cursor_position(self) -> int:
        """The token that the arrow keys are at."""
        return self._cursor

    # ---- pointer --------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        self._point_at(self._chip_at(point.x(), point.y()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        point = event.position().toPoint()
        position = self._chip_at(point.x(), point.y())
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
            position = self._chip_at(event.pos().x(), event.pos().y())
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
        chips, key = self._chips, Qt.Key(event.key())
        if not chips or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().keyPressEvent(event)
            return
        ends = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: len(chips) - 1}
        extends = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if key in ends:
            self._walk(ends[key], extends=extends)
        elif key in _ALONG:
            goal = self._cursor + _ALONG[key]
            self._walk(min(max(goal, 0), len(chips) - 1), extends=extends)
        elif key in _ROWS:
            self._walk(chips.rows_on(self._cursor, _ROWS[key]), extends=extends)
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

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()
        if self._is_pointing:
            self._is_pointing = False
            self.acted.emit(Hovered())
