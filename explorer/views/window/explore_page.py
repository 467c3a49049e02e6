"""`ExplorePage`: the selected head, at its left all heads, at its right the predictions."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from explorer.state.model import AppState
from explorer.views.heads.head_bar import HeadBar
from explorer.views.heads.overview_view import OverviewView
from explorer.views.heads.statistics_view import StatisticsView
from explorer.views.lines.alignment_view import AlignmentView
from explorer.views.lines.lines_view import LinesView
from explorer.views.look.theme import SPACE
from explorer.views.map.map_view import MapView
from explorer.views.predictions.predictions_view import PredictionsView
from explorer.views.window.panel import Panel
from explorer.views.window.view import View

# Bumped when panels are added or renamed, so that an old arrangement is not restored.
PANELS_VERSION = 1


class ExplorePage(QMainWindow):
    """A window within the window, since only those have panels that dock.

    Signals (GUI thread): `acted(action)`.
    """

    acted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._is_arranged = False
        self._of_share = [1.0, 1.0]  # how much of its share of the width each panel has
        self.overview = OverviewView()
        self.statistics = StatisticsView()
        self.head_bar = HeadBar()
        self.map = MapView()
        self.lines = LinesView()
        self.alignment = AlignmentView()
        self.predictions = PredictionsView()
        self._views: list[View] = [
            self.overview, self.statistics, self.head_bar, self.map, self.lines, self.alignment,
            self.predictions,
        ]  # fmt: skip
        for view in self._views:
            view.acted.connect(self.acted)
        self._arrange()

    def show_state(self, state: AppState) -> None:
        for view in self._views:
            view.show_state(state)
        fronts = {"map": self.map, "lines": self.lines, "alignment": self.alignment}
        self._stack.setCurrentWidget(fronts[state.front])

    # ---- arrangement -----------------------------------------------------------------------------

    def _arrange(self) -> None:
        self.setWindowFlags(Qt.WindowType.Widget)
        self.setDockNestingEnabled(True)
        self.setCentralWidget(self._centre())
        left, right = Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea
        self.panels = (
            Panel("heads", self.tr("Heads"), self._heads()),
            Panel("predictions", self.tr("Predictions"), self.predictions),
        )
        self.predictions.title.hide()  # the panel has one
        for area, panel in zip((left, right), self.panels, strict=True):
            self.addDockWidget(area, panel)
            panel.resized.connect(self._panel_resized)
        self.setContentsMargins(SPACE, 0, SPACE, 0)  # their words stand below those of the text

    def _heads(self) -> QWidget:
        """The overview, the numbers of the selected head, and the histogram, which
        `add_histogram` brings.
        """
        heads = QWidget()
        self._heads_column = QVBoxLayout(heads)
        self._heads_column.setContentsMargins(0, 0, SPACE, SPACE)
        self._heads_column.setSpacing(SPACE)
        self._heads_column.addWidget(self.overview, 1)
        self._heads_column.addWidget(self.statistics)
        return heads

    def add_histogram(self) -> None:
        """Once the window is painted, since pyqtgraph takes long to import."""
        from explorer.views.heads.histogram_view import HistogramView

        histogram = HistogramView()
        histogram.acted.connect(self.acted)
        self._views.append(histogram)
        self._heads_column.addWidget(histogram)
        QWidget.setTabOrder(self.overview, histogram)
        self._heads_column.addStretch()  # where the heads need less than the panel has

    def _centre(self) -> QWidget:
        """The selected head: its controls, and its map, lines or alignment."""
        centre = QWidget()
        column = QVBoxLayout(centre)
        column.setContentsMargins(SPACE, 0, SPACE, 0)
        column.setSpacing(SPACE)
        self._stack = QStackedWidget()
        for view in (self.map, self.lines, self.alignment):
            self._stack.addWidget(view)
        column.addWidget(self.head_bar)
        column.addWidget(self._stack, 1)
        return centre

    # ---- sizes -----------------------------------------------------------------------------------

    def arrangement(self) -> QByteArray:
        """Where the panels are, for `restore`."""
        return self.saveState(PANELS_VERSION)

    def restore(self, arrangement: QByteArray) -> None:
        self._is_arranged = self.restoreState(arrangement, PANELS_VERSION)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._is_arranged:  # only now is it known how wide the window is
            self._is_arranged = True
            self._give_panels()
        else:
            self._note_shares()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Panels keep their share of the width, or a small window would leave the map no room."""
        super().resizeEvent(event)
        if self.isVisible() and event.oldSize().width() != event.size().width():
            self._give_panels()

    def _give_panels(self) -> None:
        shares = zip(_shares(self.width()), self._of_share, strict=True)
        widths = [round(share * part) for share, part in shares]
        self.resizeDocks(list(self.panels), widths, Qt.Orientation.Horizontal)

    @Slot()
    def _panel_resized(self) -> None:
        if QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton:  # a person drags its edge
            self._note_shares()

    def _note_shares(self) -> None:
        widths = zip(self.panels, _shares(self.width()), strict=True)
        self._of_share = [panel.width() / share for panel, share in widths]


def _shares(width: int) -> list[int]:
    """Of the panels left and right, in a window of this width."""
    return [min(max(width * 3 // 10, 240), 720), min(max(width // 5, 180), 400)]
