"""`Dimmer`: what is stale dims after a moment, so that quick answers never flicker."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

DELAY_MS = 150
OPACITY = 0.5


class Dimmer(QObject):
    """Repaints a widget when its `opacity` changes; the widget paints with it.

    A QObject with a signal, because a widget that holds its own bound method lives until the
    garbage collector comes, perhaps in the middle of a paint.

    changed(): GUI thread, `opacity` is another one.
    """

    changed = Signal()

    def __init__(self, painted: QWidget) -> None:
        super().__init__(painted)
        self.opacity = 1.0
        self._timer = QTimer(self, singleShot=True, interval=DELAY_MS)
        self._timer.timeout.connect(self._dim)
        self.changed.connect(painted.update)

    def show_stale(self, *, is_stale: bool) -> None:
        if not is_stale:
            self._timer.stop()
            self._set(1.0)
        elif self.opacity == 1.0 and not self._timer.isActive():
            self._timer.start()

    def _dim(self) -> None:
        self._set(OPACITY)

    def _set(self, opacity: float) -> None:
        if opacity != self.opacity:
            self.opacity = opacity
            self.changed.emit()
