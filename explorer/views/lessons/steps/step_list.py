"""`StepList`: the eight steps below each other, each with its number for one key."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.state.lessons.stepping import Stepped
from explorer.state.lessons.steps import STEPS, StepName
from explorer.views.lessons.steps.step_words import StepWords
from explorer.views.look.theme import SPACE, Theme, number_font, theme_of
from explorer.views.widgets.dimmer import Dimmer

ROW = 40
NUMBER = 20  # width of the number of a step


class StepList(QWidget):
    """Click chooses a step; the arrow keys walk.

    Signals (GUI thread): `chosen(step)`.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = StepWords(self)
        self._step: StepName = STEPS[0]
        self._lines: list[tuple[str, str, str]] = []  # title, formula and result
        self._under: int | None = None
        self.dimmer = Dimmer(self)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Steps"))

    def show_steps(self, shown: Stepped | None, step: StepName) -> None:
        """None leaves the numbers out."""
        words = self._words
        self._step = step
        self._lines = [
            (
                words.title(name),
                words.formula(name, shown) if shown else "",
                words.result(name, shown) if shown else "",
            )
            for name in STEPS
        ]
        at = STEPS.index(step)
        self.setAccessibleDescription(f"{at + 1}: " + ", ".join(filter(None, self._lines[at])))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(280, ROW * len(STEPS))

    def minimumSizeHint(self) -> QSize:
        return QSize(200, ROW * len(STEPS))

    def row_rect(self, row: int) -> QRectF:
        return QRectF(0, row * ROW, self.width(), ROW)

    # ---- painting -------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = theme_of(self)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for row, step in enumerate(STEPS):
                self._paint_ground(painter, theme, row, is_current=step == self._step)
                self._paint_row(painter, theme, row)

    def _paint_ground(self, painter: QPainter, theme: Theme, row: int, *, is_current: bool) -> None:
        frame = self.row_rect(row).adjusted(1, 1, -1, -1)
        ground = "accent_soft" if is_current else "hover" if row == self._under else ""
        if ground:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour(ground))
            painter.drawRoundedRect(frame, 6, 6)
        if is_current and self.hasFocus():
            painter.setPen(QPen(theme.colour("accent"), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(frame, 6, 6)

    def _paint_row(self, painter: QPainter, theme: Theme, row: int) -> None:
        if row >= len(self._lines):
            return
        title, formula, result = self._lines[row]
        is_current = STEPS[row] == self._step
        inner = self.row_rect(row).adjusted(SPACE, 3, -SPACE, -3)
        upper, lower = QRectF(inner), QRectF(inner)
        upper.setHeight(inner.height() / 2)
        lower.setTop(upper.bottom())
        left = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.setOpacity(1)
        painter.setFont(number_font(self))
        painter.setPen(theme.colour("accent" if is_current else "muted"))
        painter.drawText(upper, left, str(row + 1))
        painter.setFont(self.font())
        painter.setPen(theme.colour("accent" if is_current else "text"))
        painter.drawText(upper.adjusted(NUMBER, 0, 0, 0), left, title)
        painter.setOpacity(self.dimmer.opacity)
        painter.setFont(number_font(self))
        painter.setPen(theme.colour("text"))
        painter.drawText(upper, right, result)
        painter.setFont(number_font(self, scale=0.88))
        painter.setPen(theme.colour("muted"))
        room = lower.adjusted(NUMBER, 0, 0, 0)
        fitted = painter.fontMetrics().elidedText(
            formula, Qt.TextElideMode.ElideRight, int(room.width())
        )
        painter.drawText(room, left, fitted)
        painter.setOpacity(1)

    # ---- pointer and keyboard -------------------------------------------------------------------

    def walk(self, by: int) -> None:
        """To the next step, or the one before; stops at the ends."""
        at = min(max(STEPS.index(self._step) + by, 0), len(STEPS) - 1)
        if STEPS[at] != self._step:
            self.chosen.emit(STEPS[at])

    def _row_at(self, event: QMouseEvent) -> int | None:
        row = int(event.position().y() // ROW)
        return row if 0 <= row < len(STEPS) else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._under = self._row_at(event)
        self.update()

    def leaveEvent(self, _event: QEvent) -> None:
        self._under = None
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        row = self._row_at(event)
        if event.button() == Qt.MouseButton.LeftButton and row is not None:
            self.chosen.emit(STEPS[row])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        by = {
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Home: -len(STEPS),
            Qt.Key.Key_End: len(STEPS),
        }.get(Qt.Key(event.key()))
        if by is None:
            super().keyPressEvent(event)
        else:
            self.walk(by)
