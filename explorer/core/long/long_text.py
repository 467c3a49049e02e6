"""`LongText`: what is known of the maps of one long text, and what is asked of them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace

from explorer.core.long.pooled_map import PooledMap
from explorer.core.long.presented import PresentedHead
from explorer.core.long.small_maps import SmallMaps
from explorer.core.long.tiles import row, tile
from explorer.core.traced import Traced
from explorer.errors import Cancelled
from explorer.records import (
    Detail,
    DetailRequest,
    HeadRef,
    InspectRequest,
    LongMap,
    Overview,
    Presentation,
)

STEP_S = 0.25  # of refining, after which what is more urgent has its turn
MAX_MAPS = 24  # kept, of 12 MiB and less

IsStale = Callable[[], bool]


class LongText:
    """Not safe to share between threads."""

    def __init__(self, traced: Traced) -> None:
        self._traced = traced
        self._maps: dict[tuple[HeadRef, Presentation], PooledMap] = {}
        self._overviews: dict[tuple[str, Presentation], SmallMaps] = {}

    def map(self, head: HeadRef, presentation: Presentation, is_stale: IsStale) -> LongMap:
        """The map as exact as it is known; raises NoSuchHead, Cancelled."""
        return self._pooled(head, presentation, is_stale).record(presentation)

    def knows_overview(self, site: str, presentation: Presentation) -> bool:
        """Whether `overview` costs no more than a look."""
        return (site, _of_overview(presentation)) in self._overviews

    def overview(self, site: str, presentation: Presentation, is_stale: IsStale) -> Overview:
        """The overview as exact as it is known; raises Cancelled."""
        small = self._small_maps(site, presentation, is_stale)
        return small.record(presentation.scale)

    def refine(self, request: InspectRequest, is_stale: IsStale) -> None:
        """Make the maps of a request more exact, then its overview; raises Cancelled."""
        deadline = time.monotonic() + STEP_S
        for head in request.heads:
            self._pooled(head, request.presentation, is_stale).refine(deadline, is_stale)
        small = self._small_maps(request.overview_site, request.presentation, is_stale)
        small.refine(deadline, is_stale)

    def details(self, request: DetailRequest, is_stale: IsStale) -> Iterator[Detail]:
        """Rows and tiles, as soon as each is there; raises NoSuchHead, Cancelled.

        The first part is given however stale it is, or a map that moves would never be exact.
        """
        presentation = request.of.presentation
        shown = self._pooled(request.head, presentation, is_stale)
        presented = shown.presented
        wanted = [index for index in request.rows if index < len(presented.rows)]
        if wanted:
            yield Detail(request, rows={index: row(presented, index) for index in wanted})
        steps = shown.steps(presentation.scale)
        for number, key in enumerate(request.tiles):
            if is_stale() and (number or wanted):
                raise Cancelled("Something else is looked at.")
            made = tile(presented, key, steps, presentation.threshold)
            yield Detail(request, tiles=(made,))

    def _pooled(self, head: HeadRef, presentation: Presentation, is_stale: IsStale) -> PooledMap:
        key = head, _of_weights(presentation)
        known = self._maps.pop(key, None)
        if known is None:
            site = self._traced.trace.site(head.site)
            presented = PresentedHead.of(site, head, *self._traced.axes(head.site), key[1])
            known = PooledMap(presented, is_stale=is_stale)
        self._maps[key] = known  # the one that was asked for last stands last
        while len(self._maps) > MAX_MAPS:
            self._maps.pop(next(iter(self._maps)))
        return known

    def _small_maps(self, site: str, presentation: Presentation, is_stale: IsStale) -> SmallMaps:
        key = site, _of_overview(presentation)
        if key not in self._overviews:
            self._overviews[key] = SmallMaps(
                self._traced.trace.site(site), *self._traced.axes(site), key[1], is_stale=is_stale
            )
        return self._overviews[key]


def _of_weights(presentation: Presentation) -> Presentation:
    """The part of it that weights depend on."""
    return replace(presentation, scale="linear", threshold=0.0)


def _of_overview(presentation: Presentation) -> Presentation:
    return replace(_of_weights(presentation), merge_words=False)
