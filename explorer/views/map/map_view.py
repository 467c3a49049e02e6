"""`MapView`: what the mouse and the keyboard do on the map of the selected head."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from explorer.state.actions import Hovered, MasksToggled, PinsCleared, TokensPinned
from explorer.state.model import Hover
from explorer.state.selectors import readout, sides_in_text
from explorer.views.map.map_steering import SteeredMap

_STEPS = {  # key: (rows, columns)
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}
_PAGES = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
_ZOOMS = {Qt.Key.Key_Plus: 1, Qt.Key.Key_Equal: 1, Qt.Key.Key_Minus: -1}


class MapView(SteeredMap):
    """Pointing tells what is pointed at, a click pins a row, the wheel zooms, dragging pans.

    acted(action): GUI thread, when tokens are pointed at, pinned or masked here; see `SteeredMap`.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._told = Hovered()  # what was said last
        self._pressed: QPointF | None = None
        self._clicked: int | None = None  # the row that was clicked last
        self._dragged: QPointF | None = None  # where the last move of a drag ended
        self._is_steering = False  # the minimap is dragged
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    # ---- pointing --------------------------------------------------------------------------------

    def _held(self, positions: tuple[tuple[int, ...], ...], index: int) -> tuple[int, ...]:
        """The tokens that a row or column stands for, with those pooled with it."""
        return tuple(p for i in self._pooled(index, len(positions)) for p in positions[i])

    def _point(self, row: int | None, column: int | None, label_at: QPointF | None) -> None:
        """Says which tokens are pointed at; the floating label goes along."""
        if label_at != self._label_at:
            self._label_at = label_at
            self.update()
        shown = self._shown
        if shown is None:
            return
        told = Hovered(
            queries=() if row is None else self._held(shown.queries.positions, row),
            keys=() if column is None else self._held(shown.keys.positions, column),
        )
        # A new text takes the state's hover away under a pointer that stands still.
        is_lost = told != Hovered() and self._state.hover == Hover()
        if told != self._told or is_lost:
            self._told = told
            self.acted.emit(told)

    def _target(self, at: QPointF) -> tuple[int | None, int | None]:
        layout = self.layout_now()
        return layout.target_at(at.x(), at.y()) if layout else (None, None)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        if self._is_steering:
            self._steer(at)
            return
        if event.buttons() & Qt.MouseButton.LeftButton and self._pressed is not None:
            self._drag(at)
        if self._dragged is None:
            row, column = self._target(at)
            if row is not None and column is not None:
                self._cursor = (row, column)
            self._point(row, column, at)

    def leaveEvent(self, event: QEvent) -> None:
        self._point(None, None, None)
        super().leaveEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        if not self.underMouse():
            self._point(None, None, None)
        super().focusOutEvent(event)

    # ---- pinning and panning ---------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        layout = self.layout_now()
        if layout and layout.camera.is_zoomed and layout.minimap.contains(event.position()):
            self._is_steering, self._clicked = True, None
            self._steer(event.position())
        else:
            self._pressed = event.position()

    def _drag(self, at: QPointF) -> None:
        layout = self.layout_now()
        if layout is None or self._pressed is None or not layout.camera.is_zoomed:
            return
        far = (at - self._pressed).manhattanLength() >= QApplication.startDragDistance()
        if self._dragged is None and far:
            self._dragged = self._pressed
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        if self._dragged is not None:
            moved, self._dragged = at - self._dragged, at
            self._see(layout.camera.panned(moved.x(), moved.y()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        if self._is_steering or self._dragged is not None or self._pressed is None:
            self._dragged = self._pressed = None
            self._is_steering = False
            self.unsetCursor()
            return
        self._pressed = None
        self._clicked, _ = self._target(event.position())
        if self._clicked is not None:
            extends = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._pin(self._clicked, extends=extends)

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        if self._clicked is not None:
            self._pin(self._clicked, extends=False)  # takes back what the first click did
        self.fit()

    def _pin(self, row: int, *, extends: bool) -> None:
        if self._shown is not None:
            positions = self._held(self._shown.queries.positions, row)
            self.acted.emit(TokensPinned(positions, extend=extends, toggle=not extends))

    def wheelEvent(self, event: QWheelEvent) -> None:
        turn, layout = event.angleDelta(), self.layout_now()
        pans = event.modifiers() & Qt.KeyboardModifier.ShiftModifier or abs(turn.x()) > abs(
            turn.y()
        )
        if layout is None:
            return
        if pans:
            self._see(layout.camera.panned(turn.x() / 2 or turn.y() / 2, 0))
        else:
            self._zoom_by(turn.y() / 120, event.position())
        row, column = self._target(event.position())
        self._point(row, column, event.position())
        event.accept()

    # ---- keyboard --------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _STEPS:
            self._walk(*_STEPS[key])
        elif key in _ZOOMS:
            self._zoom_by(_ZOOMS[key], self._zoom_centre())
        elif key in _PAGES:
            self._turn_page(_PAGES[key], event.modifiers())
        elif key in (Qt.Key.Key_0, Qt.Key.Key_Home):
            self.fit()
        elif key == Qt.Key.Key_Escape and self._state.pinned:
            self.acted.emit(PinsCleared())
        elif not self._acted_on_cursor(event):
            super().keyPressEvent(event)

    def _walk(self, down: int, right: int) -> None:
        layout = self.layout_now()
        if layout is None:
            return
        camera = layout.camera
        row, column = self._cursor or (-down, -right)
        step = max(len(self._pooled(0, camera.n_rows)), len(self._pooled(0, camera.n_columns)))
        row = min(max(row + down * step, 0), camera.n_rows - 1)
        column = min(max(column + right * step, 0), camera.n_columns - 1)
        self._cursor = (row, column)
        self._see(camera.revealing(row, column))
        now = self.layout_now() or layout
        self._point(row, column, now.cell_rect(row, column).center())
        cell = readout(self._state)
        if cell is not None:
            said = f"{cell.query} → {cell.key} {self._cell_words.numbers(cell)}"
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, said))

    def _zoom_centre(self) -> QPointF:
        layout = self.layout_now()
        if layout is None:
            return QPointF()
        if self._cursor is not None:
            cell = layout.cell_rect(*self._cursor).center()
            if layout.map_rect.contains(cell):
                return cell
        return layout.map_rect.center()

    def _acted_on_cursor(self, event: QKeyEvent) -> bool:
        if self._cursor is None or self._shown is None:
            return False
        row = min(self._cursor[0], len(self._shown.queries) - 1)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._pin(row, extends=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        elif event.key() == Qt.Key.Key_Space and sides_in_text(self._state)[0]:
            self.acted.emit(MasksToggled(self._shown.queries.positions[row]))
        else:
            return False
        return True

    # ---- other events ----------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QNativeGestureEvent):
            if event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
                self._zoom(1 + event.value(), event.position())
            return True
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            self._show_whole_label(event)
            return True
        return super().event(event)

    def _show_whole_label(self, event: QHelpEvent) -> None:
        """A label that had to be cut is whole in the tooltip."""
        layout, shown = self.layout_now(), self._shown
        row, column = self._target(QPointF(event.pos()))
        if layout is None or shown is None or (row is None) == (column is None):
            return
        axis, text = (
            (shown.queries, layout.row_words)
            if row is not None
            else (shown.keys, layout.column_words)
        )
        index = row if row is not None else column or 0
        if text.text(index) != axis.labels[index]:
            QToolTip.showText(event.globalPos(), axis.labels[index], self)
