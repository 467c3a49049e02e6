"""`QuietSlider`: a thin line with a dot, which jumps to where it is pressed."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QSlider, QStyle, QWidget

from explorer.views.look.theme import theme_of

_DOT = 6  # radius


class QuietSlider(QSlider):
    """A horizontal QSlider; `is_idle` draws it without a dot, for a value that it cannot show."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._is_idle = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def set_idle(self, *, is_idle: bool) -> None:
        if is_idle != self._is_idle:
            self._is_idle = is_idle
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(64, 28)

    def minimumSizeHint(self) -> QSize:
        return QSize(48, 28)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._go_to(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._go_to(event.position().x())

    def _go_to(self, x: float) -> None:
        length = self.width() - 2 * _DOT - 2
        value = QStyle.sliderValueFromPosition(
            self.minimum(), self.maximum(), round(x) - _DOT - 1, max(length, 1)
        )
        self.setValue(value)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = theme_of(self)
        first, last, y = _DOT + 1, self.width() - _DOT - 1, self.height() / 2
        span = max(self.maximum() - self.minimum(), 1)
        x = first + (last - first) * (self.value() - self.minimum()) / span
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.colour("line"), 2, c=Qt.PenCapStyle.RoundCap))
            painter.drawLine(QPointF(first, y), QPointF(last, y))
            if self._is_idle:
                return
            painter.setPen(QPen(theme.colour("accent"), 2, c=Qt.PenCapStyle.RoundCap))
            painter.drawLine(QPointF(first, y), QPointF(x, y))
            painter.setPen(QPen(theme.colour("background"), 2))
            painter.setBrush(theme.colour("accent"))
            painter.drawEllipse(QPointF(x, y), _DOT, _DOT)
            if self.hasFocus():
                painter.setPen(QPen(theme.colour("accent"), 1.5))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawEllipse(QPointF(x, y), _DOT + 0.25, _DOT + 0.25)
                painter.setBrush(theme.colour("background"))
                painter.drawEllipse(QPointF(x, y), 2.5, 2.5)
