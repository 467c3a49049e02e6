"""`ChipScroll`: rows of chips of which a few are seen, the others scroll."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QSizePolicy, QWidget

from explorer.views.text.token_chips import PITCH
from explorer.views.widgets.slim_scroll_bar import SlimScrollBar


class ChipScroll(QAbstractScrollArea):
    """Subclasses lay chips out in `_lay_out`, which another width calls, and `_measure_words`,
    which another font calls.
    """

    def __init__(self, parent: QWidget | None = None, *, most_rows: int) -> None:
        super().__init__(parent)
        self._most_rows = most_rows
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBar(SlimScrollBar())
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.viewport().setAutoFillBackground(False)

    def _lay_out(self) -> None:
        raise NotImplementedError

    def _measure_words(self) -> None:
        self._lay_out()

    def _fit(self, n_rows: int) -> None:
        """As high as so many rows, or as most of them that may be seen."""
        height = min(n_rows, self._most_rows) * PITCH
        if height != self.minimumHeight() or height != self.maximumHeight():
            self.setFixedHeight(height)
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, (n_rows - self._most_rows) * PITCH))
        bar.setSingleStep(PITCH)
        bar.setPageStep(self._most_rows * PITCH)
        self.viewport().update()

    @property
    def _scrolled(self) -> int:
        return self.verticalScrollBar().value()

    def _reveal(self, frame: QRect) -> None:
        """Scroll until this chip is seen."""
        bar = self.verticalScrollBar()
        if frame.top() < bar.value():
            bar.setValue(frame.top())
        elif frame.top() + PITCH > bar.value() + self.height():
            bar.setValue(frame.top() + PITCH - self.height())

    def scrollContentsBy(self, _dx: int, _dy: int) -> None:
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._lay_out()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._measure_words()
