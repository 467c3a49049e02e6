"""`HubEngine`: answers the requests of a lane on whichever thread calls `run`."""

from __future__ import annotations

import logging
from collections.abc import Callable

from explorer.core.hub.cache import cached_models, remove
from explorer.core.hub.download import downloaded
from explorer.core.hub.ids import hub_id
from explorer.core.hub.search import described, found
from explorer.errors import BadInput, Cancelled, ExplorerError, HubUnreachable, said_by
from explorer.records import (
    CacheRequest,
    DescribeRequest,
    DownloadRequest,
    HubRequest,
    Progress,
    SearchRequest,
)
from explorer.state.actions import hub as h
from explorer.worker.hub_mailbox import HubJob, HubMailbox, Lane

log = logging.getLogger(__name__)


class HubEngine:
    """`report` gets an action for everything that happens; whatever fails, the thread lives on."""

    def __init__(self, report: Callable[[h.HubAction], None]) -> None:
        self._report = report

    def run(self, mailbox: HubMailbox, lane: Lane) -> None:
        """Work until the mailbox is closed."""
        while (job := mailbox.take(lane)) is not None:
            try:
                self._do(job)
            except Cancelled:
                continue
            except ExplorerError as error:
                self._report_failure(job.request, error)
            except Exception as error:
                log.exception("a question to the hub failed")
                failed = ExplorerError(f"The hub's answer failed: {said_by(error)}")
                self._report_failure(job.request, failed)

    def _do(self, job: HubJob) -> None:
        match job.request:
            case SearchRequest():
                self._report(h.ModelsFound(found(job.request, job.is_stale)))
            case DescribeRequest(id):
                self._report(h.ModelDescribed(job.request, described(id, job.is_stale)))
            case CacheRequest(removing):
                self._list(job.request, removing)
            case DownloadRequest():
                self._download(job, job.request)

    def _list(self, request: CacheRequest, removing: str) -> None:
        try:
            if removing:
                remove(removing)
        finally:
            self._report(h.CacheListed(request, cached_models()))

    def _download(self, job: HubJob, request: DownloadRequest) -> None:
        load = request.load
        named = hub_id(load.source)
        if named is None:
            raise BadInput(f"“{load.source}” is no name on the hub (owner/name), nor its page.")

        def progressed(progress: Progress) -> None:
            self._report(h.DownloadProgressed(request, progress))

        downloaded(
            named.repo,
            named.revision,
            allow_pickle=load.allow_pickle,
            trust_remote_code=load.trust_remote_code,
            progress=progressed,
            is_cancelled=job.is_stale,
        )
        self._report(h.DownloadFinished(request))

    def _report_failure(self, request: HubRequest, error: ExplorerError) -> None:
        if isinstance(request, DownloadRequest):
            self._report(h.DownloadFailed(request, str(error)))
        elif isinstance(error, HubUnreachable) and isinstance(request, SearchRequest):
            self._report(h.HubWasOffline(request, str(error)))
        else:
            self._report(h.HubFailed(request, str(error)))
