"""Run a checkpoint: `run` on tokens, `run_batch` on tensors that may hold several padded texts."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import torch

from explorer.core.attention.native.streams import is_permuted, targets_last
from explorer.core.attention.passes import first_line, traced_pass
from explorer.core.attention.trace import Trace
from explorer.core.checkpoint.checkpoint import Checkpoint, ignore, never
from explorer.core.logits import KnownLogits, Logits, LogitsByOrder, on_demand, output_at
from explorer.core.memory import free_bytes, memory_errors, text_too_large
from explorer.core.text.segments import has_pair, reads_segments, segments
from explorer.core.text.target import default_target
from explorer.errors import ModelFailed, TextTooLarge
from explorer.records import DENSE_TOKENS, ModelInfo, Progress, Tokens, Window

A_MOMENT_S = 0.3
UNCHECKED_TOKENS = 512
MAX_KEPT_BYTES = 64 << 20  # of logits: 330 tokens of GPT-2, 120 of Llama 3

_FAILURES = (RuntimeError, ValueError, TypeError, LookupError, AttributeError, AssertionError)


@dataclass(frozen=True, slots=True, eq=False)
class Forward:
    """What one pass of the model over one text gave.

    logits: None for a model without predictions of tokens.
    windows: how the text was read, where it is longer than the model reads; empty otherwise.
    class_logits: (label,), of a classifier that read the text whole.
    """

    logits: Logits | None
    trace: Trace
    forward_ms: float
    windows: tuple[Window, ...] = ()
    class_logits: torch.Tensor | None = None

    def logits_at(self, positions: Sequence[int]) -> torch.Tensor:
        """(position, vocabulary), of the target's positions for an encoder–decoder."""
        assert self.logits is not None
        return self.logits.at(positions)


@dataclass(frozen=True, slots=True, eq=False)
class BatchForward:
    """What one pass over several texts gave.

    logits: (batch, token, vocabulary), of a classifier (batch, label); None for a model without
        predictions.
    """

    logits: torch.Tensor | None
    trace: Trace
    forward_ms: float


def run(
    checkpoint: Checkpoint,
    tokens: Tokens,
    target: Tokens | None = None,
    *,
    is_stale: Callable[[], bool] = never,
    progress: Callable[[Progress], None] = ignore,
    at_once: Sequence[int] | None = None,
) -> Forward:
    """Read one text.

    target: what the decoder of an encoder–decoder reads; its start token where nothing is given,
        and of a classifier the text once more.
    progress: is told the layer, once it has taken a moment.
    at_once: where predictions are sure to be wanted, and cost least now. Default all masks, or
        none if there are very many; without masks everywhere, or in a long text at its end.
    Raises Cancelled, TextTooLarge, OutOfMemory, ModelFailed.
    """
    target = target or default_target(checkpoint, tokens)
    check_memory(checkpoint, len(tokens), len(target or ()))
    inputs = inputs_of(checkpoint, tokens, target)
    read = target if target is not None else tokens
    if checkpoint.info.objective == "classification":
        done = run_batch(checkpoint, inputs, is_stale=is_stale, progress=progress)
        assert done.logits is not None
        return Forward(None, done.trace, done.forward_ms, class_logits=done.logits[0])
    if is_permuted(checkpoint.model):
        dtype, device = checkpoint.model.dtype, checkpoint.device
        inputs |= targets_last(tokens.masks, len(tokens), dtype=dtype, device=device)
        done = run_batch(checkpoint, inputs, is_stale=is_stale, progress=progress)
        predicted = None if done.logits is None else KnownLogits(done.logits[0], tokens.masks)
        by_order = predicted and LogitsByOrder(checkpoint.model, inputs, predicted)
        return Forward(by_order, done.trace, done.forward_ms)
    if not checkpoint.has_logits_on_demand:
        done = run_batch(checkpoint, inputs, is_stale=is_stale, progress=progress)
        known = None if done.logits is None else KnownLogits(done.logits[0], range(len(read)))
        return Forward(known, done.trace, done.forward_ms)
    positions = _at_once(checkpoint, read) if at_once is None else at_once
    with output_at(checkpoint.model, positions) as entered:
        done = run_batch(checkpoint, inputs, is_stale=is_stale, progress=progress)
    assert done.logits is not None
    assert entered.hidden is not None
    known = KnownLogits(done.logits[0], positions)
    logits = on_demand(checkpoint.model, inputs, entered.hidden, known)
    return Forward(logits, done.trace, done.forward_ms)


