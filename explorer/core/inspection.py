"""`Inspector`: an open checkpoint answering requests, keeping what a next one can use again.

A change of head or presentation costs no forward; a change of text costs one.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

from explorer.core.checkpoint.checkpoint import Checkpoint, ignore, never
from explorer.core.export.description import Description
from explorer.core.export.export import export
from explorer.core.long.long_text import STEP_S, LongText
from explorer.core.memory import memory_errors, text_too_large
from explorer.core.short_text import ShortText
from explorer.core.statistics import MeasuredHeads
from explorer.core.traced import Reading, Traced, traced
from explorer.records import (
    Detail,
    DetailRequest,
    ExportRequest,
    HeadStatistics,
    Inspection,
    InspectRequest,
    Overview,
    Progress,
    RefineRequest,
)

# Above this, the overview takes longer than a frame: show map and predictions first.
OVERVIEW_LATER_TOKENS = 160


class Inspector:
    """Not safe to share between threads: it belongs to the model thread."""

    def __init__(self, checkpoint: Checkpoint) -> None:
        self.checkpoint = checkpoint
        self._text: _Text | None = None

    @property
    def notice(self) -> str:
        """What a person should know of the text that was read last."""
        return self._text.traced.notice if self._text is not None else ""

    def inspect(
        self,
        request: InspectRequest,
        *,
        is_stale: Callable[[], bool] = never,
        progress: Callable[[Progress], None] = ignore,
    ) -> Iterator[Inspection]:
        """Yields what is there at once, then, for a longer text, the same with its overview, and
        with its statistics.

        The maps of a long text are coarse until `refine` has made them exact, and nothing of its
        statistics is known before.
        progress: is told how far a long text is read.
        Raises BadInput, OutOfMemory, Cancelled (when `is_stale` turns true), ModelFailed.
        """
        text = self._read(Reading.of(request), request.top_k, is_stale, progress)
        with self._memory_errors():
            is_later = len(text.traced.tokens) > OVERVIEW_LATER_TOKENS
            if is_later and not text.knows_overview(request):
                yield self._inspection(request, text, None, is_stale)
            overview = text.overview(request, is_stale)
            if is_later and not text.knows_statistics(request):
                yield self._inspection(request, text, overview, is_stale)
            text.measure_short(request, is_stale)
            yield self._inspection(request, text, overview, is_stale)

    def statistics(
        self, request: InspectRequest, *, is_stale: Callable[[], bool] = never
    ) -> HeadStatistics:
        """Of the heads of the overview, however long that takes.

        Raises as `inspect` does.
        """
        text = self._read(Reading.of(request), request.top_k, is_stale)
        with self._memory_errors():
            measured = text.measured(request.overview_site)
            measured.refine(math.inf, is_stale)
            return measured.record()

    def refine(
        self, request: RefineRequest, *, is_stale: Callable[[], bool] = never
    ) -> Inspection | None:
        """The maps and the overview of a long text, a step more exact.

        None where another text was read since.
        Raises OutOfMemory, Cancelled.
        """
        text = self._text_of(request.of)
        if text is None:
            return None
        with self._memory_errors():
            text.refine(request.of, is_stale)
            overview = text.overview(request.of, is_stale)
            return self._inspection(request.of, text, overview, is_stale, step=request.step)

    def details(
        self, request: DetailRequest, *, is_stale: Callable[[], bool] = never
    ) -> Iterator[Detail]:
        """What is looked at closely in a long text, as soon as each part is there.

        Nothing where another text was read since.
        Raises NoSuchHead, OutOfMemory, Cancelled.
        """
        text = self._text_of(request.of)
        if text is None:
            return
        with self._memory_errors():
            if request.positions:
                predictions = text.traced.predictions_of(self.checkpoint, request)
                yield Detail(request, predictions=predictions)
            if request.tiles or request.rows:
                yield from text.long.details(request, is_stale)

    def export(self, request: ExportRequest, *, is_stale: Callable[[], bool] = never) -> Path:
        """Write the file that is asked for; returns its path.

        Raises ExportError, BadInput, OutOfMemory, Cancelled, ModelFailed.
        """
        read = self._read(Reading.of(request), 1, is_stale).traced
        description = Description(
            request=request,
            info=self.checkpoint.info,
            sites=tuple(read.trace.sites),
            tokens=read.tokens,
            target=read.target,
            windows=read.forward.windows,
            notice=read.notice,
        )
        with self._memory_errors():
            return export(description, read.trace, is_stale=is_stale)

    def _read(
        self,
        reading: Reading,
        top_k: int,
        is_stale: Callable[[], bool],
        progress: Callable[[Progress], None] = ignore,
    ) -> _Text:
        """The text, read now or before."""
        if self._text is not None and self._text.traced.answers(reading, top_k):
            return self._text
        # Two traces at once would need twice the memory: no name may hold the old one from here.
        self._text = None
        with self._memory_errors():
            read = traced(
                self.checkpoint, reading, top_k=top_k, is_stale=is_stale, progress=progress
            )
        self._text = _Text(read)
        return self._text

    def _text_of(self, request: InspectRequest) -> _Text | None:
        """The text that was read last, if it is the one of the request."""
        text = self._text
        return text if text is not None and text.traced.reading == Reading.of(request) else None

    def _memory_errors(self) -> AbstractContextManager[None]:
        return memory_errors(text_too_large(self.checkpoint.info.device))

    def _inspection(
        self,
        request: InspectRequest,
        text: _Text,
        overview: Overview | None,
        is_stale: Callable[[], bool],
        *,
        step: int = 0,
    ) -> Inspection:
        read, shown = text.traced, request.presentation
        is_long = [read.is_long(head.site) for head in request.heads]
        heads = list(zip(request.heads, is_long, strict=True))
        return Inspection(
            request=request,
            model=self.checkpoint.info,
            tokens=read.tokens,
            target=read.target,
            predictions=read.predictions,
            maps=tuple(text.short.map(head, shown) for head, long in heads if not long),
            long_maps=tuple(text.long.map(head, shown, is_stale) for head, long in heads if long),
            overview=overview,
            forward_ms=read.forward.forward_ms,
            trace_bytes=read.trace.nbytes,
            notice=read.notice,
            windows=read.forward.windows,
            step=step,
            statistics=text.statistics(request),
            classification=read.classification,
        )


class _Text:
    """What is known of the text that was read last."""

    def __init__(self, read: Traced) -> None:
        self.traced = read
        self.short = ShortText(read)
        self.long = LongText(read)
        self._measured: dict[str, MeasuredHeads] = {}

    def knows_overview(self, request: InspectRequest) -> bool:
        return self._of(request).knows_overview(request.overview_site, request.presentation)

    def overview(self, request: InspectRequest, is_stale: Callable[[], bool]) -> Overview:
        return self._of(request).overview(request.overview_site, request.presentation, is_stale)

    def refine(self, request: InspectRequest, is_stale: Callable[[], bool]) -> None:
        """A step for the maps, the overview, and last the statistics; raises Cancelled."""
        deadline = time.monotonic() + STEP_S
        self.long.refine(request, is_stale)
        self.measured(request.overview_site).refine(deadline, is_stale)

    def measure_short(self, request: InspectRequest, is_stale: Callable[[], bool]) -> None:
        """Measure all heads of the overview, unless `refine` will do it; raises Cancelled."""
        if not self.traced.is_long(request.overview_site):
            self.measured(request.overview_site).refine(math.inf, is_stale)

    def knows_statistics(self, request: InspectRequest) -> bool:
        """Whether they are there, or `refine` will bring them."""
        site = request.overview_site
        return self.traced.is_long(site) or self.measured(site).is_exact

    def statistics(self, request: InspectRequest) -> HeadStatistics | None:
        """As far as they are known; of a short text all or none."""
        measured = self.measured(request.overview_site)
        is_there = measured.is_exact or self.traced.is_long(request.overview_site)
        return measured.record() if is_there else None

    def measured(self, site: str) -> MeasuredHeads:
        """Raises NoSuchHead."""
        if site not in self._measured:
            trace = self.traced.trace.site(site)
            self._measured[site] = MeasuredHeads(trace, *self.traced.axes(site))
        return self._measured[site]

    def _of(self, request: InspectRequest) -> ShortText | LongText:
        self.traced.trace.site(request.overview_site)
        return self.long if self.traced.is_long(request.overview_site) else self.short
