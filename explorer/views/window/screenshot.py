"""A window as a PNG."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtWidgets import QWidget


def png_of(widget: QWidget) -> bytes:
    """The widget as it looks now, at the resolution of its screen."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    widget.grab().save(buffer, "PNG")
    return bytes(buffer.data().data())
