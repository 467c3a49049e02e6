"""`Engine`: does the jobs of the mailbox on whichever thread calls `run`, and reports actions.

Whatever a model throws is caught here, or in `writing` between two tokens: the thread lives on.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable

from explorer.core.checkpoint.devices import available_devices
from explorer.core.inspection import Inspector
from explorer.core.lessons.teacher import Teacher, opened
from explorer.errors import Cancelled, ExplorerError, ModelFailed, OutOfMemory
from explorer.records import (
    DetailRequest,
    ExportRequest,
    GenerateRequest,
    InspectRequest,
    LoadRequest,
    Progress,
    RefineRequest,
)
from explorer.records.lessons import LessonRequest
from explorer.state import actions as a
from explorer.state.actions.lessons import LessonProgressed, LessonReady
from explorer.worker.failures import failure
from explorer.worker.mailbox import Job, Mailbox
from explorer.worker.writing import write

log = logging.getLogger(__name__)


class Engine:
    """Holds the open model; `report` gets an action for everything that happens."""

    def __init__(self, report: Callable[[a.Action], None]) -> None:
        self._report = report
        self._inspector: Inspector | None = None
        self._teacher = Teacher()

    def run(self, mailbox: Mailbox) -> None:
        """Work until the mailbox is closed."""
        _prepare_torch()
        self._report(a.DevicesFound(available_devices()))
        while (job := mailbox.take()) is not None:
            try:
                self._do(job, mailbox)
            except Cancelled:
                mailbox.put_back(job)
            except ExplorerError as error:
                self._report(failure(job.request, error))
            except Exception as error:
                log.exception("a job failed")
                self._report(failure(job.request, ModelFailed.of(error)))

    def _do(self, job: Job, mailbox: Mailbox) -> None:
        match job.request:
            case LoadRequest():
                self._open(job, job.request)
            case InspectRequest():
                self._inspect(job, job.request)
            case GenerateRequest():
                write(job, job.request, self._opened(), mailbox, self._report)
            case DetailRequest():
                for detail in self._opened().details(job.request, is_stale=job.is_stale):
                    self._report(a.DetailReady(detail))
            case RefineRequest():
                refined = self._opened().refine(job.request, is_stale=job.is_stale)
                if refined is not None:
                    self._report(a.InspectionReady(refined))
            case ExportRequest():
                path = self._opened().export(job.request, is_stale=job.is_stale)
                self._report(a.ExportFinished(job.request, path))
            case request:
                self._teach(job, request)

    def _open(self, job: Job, request: LoadRequest) -> None:
        from explorer.core.checkpoint.checkpoint import open_checkpoint

        def progressed(progress: Progress) -> None:
            self._report(a.LoadProgressed(request, progress))

        self._teacher.let_go()  # or the new model would have to fit beside two others
        checkpoint = open_checkpoint(request, progress=progressed, is_cancelled=job.is_stale)
        if job.is_stale():
            raise Cancelled
        self._inspector = Inspector(checkpoint)
        self._report(a.ModelOpened(request, checkpoint.info))

    def _inspect(self, job: Job, request: InspectRequest) -> None:
        inspector = self._opened()

        def progressed(progress: Progress) -> None:
            self._report(a.InspectionProgressed(request, progress))

        try:
            for inspection in inspector.inspect(
                request, is_stale=job.is_stale, progress=progressed
            ):
                self._report(a.InspectionReady(inspection))
        except OutOfMemory as error:
            if inspector.checkpoint.device.type == "cpu":
                raise
            self._move_to_cpu(inspector, error)
            self._inspect(job, request)

    def _teach(self, job: Job, request: LessonRequest) -> None:
        def progressed(progress: Progress) -> None:
            self._report(LessonProgressed(request, progress))

        model = self._inspector.checkpoint.info if self._inspector else None
        for answer in self._teacher.answers(
            request, self._inspector, is_stale=job.is_stale, progress=progressed
        ):
            self._report(LessonReady(answer, model))

    def _move_to_cpu(self, inspector: Inspector, error: OutOfMemory) -> None:
        log.warning("moving to the CPU: %s", error)
        self._teacher.let_go()
        self._inspector = Inspector(inspector.checkpoint.moved_to("cpu"))
        self._report(
            a.DeviceLost(
                self._inspector.checkpoint.info,
                f"{error} The model now runs on the CPU.",
            )
        )

    def _opened(self) -> Inspector:
        return opened(self._inspector)


def _prepare_torch() -> None:
    """Import what stalls the window while it imports, and leave a core to the window."""
    import torch
    import transformers  # noqa: F401

    from explorer.core.memory import let_large_blocks_go

    torch.set_num_threads(max(1, (os.cpu_count() or 2) - 1))
    let_large_blocks_go()
