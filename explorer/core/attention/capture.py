"""Take query and key out of every attention while a model runs, and leave the output to SDPA.

One function is registered with transformers' AttentionInterface, and a maker of masks under the
same name: without it the mask is lost in silence. Nothing stays switched on:
outside `capturing` every model computes as the library does by default.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import nn
from transformers import AttentionInterface, AttentionMaskInterface, PreTrainedModel
from transformers.masking_utils import causal_mask_function, prepare_padding_mask

from explorer.core.attention.biases import Bias, DenseBias, DistanceBias, by_distance
from explorer.core.attention.blockwise import Attention
from explorer.core.attention.layers import QueryKey
from explorer.core.attention.lazy import Lazy
from explorer.core.attention.masks import CAUSAL, DenseMask, Mask, RuleMask, recognised, vectorised
from explorer.errors import Cancelled

# The library looks for "flash", "sdpa" and "flex_attention" inside names, and acts on them.
IMPLEMENTATION = "attention_explorer"


@dataclass(slots=True, eq=False)
class Recording:
    """The attentions of one forward pass, in the order in which the model computed them."""

    is_stale: Callable[[], bool]
    on_layer: Callable[[int], None]
    modules: list[nn.Module] = field(default_factory=list)
    layers: list[QueryKey] = field(default_factory=list)

    def check(self) -> None:
        if self.is_stale():
            raise Cancelled("A newer text is waiting.")


# A module global would mix the traces of two threads; a ContextVar belongs to the one that sets it.
_recording: ContextVar[Recording | None] = ContextVar("recording", default=None)


def unwatched(_n_begun: int) -> None:
    """Layers that nobody counts."""


@contextmanager
def capturing(
    model: Any, is_stale: Callable[[], bool], on_layer: Callable[[int], None] = unwatched
) -> Iterator[Recording]:
    """Record every attention that `model` computes in this thread until the block ends.

    on_layer: is told how many layers have begun, at each.
    Raises Cancelled out of the model at the first layer after `is_stale()` turned true.
    """
    AttentionInterface.register(IMPLEMENTATION, _attention)
    AttentionMaskInterface.register(IMPLEMENTATION, _mask)
    recording = Recording(is_stale, on_layer)
    # The implementation's name lives on the config, which another model may share: put it back.
    with implementation(model, IMPLEMENTATION), by_distance(model):
        token = _recording.set(recording)
        try:
            yield recording
        finally:
            _recording.reset(token)


@contextmanager
def implementation(model: Any, name: str) -> Iterator[None]:
    """Let `model` compute its attention by the implementation `name` until the block ends."""
    modules = [module for module in model.modules() if isinstance(module, PreTrainedModel)]
    configs = {id(module.config): module.config for module in modules}
    before = {key: config._attn_implementation for key, config in configs.items()}
    try:
        if any(used != name for used in before.values()):
            model.set_attn_implementation(name)
        yield
    finally:
        for key, config in configs.items():
            config._attn_implementation_internal = before[key]


def _mask(
    batch_size: int,
    q_length: int,
    kv_length: int,
    q_offset: int = 0,
    kv_offset: int = 0,
    mask_function: Any = causal_mask_function,
    attention_mask: torch.Tensor | None = None,
    allow_is_bidirectional_skip: bool = False,
    use_vmap: bool = False,
    device: torch.device | str = "cpu",
    **_: Any,
) -> torch.Tensor | None:
    """A rule instead of the library's mask of every pair."""
    band, is_all = recognised(mask_function)
    padding = prepare_padding_mask(attention_mask, kv_length, kv_offset)
    if padding is not None:
        padding = padding[:, kv_offset : kv_offset + kv_length].bool()
    rule = RuleMask(
        n_texts=batch_size,
        n_queries=q_length,
        n_keys=kv_length,
        device=torch.device(device),
        band=band,
        function=None if is_all else vectorised(mask_function) if use_vmap else mask_function,
        padding=None if padding is None or bool(padding.all()) else padding,
        first_query=int(q_offset),
        first_key=int(kv_offset),
    )
    if rule.sees_everything and allow_is_bidirectional_skip:
        return None
    shape = (batch_size, 1, q_length, kv_length)
    return Lazy.of(rule, shape, dtype=torch.bool, device=rule.device)


def _attention(
    module: nn.Module,
    query: torch.Tensor,  # (B, H, Tq, width), rotary positions applied
    key: torch.Tensor,  # (B, key heads, Tk, width), not repeated
    value: torch.Tensor,
    attention_mask: torch.Tensor | None,
    dropout: float = 0.0,
    scaling: float | None = None,
    is_causal: bool | None = None,
    position_bias: torch.Tensor | None = None,
    **kwargs: Any,
) -> tuple[torch.Tensor, None]:
    recording = _recording.get()
    layer = QueryKey(
        query=_own(query),
        key=_own(key),
        scaling=query.shape[-1] ** -0.5 if scaling is None else scaling,
        mask=_rule(module, query, key, attention_mask, is_causal),
        position_bias=_bias(module, position_bias),
        softcap=kwargs.pop("softcap", None),
        sinks=kwargs.pop("s_aux", None),
    )
    if recording is not None:
        recording.check()
        recording.modules.append(module)
        recording.layers.append(layer)
        recording.on_layer(len(recording.layers))
    check = _nobody_waits if recording is None else recording.check
    attention = Attention(module, layer, value, dropout, kwargs, check)
    return attention.output(), None


def _nobody_waits() -> None:
    """An attention outside a recording is not given up."""


def _rule(
    module: nn.Module,
    query: torch.Tensor,
    key: torch.Tensor,
    mask: torch.Tensor | None,
    is_causal: bool | None,
) -> Mask | None:
    n_queries, n_keys = query.shape[2], key.shape[2]
    if isinstance(mask, Lazy):
        rule = mask.pattern
        if isinstance(rule, RuleMask) and (rule.n_queries, rule.n_keys) == (n_queries, n_keys):
            return rule
        mask = rule.dense()
    if mask is not None:
        return DenseMask(mask[..., :n_keys])
    # The library's own rule, from `sdpa_attention_forward`, where a model makes no mask.
    decided = getattr(module, "is_causal", True) if is_causal is None else is_causal
    if n_queries == 1 or not decided:
        return None
    return RuleMask(query.shape[0], n_queries, n_keys, query.device, band=CAUSAL)


def _bias(module: nn.Module, values: torch.Tensor | None) -> Bias | None:
    if isinstance(values, Lazy):
        assert isinstance(values.pattern, DistanceBias)
        return values.pattern
    if values is None or _is_zero(module, values):
        return None
    return DenseBias(values)


def _is_zero(module: nn.Module, values: torch.Tensor) -> bool:
    """T5 adds zeros of every pair in cross-attention, which has no relative positions."""
    return not getattr(module, "has_relative_attention_bias", True) and not values.any()


def _own(tensor: torch.Tensor) -> torch.Tensor:
    """GPT-2's query is a view into three times the storage, which would all stay alive."""
    tensor = tensor.detach()
    is_small_part = tensor.untyped_storage().nbytes() > 1.5 * tensor.nbytes
    return tensor.clone() if is_small_part else tensor
