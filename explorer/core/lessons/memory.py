"""`MemoryLesson`: one head of a model with a memory, beside what it does without."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from explorer.core.checkpoint.checkpoint import Checkpoint
from explorer.core.lessons.segments import (
    ReadSegment,
    SegmentModel,
    part_of,
    reach,
    read_segments,
    sight,
    weight_by_distance,
)
from explorer.core.lessons.transformer_xl import TransformerXLs
from explorer.core.lessons.xlnet_memory import XLNetSegments
from explorer.core.presentation import present
from explorer.errors import EmptyText
from explorer.records import DENSE_TOKENS, AttentionMap, HeadRef, Presentation, Tokens
from explorer.records.lessons.memory import MemoryAnswer, MemoryRequest

MOST_TOKENS = DENSE_TOKENS  # all maps of a text are held


@dataclass(frozen=True, slots=True, eq=False)
class _Text:
    """A text that was read twice: each segment with its memory, and each as if it were alone."""

    model: SegmentModel
    tokens: Tokens
    n_cut: int
    remembering: tuple[ReadSegment, ...]
    forgetting: tuple[ReadSegment, ...]


class MemoryLesson:
    """Keeps the last text that it read, and the model that was chosen last.

    transformer_xls: where it gets those from.
    """

    def __init__(self, transformer_xls: TransformerXLs) -> None:
        self._transformer_xls = transformer_xls
        self._chosen: tuple[str, Checkpoint | None, SegmentModel] | None = None
        self._read: tuple[tuple[object, ...], _Text] | None = None

    def answer(
        self,
        request: MemoryRequest,
        xlnet: Callable[[], Checkpoint],
        is_stale: Callable[[], bool],
    ) -> MemoryAnswer:
        """xlnet: opens the XLNet to be used. Raises BadInput, CheckpointError, Cancelled."""
        text = self._text(request, self._model(request.source, xlnet), is_stale)
        model, n_segments = text.model, len(text.remembering)
        number = min(request.segment, n_segments - 1)
        layer, head = min(request.layer, model.n_layers - 1), min(request.head, model.n_heads - 1)
        segment, alone = text.remembering[number], text.forgetting[number]
        position = segment.end - 1 if request.position is None else request.position
        position = min(position, len(text.tokens) - 1)
        both = (text.remembering, text.forgetting)
        return MemoryAnswer(
            request=request,
            model=model.name,
            is_trained=model.is_trained,
            has_future=model.has_future,
            n_layers=model.n_layers,
            n_heads=model.n_heads,
            labels=text.tokens.labels,
            n_cut=text.n_cut,
            bounds=tuple((one.start, one.end) for one in text.remembering),
            segment=number,
            layer=layer,
            head=head,
            position=position,
            n_remembered=segment.n_remembered,
            remembering=_map(segment, text.tokens, HeadRef(layer, head), request),
            forgetting=_map(alone, text.tokens, HeadRef(layer, head), request),
            terms=model.terms(segment, layer, head),
            by_distance=np.stack([weight_by_distance(read, layer, head) for read in both]),
            reach=np.stack(
                [
                    reach(sight(read, has_future=model.has_future), model.n_layers, position)
                    for read in both
                ]
            ),
        )

    def let_go(self) -> None:
        """Forget the last text, and every model but the one with random weights."""
        self._read = self._chosen = None

    def _model(self, source: str, xlnet: Callable[[], Checkpoint]) -> SegmentModel:
        if source == "own":
            return self._transformer_xls.own
        checkpoint, known = xlnet() if source == "xlnet" else None, self._chosen
        if known is not None and known[0] == source and known[1] is checkpoint:
            return known[2]
        known = None
        self.let_go()  # or two would have to fit
        model: SegmentModel
        if checkpoint is not None:
            model = XLNetSegments(checkpoint)
        else:
            model = self._transformer_xls.published(Path(source))
        self._chosen = source, checkpoint, model
        return model

    def _text(
        self, request: MemoryRequest, model: SegmentModel, is_stale: Callable[[], bool]
    ) -> _Text:
        key = (model, request.text, request.segment_length, request.memory_length)
        if self._read is None or self._read[0] != key:
            tokens = model.tokens(request.text)
            if not len(tokens):
                raise EmptyText("There is no token to look at. Type a sentence.")
            ids = tokens.ids[:MOST_TOKENS]
            remembering, forgetting = (
                tuple(
                    read_segments(
                        model,
                        ids,
                        segment_length=request.segment_length,
                        memory_length=memory_length,
                        is_stale=is_stale,
                    )
                )
                for memory_length in (request.memory_length, 0)
            )
            n_cut = len(tokens) - len(ids)
            text = _Text(model, part_of(tokens, 0, len(ids)), n_cut, remembering, forgetting)
            self._read = (key, text)
        return self._read[1]


def _map(
    segment: ReadSegment, tokens: Tokens, head: HeadRef, request: MemoryRequest
) -> AttentionMap:
    assert head.layer is not None
    assert head.head is not None
    return present(
        segment.maps[head.layer, head.head].numpy(),
        part_of(tokens, segment.start, segment.end),
        part_of(tokens, segment.start - segment.n_remembered, segment.end),
        head,
        Presentation(scale=request.scale),
    )
