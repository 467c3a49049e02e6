"""`BarList`: what a model predicts, as rows of a word, a bar and a number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from explorer.views.look.theme import SPACE, Theme, number_font, theme_of
from explorer.views.widgets.dimmer import Dimmer

ROW = 28
LEAST_BAR = 12  # pixels for the largest share; with less, word and number stand alone
N_SKELETON = 6  # rows of the skeleton that stands while nothing is known


@dataclass(frozen=True, slots=True)
class BarRow:
    """share: of the bar's room, 0 to 1; None for a number that has no bounds, and no bar."""

    word: str
    share: float | None
    number: str
    is_marked: bool = False


class BarList(QWidget):
    """Click or Enter chooses a row; Up and Down walk.

    is_choosable: whether a click does anything.
    Signals (GUI thread): `chosen(index)`.
    """

    chosen = Signal(int)
    is_choosable = True

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[BarRow, ...] | None = None
        self._longest = 0  # width of the widest word, in pixels
        self._current = 0
        self._under: int | None = None
        self._pressed: int | None = None
        self.dimmer = Dimmer(self)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_rows(self, rows: Sequence[BarRow] | None, *, from_top: bool = False) -> None:
        """None shows a skeleton of rows; `from_top` puts the cursor on the first."""
        self._rows = None if rows is None else tuple(rows)
        self._current = 0 if from_top else min(self._current, max(self.n_rows - 1, 0))
        widths = [self.fontMetrics().horizontalAdvance(row.word) for row in rows or ()]
        self._longest = max(widths, default=0) + 2
        self.setAccessibleDescription(", ".join(f"{row.word} {row.number}" for row in rows or ()))
        self.updateGeometry()
        self.update()

    def tooltip(self, row: int) -> str:
        """What stands there while the pointer rests on a row."""
        raise NotImplementedError

    @property
    def n_rows(self) -> int:
        return len(self._rows or ())

    def row_rect(self, row: int) -> QRect:
        return QRect(0, row * ROW, self.width(), ROW)

    def sizeHint(self) -> QSize:
        return QSize(240, (N_SKELETON if self._rows is None else self.n_rows) * ROW)

    def minimumSizeHint(self) -> QSize:
        return QSize(140, self.sizeHint().height())

    # ---- painting -------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = theme_of(self)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setOpacity(self.dimmer.opacity)
            if self._rows is None:
                self._paint_skeleton(painter, theme)
                return
            for number, row in enumerate(self._rows):
                self._paint_row(painter, theme, number, row)

    def _columns(self, row: int) -> tuple[QRectF, QRectF, QRectF]:
        """Where word, bar and number of a row stand."""
        inner = QRectF(self.row_rect(row)).adjusted(SPACE, 0, -SPACE, 0)
        room = min(max(self._longest, round(inner.width() * 0.3)), round(inner.width() * 0.55))
        word = QRectF(inner.left(), inner.top(), room, ROW)
        metrics_width = self.fontMetrics().horizontalAdvance("0.0000")
        number = QRectF(inner.right() - metrics_width, inner.top(), metrics_width, ROW)
        bar = QRectF(word.right() + SPACE, inner.center().y() - 4, 0, 8)
        bar.setRight(number.left() - SPACE)
        return word, bar, number

    def _paint_skeleton(self, painter: QPainter, theme: Theme) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("hover"))
        for row in range(N_SKELETON):
            word, bar, _number = self._columns(row)
            word.setWidth(word.width() * (0.8 - 0.1 * (row % 3)))
            painter.drawRoundedRect(word.adjusted(0, 10, 0, -10), 4, 4)
            bar.setWidth(max(8.0, bar.width() * 0.7**row))
            painter.drawRoundedRect(bar, 4, 4)

    def _paint_row(self, painter: QPainter, theme: Theme, number: int, row: BarRow) -> None:
        left, bar, right = self._columns(number)
        self._paint_ground(painter, theme, number, is_marked=row.is_marked)
        font = self.font()
        font.setBold(row.is_marked)
        painter.setFont(font)
        painter.setPen(theme.colour("text"))
        word = painter.fontMetrics().elidedText(
            row.word, Qt.TextElideMode.ElideRight, int(left.width())
        )
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(left, middle | Qt.AlignmentFlag.AlignLeft, word)
        if row.share is not None and bar.width() >= LEAST_BAR:
            bar.setWidth(max(2.0, bar.width() * row.share))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("accent"))
            painter.drawRoundedRect(bar, min(4.0, bar.width() / 2), 4)
        painter.setFont(number_font(self))
        painter.setPen(theme.colour("text" if number == 0 or row.is_marked else "muted"))
        painter.drawText(right, middle | Qt.AlignmentFlag.AlignRight, row.number)

    def _paint_ground(self, painter: QPainter, theme: Theme, row: int, *, is_marked: bool) -> None:
        frame = QRectF(self.row_rect(row)).adjusted(1, 1, -1, -1)
        ground = "hover" if row == self._under else "accent_soft" if is_marked else ""
        painter.setPen(Qt.PenStyle.NoPen)
        if ground:
            painter.setBrush(theme.colour(ground))
            painter.drawRoundedRect(frame, 6, 6)
        if self.hasFocus() and row == self._current:
            painter.setPen(QPen(theme.colour("accent"), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(frame, 6, 6)

    # ---- pointer and keyboard -------------------------------------------------------------------

    def _row_at(self, y: float) -> int | None:
        row = int(y // ROW)
        return row if 0 <= row < self.n_rows else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point_at(self._row_at(event.position().y()))

    def leaveEvent(self, _event: QEvent) -> None:
        self._point_at(None)

    def _point_at(self, row: int | None) -> None:
        if row != self._under:
            self._under = row
            pointing = row is not None and self.is_choosable
            shape = Qt.CursorShape.PointingHandCursor if pointing else Qt.CursorShape.ArrowCursor
            self.setCursor(shape)
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = self._row_at(event.position().y())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        event.accept()  # the first click of the two has chosen already

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, self._pressed = self._pressed, None
        if pressed is not None and pressed == self._row_at(event.position().y()):
            self._current = pressed
            self.chosen.emit(pressed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        last = self.n_rows - 1
        goals = {
            Qt.Key.Key_Up: self._current - 1,
            Qt.Key.Key_Down: self._current + 1,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        key = Qt.Key(event.key())
        if last >= 0 and key in goals:
            self._current = min(max(goals[key], 0), last)
            self.update()
        elif last >= 0 and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.chosen.emit(self._current)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            row = self._row_at(event.pos().y())
            QToolTip.showText(event.globalPos(), "" if row is None else self.tooltip(row), self)
            return True
        return super().event(event)
