"""A part of a page that scrolls where the window is low."""

from __future__ import annotations

from PySide6.QtCore import Qt
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
