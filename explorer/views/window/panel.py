"""`Panel`: a part of the window that can be moved, floated and hidden."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QLabel, QWidget

from explorer.views.look.theme import SPACE


class Panel(QDockWidget):
    """A dock with a quiet title: drag it to move, double-click to float; the View menu hides it.

    Signals (GUI thread): `resized()`.
    """

    resized = Signal()

    def __init__(self, name: str, title: str, content: QWidget) -> None:
        super().__init__(title)
        self.setObjectName(name)
        self.setWidget(content)
        self.setFeatures(
            QDockWidget.DockWidgetFeature.DockWidgetMovable
            | QDockWidget.DockWidgetFeature.DockWidgetFloatable
            | QDockWidget.DockWidgetFeature.DockWidgetClosable
        )
        self.setTitleBarWidget(_Title(title))
        self.topLevelChanged.connect(self._show_own_title)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()

    def _show_own_title(self, is_floating: bool) -> None:
        """A floating panel has the title bar of the desktop, which can be grabbed and closed."""
        self.setTitleBarWidget(None if is_floating else _Title(self.windowTitle()))  # type: ignore[arg-type]


class _Title(QWidget):
    def __init__(self, title: str) -> None:
        super().__init__()
        label = QLabel(title)
        font = label.font()
        font.setBold(True)
        label.setFont(font)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE, SPACE // 2, SPACE, SPACE // 2)
        row.addWidget(label)
