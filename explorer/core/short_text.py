"""`ShortText`: the maps of a text whose every weight is held, and its overview."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from explorer.core.attention.trace import SiteTrace
from explorer.core.overview import overview
from explorer.core.presentation import kept_tokens, present, summed_keys
from explorer.core.traced import Traced
from explorer.errors import Cancelled
from explorer.records import AttentionMap, HeadRef, Overview, PairFilter, Presentation, Scale

MAX_KEPT_BYTES = 256 << 20  # of maps: a hundred at 512 tokens


class ShortText:
    """Not safe to share between threads."""

    def __init__(self, traced: Traced) -> None:
        self._traced = traced
        self._maps: dict[tuple[HeadRef, Presentation], AttentionMap] = {}
        self._overviews: dict[tuple[str, Scale, bool, PairFilter], Overview] = {}

    def map(self, head: HeadRef, presentation: Presentation) -> AttentionMap:
        """Raises NoSuchHead."""
        key = (head, presentation)
        if key not in self._maps:
            site = self._traced.trace.site(head.site)
            queries, keys = self._traced.axes(head.site)
            if head.layer is not None and head.head is not None:
                scores, weights = site.scores_and_weights(head.layer, head.head)
            else:
                scores, weights = None, site.of(head)
            self._keep(key, present(weights, queries, keys, head, presentation, scores=scores))
        return self._maps[key]

    def knows_overview(self, site: str, presentation: Presentation) -> bool:
        """Whether `overview` costs no more than a look."""
        return _of_overview(site, presentation) in self._overviews

    def overview(
        self, site: str, presentation: Presentation, is_stale: Callable[[], bool]
    ) -> Overview:
        """Raises NoSuchHead, Cancelled."""
        key = _of_overview(site, presentation)
        if key not in self._overviews:
            queries, keys = self._traced.axes(site)
            self._overviews[key] = overview(
                _layers(self._traced.trace.site(site), is_stale),
                scale=presentation.scale,
                site=site,
                keep=kept_tokens(queries, presentation, "query"),
                keep_keys=kept_tokens(keys, presentation, "key"),
                summed=summed_keys(keys, presentation),
            )
        return self._overviews[key]

    def _keep(self, key: tuple[HeadRef, Presentation], shown: AttentionMap) -> None:
        """The oldest maps go until there is room; this one stays however large it is."""
        n_bytes = sum(map(_bytes_of, self._maps.values())) + _bytes_of(shown)
        while self._maps and n_bytes > MAX_KEPT_BYTES:
            n_bytes -= _bytes_of(self._maps.pop(next(iter(self._maps))))
        self._maps[key] = shown


def _of_overview(site: str, presentation: Presentation) -> tuple[str, Scale, bool, PairFilter]:
    """What an overview depends on."""
    return site, presentation.scale, presentation.hide_special, presentation.pair


def _bytes_of(shown: AttentionMap) -> int:
    n_scores = 0 if shown.scores is None else shown.scores.nbytes
    return shown.weights.nbytes + shown.levels.nbytes + n_scores


def _layers(site: SiteTrace, is_stale: Callable[[], bool]) -> Iterator[NDArray[np.float32]]:
    """(head, query, key) of one layer after the other; raises Cancelled once it is stale."""
    for layer in range(site.n_layers):
        if is_stale():
            raise Cancelled("A newer text is waiting.")
        yield site.layer(layer)
