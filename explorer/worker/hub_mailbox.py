"""`HubMailbox`: questions and downloads on their way to the hub's threads.

Pure threading: no Qt, no network. Every method may be called from any thread.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from threading import Condition
from typing import Literal

from explorer.records import CacheRequest, DownloadRequest, HubRequest

Lane = Literal["questions", "downloads"]


@dataclass(slots=True, eq=False)
class HubJob:
    """A request that is being worked on; `is_stale` says that nobody waits for it any more."""

    request: HubRequest
    is_stale: Callable[[], bool]


class HubMailbox:
    """Two lanes, each for one thread, so that one can search while a model is fetched.

    Of searches and of descriptions only the newest waits. What is to be removed is never dropped.
    """

    def __init__(self) -> None:
        self._changed = Condition()
        self._waiting: dict[Lane, deque[HubRequest]] = {"questions": deque(), "downloads": deque()}
        self._running: HubRequest | None = None  # of the downloads
        self._is_closed = False

    def put(self, request: HubRequest) -> None:
        with self._changed:
            lane = self._waiting[_lane_of(request)]
            if not isinstance(request, CacheRequest):
                for older in [waiting for waiting in lane if type(waiting) is type(request)]:
                    lane.remove(older)
            lane.append(request)
            self._changed.notify_all()

    def cancel_download(self) -> None:
        """Forget the waiting download, and give up the running one."""
        with self._changed:
            self._waiting["downloads"].clear()
            self._running = None

    def close(self) -> None:
        """Everything is stale from now on, and `take` returns None."""
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()

    def take(self, lane: Lane) -> HubJob | None:
        """The next job of a lane, waiting for one; None once the mailbox is closed."""
        waiting = self._waiting[lane]
        with self._changed:
            self._changed.wait_for(lambda: self._is_closed or bool(waiting))
            if self._is_closed:
                return None
            request = waiting.popleft()
            if isinstance(request, DownloadRequest):
                self._running = request
                return HubJob(request, lambda: self._is_closed or self._running is not request)
            return HubJob(request, lambda: self._is_closed or self._is_overtaken(request))

    def _is_overtaken(self, request: HubRequest) -> bool:
        return not isinstance(request, CacheRequest) and any(
            type(newer) is type(request) for newer in tuple(self._waiting["questions"])
        )


def _lane_of(request: HubRequest) -> Lane:
    return "downloads" if isinstance(request, DownloadRequest) else "questions"
