"""`Mailbox`: requests on their way to the model thread; a newer one replaces a waiting one.

Pure threading: no Qt, no torch. Every method may be called from any thread.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Condition

from explorer.records import (
    DetailRequest,
    Document,
    ExportRequest,
    GenerateRequest,
    InspectRequest,
    LoadRequest,
    RefineRequest,
)
from explorer.records.lessons import LessonRequest
from explorer.state.plan import Request

# A keystroke every 40 ms would starve the window if each gave up the forward before it
# (measured: 40 keys, one result), so a running inspection is given up only when it is long.
PATIENCE_S = 0.4


@dataclass(slots=True, eq=False)
class Job:
    """A request that is being worked on; `is_stale` says that nobody waits for it any more."""

    request: Request
    is_stale: Callable[[], bool]
    started: float = field(default_factory=time.monotonic)


class Mailbox:
    """Seven lanes. Exports wait in line, are never dropped and go first, or they would show the
    model that opens next. Of every other kind only the newest waits: a load, a text to be written,
    an inspection, what a lesson shows, the details of what was inspected, and last a more exact
    overview.
    """

    def __init__(self, *, patience_s: float = PATIENCE_S) -> None:
        self._changed = Condition()
        self._patience_s = patience_s
        self._load: LoadRequest | None = None
        self._generate: GenerateRequest | None = None
        self._inspect: InspectRequest | None = None
        self._lesson: LessonRequest | None = None
        self._detail: DetailRequest | None = None
        self._refine: RefineRequest | None = None
        self._exports: deque[ExportRequest] = deque()
        self._running: Job | None = None
        self._gave_up: Job | None = None
        self._is_closed = False

    def put(self, request: Request) -> None:
        with self._changed:
            if isinstance(request, LoadRequest):
                self._load = request
            elif isinstance(request, GenerateRequest):
                self._generate = request
            elif isinstance(request, InspectRequest):
                self._inspect = request
            elif isinstance(request, DetailRequest):
                self._detail = request
            elif isinstance(request, RefineRequest):
                self._refine = request
            elif isinstance(request, ExportRequest):
                self._exports.append(request)
            else:
                self._lesson = request
            self._changed.notify()

    def put_back(self, job: Job) -> None:
        """What was given up for something more urgent is done after it.

        An inspection too, that was given up for a load: the load may fail, or be given up itself.
        """
        with self._changed:
            if job is self._gave_up:
                return
            if isinstance(job.request, InspectRequest) and self._inspect is None:
                self._inspect = job.request
            if isinstance(job.request, LessonRequest) and self._lesson is None:
                self._lesson = job.request
            if isinstance(job.request, DetailRequest) and self._detail is None:
                self._detail = job.request
            if isinstance(job.request, RefineRequest) and self._refine is None:
                self._refine = job.request

    def cancel_load(self) -> None:
        """Forget the waiting load, and give up the running one."""
        with self._changed:
            self._load = None
            if self._running is not None and isinstance(self._running.request, LoadRequest):
                self._gave_up = self._running

    def cancel_inspection(self) -> None:
        """Forget the waiting inspection, and give up the running one."""
        with self._changed:
            self._inspect = None
            if self._running is not None and isinstance(self._running.request, InspectRequest):
                self._gave_up = self._running

    def cancel_writing(self) -> None:
        """Forget the text that waits to be written, and give up the one that is being written."""
        with self._changed:
            self._generate = None
            if self._running is not None and isinstance(self._running.request, GenerateRequest):
                self._gave_up = self._running

    def cancel_lesson(self) -> None:
        """Forget what a lesson waits for, and give up what is computed for one."""
        with self._changed:
            self._lesson = None
            if self._running is not None and isinstance(self._running.request, LessonRequest):
                self._gave_up = self._running

    def close(self) -> None:
        """Everything is stale from now on, and `take` returns None."""
        with self._changed:
            self._is_closed = True
            self._changed.notify()

    def take(self) -> Job | None:
        """The next job, waiting for one; None once the mailbox is closed."""
        with self._changed:
            self._running = None
            self._changed.wait_for(lambda: self._is_closed or self._has_request())
            if self._is_closed:
                return None
            self._running = self._job(self._next())
            return self._running

    def take_meanwhile(self) -> Job | None:
        """An export or inspection that waits, to be done between two tokens that are written."""
        with self._changed:
            if not self._exports and self._inspect is None:
                return None
            if self._exports:
                return self._job(self._exports.popleft())
            assert self._inspect is not None
            request, self._inspect = self._inspect, None
            return self._job(request)

    def _job(self, request: Request) -> Job:
        job = Job(request, is_stale=lambda: self._is_stale(job))
        return job

    def _has_request(self) -> bool:
        newest = (
            self._load, self._generate, self._inspect, self._lesson, self._detail, self._refine,
        )  # fmt: skip
        return any(request is not None for request in (*newest, *self._exports))

    def _next(self) -> Request:
        request: Request
        if self._exports:
            request = self._exports.popleft()
        elif self._load is not None:
            request, self._load = self._load, None
        elif self._generate is not None:
            request, self._generate = self._generate, None
        elif self._inspect is not None:
            request, self._inspect = self._inspect, None
        elif self._lesson is not None:
            request, self._lesson = self._lesson, None
        elif self._detail is not None:
            request, self._detail = self._detail, None
        else:
            assert self._refine is not None
            request, self._refine = self._refine, None
        return request

    def _is_stale(self, job: Job) -> bool:
        # Read without the lock: this is asked at every layer of a forward, and each field is
        # replaced as a whole.
        if self._is_closed or self._gave_up is job:
            return True
        if isinstance(job.request, ExportRequest):
            return False
        if self._load is not None:
            return True
        if isinstance(job.request, GenerateRequest):
            return self._generate is not None
        is_urgent = self._generate is not None or self._inspect is not None
        if isinstance(job.request, DetailRequest | RefineRequest):
            return is_urgent or self._lesson is not None or self._detail is not None
        is_long = time.monotonic() - job.started > self._patience_s
        if isinstance(job.request, LessonRequest):
            # A held-out set takes minutes, and goes on after the export from where it was.
            return is_urgent or (is_long and (self._lesson is not None or bool(self._exports)))
        newer = self._inspect
        return (
            isinstance(job.request, InspectRequest)
            and newer is not None
            and _reading(newer) != _reading(job.request)
            and is_long
        )


def _reading(request: InspectRequest) -> tuple[Document, bool, int | None]:
    """What decides about a forward; heads and looks are taken from the one that is running."""
    return request.document, request.cut, request.stride
