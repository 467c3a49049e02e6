"""Attention of models outside the AttentionInterface: the maps that they return themselves.

XLNet, DeBERTa, MPNet, GPT-Neo, BLOOM and some eighty families more. No scores, and the memory of
all maps at once. Models that return something else under the name of attention are refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import torch
from torch import nn

from explorer.core.attention.capture import implementation
from explorer.core.attention.layers import AttentionLayer, Maps
from explorer.errors import Cancelled, ModelUnsupported

_ATTRIBUTES = {
    False: {"self": "attentions"},
    True: {
        "encoder": "encoder_attentions",
        "decoder": "decoder_attentions",
        "cross": "cross_attentions",
    },
}


@contextmanager
def returning_maps(model: Any, is_stale: Callable[[], bool]) -> Iterator[None]:
    """Run eagerly, since other implementations return no maps, and stop at a layer when stale."""

    def check(*_: Any) -> None:
        if is_stale():
            raise Cancelled("A newer text is waiting.")

    stacks = [module for module in model.modules() if isinstance(module, nn.ModuleList)]
    hooks = [layer.register_forward_pre_hook(check) for stack in stacks for layer in stack]
    try:
        if model._can_set_attn_implementation():
            with implementation(model, "eager"):
                yield
        else:
            yield
    finally:
        for hook in hooks:
            hook.remove()


def returned_layers(
    output: Mapping[str, Any], *, is_encoder_decoder: bool
) -> dict[str, list[AttentionLayer]]:
    """The maps of each site.

    Raises ModelUnsupported where they are missing or are no weights from every token to every one.
    """
    sites: dict[str, list[AttentionLayer]] = {}
    for site, attribute in _ATTRIBUTES[is_encoder_decoder].items():
        maps: Sequence[Any] = output.get(attribute) or ()
        # XLNet returns a pair (content, query stream) when it has targets.
        layers = [one[0] if isinstance(one, tuple) else one for one in maps if one is not None]
        if layers:
            sites[site] = [Maps(_checked(layer).detach()) for layer in layers]
    if not sites:
        raise ModelUnsupported(
            "This model returns no attention weights, so there is nothing to show. "
            "Choose a model with softmax attention."
        )
    return sites


def _checked(maps: torch.Tensor) -> torch.Tensor:
    if maps.dim() != 4:
        raise ModelUnsupported(
            f"This model returns attention of {maps.dim()} axes instead of (text, head, query, "
            "key), which cannot be drawn as a map."
        )
    if maps.numel() and (maps.min() < 0 or maps.sum(-1).max() > 1.01):
        raise ModelUnsupported(
            "What this model returns as attention are not weights: rows do not sum to at most 1."
        )
    return maps
