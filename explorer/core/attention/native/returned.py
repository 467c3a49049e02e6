"""Run a model so that it returns its maps, and make layers of what comes.

The memory of all maps at once is the price. Models that return something else under the name of
attention are refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import torch
from torch import nn

from explorer.core.attention.capture import implementation
from explorer.core.attention.layers import AttentionLayer, Maps
from explorer.core.attention.native.bands import band_layers
from explorer.core.attention.native.blocks import block_layers, blocks_seen
from explorer.core.attention.native.pools import token_layers
from explorer.core.attention.native.scores import ScoreMaps
from explorer.core.attention.native.streams import stream_layers
from explorer.errors import Cancelled, ModelUnsupported

Inputs = Mapping[str, Any]
Sites = dict[str, list[AttentionLayer]]

_ATTRIBUTES = {
    False: {"self": "attentions"},
    True: {
        "encoder": "encoder_attentions",
        "decoder": "decoder_attentions",
        "cross": "cross_attentions",
    },
}
_ROUNDING = {torch.float32: 1e-3, torch.float16: 1e-2, torch.bfloat16: 5e-2}  # of a row's sum


def run_with_maps(
    model: Any, arguments: Inputs, is_stale: Callable[[], bool]
) -> tuple[Mapping[str, Any], Sites]:
    """What the model returns, and the maps of each site at the places of their tokens.

    Raises Cancelled at the next layer once `is_stale()` is true, and ModelUnsupported where maps
    are missing or are no weights from every token to every one.
    """
    with torch.no_grad(), _eagerly(model, is_stale), blocks_seen(model, arguments) as seen:
        output = model(**arguments, output_attentions=True)
    sites = _sites(model, arguments, output, seen)
    if not sites:
        raise ModelUnsupported(
            "This model returns no attention weights, so there is nothing to show. "
            "Choose a model with softmax attention."
        )
    for layers in sites.values():
        for layer in layers:
            if isinstance(layer, Maps):
                _check(layer.maps)
    return output, sites


@contextmanager
def _eagerly(model: Any, is_stale: Callable[[], bool]) -> Iterator[None]:
    """Other implementations return no maps. Stops at a layer when stale."""

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


def _sites(
    model: Any, inputs: Inputs, output: Mapping[str, Any], seen: Sequence[torch.Tensor]
) -> Sites:
    found = _returned(output, is_encoder_decoder=_is_encoder_decoder(model))
    if seen:
        site = "encoder" if _is_encoder_decoder(model) else "self"
        return {**_maps(found), site: block_layers(model, inputs, seen)}
    match model.config.model_type:
        case "xlnet":
            return stream_layers(model, inputs, found["self"])
        case "longformer":
            return {"self": band_layers(inputs, found["self"], output.get("global_attentions"))}
        case "led":
            beside = output.get("encoder_global_attentions")
            return {**_maps(found), "encoder": band_layers(inputs, found["encoder"], beside)}
        case "funnel":
            return token_layers(model.config, found["self"])
        case "squeezebert":
            return {"self": [ScoreMaps(scores) for scores in found["self"]]}
    return _maps(found)


def _returned(output: Mapping[str, Any], *, is_encoder_decoder: bool) -> dict[str, list[Any]]:
    found = {}
    for site, attribute in _ATTRIBUTES[is_encoder_decoder].items():
        layers = [layer for layer in output.get(attribute) or () if layer is not None]
        if layers:
            found[site] = layers
    return found


def _maps(found: Mapping[str, list[Any]]) -> Sites:
    return {site: [Maps(_of_four_axes(maps).detach()) for maps in found[site]] for site in found}


def _is_encoder_decoder(model: Any) -> bool:
    return bool(getattr(model.config, "is_encoder_decoder", False))


def _of_four_axes(maps: Any) -> torch.Tensor:
    if not isinstance(maps, torch.Tensor) or maps.dim() != 4:
        axes = f"{maps.dim()} axes" if isinstance(maps, torch.Tensor) else "several parts"
        raise ModelUnsupported(
            f"This model returns attention of {axes} instead of (text, head, query, key), which "
            "cannot be drawn as a map."
        )
    return maps


def _check(maps: torch.Tensor) -> None:
    """Raises ModelUnsupported unless each row sums to 1, or to 0 where it sees nothing."""
    if not maps.numel() or not torch.isfinite(maps).all():
        return  # broken weights are shown as what they are
    sums = maps.sum(-1, dtype=torch.float32)
    rounding = _ROUNDING.get(maps.dtype, 1e-3)
    is_row = ((sums - 1).abs() <= rounding) | (sums.abs() <= rounding)
    if maps.min() < 0 or not is_row.all():
        raise ModelUnsupported(
            "What this model returns as attention are not weights: rows do not sum to 1."
        )
