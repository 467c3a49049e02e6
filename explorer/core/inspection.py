"""`Inspector`: an open checkpoint answering requests, keeping what a next one can use again.

A change of head or presentation costs no forward; a change of text costs one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from explorer.core.attention.forward import Forward, run
from explorer.core.attention.trace import SiteTrace, Trace
from explorer.core.checkpoint.checkpoint import Checkpoint, never
from explorer.core.export.export import export
from explorer.core.memory import memory_errors, text_too_large
from explorer.core.predictions import predict
from explorer.core.presentation import kept_tokens, overview, present, sides, summed_keys
from explorer.core.text.target import encode_target
from explorer.core.text.tokens import encode
from explorer.errors import Cancelled, TextTooLong
from explorer.records import (
    AttentionMap,
    Document,
    ExportRequest,
    HeadRef,
    Inspection,
    InspectRequest,
    Overview,
    PairFilter,
    Prediction,
    Presentation,
    Scale,
    Tokens,
)

# Above this, the overview takes longer than a frame: show map and predictions first.
OVERVIEW_LATER_TOKENS = 160
MAX_KEPT_BYTES = 256 << 20  # of maps: a hundred at 512 tokens, one or two at 4,096


@dataclass(frozen=True, slots=True, eq=False)
class Traced:
    """One forward of a document, and what was read off it."""

    document: Document
    cut: bool
    top_k: int
    tokens: Tokens
    target: Tokens | None
    forward: Forward
    predictions: tuple[Prediction, ...]
    notice: str

    @property
    def trace(self) -> Trace:
        return self.forward.trace

    def axes(self, site: str) -> tuple[Tokens, Tokens]:
        """The tokens that ask and those that are looked at."""
        return sides(site, self.tokens, self.target)


class Inspector:
    """Not safe to share between threads: it belongs to the model thread."""

    def __init__(self, checkpoint: Checkpoint) -> None:
        self.checkpoint = checkpoint
        self._traced: Traced | None = None
        self._maps: dict[tuple[HeadRef, Presentation], AttentionMap] = {}
        self._overviews: dict[tuple[str, Scale, bool, PairFilter], Overview] = {}

    @property
    def notice(self) -> str:
        """What a person should know of the text that was read last."""
        return self._traced.notice if self._traced is not None else ""

    def inspect(
        self, request: InspectRequest, *, is_stale: Callable[[], bool] = never
    ) -> Iterator[Inspection]:
        """Yields what is there at once, then, for a long text, the same with its overview.

        Raises BadInput, OutOfMemory, Cancelled (when `is_stale` turns true), ModelFailed.
        """
        traced = self._trace(request.document, request.cut, request.top_k, is_stale)
        maps = tuple(self._map(traced, head, request.presentation) for head in request.heads)
        overview_at_once = len(traced.tokens) <= OVERVIEW_LATER_TOKENS
        if not overview_at_once and self._overview_key(request) not in self._overviews:
            yield self._inspection(request, traced, maps, None)
        yield self._inspection(request, traced, maps, self._overview(traced, request, is_stale))

    def export(self, request: ExportRequest, *, is_stale: Callable[[], bool] = never) -> Path:
        """Write the file that is asked for; returns its path.

        Raises ExportError, BadInput, OutOfMemory, Cancelled, ModelFailed.
        """
        traced = self._trace(request.document, request.cut, 1, is_stale)
        with self._memory_errors():
            return export(
                request,
                info=self.checkpoint.info,
                trace=traced.trace,
                tokens=traced.tokens,
                target=traced.target,
                is_stale=is_stale,
            )

    def _trace(
        self, document: Document, cut: bool, top_k: int, is_stale: Callable[[], bool]
    ) -> Traced:
        kept = self._traced
        if (
            kept is not None
            and (kept.document, kept.cut) == (document, cut)
            and kept.top_k >= top_k
        ):
            return kept
        self._traced = None  # two traces at once would need twice the memory
        self._maps.clear()
        self._overviews.clear()
        with self._memory_errors():
            self._traced = self._run(document, cut, top_k, is_stale)
        return self._traced

    def _run(
        self, document: Document, cut: bool, top_k: int, is_stale: Callable[[], bool]
    ) -> Traced:
        checkpoint = self.checkpoint
        n_cut_from = None
        try:
            tokens = encode(checkpoint, document)
        except TextTooLong as error:
            if not cut:
                raise
            n_cut_from = error.n_tokens
            tokens = encode(checkpoint, document, cut=True)
        target = encode_target(checkpoint, document, cut=cut)
        forward = run(checkpoint, tokens, target, is_stale=is_stale)
        read = target if checkpoint.info.objective == "seq2seq" and target else tokens
        return Traced(
            document=document,
            cut=cut,
            top_k=top_k,
            tokens=tokens,
            target=target,
            forward=forward,
            predictions=predict(checkpoint, forward, read, top_k=top_k),
            notice=_notice(checkpoint, tokens, n_cut_from),
        )

    def _map(self, traced: Traced, head: HeadRef, presentation: Presentation) -> AttentionMap:
        key = (head, presentation)
        if key not in self._maps:
            site = traced.trace.site(head.site)
            queries, keys = traced.axes(head.site)
            with self._memory_errors():
                if head.layer is not None and head.head is not None:
                    scores, weights = site.scores_and_weights(head.layer, head.head)
                else:
                    scores, weights = None, site.of(head)
            self._keep(key, present(weights, queries, keys, head, presentation, scores=scores))
        return self._maps[key]

    def _keep(self, key: tuple[HeadRef, Presentation], shown: AttentionMap) -> None:
        """The oldest maps go until there is room; this one stays however large it is."""
        n_bytes = sum(map(_bytes_of, self._maps.values())) + _bytes_of(shown)
        while self._maps and n_bytes > MAX_KEPT_BYTES:
            n_bytes -= _bytes_of(self._maps.pop(next(iter(self._maps))))
        self._maps[key] = shown

    def _overview(
        self, traced: Traced, request: InspectRequest, is_stale: Callable[[], bool]
    ) -> Overview:
        key = self._overview_key(request)
        if key not in self._overviews:
            name, scale, *_ = key
            site = traced.trace.site(name)
            queries, keys = traced.axes(name)
            with self._memory_errors():
                self._overviews[key] = overview(
                    _layers(site, is_stale),
                    scale=scale,
                    site=name,
                    keep=kept_tokens(queries, request.presentation, "query"),
                    keep_keys=kept_tokens(keys, request.presentation, "key"),
                    summed=summed_keys(keys, request.presentation),
                )
        return self._overviews[key]

    def _memory_errors(self) -> AbstractContextManager[None]:
        return memory_errors(text_too_large(self.checkpoint.info.device))

    @staticmethod
    def _overview_key(request: InspectRequest) -> tuple[str, Scale, bool, PairFilter]:
        shown = request.presentation
        return request.overview_site, shown.scale, shown.hide_special, shown.pair

    def _inspection(
        self,
        request: InspectRequest,
        traced: Traced,
        maps: tuple[AttentionMap, ...],
        shown: Overview | None,
    ) -> Inspection:
        return Inspection(
            request=request,
            model=self.checkpoint.info,
            tokens=traced.tokens,
            target=traced.target,
            predictions=traced.predictions,
            maps=maps,
            overview=shown,
            forward_ms=traced.forward.forward_ms,
            trace_bytes=traced.trace.nbytes,
            notice=traced.notice,
        )


def _bytes_of(shown: AttentionMap) -> int:
    n_scores = 0 if shown.scores is None else shown.scores.nbytes
    return shown.weights.nbytes + shown.levels.nbytes + n_scores


def _layers(site: SiteTrace, is_stale: Callable[[], bool]) -> Iterator[NDArray[np.float32]]:
    """(head, query, key) of one layer after the other; raises Cancelled once it is stale."""
    for layer in range(site.n_layers):
        if is_stale():
            raise Cancelled("A newer text is waiting.")
        yield site.layer(layer)


def _notice(checkpoint: Checkpoint, tokens: Tokens, n_cut_from: int | None) -> str:
    """What a person should know of a text that was read all the same.

    n_cut_from: how many tokens the text has, where only the first of them were read.
    """
    said = []
    if n_cut_from is not None:
        said.append(f"Cut from {n_cut_from:,} to {len(tokens):,} tokens, which this model reads.")
    unknown = tokens.ids.count(checkpoint.tokenizer.unk_token_id)
    if unknown:
        said.append(
            f"{unknown:,} of {len(tokens):,} tokens are {checkpoint.tokenizer.unk_token}: "
            "this model's vocabulary does not have them."
        )
    return " ".join(said)
