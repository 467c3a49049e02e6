"""Take query and key out of every attention while a model runs, and leave the output to SDPA.

One function is registered with transformers' AttentionInterface, and the library's own mask
builder under the same name: without it the mask is lost in silence. Nothing stays switched on:
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
from transformers.integrations.sdpa_attention import sdpa_attention_forward
from transformers.masking_utils import sdpa_mask

from explorer.core.attention.layers import BLOCK_CELLS, EVERYTHING, QueryKey
from explorer.errors import Cancelled

# The library looks for "flash", "sdpa" and "flex_attention" inside names, and acts on them.
IMPLEMENTATION = "attention_explorer"

# One SDPA call on 8,192 tokens takes seconds, in which nothing could be given up.
BLOCK_ROWS = 2048


@dataclass(slots=True, eq=False)
class Recording:
    """The attentions of one forward pass, in the order in which the model computed them."""

    is_stale: Callable[[], bool]
    modules: list[nn.Module] = field(default_factory=list)
    layers: list[QueryKey] = field(default_factory=list)

    def check(self) -> None:
        if self.is_stale():
            raise Cancelled("A newer text is waiting.")


# A module global would mix the traces of two threads; a ContextVar belongs to the one that sets it.
_recording: ContextVar[Recording | None] = ContextVar("recording", default=None)


@contextmanager
def capturing(model: Any, is_stale: Callable[[], bool]) -> Iterator[Recording]:
    """Record every attention that `model` computes in this thread until the block ends.

    Raises Cancelled out of the model at the first layer after `is_stale()` turned true.
    """
    AttentionInterface.register(IMPLEMENTATION, _attention)
    AttentionMaskInterface.register(IMPLEMENTATION, _mask)
    recording = Recording(is_stale)
    # The implementation's name lives on the config, which another model may share: put it back.
    with implementation(model, IMPLEMENTATION):
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


def _mask(*args: Any, **kwargs: Any) -> torch.Tensor | None:
    # Without a mask `module.is_causal` decides, and some families set it wrongly.
    kwargs["allow_is_causal_skip"] = False
    mask: torch.Tensor | None = sdpa_mask(*args, **kwargs)
    return mask


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
    softcap, sinks = kwargs.get("softcap"), kwargs.get("s_aux")
    if recording is not None or softcap is not None or sinks is not None:
        layer = QueryKey(
            query=_own(query),
            key=_own(key),
            scaling=query.shape[-1] ** -0.5 if scaling is None else scaling,
            mask=attention_mask,
            is_causal=_is_causal(module, query, attention_mask, is_causal),
            position_bias=position_bias,
            softcap=softcap,
            sinks=sinks,
        )
        if recording is not None:
            recording.check()
            recording.modules.append(module)
            recording.layers.append(layer)
        if softcap is not None or sinks is not None:
            # SDPA refuses a softcap and drops sinks without a word.
            return _output(layer, value), None
    causal = _is_causal(module, query, attention_mask, is_causal)
    # SDPA lines a causal triangle up with the first row, so a block of rows needs a mask instead.
    step = query.shape[2] if recording is None or causal else BLOCK_ROWS
    outputs = []
    for start in range(0, query.shape[2], step):
        if start and recording is not None:
            recording.check()
        rows = slice(start, start + step)
        output = sdpa_attention_forward(
            module,
            query[:, :, rows],
            key,
            value,
            _rows(attention_mask, rows),
            dropout=dropout,
            scaling=scaling,
            is_causal=causal,
            position_bias=_rows(position_bias, rows),
            **kwargs,
        )[0]
        outputs.append(output)  # (B, rows, H, width)
    return outputs[0] if len(outputs) == 1 else torch.cat(outputs, dim=1), None


def _rows(pairs: torch.Tensor | None, rows: slice) -> torch.Tensor | None:
    """Rows of (B, H, Tq or 1, Tk)."""
    return pairs if pairs is None or pairs.shape[2] == 1 else pairs[:, :, rows]


def _is_causal(
    module: nn.Module, query: torch.Tensor, mask: torch.Tensor | None, asked: bool | None
) -> bool:
    """The library's own rule, from `sdpa_attention_forward`."""
    decided = getattr(module, "is_causal", True) if asked is None else asked
    return query.shape[2] > 1 and mask is None and bool(decided)


def _own(tensor: torch.Tensor) -> torch.Tensor:
    """GPT-2's query is a view into three times the storage, which would all stay alive."""
    tensor = tensor.detach()
    is_small_part = tensor.untyped_storage().nbytes() > 1.5 * tensor.nbytes
    return tensor.clone() if is_small_part else tensor


def _output(layer: QueryKey, value: torch.Tensor) -> torch.Tensor:
    """(B, Tq, H, width) from explicit weights, in blocks of rows so that memory stays bounded."""
    n_groups = layer.n_heads // value.shape[1]
    value = value.repeat_interleave(n_groups, dim=1)  # (B, H, Tk, width)
    step = max(1, BLOCK_CELLS // (layer.n_heads * layer.n_keys))
    texts = []
    for item in range(value.shape[0]):
        blocks = [
            layer.weights(EVERYTHING, slice(start, start + step), EVERYTHING, item).to(value.dtype)
            @ value[item]
            for start in range(0, layer.n_queries, step)
        ]
        texts.append(torch.cat(blocks, dim=1))
    return torch.stack(texts).transpose(1, 2).contiguous()
