"""`ModelThread`: the engine on a thread of its own; its answers arrive as a queued Qt signal."""

from __future__ import annotations

import logging

from PySide6.QtCore import QObject, QThread, Signal

from explorer.records import LoadRequest
from explorer.state.actions import Action, LoadFailed
from explorer.state.plan import Request
from explorer.worker.mailbox import Mailbox

log = logging.getLogger(__name__)


class ModelThread(QThread):
    """Signals:
    acted(object): an action, emitted on the model thread; connect it queued.
    """

    acted = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("model")
        self._mailbox = Mailbox()

    def submit(self, request: Request) -> None:
        self._mailbox.put(request)

    def cancel_load(self) -> None:
        self._mailbox.cancel_load()

    def cancel_inspection(self) -> None:
        self._mailbox.cancel_inspection()

    def cancel_writing(self) -> None:
        self._mailbox.cancel_writing()

    def cancel_lesson(self) -> None:
        self._mailbox.cancel_lesson()

    def run(self) -> None:
        """Import torch here, after the window is painted, and work until `shut_down`."""
        try:
            from explorer.worker.engine import Engine
        except (ImportError, OSError) as error:  # torch is missing, or its libraries are broken
            log.exception("no engine")
            self._refuse(f"No model can run here ({error}). Run: attention-explorer doctor")
        else:
            Engine(self._report).run(self._mailbox)

    def shut_down(self, *, timeout_ms: int = 5000) -> bool:
        """Give up what runs and end the thread; whether it ended in time."""
        self._mailbox.close()
        return self.wait(timeout_ms)

    def _refuse(self, message: str) -> None:
        """Answer every wish to open a model with the same words; nothing else is asked without."""
        while (job := self._mailbox.take()) is not None:
            if isinstance(job.request, LoadRequest):
                self._report(LoadFailed(job.request, message))

    def _report(self, action: Action) -> None:
        self.acted.emit(action)
