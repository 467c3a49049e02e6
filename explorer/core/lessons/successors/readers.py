"""One text under one model: a reader for each way of seeing and predicting."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any, Protocol

import numpy as np
import torch
from numpy.typing import NDArray

from explorer.core.attention.forward import Forward, run
from explorer.core.attention.native.streams import targets_last
from explorer.core.attention.passes import arguments_of
from explorer.core.checkpoint.checkpoint import Checkpoint
from explorer.core.lessons.permutations import read_in_order
from explorer.core.lessons.segments import ReadSegment, part_of, read_segments, sight
from explorer.core.lessons.transformer_xl import XLSegments
from explorer.core.predictions import predict
from explorer.core.text.tokens import encode
from explorer.records import Candidate, Document, OriginalRank, Prediction, Tokens
from explorer.records.lessons.permutations import Order
from explorer.records.lessons.successors import Sight, SuccessorsRequest

MOST_TOKENS = 256
N_CANDIDATES = 5
_ORDER_SEED = 0

Stale = Callable[[], bool]


class Reader(Protocol):
    """name, source: of its model. is_trained: its predictions mean something."""

    name: str
    source: str
    is_trained: bool
    n_parameters: int
    max_tokens: int | None

    def read(self, request: SuccessorsRequest, is_stale: Stale) -> Sight:
        """Raises ExplorerError."""

    def pass_over(self, n_tokens: int, request: SuccessorsRequest) -> Callable[[], object]:
        """One pass of its layers over a text of so many tokens, whichever they are."""

    def weights(self) -> Iterator[torch.Tensor]: ...


class CheckpointReader:
    """What those have in common that are checkpoints of transformers."""

    def __init__(self, checkpoint: Checkpoint, *, is_trained: bool = True) -> None:
        info = checkpoint.info
        self.checkpoint, self.is_trained = checkpoint, is_trained
        self.name, self.source, self.max_tokens = info.name, info.source, info.max_tokens
        self.n_parameters = info.n_parameters
        self._body: Any = checkpoint.model.base_model  # without the output layer

    def weights(self) -> Iterator[torch.Tensor]:
        yield from self.checkpoint.model.parameters()
        yield from self.checkpoint.model.buffers()

    def pass_over(self, n_tokens: int, _request: SuccessorsRequest) -> Callable[[], object]:
        inputs = {"input_ids": self._any_tokens(n_tokens)}
        arguments = arguments_of(self._body, inputs)
        return lambda: self._body(**arguments)

    def _any_tokens(self, n_tokens: int) -> torch.Tensor:
        n_vocabulary = self.checkpoint.model.get_input_embeddings().num_embeddings
        ids = [[number * 7 % n_vocabulary for number in range(n_tokens)]]
        return torch.tensor(ids, device=self.checkpoint.device)

    def _tokens(self, document: Document) -> Tokens:
        most = min(self.max_tokens or MOST_TOKENS, MOST_TOKENS)
        return encode(self.checkpoint, document, max_tokens=most, cut=True)

    def _n_cut(self, tokens: Tokens, request: SuccessorsRequest) -> int:
        if len(tokens) < MOST_TOKENS and len(tokens) < (self.max_tokens or MOST_TOKENS):
            return 0
        return len(encode(self.checkpoint, Document(request.text), max_tokens=None)) - len(tokens)

    def _may_see(self, forward: Forward) -> NDArray[np.bool_]:
        scores, weights = forward.trace.site("self").scores_and_weights(0, 0)
        return weights > 0 if scores is None else scores > -np.inf


class MaskedReader(CheckpointReader):
    """BERT and RoBERTa: all see all, and what is predicted is hidden behind a mask."""

    def read(self, request: SuccessorsRequest, is_stale: Stale) -> Sight:
        tokens = self._tokens(Document(request.text))
        position = looked_at(tokens, request.character)
        span = tokens.spans[position]
        if span is not None:
            tokens = self._tokens(Document(request.text, masks=frozenset({span})))
        forward = run(self.checkpoint, tokens, is_stale=is_stale)
        prediction = None
        if self.is_trained:
            (prediction,) = predict(
                self.checkpoint, forward, tokens, top_k=N_CANDIDATES, positions=(position,)
            )
        n_cut = self._n_cut(tokens, request)
        return Sight(tokens, self._may_see(forward), position, prediction, n_cut=n_cut)


class CausalReader(CheckpointReader):
    """Each sees itself and what is before it; what comes next is predicted."""

    def read(self, request: SuccessorsRequest, is_stale: Stale) -> Sight:
        tokens = self._tokens(Document(request.text))
        position = looked_at(tokens, request.character)
        forward = run(self.checkpoint, tokens, is_stale=is_stale)
        prediction = None
        if self.is_trained and position > 0:
            (after,) = predict(
                self.checkpoint, forward, tokens, top_k=N_CANDIDATES, positions=(position - 1,)
            )
            chances = forward.logits_at((position - 1,))[0].float().softmax(-1)
            original = rank_of(chances, tokens.ids[position], tokens.labels[position])
            prediction = replace(after, position=position, original=original)
        n_cut = self._n_cut(tokens, request)
        return Sight(tokens, self._may_see(forward), position, prediction, n_cut=n_cut)


class OrderReader(CheckpointReader):
    """XLNet: each sees those before it in an order, here a drawn one with the chosen token last."""

    def read(self, request: SuccessorsRequest, is_stale: Stale) -> Sight:
        document = Document(request.text)
        tokens = self._tokens(document)
        position = looked_at(tokens, request.character)
        drawn = np.random.default_rng(_ORDER_SEED).permutation(len(tokens)).tolist()
        order = Order((*(place for place in drawn if place != position), position))
        read = read_in_order(self.checkpoint, tokens, order, 1, document, is_stale)
        hidden = read.arguments["perm_mask"][0].cpu().numpy()
        predictions = read.predictions if self.is_trained else ()
        prediction, n_cut = next(iter(predictions), None), self._n_cut(tokens, request)
        return Sight(tokens, hidden == 0, position, prediction, n_cut=n_cut)

    def pass_over(self, n_tokens: int, _request: SuccessorsRequest) -> Callable[[], object]:
        """With both streams, as it predicts."""
        ids, dtype = self._any_tokens(n_tokens), self.checkpoint.model.dtype
        order = targets_last((n_tokens - 1,), n_tokens, dtype=dtype, device=ids.device)
        arguments = arguments_of(self._body, {"input_ids": ids, **order})
        return lambda: self._body(**arguments)


class SegmentReader:
    """Transformer-XL: each sees what is before it, as far as segment and memory go."""

    max_tokens: int | None = None

    def __init__(self, model: XLSegments, source: str = "") -> None:
        self.model, self.name, self.source = model, model.name, source
        self.is_trained, self.n_parameters = model.is_trained, model.n_parameters

    def weights(self) -> Iterator[torch.Tensor]:
        return self.model.model.parameters()

    def read(self, request: SuccessorsRequest, is_stale: Stale) -> Sight:
        whole = self.model.tokens(request.text)
        tokens = part_of(whole, 0, MOST_TOKENS)
        position = looked_at(tokens, request.character)
        segments = list(self._segments(tokens.ids, request, is_stale))
        prediction = None
        if self.is_trained and position > 0:
            prediction = self._prediction(tokens, position, request, is_stale)
        return Sight(
            tokens,
            sight(segments, has_future=False),
            position,
            prediction,
            bounds=tuple(segment.end for segment in segments[:-1]),
            n_cut=len(whole) - len(tokens),
        )

    def _segments(
        self, ids: Sequence[int], request: SuccessorsRequest, is_stale: Stale
    ) -> Iterator[ReadSegment]:
        return read_segments(
            self.model,
            ids,
            segment_length=request.segment_length,
            memory_length=request.memory_length,
            is_stale=is_stale,
        )

    def _prediction(
        self, tokens: Tokens, position: int, request: SuccessorsRequest, is_stale: Stale
    ) -> Prediction:
        *_, last = self._segments(tokens.ids[:position], request, is_stale)
        with torch.no_grad():
            said = self.model.log_probabilities(tokens.ids[last.start : position], last.memory)
        best = said.topk(min(N_CANDIDATES, len(said)))
        chances = zip(best.indices.tolist(), best.values.exp().tolist(), strict=True)
        candidates = tuple(
            Candidate(id, self.model.words[id], self.model.words[id], chance)
            for id, chance in chances
            if id < len(self.model.words)
        )
        original = rank_of(said.exp(), tokens.ids[position], tokens.labels[position])
        return Prediction(position, "next", candidates, original)

    def pass_over(self, n_tokens: int, request: SuccessorsRequest) -> Callable[[], object]:
        ids = [number * 7 % self.model.model.settings.vocab_size for number in range(n_tokens)]

        def read() -> None:
            for _ in self._segments(ids, request, lambda: False):
                pass  # each segment is let go before the next one

        return read


def looked_at(tokens: Tokens, character: int | None) -> int:
    """The token at a character, or the next one; without one the first mask or longest word."""
    spans = [(at, span) for at, span in enumerate(tokens.spans) if span and span.segment == 0]
    if not spans:
        return 0
    if character is None:
        if tokens.masks:
            return tokens.masks[0]
        return max(spans, key=lambda pair: pair[1].end - pair[1].start)[0]
    return next((at for at, span in spans if character < span.end), spans[-1][0])


def rank_of(chances: torch.Tensor, id: int, label: str) -> OriginalRank:
    """chances: (vocabulary,)."""
    probability = chances[id]
    rank = int((chances > probability).sum()) + 1
    return OriginalRank(id, label, float(probability), rank, len(chances))
