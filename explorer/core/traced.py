"""`Traced`: a document that a model has read, and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from explorer.core.attention.forward import Forward, run
from explorer.core.attention.trace import Trace
from explorer.core.attention.windows import run_windows
from explorer.core.checkpoint.checkpoint import Checkpoint, ignore
from explorer.core.classification import classify
from explorer.core.predictions import predict
from explorer.core.presentation import sides
from explorer.core.text.target import target_of
from explorer.core.text.tokens import encode
from explorer.errors import TextTooLong
from explorer.records import (
    DENSE_TOKENS,
    Classification,
    DetailRequest,
    Document,
    ExportRequest,
    InspectRequest,
    Prediction,
    Progress,
    Tokens,
)
from explorer.records.lessons.steps import StepsRequest


@dataclass(frozen=True, slots=True)
class Reading:
    """A document and how a text that is too long is read: what decides about a forward."""

    document: Document
    cut: bool
    stride: int | None

    @classmethod
    def of(cls, request: InspectRequest | ExportRequest | StepsRequest) -> Reading:
        return cls(request.document, request.cut, request.stride)


@dataclass(frozen=True, slots=True, eq=False)
class Traced:
    """One forward of a document, and what was read off it."""

    reading: Reading
    top_k: int
    tokens: Tokens
    target: Tokens | None
    forward: Forward
    predictions: tuple[Prediction, ...]
    notice: str
    classification: Classification | None = None

    @property
    def trace(self) -> Trace:
        return self.forward.trace

    def answers(self, reading: Reading, top_k: int) -> bool:
        """Whether this is what was asked for, with as many candidates or more."""
        return self.reading == reading and self.top_k >= top_k

    def axes(self, site: str) -> tuple[Tokens, Tokens]:
        """The tokens that ask and those that are looked at."""
        return sides(site, self.tokens, self.target)

    def is_long(self, site: str) -> bool:
        """Its maps at this site are LongMaps."""
        return max(map(len, self.axes(site))) > DENSE_TOKENS

    def predicted(self, checkpoint: Checkpoint) -> Tokens:
        """The tokens that positions of predictions count in."""
        return _predicted(checkpoint, self.tokens, self.target)

    def predictions_of(
        self, checkpoint: Checkpoint, request: DetailRequest
    ) -> tuple[Prediction, ...]:
        """At the positions that are looked at closely."""
        read = self.predicted(checkpoint)
        positions = [position for position in request.positions if position < len(read)]
        top_k = request.of.top_k
        return predict(checkpoint, self.forward, read, top_k=top_k, positions=positions)


def traced(
    checkpoint: Checkpoint,
    reading: Reading,
    *,
    top_k: int,
    is_stale: Callable[[], bool],
    progress: Callable[[Progress], None] = ignore,
    is_again: bool = False,
) -> Traced:
    """Read a document.

    progress: is told how far a long text is read.
    is_again: a decoder reads the text itself, as `target_of` says.
    Raises BadInput, OutOfMemory, Cancelled (when `is_stale` turns true), ModelFailed.
    """
    tokens, target, n_cut_from = encoded(checkpoint, reading, is_again=is_again)
    if reading.stride is None:
        forward = run(checkpoint, tokens, target, is_stale=is_stale, progress=progress)
    else:
        forward = run_windows(
            checkpoint, tokens, reading.stride, target, is_stale=is_stale, progress=progress
        )
    read = _predicted(checkpoint, tokens, target)
    return Traced(
        reading=reading,
        top_k=top_k,
        tokens=tokens,
        target=target,
        forward=forward,
        predictions=predict(checkpoint, forward, read, top_k=top_k),
        notice=_notice(checkpoint, tokens, n_cut_from, in_windows=bool(forward.windows)),
        classification=classify(checkpoint, forward),
    )


def encoded(
    checkpoint: Checkpoint, reading: Reading, *, is_again: bool = False
) -> tuple[Tokens, Tokens | None, int | None]:
    """The tokens of a document, those of its target, and from how many tokens it was cut.

    The last is None where it was not cut. Raises BadInput.
    """
    document, n_cut_from = reading.document, None
    try:
        # In windows, any length is read.
        tokens = encode(
            checkpoint, document, max_tokens="model" if reading.stride is None else None
        )
    except TextTooLong as error:
        if not reading.cut:
            raise
        n_cut_from = error.n_tokens
        tokens = encode(checkpoint, document, cut=True)
    target = target_of(checkpoint, document, tokens, cut=reading.cut, is_again=is_again)
    return tokens, target, n_cut_from


def _predicted(checkpoint: Checkpoint, tokens: Tokens, target: Tokens | None) -> Tokens:
    """The tokens that positions of predictions count in."""
    is_seq2seq = checkpoint.info.objective == "seq2seq"
    return target if is_seq2seq and target is not None else tokens


def _notice(
    checkpoint: Checkpoint, tokens: Tokens, n_cut_from: int | None, *, in_windows: bool
) -> str:
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
    if in_windows and checkpoint.info.objective == "classification":
        said.append("A text that is read in windows has no class: cut it to have one.")
    if checkpoint.info.site("query") is not None and not tokens.masks:
        said.append("Mask a token to see what is predicted and what its query stream reads.")
    return " ".join(said)
