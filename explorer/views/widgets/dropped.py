"""A file that is held over the window."""

from __future__ import annotations

from PySide6.QtGui import QDropEvent


def dropped_file(event: QDropEvent) -> str:
    """The path of the first one; empty where none is of this machine."""
    return next((url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()), "")
