"""`AlignmentView`: which words of the source each word of the target looks at."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QScrollBar, QWidget

from explorer.records import AttentionMap
from explorer.state.model import AppState
from explorer.views.lines.alignment_layout import AlignmentLayout
from explorer.views.lines.lines_layout import Layout, Side
from explorer.views.lines.lines_view import TokenLines
from explorer.views.look.theme import SPACE, theme_of
from explorer.views.map.token_axis import axis_text
from explorer.views.widgets.slim_scroll_bar import SlimScrollBar


class AlignmentView(TokenLines):
    """The selected head alone, from the words of the target up to those of the source.

    acted(action): GUI thread, when words are pointed at or pinned here.
    """

    steps: Mapping[Qt.Key, int] = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
    sides: Mapping[Qt.Key, Side] = {Qt.Key.Key_Up: "key", Qt.Key.Key_Down: "query"}

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Alignment of target and source"))

    def sizeHint(self) -> QSize:
        return QSize(560, 280)

    def _maps_of(self, state: AppState) -> tuple[tuple[int, AttentionMap], ...]:
        """The selected head; of other sites, none."""
        return super()._maps_of(state)[:1] if state.front == "alignment" else ()

    # ---- two rows --------------------------------------------------------------------------------

    def _set_scroll_bar(self) -> None:
        self.setHorizontalScrollBar(SlimScrollBar(self, orientation=Qt.Orientation.Horizontal))
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def _bar(self) -> QScrollBar:
        return self.horizontalScrollBar()

    def _view_length(self) -> int:
        return self.viewport().width()

    def _layout_of(self, shown: AttentionMap) -> Layout:
        return AlignmentLayout(
            axis_text(shown.queries.labels, self.font()),
            axis_text(shown.keys.labels, self.font()),
            self.viewport().width(),
            self.viewport().height(),
            self._bar().value(),
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        layout = self.layout_now()
        if not isinstance(layout, AlignmentLayout):
            return
        source = layout.label_box("key", 0).top() - 3 * SPACE
        target = layout.label_box("query", 0).bottom() + SPACE
        with QPainter(self.viewport()) as painter:
            painter.setPen(theme_of(self).colour("muted"))
            for words, top in ((self.tr("Source"), source), (self.tr("Target"), target)):
                box = QRectF(2 * SPACE, top, self.viewport().width(), 2.5 * SPACE)
                painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, words)
