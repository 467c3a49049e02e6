"""BigBird and its Pegasus attend by blocks of keys, and read their first block several times.

Outside training the library draws no random blocks: each place of one holds block 0. Such a key
takes part in the softmax once for each time, and the map that comes back shows one of its shares,
so that rows sum to less than 1. All its shares have one score, so the sum is a product.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import torch

from explorer.core.attention.layers import AttentionLayer, Maps

SPARSE, FULL = "block_sparse", "original_full"


@contextmanager
def blocks_seen(model: Any, inputs: Mapping[str, Any]) -> Iterator[list[torch.Tensor]]:
    """The maps of the layers, (batch, head, query, key), as the model computes them.

    A short text is attended to fully, and the next one by blocks again: by itself the library
    switches at the first short text, for good, and records nothing of the modules that it switches
    to. Empty for all other families.
    """
    maps: list[torch.Tensor] = []
    body, attentions = _stack(model)
    if body is None:
        yield maps
        return
    before = body.attention_type
    modules = [attention.self for attention in attentions]
    body.set_attention_type(SPARSE if _is_sparse(model.config, inputs) else FULL)

    def keep(_module: Any, _arguments: Any, output: tuple[torch.Tensor, torch.Tensor]) -> None:
        maps.append(output[1])

    hooks = [attention.self.register_forward_hook(keep) for attention in attentions]
    try:
        yield maps
    finally:
        for hook in hooks:
            hook.remove()
        body.set_attention_type(before)  # which makes modules of its own
        for attention, module in zip(attentions, modules, strict=True):
            attention.self = module


def _stack(model: Any) -> tuple[Any, list[Any]]:
    """What switches between the types, and its attentions; nothing in other families."""
    match model.config.model_type:
        case "big_bird":
            return model.base_model, [layer.attention for layer in model.base_model.encoder.layer]
        case "bigbird_pegasus" if model.config.is_encoder_decoder:
            encoder = model.get_encoder()
            return encoder, [layer.self_attn for layer in encoder.layers]
    return None, []


def block_layers(
    model: Any, inputs: Mapping[str, Any], maps: Sequence[torch.Tensor]
) -> list[AttentionLayer]:
    """Layers whose rows sum to 1, without the tokens that fill the last block."""
    if not _is_sparse(model.config, inputs):
        return [Maps(one.detach()) for one in maps]
    n_tokens = inputs["input_ids"].shape[1]
    size, n_random = model.config.block_size, model.config.num_random_blocks
    layers: list[AttentionLayer] = []
    for one in maps:
        whole = one.detach().clone()
        # The first and last block of queries see every key once.
        whole[:, :, size:-size, :size] *= 1 + n_random
        whole = whole[:, :, :n_tokens, :n_tokens]
        if inputs.get("attention_mask") is not None:
            # What a query of padding reads is thrown away.
            whole = whole * inputs["attention_mask"].bool()[:, None, :, None]
        layers.append(Maps(whole.contiguous()))
    return layers


def _is_sparse(config: Any, inputs: Mapping[str, Any]) -> bool:
    """Whether a text is long enough: `BigBirdModel.forward` has the same rule."""
    n_full = (5 + 2 * config.num_random_blocks) * config.block_size
    return bool(config.attention_type == SPARSE and inputs["input_ids"].shape[1] > n_full)
