"""Greedy decoding: always the likeliest next token, one at a time, after what was begun."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

from explorer.reference.transformer import Maps, Transformer


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """One token written.

    token: its id. read: the ids that the decoder had before it, the start token first.
    probabilities: (target words,) of this place.
    maps: of the whole pass; the last query row is the one that wrote this token.
    """

    token: int
    read: tuple[int, ...]
    probabilities: Tensor
    maps: Maps


@torch.no_grad()
def greedy(
    model: Transformer,
    source: tuple[int, ...],
    *,
    start: int,
    end: int,
    max_tokens: int,
    begun: tuple[int, ...] = (),
) -> Iterator[Step]:
    """Steps until the end token, which is the last one given, or until `max_tokens` are written.

    begun: the first tokens, whatever their probability.
    """
    device = model.output.weight.device
    source_ids = torch.tensor([source], device=device)
    encoded, encoder_maps = model.encode(source_ids)
    read: tuple[int, ...] = (start,)
    while len(read) <= max_tokens:
        target = torch.tensor([read], device=device)
        logits, decoder_maps, cross_maps = model.decode(target, encoded, source_ids)
        probabilities = logits[0, -1].softmax(dim=-1)
        n_written = len(read) - 1
        token = begun[n_written] if n_written < len(begun) else int(probabilities.argmax())
        yield Step(token, read, probabilities, Maps(encoder_maps, decoder_maps, cross_maps))
        if token == end:
            return
        read = (*read, token)
