"""`View`: what every part of the window can do."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import SignalInstance

from explorer.state.model import AppState


class View(Protocol):
    """What every view can do."""

    acted: SignalInstance

    def show_state(self, state: AppState) -> None: ...
