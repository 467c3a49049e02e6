"""`OrderChips`: tokens that are put into another order by mouse or keyboard."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QToolTip

from explorer.records.lessons.permutations import Order
from explorer.views.lessons.permutations.order_view import OrderView
from explorer.views.text.token_chips import PITCH

_ALONG = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_ROWS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class OrderChips(OrderView):
    """Drag a chip to another place. By keyboard: arrows walk, Space picks up and drops, Esc gives
    up; Enter selects.

    Signals (GUI thread): `laid(order)`; `pointed(position)`, None when the pointer has left;
    `chosen(position)`.
    """

    laid = Signal(object)
    pointed = Signal(object)
    chosen = Signal(int)

    # ---- pointer ---------------------------------------------------------------------------------

    def _place(self, at: QPointF) -> QPointF:
        return at + QPointF(0, self.verticalScrollBar().value())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        rank = self._layout.rank_at(self._place(event.position()))
        if event.button() == Qt.MouseButton.LeftButton and rank is not None:
            self._give_up()
            self._pressed, self._cursor = (rank, event.position()), rank

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        if self._pressed is None:
            self._point_at(self._layout.rank_at(self._place(at)))
            return
        distance = (at - self._pressed[1]).manhattanLength()
        if self._dragged_to is not None or distance >= QApplication.startDragDistance():
            self._scroll_at_the_edge(at.y())
            self._dragged_to = self._place(at)
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
            self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, dragged_to = self._pressed, self._dragged_to
        if pressed is None or event.button() != Qt.MouseButton.LeftButton:
            return
        self._pressed = self._dragged_to = None
        self.viewport().setCursor(Qt.CursorShape.OpenHandCursor)
        self.viewport().update()
        if dragged_to is None:
            self.chosen.emit(self._order.positions[pressed[0]])
        else:
            gap = self._layout.gap_at(self._place(event.position()))
            self._lay(self._order.moved(pressed[0], gap), self._order)

    def _scroll_at_the_edge(self, y: float) -> None:
        bar = self.verticalScrollBar()
        if y < 0:
            bar.setValue(bar.value() - PITCH)
        elif y > self.viewport().height():
            bar.setValue(bar.value() + PITCH)

    def _point_at(self, rank: int | None) -> None:
        if rank == self._under:
            return
        self._under = rank
        shape = Qt.CursorShape.ArrowCursor if rank is None else Qt.CursorShape.OpenHandCursor
        self.viewport().setCursor(shape)
        self.pointed.emit(None if rank is None else self._order.positions[rank])

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave and self._pressed is None:
            self._point_at(None)
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            rank = self._layout.rank_at(self._place(QPointF(event.pos())))
            said = "" if rank is None else self.words.tooltip(self._order, self._tokens, rank)
            QToolTip.showText(event.globalPos(), said, self.viewport())
            return True
        return super().viewportEvent(event)

    # ---- keyboard --------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, last = Qt.Key(event.key()), len(self._order) - 1
        goals = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: last}
        goals |= {k: self._cursor + by for k, by in _ALONG.items()}
        if last < 0 or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().keyPressEvent(event)
        elif key in goals:
            self._walk(min(max(goals[key], 0), last))
        elif key in _ROWS:
            self._walk(self._layout.nearest(self._cursor, _ROWS[key]))
        elif key == Qt.Key.Key_Space:
            self._pick_up_or_drop()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.chosen.emit(self._order.positions[self._cursor])
        elif key == Qt.Key.Key_Escape and (self._carried_from or self._pressed):
            self._give_up()
        else:
            super().keyPressEvent(event)

    def _walk(self, goal: int) -> None:
        if self._carried_from is not None:
            self._order = self._order.moved(self._cursor, goal + (goal > self._cursor))
            self._lay_out()
        self._cursor = goal
        self._reveal(self._layout.chips[goal].frame)
        self.words.say(self.words.place(self._order, self._tokens, goal))
        self.pointed.emit(self._order.positions[goal])

    def _pick_up_or_drop(self) -> None:
        if self._carried_from is None:
            self._carried_from = self._order
            self.words.say_picked_up(self._tokens.labels[self._order.positions[self._cursor]])
        else:
            before, self._carried_from = self._carried_from, None
            self.words.say(self.words.place(self._order, self._tokens, self._cursor))
            self._lay(self._order, before)
        self.pointed.emit(self._order.positions[self._cursor])

    def _lay(self, order: Order, before: Order) -> None:
        if order != before:
            self.laid.emit(order)

    def _give_up(self) -> None:
        """What is carried goes back to where it was."""
        self._pressed = self._dragged_to = None
        if self._carried_from is not None:
            position = self._order.positions[self._cursor]
            self._order, self._carried_from = self._carried_from, None
            self._cursor = self._order.positions.index(position)
            self._lay_out()
            self.words.say_given_up()
            self.pointed.emit(position)
        self.viewport().update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self._order.positions and event.reason() != Qt.FocusReason.MouseFocusReason:
            self.pointed.emit(self._order.positions[self._cursor])

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._give_up()
        self.pointed.emit(None)
