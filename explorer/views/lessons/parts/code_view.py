"""`CodeView`: lines of Python to read, and to click where that is wanted."""

from __future__ import annotations

import io
import keyword
import token
import tokenize
from collections.abc import Mapping, Sequence
from itertools import pairwise

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.views.look.theme import SPACE, Theme, number_font, theme_of

GUTTER = 28  # width of the line numbers
_FONT = 0.92

# First character, end, and the colour of the theme it stands in.
Piece = tuple[int, int, str]


class CodeView(QWidget):
    """Lines marked with a ground; the one chosen last with a frame.

    Signals (GUI thread): `chosen(line)`, from 0; only where lines can be clicked.
    """

    chosen = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None, *, clicks: bool = False) -> None:
        super().__init__(parent)
        self._lines: tuple[str, ...] = ()
        self._pieces: list[list[Piece]] = []
        self._grounds: Mapping[int, str] = {}
        self._first = 1
        self._clicks = clicks
        self._current: int | None = None
        self._under: int | None = None
        self.setMouseTracking(clicks)
        if clicks:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)

    def show_code(
        self,
        lines: Sequence[str],
        *,
        grounds: Mapping[int, str] | None = None,
        current: int | None = None,
        first: int = 1,
    ) -> None:
        """grounds: the colour of the theme behind a line. first: the number of the first line."""
        if tuple(lines) != self._lines:
            self._lines = tuple(lines)
            self._pieces = coloured(self._lines)
            self.updateGeometry()
        self._grounds, self._current, self._first = grounds or {}, current, first
        self.setAccessibleDescription(
            "\n".join(lines) if current is None else f"{current + 1}: {lines[current].strip()}"
        )
        self.update()

    @property
    def row_height(self) -> int:
        return self.fontMetrics().height() + 5

    def row_rect(self, line: int) -> QRectF:
        return QRectF(0, SPACE + line * self.row_height, self.width(), self.row_height)

    @property
    def text_width(self) -> int:
        """What the longest line needs."""
        metrics = QFontMetrics(number_font(self, scale=_FONT))
        longest = max(map(metrics.horizontalAdvance, self._lines), default=0)
        return GUTTER + longest + 3 * SPACE

    def sizeHint(self) -> QSize:
        return QSize(480, len(self._lines) * self.row_height + 2 * SPACE)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self.sizeHint().height())

    # ---- painting -------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = theme_of(self)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.colour("line"), 1))
            painter.setBrush(theme.colour("surface"))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
            font = number_font(self, scale=_FONT)
            painter.setFont(font)
            for line, text in enumerate(self._lines):
                self._paint_ground(painter, theme, line)
                self._paint_line(painter, theme, line, text)

    def _paint_ground(self, painter: QPainter, theme: Theme, line: int) -> None:
        frame = self.row_rect(line).adjusted(3, 0, -3, 0)
        ground = self._grounds.get(line, "hover" if line == self._under else "")
        painter.setPen(Qt.PenStyle.NoPen)
        if ground:
            painter.setBrush(theme.colour(ground))
            painter.drawRoundedRect(frame, 4, 4)
        if line == self._current:
            is_held = self.hasFocus()
            painter.setPen(QPen(theme.colour("accent" if is_held else "muted"), 1.2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(frame, 4, 4)

    def _paint_line(self, painter: QPainter, theme: Theme, line: int, text: str) -> None:
        row = self.row_rect(line)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(theme.colour("muted"))
        number = QRectF(SPACE, row.top(), GUTTER - SPACE, row.height())
        painter.drawText(number, middle | Qt.AlignmentFlag.AlignRight, str(line + self._first))
        x = float(GUTTER + SPACE)
        for start, end, colour in self._pieces[line]:
            piece = text[start:end]
            width = painter.fontMetrics().horizontalAdvance(piece)
            painter.setPen(theme.colour(colour))
            painter.drawText(
                QRectF(x, row.top(), width + 2, row.height()),
                middle | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextDontClip,
                piece,
            )
            x += width

    # ---- pointer and keyboard -------------------------------------------------------------------

    def _line_at(self, event: QMouseEvent) -> int | None:
        line = int((event.position().y() - SPACE) // self.row_height)
        return line if 0 <= line < len(self._lines) else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._under = self._line_at(event)
        self.update()

    def leaveEvent(self, _event: QEvent) -> None:
        self._under = None
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        line = self._line_at(event)
        if self._clicks and event.button() == Qt.MouseButton.LeftButton and line is not None:
            self.chosen.emit(line)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down walk; the line walked to is chosen as by a click."""
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if not self._clicks or step is None or not self._lines:
            super().keyPressEvent(event)
            return
        at = -1 if self._current is None else self._current
        self.chosen.emit(min(max(at + step, 0), len(self._lines) - 1))


def coloured(lines: Sequence[str]) -> list[list[Piece]]:
    """For each line its pieces from left to right, which together are all of it."""
    colours = [["text"] * len(line) for line in lines]
    source = "\n".join(lines) + "\n"
    for found in tokenize.generate_tokens(io.StringIO(source).readline):
        colour = _colour_of(found)
        if colour == "text":
            continue
        (first, start), (last, end) = found.start, found.end
        for row in range(first, last + 1):
            line = colours[row - 1]
            a, b = start if row == first else 0, end if row == last else len(line)
            line[a:b] = [colour] * (b - a)
    return [_runs(line) for line in colours]


def _colour_of(found: tokenize.TokenInfo) -> str:
    if found.type in (token.COMMENT, token.STRING):
        return "muted"
    if found.type == token.NUMBER:
        return "warning"
    is_keyword = found.type == token.NAME and keyword.iskeyword(found.string)
    return "accent" if is_keyword else "text"


def _runs(colours: Sequence[str]) -> list[Piece]:
    """Neighbours of one colour together."""
    starts = [i for i in range(len(colours)) if i == 0 or colours[i] != colours[i - 1]]
    return [(a, b, colours[a]) for a, b in pairwise([*starts, len(colours)])]
