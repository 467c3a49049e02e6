"""Logits of the positions that are asked for, in place of (token, vocabulary) numbers for all.

A long text's logits would be larger than everything else, and in a small model the product with
the whole vocabulary costs more than all its layers. What enters the output layer is kept instead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

import torch
from torch import nn

from explorer.core.attention.native.streams import targets_last
from explorer.core.attention.passes import arguments_of
from explorer.core.memory import is_out_of_memory

_TRIED = (2, 0)  # positions of a trial of four tokens
# Of the largest logit: products of two rows are rounded otherwise than those of four.
_TOLERANCE = {torch.float16: 2e-2, torch.bfloat16: 8e-2}
_FAILURES = (RuntimeError, ValueError, TypeError, LookupError, AttributeError)

Replacement = Callable[[torch.Tensor], torch.Tensor]


class Logits(Protocol):
    """What a model predicts for one text."""

    def at(self, positions: Sequence[int]) -> torch.Tensor:
        """(position, vocabulary)."""


@dataclass(frozen=True, slots=True, eq=False)
class KnownLogits:
    """Rows that are all there: logits (position, vocabulary) of these `positions`."""

    logits: torch.Tensor
    positions: Sequence[int]

    def at(self, positions: Sequence[int]) -> torch.Tensor:
        if tuple(positions) == tuple(self.positions):
            return self.logits
        row_of = {position: row for row, position in enumerate(self.positions)}
        return self.logits[[row_of[position] for position in positions]]


@dataclass(frozen=True, slots=True, eq=False)
class LogitsOnDemand:
    """What entered the output layer, which is run again at positions that are not `known`.

    hidden: (token, width).
    first: the model's inputs, cut to their first token. The model reads that token again with
        other hidden states put in at its end, so that all it does to logits (a bias, a scale,
        Gemma 2's cap) is done by the model itself.
    """

    model: Any
    hidden: torch.Tensor
    first: Mapping[str, torch.Tensor]
    known: KnownLogits

    def at(self, positions: Sequence[int]) -> torch.Tensor:
        if set(positions) <= set(self.known.positions):
            return self.known.at(positions)
        chosen = self.hidden[list(positions)].unsqueeze(0)
        with torch.no_grad(), _entering(self.model.get_output_embeddings(), lambda _: chosen):
            logits: torch.Tensor = self.model(**arguments_of(self.model, self.first)).logits
        return logits[0]


@dataclass(frozen=True, slots=True, eq=False)
class LogitsByOrder:
    """XLNet's: what is asked for is put last in the order, and predicted from what is before it.

    inputs: those of the one text that was read, its masked tokens last.
    """

    model: Any
    inputs: Mapping[str, torch.Tensor]
    known: KnownLogits

    def at(self, positions: Sequence[int]) -> torch.Tensor:
        if set(positions) <= set(self.known.positions):
            return self.known.at(positions)
        ids, hidden = self.inputs["input_ids"], sorted({*self.known.positions, *positions})
        order = targets_last(hidden, ids.shape[1], dtype=self.model.dtype, device=ids.device)
        with torch.no_grad():
            output = self.model(**arguments_of(self.model, {**self.inputs, **order}))
        return KnownLogits(output.logits[0], hidden).at(positions)


@dataclass(slots=True, eq=False)
class Entered:
    """hidden: (batch, token, width), what came to the output layer; None before the model ran."""

    hidden: torch.Tensor | None = None


@contextmanager
def output_at(model: Any, positions: Sequence[int]) -> Iterator[Entered]:
    """Let the output layer of `model` compute at these positions only, until the block ends."""
    chosen = torch.tensor(positions, dtype=torch.long, device=model.device)
    entered = Entered()

    def select(hidden: torch.Tensor) -> torch.Tensor:
        entered.hidden = hidden.detach()
        is_all = tuple(positions) == tuple(range(hidden.shape[-2]))
        return hidden if is_all else hidden.index_select(-2, chosen)

    with _entering(model.get_output_embeddings(), select):
        yield entered


@contextmanager
def _entering(layer: nn.Module, replacement: Replacement) -> Iterator[None]:
    def replace(_module: Any, arguments: tuple[torch.Tensor, ...]) -> tuple[torch.Tensor, ...]:
        return (replacement(arguments[0]), *arguments[1:])

    hook = layer.register_forward_pre_hook(replace)
    try:
        yield
    finally:
        hook.remove()


def on_demand(
    model: Any, inputs: Mapping[str, torch.Tensor], hidden: torch.Tensor, known: KnownLogits
) -> LogitsOnDemand:
    """inputs: those of the one text that was read. hidden: (1, token, width)."""
    first = {name: tensor[:, :1] for name, tensor in inputs.items()}
    return LogitsOnDemand(model, hidden[0], first, known)


def has_logits_on_demand(model: Any, ids: torch.Tensor) -> bool:
    """Whether the model says of chosen positions what it says of them among all.

    ids: (1, 4), any four tokens. Models whose output layer is not the last of their products, as
    MobileBERT's, do not, and neither do those without a head.
    """
    try:
        layer = model.get_output_embeddings()
        if layer is None:
            return False
        inputs = {"input_ids": ids, "attention_mask": torch.ones_like(ids)}
        if getattr(model.config, "is_encoder_decoder", False):
            inputs["decoder_input_ids"] = ids
        with torch.no_grad():
            expected = model(**arguments_of(model, inputs)).logits[0, list(_TRIED)].float()
            with output_at(model, ()) as entered:
                model(**arguments_of(model, inputs))
        if entered.hidden is None or not torch.isfinite(expected).all():
            return False
        nothing = KnownLogits(expected[:0], ())
        got = on_demand(model, inputs, entered.hidden, nothing).at(_TRIED).float()
    except _FAILURES as error:
        if is_out_of_memory(error):
            raise
        return False
    largest = max(1.0, float(expected.abs().max()))
    tolerance = _TOLERANCE.get(model.dtype, 1e-4) * largest
    return got.shape == expected.shape and float((got - expected).abs().max()) <= tolerance
