"""`MaskedRows`: the text, what the model reads, the labels, its guesses and their losses."""

from __future__ import annotations

from bisect import bisect_right

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFont,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from explorer.records.lessons.masking import MaskingAnswer
from explorer.views.lessons.masking.fates import FateWords
from explorer.views.lessons.masking.masked_columns import (
    LINE,
    N_LINES,
    Band,
    Column,
    bands_of,
    columns_of,
    is_piece,
)
from explorer.views.lessons.masking.masked_paint import paint_column, paint_join
from explorer.views.look.theme import SPACE, Theme, number_font, theme_of
from explorer.views.text.labels import probability, readable
from explorer.views.widgets.dimmer import Dimmer

_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_LEAPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_MOST_READ_OUT = 40  # chosen tokens in the text equivalent


class MaskedRows(QWidget):
    """Five lines aligned by tokens, in bands that wrap. Click or Enter chooses a token, the arrow
    keys walk.

    Signals (GUI thread): `chosen(position)`; `pointed(position)`, None where none is pointed at.
    """

    chosen = Signal(int)
    pointed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._answer: MaskingAnswer | None = None
        self._columns: tuple[Column, ...] = ()
        self._bands: list[Band] = []
        self._frames: list[QRect] = []
        self._selected: int | None = None
        self._marked: frozenset[int] = frozenset()
        self._cursor = 0
        self._under: int | None = None
        self._fates = FateWords(self)
        self._captions = (
            self.tr("text"), self.tr("model reads"), self.tr("label"), self.tr("predicts"),
            self.tr("loss"),
        )  # fmt: skip
        self.dimmer = Dimmer(self)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Text as the model reads it"))
        self._lay_out()

    # ---- state -----------------------------------------------------------------------------------

    def show_answer(
        self, answer: MaskingAnswer | None, selected: int | None, marked: frozenset[int]
    ) -> None:
        """selected: the token that is compared. marked: those pointed at elsewhere."""
        if answer is not self._answer:
            self._answer = answer
            self._columns = columns_of(answer) if answer else ()
            self._cursor = min(self._cursor, max(len(self._columns) - 1, 0))
            self.setAccessibleDescription(self._as_text(answer) if answer else "")
            self._lay_out()
        if (selected, marked) != (self._selected, self._marked):
            self._selected, self._marked = selected, marked
            self.update()

    def frame_of(self, position: int) -> QRect:
        """Where the column of a token stands."""
        return self._frames[position].translated(self._left, 0)

    def _as_text(self, answer: MaskingAnswer) -> str:
        said = [
            self.tr("{word}: {fate}, predicted {guess}, loss {loss}").format(
                word=answer.tokens.labels[guess.position],
                fate=self._fates.name(guess.fate),
                guess=guess.prediction.candidates[0].label,
                loss=f"{guess.loss:.2f}",
            )
            for guess in answer.guesses[:_MOST_READ_OUT]
        ]
        return "; ".join(said) or self.tr("No token was chosen")

    # ---- places ----------------------------------------------------------------------------------

    @property
    def _left(self) -> int:
        """Where the first column begins: the captions stand before it."""
        metrics = self.fontMetrics()
        return max(metrics.horizontalAdvance(caption) for caption in self._captions) + 2 * SPACE

    def _lay_out(self) -> None:
        words = self._answer.words if self._answer else ()
        room = self.width() - self._left
        self._bands, self._frames = bands_of(self._columns, words, self.fontMetrics(), room)
        bottom = max((frame.bottom() + 1 for frame in self._frames), default=N_LINES * LINE)
        if bottom != self.minimumHeight() or bottom != self.maximumHeight():
            self.setFixedHeight(bottom)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(480, self.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(200, N_LINES * LINE)

    def resizeEvent(self, event: QResizeEvent) -> None:
        if event.oldSize().width() != event.size().width():
            self._lay_out()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._lay_out()

    def _at(self, point: QPoint) -> int | None:
        inside = point - QPoint(self._left, 0)
        return next((p for p, frame in enumerate(self._frames) if frame.contains(inside)), None)

    # ---- painting --------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, numbers = theme_of(self), number_font(self)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setOpacity(self.dimmer.opacity)
            self._paint_captions(painter, theme)
            for position in range(len(self._columns)):
                if self.frame_of(position).intersects(event.rect()):
                    self._paint_column(painter, position, theme, numbers)

    def _paint_captions(self, painter: QPainter, theme: Theme) -> None:
        painter.setPen(theme.colour("muted"))
        for band in self._bands:
            for line, caption in enumerate(self._captions[: band.n_lines]):
                box = QRect(0, band.top + line * LINE, self._left - SPACE, LINE)
                painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, caption)

    def _paint_column(self, painter: QPainter, position: int, theme: Theme, numbers: QFont) -> None:
        frame = self.frame_of(position)
        self._paint_mark(painter, position, frame, theme)
        paint_column(
            painter, self._columns[position], frame, words=self.font(), numbers=numbers, theme=theme
        )
        if self._answer is not None and is_piece(self._answer.words, position):
            paint_join(painter, self.frame_of(position - 1), frame, theme)

    def _paint_mark(self, painter: QPainter, position: int, frame: QRect, theme: Theme) -> None:
        around = QRectF(frame).adjusted(-1, 0, 1, 0)
        painter.setPen(Qt.PenStyle.NoPen)
        if position == self._selected:
            painter.setBrush(theme.colour("accent_soft"))
            painter.drawRoundedRect(around, 4, 4)
        elif position == self._under or position in self._marked:
            painter.setBrush(theme.colour("hover"))
            painter.drawRoundedRect(around, 4, 4)
        if self.hasFocus() and position == self._cursor:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.colour("accent"), 1.5))
            painter.drawRoundedRect(around.adjusted(1, 1, -1, -1), 4, 4)

    # ---- pointer and keyboard --------------------------------------------------------------------

    def _point_at(self, position: int | None) -> None:
        if position != self._under:
            self._under = position
            self.update()
            self.pointed.emit(position)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point_at(self._at(event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._point_at(None)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        position = self._at(event.position().toPoint())
        if position is not None and event.button() == Qt.MouseButton.LeftButton:
            self._cursor = position
            self.chosen.emit(position)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            position = self._at(event.pos())
            QToolTip.showText(event.globalPos(), self.tooltip(position), self)
            return True
        return super().event(event)

    def tooltip(self, position: int | None) -> str:
        """The likeliest tokens at a place that was chosen."""
        guesses = self._answer.guesses if self._answer else ()
        guess = next((guess for guess in guesses if guess.position == position), None)
        candidates = guess.prediction.candidates if guess else ()
        return "\n".join(f"{readable(c.label)}  {probability(c.probability)}" for c in candidates)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if not self._columns:
            super().keyPressEvent(event)
        elif key in _STEPS:
            self._walk_to(self._cursor + _STEPS[key])
        elif key in _LEAPS:
            self._walk_to(self._in_band(_LEAPS[key]))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.chosen.emit(self._cursor)
        else:
            super().keyPressEvent(event)

    def _walk_to(self, position: int) -> None:
        self._cursor = min(max(position, 0), len(self._columns) - 1)
        self.update()
        self._point_at(self._cursor)

    def _in_band(self, by: int) -> int:
        """The nearest column of the next band, or of the one before."""
        here = bisect_right(self._bands, self._cursor, key=lambda band: band.first) - 1
        band = self._bands[min(max(here + by, 0), len(self._bands) - 1)]
        x = self._frames[self._cursor].center().x()
        there = range(band.first, band.end)
        return min(there, key=lambda p: abs(self._frames[p].center().x() - x))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._point_at(None)
