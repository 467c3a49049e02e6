"""`SlimScrollBar`: a rounded handle and nothing else."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QScrollBar, QStyle, QStyleOptionSlider, QWidget

from explorer.views.look.theme import theme_of

WIDTH = 10


class SlimScrollBar(QScrollBar):
    """Vertical unless another direction is asked for; the style still says where the handle is."""

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        orientation: Qt.Orientation = Qt.Orientation.Vertical,
    ) -> None:
        super().__init__(orientation, parent)
        self.setCursor(Qt.CursorShape.ArrowCursor)

    def sizeHint(self) -> QSize:
        is_vertical = self.orientation() == Qt.Orientation.Vertical
        return QSize(WIDTH, 48) if is_vertical else QSize(48, WIDTH)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self.maximum() <= self.minimum():
            return
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        handle = self.style().subControlRect(
            QStyle.ComplexControl.CC_ScrollBar, option, QStyle.SubControl.SC_ScrollBarSlider, self
        )
        theme = theme_of(self)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            is_held = self.isSliderDown() or self.underMouse()
            painter.setBrush(theme.colour("muted" if is_held else "line"))
            is_vertical = self.orientation() == Qt.Orientation.Vertical
            frame = QRectF(handle).adjusted(*(3, 0, -1, 0) if is_vertical else (0, 3, 0, -1))
            radius = min(frame.width(), frame.height()) / 2
            painter.drawRoundedRect(frame, radius, radius)