def inputs_of(
    checkpoint: Checkpoint, tokens: Tokens, target: Tokens | None = None
) -> dict[str, torch.Tensor]:
    """The model's own keyword arguments for one text."""
    return batch_inputs(checkpoint, [tokens], None if target is None else [target])


def batch_inputs(
    checkpoint: Checkpoint, texts: Sequence[Tokens], targets: Sequence[Tokens] | None
) -> dict[str, torch.Tensor]:
    """The model's own keyword arguments for texts of one length, and their targets of one length.

    Either all of the texts have a pair or none has.
    """
    device = checkpoint.device
    ids = torch.tensor([tokens.ids for tokens in texts], device=device)
    inputs = {"input_ids": ids, "attention_mask": torch.ones_like(ids)}
    segments = [segment_ids(checkpoint, tokens) for tokens in texts]
    if segments[0] is not None:
        inputs["token_type_ids"] = torch.tensor(segments, device=device)
    if targets is not None:
        target_ids = [target.ids for target in targets]
        inputs["decoder_input_ids"] = torch.tensor(target_ids, device=device)
    return inputs


def run_batch(
    checkpoint: Checkpoint,
    inputs: Mapping[str, torch.Tensor],
    *,
    is_stale: Callable[[], bool] = never,
    progress: Callable[[Progress], None] = ignore,
) -> BatchForward:
    """Read a batch, given as the model's own keyword arguments.

    Raises Cancelled, OutOfMemory, ModelFailed.
    """
    info = checkpoint.info
    try:
        with memory_errors(text_too_large(info.device)):
            done = traced_pass(
                checkpoint.model,
                inputs,
                method=info.method,
                is_stale=is_stale,
                on_layer=_counted(info, progress),
            )
    except _FAILURES as error:
        raise ModelFailed(f"{info.name} failed on this text: {first_line(error)}") from error
    has_predictions = done.has_logits and info.objective != "encoder"
    return BatchForward(done.result if has_predictions else None, done.trace, done.milliseconds)


def _counted(info: ModelInfo, progress: Callable[[Progress], None]) -> Callable[[int], None]:
    """Says which layer has begun, but nothing of a pass that is over in a moment."""
    n_layers = sum(site.n_layers for site in info.sites)
    started = time.perf_counter()

    def report(n_begun: int) -> None:
        if time.perf_counter() - started > A_MOMENT_S:
            progress(Progress(f"Layer {n_begun} of {n_layers}", (n_begun - 1) / n_layers))

    return report


def segment_ids(checkpoint: Checkpoint, tokens: Tokens) -> tuple[int, ...] | None:
    """`segments` of the tokens; None for models that tell no segments apart."""
    if not has_pair(tokens) or not reads_segments(checkpoint.model):
        return None
    return segments(tokens)


def check_memory(
    checkpoint: Checkpoint, n_tokens: int, n_target: int = 0, *, n_windows: int = 1
) -> None:
    """Raises TextTooLarge where a long text would take more memory than there is.

    n_windows: in how many the text is read, each as long as the model allows.
    """
    if max(n_tokens, n_target) <= UNCHECKED_TOKENS:
        return
    free = free_bytes(checkpoint.device)
    if free is None:
        return
    footprint = checkpoint.footprint
    if n_windows == 1:
        needed = footprint.bytes_of(n_tokens, n_target)
        n_fitting = footprint.n_fitting(free, n_tokens, n_target)
    else:
        needed = footprint.bytes_of(checkpoint.info.max_tokens or n_tokens, n_windows=n_windows)
        n_fitting = n_tokens * free // needed
    if needed > free:
        raise TextTooLarge(
            n_tokens,
            needed=needed,
            free=free,
            n_fitting=n_fitting,
            device=checkpoint.info.device,
        )


def _at_once(checkpoint: Checkpoint, tokens: Tokens) -> Sequence[int]:
    is_masked = checkpoint.info.objective == "masked"
    wanted: Sequence[int] = tokens.masks if is_masked else range(len(tokens))
    n_bytes = 4 * len(wanted) * int(checkpoint.model.get_output_embeddings().weight.shape[0])
    if n_bytes <= MAX_KEPT_BYTES and (is_masked or len(tokens) <= DENSE_TOKENS):
        return wanted
    return () if is_masked else (len(tokens) - 1,)
