"""Writing a text on the model thread, which goes on answering between two tokens of it."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from explorer.core.generation import written
from explorer.core.inspection import Inspector
from explorer.errors import Cancelled, ExplorerError, ModelFailed
from explorer.records import ExportRequest, Generated, GenerateRequest, InspectRequest
from explorer.state import actions as a
from explorer.worker.failures import failure
from explorer.worker.mailbox import Job, Mailbox

log = logging.getLogger(__name__)

TELL_S = 0.03  # a window shows no more pictures than that

Report = Callable[[a.Action], None]


def write(
    job: Job, request: GenerateRequest, inspector: Inspector, mailbox: Mailbox, report: Report
) -> None:
    """Report the text as it grows, and answer inspections and exports meanwhile.

    Raises what `written` raises; an answer that fails meanwhile does not end the text.
    """
    meanwhile = _Meanwhile(job, inspector, mailbox, report)
    told_at = 0.0

    def came(generated: Generated) -> None:
        nonlocal told_at
        if time.monotonic() - told_at >= TELL_S:
            told_at = time.monotonic()
            report(a.TextGenerated(generated))
        meanwhile.answer()

    generated = written(inspector.checkpoint, request, progress=came, is_stale=job.is_stale)
    report(a.GenerationFinished(generated))


class _Meanwhile:
    """Takes at most as long for answers as the text is written in between them.

    Each inspection reads all of the text so far, which takes longer and longer.
    """

    def __init__(self, job: Job, inspector: Inspector, mailbox: Mailbox, report: Report) -> None:
        self._job = job
        self._inspector = inspector
        self._mailbox = mailbox
        self._report = report
        self._took_s = 0.0
        self._ended = time.monotonic()

    def answer(self) -> None:
        """Do one job that waits, if it is time for it."""
        if time.monotonic() - self._ended < self._took_s:
            return
        waiting = self._mailbox.take_meanwhile()
        if waiting is None:
            return
        started = time.monotonic()
        try:
            self._do(waiting)
        except Cancelled:
            self._mailbox.put_back(waiting)
        self._ended = time.monotonic()
        self._took_s = self._ended - started

    def _do(self, waiting: Job) -> None:
        request = waiting.request
        try:
            if isinstance(request, ExportRequest):
                path = self._inspector.export(request, is_stale=waiting.is_stale)
                self._report(a.ExportFinished(request, path))
            elif isinstance(request, InspectRequest):
                for inspection in self._inspector.inspect(request, is_stale=self._both(waiting)):
                    self._report(a.InspectionReady(inspection))
        except Cancelled:
            raise
        except ExplorerError as error:
            self._report(failure(request, error))
        except Exception as error:  # or it would look like a failure of the writing, and end it
            log.exception("an answer failed")
            self._report(failure(request, ModelFailed.of(error)))

    def _both(self, waiting: Job) -> Callable[[], bool]:
        return lambda: waiting.is_stale() or self._job.is_stale()
