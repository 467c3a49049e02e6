"""`LinesView`: heads as lines between two columns of tokens, with BertViz's gestures."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from explorer.state.actions import Hovered, MasksToggled, PinsCleared, TokensPinned
from explorer.state.model import AppState, Hover
from explorer.state.selectors import sides_in_text
from explorer.views.lines.head_legend import HeadLegend
from explorer.views.lines.lines_canvas import LinesCanvas
from explorer.views.lines.lines_layout import Side

Target = tuple[Side, int]  # a token of one column


class LinesView(QWidget):
    """The legend of heads above the lines.

    acted(action): GUI thread, from the legend and from the tokens.
    """

    acted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.legend = HeadLegend()
        self.tokens = TokenLines()
        for part in (self.legend, self.tokens):
            part.acted.connect(self.acted)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.legend)
        column.addWidget(self.tokens, 1)
        self.setFocusProxy(self.tokens)
        self.setAccessibleName(self.tr("Lines"))

    def show_state(self, state: AppState) -> None:
        self.legend.show_state(state)
        self.tokens.show_state(state)


class TokenLines(LinesCanvas):
    """Pointing at a token leaves only its lines; a click on a query pins it.

    acted(action): GUI thread, when tokens are pointed at, pinned or masked here.
    """

    acted = Signal(object)

    # Along one side, and from one side to the other.
    steps: Mapping[Qt.Key, int] = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
    sides: Mapping[Qt.Key, Side] = {Qt.Key.Key_Left: "query", Qt.Key.Key_Right: "key"}

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._told = Hovered()  # what was said last
        self._cursor: Target | None = None  # the token that the keyboard is on
        self.viewport().setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def _positions(self, target: Target | None) -> tuple[int, ...]:
        if target is None or not self._maps:
            return ()
        shown = self._maps[0][1]
        axis = shown.queries if target[0] == "query" else shown.keys
        return axis.positions[min(target[1], len(axis) - 1)]

    def _point(self, target: Target | None) -> None:
        positions = self._positions(target)
        is_query = target is not None and target[0] == "query"
        told = Hovered(queries=positions) if is_query else Hovered(keys=positions)
        is_lost = told != Hovered() and self._state.hover == Hover()
        if told != self._told or is_lost:
            self._told = told
            self.acted.emit(told)

    def _target(self, event: QMouseEvent) -> Target | None:
        layout = self.layout_now()
        return layout.target_at(event.position().x(), event.position().y()) if layout else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        target = self._target(event)
        self._cursor = target or self._cursor
        self._point(target)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._point(None)
        return super().viewportEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        if not self.underMouse():
            self._point(None)
        super().focusOutEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        target = self._target(event)
        if event.button() == Qt.MouseButton.LeftButton and target and target[0] == "query":
            self._pin(target, event.modifiers())

    def _pin(self, target: Target, modifiers: Qt.KeyboardModifier) -> None:
        extends = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        pinned = TokensPinned(self._positions(target), extend=extends, toggle=not extends)
        self.acted.emit(pinned)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in self.steps and self._maps:
            self._walk(self.steps[key])
        elif key in self.sides and self._cursor is not None:
            self._cross(self.sides[key], self._cursor[1])
        elif key == Qt.Key.Key_Escape and self._state.pinned:
            self.acted.emit(PinsCleared())
        elif not self._acted_on_cursor(event):
            super().keyPressEvent(event)

    def _walk(self, step: int) -> None:
        side, index = self._cursor or ("query", -step)
        self._cross(side, index + step)

    def _cross(self, side: Side, index: int) -> None:
        """To the token of a side with this index, or the nearest one."""
        shown = self._maps[0][1]
        axis = shown.queries if side == "query" else shown.keys
        self._go((side, min(max(index, 0), len(axis) - 1)))

    def _go(self, target: Target) -> None:
        self._cursor = target
        self.reveal(*target)
        self._point(target)

    def _acted_on_cursor(self, event: QKeyEvent) -> bool:
        if self._cursor is None or self._cursor[0] != "query":
            return False
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._pin(self._cursor, event.modifiers())
        elif event.key() == Qt.Key.Key_Space and sides_in_text(self._state)[0]:
            self.acted.emit(MasksToggled(self._positions(self._cursor)))
        else:
            return False
        return True
