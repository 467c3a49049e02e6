"""Widgets side by side."""

from __future__ import annotations

from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QWidget

from explorer.views.look.theme import SPACE
from explorer.views.widgets.buttons import QuietButton


def row_of(*parts: QWidget | None, spacing: int = SPACE) -> QHBoxLayout:
    """None takes the room that the others leave."""
    row = QHBoxLayout()
    row.setSpacing(spacing)
    for part in parts:
        if part is None:
            row.addStretch(1)
        else:
            row.addWidget(part)
    return row


def tabs_of(*tabs: QuietButton, other: QuietButton) -> QHBoxLayout:
    """The sides of a page, of which one is chosen; at the far end what brings another."""
    group = QButtonGroup(tabs[0])  # lives as long as they do
    for tab in tabs:
        tab.setCheckable(True)
        group.addButton(tab)
    return row_of(*tabs, None, other, spacing=SPACE // 2)
