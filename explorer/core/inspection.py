"""`Inspector`: an open checkpoint answering requests, keeping what a next one can use again.

A change of head or presentation costs no forward; a change of text costs one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from explorer.core.attention.trace import Forward, Trace, run
from explorer.core.checkpoint.checkpoint import Checkpoint
from explorer.core.export.export import export
from explorer.core.predictions import predict
from explorer.core.presentation import overview, present
from explorer.core.text.tokens import encode, encode_target
from explorer.errors import OutOfMemory
from explorer.records import (
    AttentionMap,
    Document,
    ExportRequest,
    HeadRef,
    Inspection,
    InspectRequest,
    Overview,
    Prediction,
    Presentation,
    Scale,
    Tokens,
)

# Above this, the overview takes longer than a frame: show map and predictions first.
OVERVIEW_LATER_TOKENS = 160
MAX_KEPT_MAPS = 48


def never() -> bool:
    return False


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
        target = self.target or self.tokens
        return (self.tokens if site in ("self", "encoder") else target), (
            target if site == "decoder" else self.tokens
        )


class Inspector:
    """Not safe to share between threads: it belongs to the model thread."""

    def __init__(self, checkpoint: Checkpoint) -> None:
        self.checkpoint = checkpoint
        self._traced: Traced | None = None
        self._maps: dict[tuple[HeadRef, Presentation], AttentionMap] = {}
        self._overviews: dict[tuple[str, Scale, bool], Overview] = {}

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
        yield self._inspection(request, traced, maps, self._overview(traced, request))

    def export(self, request: ExportRequest, *, is_stale: Callable[[], bool] = never) -> Path:
        """Write the file that is asked for; returns its path. Raises ExportError, BadInput."""
        traced = self._trace(request.document, request.cut, 1, is_stale)
        return export(
            request,
            info=self.checkpoint.info,
            trace=traced.trace,
            tokens=traced.tokens,
            target=traced.target,
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
        with memory_errors(self.checkpoint):
            self._traced = self._run(document, cut, top_k, is_stale)
        return self._traced

    def _run(
        self, document: Document, cut: bool, top_k: int, is_stale: Callable[[], bool]
    ) -> Traced:
        checkpoint = self.checkpoint
        tokens = encode(checkpoint, document, cut=cut)
        target = encode_target(checkpoint, document)
        forward = run(checkpoint, tokens, target, is_stale=is_stale)
        read = target if checkpoint.info.objective == "seq2seq" and target else tokens
        return Traced(
            document=document,
            cut=cut,
            top_k=top_k,
            tokens=tokens,
            target=target,
            forward=forward,
            predictions=predict(checkpoint, forward.logits, read, top_k=top_k),
            notice=_notice(checkpoint, tokens, cut),
        )

    def _map(self, traced: Traced, head: HeadRef, presentation: Presentation) -> AttentionMap:
        key = (head, presentation)
        if key not in self._maps:
            while len(self._maps) >= MAX_KEPT_MAPS:
                del self._maps[next(iter(self._maps))]
            site = traced.trace.site(head.site)
            queries, keys = traced.axes(head.site)
            with memory_errors(self.checkpoint):
                weights, scores = site.of(head), None
                if head.layer is not None and head.head is not None:
                    scores = site.scores(head.layer, head.head)
            self._maps[key] = present(weights, queries, keys, head, presentation, scores=scores)
        return self._maps[key]

    def _overview(self, traced: Traced, request: InspectRequest) -> Overview:
        key = self._overview_key(request)
        if key not in self._overviews:
            name, scale, hide_special = key
            site = traced.trace.site(name)
            keep = [~np.array(side.is_special) for side in traced.axes(name)]
            with memory_errors(self.checkpoint):
                self._overviews[key] = overview(
                    (site.layer(layer) for layer in range(site.n_layers)),
                    scale=scale,
                    site=name,
                    keep=keep[0] if hide_special else None,
                    keep_keys=keep[1] if hide_special else None,
                )
        return self._overviews[key]

    @staticmethod
    def _overview_key(request: InspectRequest) -> tuple[str, Scale, bool]:
        shown = request.presentation
        return request.overview_site, shown.scale, shown.hide_special

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


@contextmanager
def memory_errors(checkpoint: Checkpoint) -> Iterator[None]:
    """Turn "out of memory" of any device into OutOfMemory, which says what to do."""
    try:
        yield
    except (torch.OutOfMemoryError, MemoryError) as error:
        raise _out_of_memory(checkpoint) from error
    except RuntimeError as error:
        # The CPU allocator raises a plain RuntimeError.
        if "can't allocate memory" not in str(error):
            raise
        raise _out_of_memory(checkpoint) from error


def _out_of_memory(checkpoint: Checkpoint) -> OutOfMemory:
    return OutOfMemory(
        f"{checkpoint.device} has too little free memory for this text. "
        "Shorten the text, or close other programs."
    )


def _notice(checkpoint: Checkpoint, tokens: Tokens, cut: bool) -> str:
    """What a person should know of a text that was read all the same."""
    said = []
    max_tokens = checkpoint.info.max_tokens
    if cut and max_tokens is not None and len(tokens) >= max_tokens:
        said.append(f"Cut to the first {max_tokens:,} tokens, which is what this model reads.")
    unknown = tokens.ids.count(checkpoint.tokenizer.unk_token_id)
    if unknown:
        said.append(
            f"{unknown:,} of {len(tokens):,} tokens are {checkpoint.tokenizer.unk_token}: "
            "this model's vocabulary does not have them."
        )
    return " ".join(said)
