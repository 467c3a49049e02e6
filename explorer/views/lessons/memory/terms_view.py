"""`TermsView`: the score of one query and one key, taken apart into its four terms."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.records.lessons.memory import TERMS, MemoryAnswer
from explorer.views.look.theme import SPACE, Theme, number_font, theme_of
from explorer.views.text.labels import readable
from explorer.views.widgets.dimmer import Dimmer

ROW = 26
LEAST_BARS = 6 * SPACE  # of the width, however long the words are


class TermsView(QWidget):
    """Bars to the right are positive, to the left negative; the last row is their sum."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[tuple[str, str, float], ...] = ()  # symbol, words, number
        self._title = self._verdict = ""
        self.dimmer = Dimmer(self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("The four terms of the score"))

    def sizeHint(self) -> QSize:
        return QSize(360, ROW * (len(TERMS) + 3) + SPACE)

    def minimumSizeHint(self) -> QSize:
        return QSize(260, self.sizeHint().height())

    def show_cell(self, answer: MemoryAnswer, row: int, column: int) -> None:
        """A cell of the map with memory."""
        words = (
            self.tr("the query × the key’s word"),
            self.tr("the query × the distance"),
            self.tr("the key’s word, for any query"),
            self.tr("the distance, for any query"),
        )
        terms = [float(term) for term in answer.terms[:, row, column]]
        shown = answer.remembering
        query, key = shown.queries.labels[row], shown.keys.labels[column]
        distance = answer.n_remembered + row - column
        self._title = self.tr("{query} → {key}, distance {n}").format(
            query=readable(query), key=readable(key), n=distance
        )
        self._rows = (
            *zip(TERMS, words, terms, strict=True),
            ("Σ", self.tr("score"), sum(terms)),
        )
        self._verdict = self._said(float(shown.weights[row, column]), distance, answer)
        said = [f"{symbol} {words} {_signed(number)}" for symbol, words, number in self._rows]
        self.setAccessibleDescription("; ".join([self._title, *said, self._verdict]))
        self.update()

    def _said(self, weight: float, distance: int, answer: MemoryAnswer) -> str:
        if distance < 0 and not answer.has_future:
            return self.tr("hidden: the key comes later")
        return self.tr("weight after the softmax: {weight}").format(weight=f"{weight:.3f}")

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = theme_of(self)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setOpacity(self.dimmer.opacity)
            painter.setPen(theme.colour("text"))
            painter.drawText(self._line(0), Qt.AlignmentFlag.AlignVCenter, self._title)
            for number, row in enumerate(self._rows, 1):
                self._paint_row(painter, theme, number, *row)
            painter.setPen(theme.colour("muted"))
            last = self._line(len(self._rows) + 1)
            painter.drawText(last, Qt.AlignmentFlag.AlignVCenter, self._verdict)

    def _line(self, number: int) -> QRectF:
        return QRectF(SPACE, number * ROW, self.width() - 2 * SPACE, ROW)

    def _paint_row(
        self, painter: QPainter, theme: Theme, number: int, symbol: str, words: str, value: float
    ) -> None:
        line, middle = self._line(number), Qt.AlignmentFlag.AlignVCenter
        font, is_sum = self.font(), number == len(self._rows)
        metrics = self.fontMetrics()
        digits = metrics.horizontalAdvance("+00.000")
        name = QRectF(line.left(), line.top(), metrics.horizontalAdvance("q·RRR"), ROW)
        longest = max(metrics.horizontalAdvance(words) for _, words, _ in self._rows)
        left = min(name.width() + longest + SPACE, line.width() - digits - LEAST_BARS)
        said = QRectF(name.right(), line.top(), left - name.width(), ROW)
        bars = QRectF(line.left() + left + SPACE, line.top(), 0, ROW)
        bars.setRight(line.right() - digits - SPACE)
        if is_sum:
            painter.setPen(theme.colour("line"))
            painter.drawLine(line.topLeft(), line.topRight())
        painter.setFont(number_font(self))
        painter.setPen(theme.colour("text"))
        painter.drawText(name, middle, symbol)
        painter.drawText(line, middle | Qt.AlignmentFlag.AlignRight, _signed(value))
        painter.setFont(font)
        painter.setPen(theme.colour("text" if is_sum else "muted"))
        elided = metrics.elidedText(words, Qt.TextElideMode.ElideRight, round(said.width()))
        painter.drawText(said, middle, elided)
        self._paint_bar(painter, theme, bars, value)

    def _paint_bar(self, painter: QPainter, theme: Theme, room: QRectF, value: float) -> None:
        most = max(np.abs([number for _, _, number in self._rows]).max(), 1e-9)
        zero = room.center().x()
        painter.setPen(theme.colour("line"))
        painter.drawLine(QPointF(zero, room.top() + 3), QPointF(zero, room.bottom() - 3))
        length = room.width() / 2 * value / most
        bar = QRectF(min(zero, zero + length), room.top() + 8, abs(length), ROW - 16)
        painter.fillRect(bar, theme.colour("accent" if value >= 0 else "warning"))


def _signed(number: float) -> str:
    return f"{number:+.2f}".replace("-", "−")
