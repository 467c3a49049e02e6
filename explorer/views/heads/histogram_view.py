"""`HistogramView`: how the weights of the selected map are spread, and a threshold to drag.

Imports pyqtgraph, which takes 0.4 s: the window imports this module after its first paint.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyqtgraph as pg
from pyqtgraph.GraphicsScene.mouseEvents import MouseClickEvent
from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPalette, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from explorer.records import ShownMap
from explorer.state.actions import PresentationChanged
from explorer.state.cells import LEAST_SPAN, weight_counts
from explorer.state.model import AppState
from explorer.state.selectors import selected_map
from explorer.views.look.theme import SPACE, number_font, theme_of
from explorer.views.widgets.dimmer import Dimmer
from explorer.views.widgets.messages import Message

HEIGHT = 12 * SPACE
N_BINS = 80
STEP = 0.005  # of an arrow key


DELAY_MS = 30  # walking through heads repaints the map at once, and this when the walk rests


class HistogramView(QWidget):
    """Bars are log counts of weights; what lies left of the line is not drawn in the map.

    acted(action): GUI thread, while the line is dragged or moved by keys.
    """

    acted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = AppState()
        self._shown: ShownMap | None = None
        self.plot = pg.PlotWidget(self)
        self.bars = pg.PlotCurveItem([0.0, 1.0], [0.0], stepMode="center", fillLevel=0)
        self.line = pg.InfiniteLine(0.0, angle=90, movable=True, bounds=(0.0, 1.0))
        self._redraw = QTimer(self, singleShot=True, interval=DELAY_MS)
        self._redraw.timeout.connect(self._count)
        self.caption = Message(QPalette.ColorRole.Dark)
        self._dimmer = Dimmer(self)
        self._dimmer.changed.connect(self._dim)
        self._arrange()
        self.line.sigPositionChanged.connect(self._moved)
        self.plot.scene().sigMouseClicked.connect(self._clicked)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Threshold"))
        self._follow_theme()

    def _arrange(self) -> None:
        self.plot.setFrameShape(self.plot.Shape.NoFrame)
        self.plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.plot.setMouseEnabled(x=False, y=False)
        self.plot.setMenuEnabled(False)
        self.plot.hideButtons()
        self.plot.hideAxis("left")
        self.plot.getViewBox().setDefaultPadding(0.0)
        self.plot.addItem(self.bars)
        self.plot.addItem(self.line)
        self.plot.setFixedHeight(HEIGHT)
        self.caption.show_message(
            self.tr("How often each weight occurs · drag the line to hide small ones")
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE, SPACE, SPACE, 0)
        column.setSpacing(SPACE)
        for part in (self.caption, self.plot):
            part.hide()  # until there are weights
            column.addWidget(part)

    def sizeHint(self) -> QSize:
        return QSize(320, super().sizeHint().height())

    # ---- state -----------------------------------------------------------------------------------

    def show_state(self, state: AppState) -> None:
        self._state = state
        self._dimmer.show_stale(is_stale=state.is_stale)
        shown = selected_map(state)
        if shown is not self._shown:
            self._shown = shown
            for part in (self.caption, self.plot):
                part.setVisible(shown is not None)
            # Counting may wait until the map itself is painted.
            self._redraw.start()
        self._place(state.presentation.threshold)

    def _place(self, threshold: float) -> None:
        if self.line.value() != threshold:
            self.line.blockSignals(True)
            self.line.setValue(threshold)
            self.line.blockSignals(False)
        said = self.tr("Weights below {threshold} are not drawn")
        self.setAccessibleDescription(said.format(threshold=f"{threshold:.3f}"))
        self.line.setToolTip(self.accessibleDescription())

    def _dim(self) -> None:
        self.bars.setOpacity(self._dimmer.opacity)

    def _count(self) -> None:
        if not self.isVisible() or self._shown is None or not self._shown.levels.size:
            return
        counts, edges = weight_counts(self._shown, N_BINS)
        highest = max(float(edges[-1]), LEAST_SPAN)
        self.bars.setData(edges, np.log10(1 + counts))
        # A little room at the left, so that a line at 0 can be taken hold of.
        self.plot.setXRange(-0.015 * highest, highest, padding=0)
        self.plot.setYRange(0, float(np.log10(1 + counts.max())), padding=0.02)

    def _moved(self) -> None:
        self._threshold(float(self.line.value()))

    def _clicked(self, event: MouseClickEvent) -> None:
        self._threshold(self.plot.getViewBox().mapSceneToView(event.scenePos()).x())

    def _threshold(self, threshold: float) -> None:
        threshold = round(min(max(threshold, 0.0), 1.0), 4)
        if threshold != self._state.presentation.threshold:
            changed = replace(self._state.presentation, threshold=threshold)
            self.acted.emit(PresentationChanged(changed))

    # ---- Qt --------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        now = self._state.presentation.threshold
        moved = {
            Qt.Key.Key_Left: now - STEP,
            Qt.Key.Key_Right: now + STEP,
            Qt.Key.Key_Home: 0.0,
        }.get(Qt.Key(event.key()))
        if moved is None:
            super().keyPressEvent(event)
        else:
            self._threshold(moved)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._follow_theme()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._follow_theme()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._redraw.start()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._follow_theme()
        super().changeEvent(event)

    def _follow_theme(self) -> None:
        theme = theme_of(self)
        self.plot.setBackground(None)
        self.bars.setPen(None)
        self.bars.setBrush(theme.colour("muted"))
        self.line.setPen(theme.colour("accent"), width=4 if self.hasFocus() else 2)
        self.line.setHoverPen(theme.colour("accent"), width=4)
        axis = self.plot.getAxis("bottom")
        axis.setPen(theme.colour("line"))
        axis.setTextPen(theme.colour("muted"))
        axis.setTickFont(number_font(self, scale=0.85))
