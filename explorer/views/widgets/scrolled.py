"""A part of a page that scrolls where the window is low."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from explorer.views.widgets.slim_scroll_bar import SlimScrollBar


def scrolled(part: QWidget, name: str) -> QScrollArea:
    """A low window is not kept from being low by what is in it. name: for who cannot see it."""
    scroll = QScrollArea()
    scroll.setFrameShape(QFrame.Shape.NoFrame)
    scroll.setVerticalScrollBar(SlimScrollBar())
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    scroll.setWidgetResizable(True)
    scroll.setWidget(part)
    scroll.setAccessibleName(name)
    return scroll


def reveal(part: QWidget) -> None:
    """Scroll to a part that has just grown, once the layout knows how high it is."""
    around = part.parentWidget()
    while around is not None and not isinstance(around, QScrollArea):
        around = around.parentWidget()
    if around is not None:
        area = around
        QTimer.singleShot(0, part, lambda: area.ensureWidgetVisible(part, 0, 0))
