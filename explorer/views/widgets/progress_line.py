"""`ProgressLine`: a thin bar; it runs to and fro where nobody knows how far a job is."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.views.look.theme import theme_of

_FRAME_MS = 40
_FRAMES = 60  # one run to the right end


class ProgressLine(QWidget):
    """Three pixels high; the share done is filled with the accent."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fraction: float | None = None
        self._frame = 0
        self._timer = QTimer(self, interval=_FRAME_MS)
        self._timer.timeout.connect(self._advance)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def fraction(self) -> float | None:
        return self._fraction

    def show_fraction(self, fraction: float | None) -> None:
        self._fraction = fraction
        self._run()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(120, 3)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._run()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        self._run()

    def _run(self) -> None:
        if self._fraction is None and self.isVisible():
            self._timer.start()
        else:
            self._timer.stop()

    def _advance(self) -> None:
        self._frame = (self._frame + 1) % _FRAMES
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = theme_of(self)
        whole = QRectF(self.rect())
        if self._fraction is None:
            share = self._frame / _FRAMES
            left = whole.width() * (share * 1.3 - 0.3)
            filled = QRectF(left, 0, whole.width() * 0.3, whole.height()).intersected(whole)
        else:
            filled = QRectF(0, 0, whole.width() * min(max(self._fraction, 0), 1), whole.height())
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            for frame, name in ((whole, "line"), (filled, "accent")):
                painter.setBrush(theme.colour(name))
                painter.drawRoundedRect(frame, 1.5, 1.5)
