"""Run a checkpoint: `run` on tokens, `run_batch` on tensors that may hold several padded texts."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import torch

from explorer.core.attention.passes import first_line, traced_pass
from explorer.core.attention.trace import Trace
from explorer.core.checkpoint.checkpoint import Checkpoint, never
from explorer.core.memory import memory_errors, text_too_large
from explorer.core.text.segments import has_pair, segments
from explorer.core.text.target import start_tokens
from explorer.errors import ModelFailed
from explorer.records import Tokens

_FAILURES = (RuntimeError, ValueError, TypeError, LookupError, AttributeError, AssertionError)


@dataclass(frozen=True, slots=True, eq=False)
class Forward:
    """What one pass of the model gave.

    logits: (token, vocabulary), or (mask, vocabulary) for a masked language model, which is asked
        at its masks only; None for a model without predictions. `run_batch` keeps a batch axis.
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
) -> Forward:
    """Read one text.

    target: what the decoder of an encoder–decoder reads; its start token where nothing is given.
    Raises Cancelled, OutOfMemory, ModelFailed.
    """
    device = checkpoint.device
    inputs = {
        "input_ids": torch.tensor([tokens.ids], device=device),
        "attention_mask": torch.ones(1, len(tokens), dtype=torch.long, device=device),
    }
    segments = segment_ids(checkpoint, tokens)
    if segments is not None:
        inputs["token_type_ids"] = torch.tensor([segments], device=device)
    if checkpoint.is_encoder_decoder:
        target = target or start_tokens(checkpoint)
        inputs["decoder_input_ids"] = torch.tensor([target.ids], device=device)
    if checkpoint.info.objective == "masked":
        with _head_only_at(checkpoint.model, tokens.masks):
            forward = run_batch(checkpoint, inputs, is_stale=is_stale)
    else:
        forward = run_batch(checkpoint, inputs, is_stale=is_stale)
    logits = None if forward.logits is None else forward.logits[0]
    return Forward(logits, forward.trace, forward.forward_ms)


def run_batch(
    checkpoint: Checkpoint,
    inputs: Mapping[str, torch.Tensor],
    *,
    is_stale: Callable[[], bool] = never,
) -> Forward:
    """Read a batch, given as the model's own keyword arguments.

    Raises Cancelled, OutOfMemory, ModelFailed.
    """
    info = checkpoint.info
    try:
        with memory_errors(text_too_large(info.device)):
            done = traced_pass(checkpoint.model, inputs, method=info.method, is_stale=is_stale)
    except _FAILURES as error:
        raise ModelFailed(f"{info.name} failed on this text: {first_line(error)}") from error
    has_predictions = done.has_logits and info.objective != "encoder"
    return Forward(done.result if has_predictions else None, done.trace, done.milliseconds)


def segment_ids(checkpoint: Checkpoint, tokens: Tokens) -> tuple[int, ...] | None:
    """`segments` of the tokens; None for models that tell no segments apart."""
    n_types = getattr(checkpoint.model.config, "type_vocab_size", 0) or 0
    accepted = inspect.signature(checkpoint.model.forward).parameters
    if not has_pair(tokens) or n_types < 2 or "token_type_ids" not in accepted:
        return None
    return segments(tokens)


@contextmanager
def _head_only_at(model: Any, positions: Sequence[int]) -> Iterator[None]:
    """Let the output layer compute at `positions` only.

    In a small model the product with the whole vocabulary costs more than all its layers.
    """
    head = model.get_output_embeddings()
    if head is None:
        yield
        return
    chosen = torch.tensor(positions, dtype=torch.long, device=model.device)

    def select(_module: Any, arguments: tuple[torch.Tensor, ...]) -> tuple[torch.Tensor, ...]:
        return (arguments[0].index_select(-2, chosen), *arguments[1:])

    hook = head.register_forward_pre_hook(select)
    try:
        yield
    finally:
        hook.remove()
