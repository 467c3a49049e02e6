"""`Comparison`: one sentence under two checkpoints, and what can be compared of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from explorer.core.checkpoint.checkpoint import Checkpoint, never
from explorer.core.comparison.divergence import divergences
from explorer.core.difference import difference
from explorer.core.levels import Steps
from explorer.core.memory import memory_errors, text_too_large
from explorer.core.presentation import present
from explorer.core.traced import Reading, Traced, traced
from explorer.errors import BadInput
from explorer.records import DENSE_TOKENS, AttentionMap, HeadRef, ModelInfo, Presentation
from explorer.records.lessons.compare import CompareAnswer, ComparedMaps, CompareRequest, Side

TOP_K = 8


class Comparison:
    """Keeps the traces of the last sentence, since another head needs no new pass.

    Not safe to share between threads: it belongs to the model thread.
    """

    def __init__(self, before: Checkpoint, after: Checkpoint) -> None:
        self.before = before
        self.after = after
        self._pair: _Pair | None = None

    def answer(
        self, request: CompareRequest, *, is_stale: Callable[[], bool] = never
    ) -> CompareAnswer:
        """Both predictions, and the maps where they can be laid on each other.

        Raises BadInput, OutOfMemory, Cancelled, ModelFailed.
        """
        with memory_errors(text_too_large(self.after.info.device)):
            pair = self._read(Reading(request.document, request.cut, None), is_stale)
            unlike = unlike_models(self.before.info, self.after.info, request.head.site)
            unlike = unlike or pair.unlike_tokens(request.head.site)
            return CompareAnswer(
                request=request,
                tokens=pair.after.tokens,
                before=_side(self.before, pair.before),
                after=_side(self.after, pair.after),
                maps=None if unlike else pair.maps(request.head, request.presentation, is_stale),
                unlike=unlike,
                notice=pair.after.notice,
            )

    def _read(self, reading: Reading, is_stale: Callable[[], bool]) -> _Pair:
        if self._pair is not None and self._pair.after.reading == reading:
            return self._pair
        self._pair = None  # two sentences at once would need twice the memory
        is_again = self.after.info.reads_text_again or self.before.info.reads_text_again
        after = _traced(self.after, reading, is_stale, is_again=is_again)
        before = after
        if self.before is not self.after:
            try:
                before = _traced(self.before, reading, is_stale, is_again=is_again)
            except BadInput as error:
                name = self.before.info.name
                raise BadInput(f"{name}, the model before, cannot read this. {error}") from error
        self._pair = _Pair(before, after)
        return self._pair


def unlike_models(before: ModelInfo, after: ModelInfo, site: str) -> str:
    """Why no map of one model can be laid on that of the other; empty where each can."""
    shapes = [model.site(site) for model in (before, after)]
    for model, shape in zip((before, after), shapes, strict=True):
        if shape is None:
            known = ", ".join(one.name for one in model.sites)
            return (
                f"{model.name} has no {site} attention (it has {known}), so no maps can be "
                "compared; the predictions can. Choose a model of the same family."
            )
    if shapes[0] != shapes[1]:
        sizes = [f"{s.n_layers} layers × {s.n_heads} heads" for s in shapes if s is not None]
        return (
            f"{before.name} has {sizes[0]} and {after.name} has {sizes[1]}: there is no head of "
            "the one for each of the other, so no maps can be compared; the predictions can. "
            "Choose the checkpoint that was fine-tuned."
        )
    return ""


def _traced(
    checkpoint: Checkpoint, reading: Reading, is_stale: Callable[[], bool], *, is_again: bool
) -> Traced:
    read = traced(checkpoint, reading, top_k=TOP_K, is_stale=is_stale, is_again=is_again)
    longest = max(len(read.tokens), len(read.target or ()))
    if longest > DENSE_TOKENS:
        raise BadInput(
            f"Two checkpoints are compared over every weight, of up to {DENSE_TOKENS:,} tokens; "
            f"this text has {longest:,}. Shorten it."
        )
    return read


def _side(checkpoint: Checkpoint, read: Traced) -> Side:
    labels = read.predicted(checkpoint).labels
    return Side(checkpoint.info, read.predictions, read.classification, labels)


@dataclass(slots=True, eq=False)
class _Pair:
    """One text as both have read it."""

    before: Traced
    after: Traced
    _divergences: dict[str, NDArray[np.float32]] = field(default_factory=dict)

    def unlike_tokens(self, site: str) -> str:
        """Why no row and column of one is that of the other; empty where they are."""
        axes = [read.axes(site) for read in (self.before, self.after)]
        if all(was.ids == now.ids for was, now in zip(*axes, strict=True)):
            return ""
        counts = [len(read.tokens) for read in (self.before, self.after)]
        return (
            f"The two models read this text as different tokens ({counts[0]:,} before, "
            f"{counts[1]:,} after), so their maps cannot be laid on each other; the predictions "
            "can be compared. Choose a checkpoint with the same tokenizer."
        )

    def maps(
        self, head: HeadRef, presentation: Presentation, is_stale: Callable[[], bool]
    ) -> ComparedMaps:
        """Raises NoSuchHead, Cancelled."""
        before, after = _on_one_scale(
            *(_map(read, head, presentation) for read in (self.before, self.after))
        )
        return ComparedMaps(
            before=before,
            after=after,
            difference=difference(after, before),
            divergences=self._divergences_of(head.site, is_stale),
        )

    def _divergences_of(self, site: str, is_stale: Callable[[], bool]) -> NDArray[np.float32]:
        if site not in self._divergences:
            before, after = (read.trace.site(site) for read in (self.before, self.after))
            self._divergences[site] = divergences(before, after, is_stale=is_stale)
        return self._divergences[site]


def _on_one_scale(*maps: AttentionMap) -> list[AttentionMap]:
    """With levels such that a colour means one weight in all of them."""
    shown = maps[0].presentation
    sample = np.concatenate([one.weights.ravel() for one in maps])
    steps = Steps.of(sample, max(one.high for one in maps), shown.scale)
    return [
        replace(
            one,
            levels=np.where(one.levels > 0, steps.levels(one.weights, shown.threshold), 0),
            low=steps.low,
            high=steps.high,
        )
        for one in maps
    ]


def _map(read: Traced, head: HeadRef, presentation: Presentation) -> AttentionMap:
    queries, keys = read.axes(head.site)
    return present(read.trace.of(head), queries, keys, head, presentation)
