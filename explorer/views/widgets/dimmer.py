"""`Dimmer`: what is stale dims after a moment, so that quick answers never flicker."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

DELAY_MS = 150
OPACITY = 0.5


class Dimmer:
    """Repaints a widget when its `opacity` changes; the widget paints with it.

    follow: what is done instead where the widget's parts paint themselves.
    """

    def __init__(self, painted: QWidget, follow: Callable[[], object] | None = None) -> None:
        self.opacity = 1.0
        self._follow = follow or painted.update
        self._timer = QTimer(painted, singleShot=True, interval=DELAY_MS)
        self._timer.timeout.connect(self._dim)

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
            self._follow()
