"""`HubThreads`: the hub's two threads; their answers arrive as a queued Qt signal."""

from __future__ import annotations

from PySide6.QtCore import QObject, QThread, Signal

from explorer.records import HubRequest
from explorer.state.actions.hub import HubAction
from explorer.worker.hub_mailbox import HubMailbox, Lane


class HubThreads(QObject):
    """One thread for questions and one for downloads, begun with the first request.

    Signals:
    acted(object): an action, emitted on the thread that did it; connect it queued.
    """

    acted = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._mailbox = HubMailbox()
        self._threads = tuple(
            _LaneThread(self._mailbox, lane, self) for lane in ("questions", "downloads")
        )

    def submit(self, request: HubRequest) -> None:
        self._mailbox.put(request)
        for thread in self._threads:
            if not thread.isRunning():
                thread.start()

    def cancel_download(self) -> None:
        self._mailbox.cancel_download()

    def shut_down(self, *, timeout_ms: int = 5000) -> bool:
        """Give up what runs and end the threads; whether they ended in time."""
        self._mailbox.close()
        return all(thread.wait(timeout_ms) for thread in self._threads)

    def report(self, action: HubAction) -> None:
        self.acted.emit(action)


class _LaneThread(QThread):
    def __init__(self, mailbox: HubMailbox, lane: Lane, owner: HubThreads) -> None:
        super().__init__(owner)
        self.setObjectName(f"hub {lane}")
        self._mailbox, self._lane, self._owner = mailbox, lane, owner

    def run(self) -> None:
        # Here, so that the client of the hub is imported only where it is needed.
        from explorer.worker.hub_engine import HubEngine

        HubEngine(self._owner.report).run(self._mailbox, self._lane)
