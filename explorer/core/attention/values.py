"""All that one layer's attention computes with, values included, from a pass of its own.

A trace keeps queries and keys of every layer, and no values: few are ever looked at, and they
would cost half of the trace again. `layer_inputs` runs the model once more, up to the layer that
is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from transformers import AttentionInterface
from transformers.modeling_utils import ALL_ATTENTION_FUNCTIONS
from transformers.pytorch_utils import Conv1D

from explorer.core.attention.capture import IMPLEMENTATION, Recording, capturing
from explorer.core.attention.layers import EVERYTHING, QueryKey
from explorer.core.attention.passes import arguments_of, first_line
from explorer.core.attention.sites import site_names
from explorer.core.checkpoint.checkpoint import Checkpoint, never
from explorer.core.memory import memory_errors, text_too_large
from explorer.errors import Cancelled, ModelFailed, ModelUnsupported, NoSuchHead
from explorer.records.steps import Array, HeadInputs

_FAILURES = (RuntimeError, ValueError, TypeError, LookupError, AttributeError, AssertionError)


@dataclass(frozen=True, slots=True, eq=False)
class LayerInputs:
    """One layer of a site, for a batch of texts.

    value: (batch, key head, key, value width).
    output: (batch, query, head, value width), as the model computed it.
    projection: (head, value width, model width); None where no linear layer follows at once.
    """

    layer: QueryKey
    value: torch.Tensor
    output: torch.Tensor
    projection: torch.Tensor | None

    def head(self, head: int, position: int, *, item: int = 0) -> HeadInputs:
        """What the head computes with when the token at `position` asks; raises NoSuchHead."""
        layer = self.layer
        if not (0 <= head < layer.n_heads and 0 <= position < layer.n_queries):
            raise NoSuchHead(
                f"Head {head} at token {position} was asked for; this layer counts heads 0 to "
                f"{layer.n_heads - 1} and tokens 0 to {layer.n_queries - 1}."
            )
        one, row = slice(head, head + 1), slice(position, position + 1)
        key_head = head // (layer.n_heads // layer.key.shape[1])
        keys = layer.key[min(item, layer.key.shape[0] - 1), key_head]
        bias, may_attend = _row(layer, one, row, item)
        return HeadInputs(
            position=position,
            queries=_array(layer.query[item, head]),
            keys=_array(keys),
            values=_array(self.value[min(item, self.value.shape[0] - 1), key_head]),
            scaling=layer.scaling,
            may_attend=may_attend,
            bias=bias,
            softcap=layer.softcap,
            sink=None if layer.sinks is None else float(layer.sinks.flatten()[head]),
            projection=None if self.projection is None else _array(self.projection[head]),
        )


def layer_inputs(
    checkpoint: Checkpoint,
    inputs: Mapping[str, torch.Tensor],
    site: str,
    layer: int,
    *,
    is_stale: Callable[[], bool] = never,
) -> LayerInputs:
    """Read a batch, given as the model's own keyword arguments, up to this layer.

    Raises NoSuchHead, ModelUnsupported for a model that computes its attention by itself,
    Cancelled (when `is_stale` turns true), OutOfMemory, ModelFailed.
    """
    info = checkpoint.info
    if info.method != "captured":
        raise ModelUnsupported(
            f"{info.name} hands out finished weights only, so their computation cannot be "
            "followed. Choose a model whose attention is captured, such as BERT or GPT-2."
        )
    model = checkpoint.model
    arguments = arguments_of(model, inputs)
    try:
        with (
            memory_errors(text_too_large(info.device)),
            torch.no_grad(),
            _watching(model, site, layer, is_stale) as watch,
        ):
            model(**arguments)
    except Cancelled:
        if not watch.is_complete:
            raise
    except _FAILURES as error:
        raise ModelFailed(f"{info.name} failed on this text: {first_line(error)}") from error
    if watch.layer is None or watch.value is None or watch.output is None:
        raise NoSuchHead(f"This model has no layer {layer} of {site} attention.")
    return LayerInputs(watch.layer, watch.value, watch.output, watch.projection)


@dataclass(slots=True, eq=False)
class _Watch:
    """Waits for one attention, and then for the linear layer that takes its output."""

    model: Any
    site: str
    wanted: int
    n_passed: int = 0
    layer: QueryKey | None = None
    value: torch.Tensor | None = None
    output: torch.Tensor | None = None
    projection: torch.Tensor | None = None
    _sites: dict[int, str] = field(default_factory=dict)

    @property
    def is_complete(self) -> bool:
        return self.layer is not None

    def attended(self, recording: Recording, value: torch.Tensor, output: torch.Tensor) -> None:
        if self.is_complete:
            return
        if self._site_of(recording.modules[-1]) == self.site:
            if self.n_passed == self.wanted:
                self.layer = recording.layers[-1]
                self.value, self.output = value.detach(), output.detach()
            self.n_passed += 1

    def projected(self, module: nn.Module, arguments: tuple[Any, ...]) -> None:
        """Before any linear layer: it is the output projection if it reads the heads' output."""
        output = self.output
        if output is None or self.projection is not None or not arguments:
            return
        given = arguments[0]
        flat = output.flatten(start_dim=2)  # (batch, query, head × value width)
        if given.numel() != flat.numel() or not torch.equal(given.reshape(flat.shape), flat):
            return
        weight = module.weight if isinstance(module, Conv1D) else module.weight.T
        assert isinstance(weight, torch.Tensor)
        n_heads, width = output.shape[2:]
        self.projection = weight.detach().reshape(n_heads, width, -1)

    def _site_of(self, module: nn.Module) -> str:
        if id(module) not in self._sites:
            self._sites[id(module)] = site_names(self.model, [module])[0]
        return self._sites[id(module)]


@contextmanager
def _watching(model: Any, site: str, layer: int, is_stale: Callable[[], bool]) -> Iterator[_Watch]:
    """Capture one layer until the block ends. Raises Cancelled at the layer after it."""
    watch = _Watch(model, site, layer)
    linear = [module for module in model.modules() if isinstance(module, nn.Linear | Conv1D)]
    hooks = [module.register_forward_pre_hook(watch.projected) for module in linear]
    try:
        with capturing(model, lambda: watch.is_complete or is_stale()) as recording:
            attention = ALL_ATTENTION_FUNCTIONS[IMPLEMENTATION]

            def watched(
                module: nn.Module,
                query: torch.Tensor,
                key: torch.Tensor,
                value: torch.Tensor,
                *arguments: Any,
                **options: Any,
            ) -> tuple[torch.Tensor, None]:
                n_before = len(recording.layers)
                output, nothing = attention(module, query, key, value, *arguments, **options)
                # An attention of another thread is not in this recording.
                if len(recording.layers) > n_before:
                    watch.attended(recording, value, output)
                return output, nothing

            AttentionInterface.register(IMPLEMENTATION, watched)
            try:
                yield watch
            finally:
                AttentionInterface.register(IMPLEMENTATION, attention)
    finally:
        for hook in hooks:
            hook.remove()


def _row(
    layer: QueryKey, head: slice, row: slice, item: int
) -> tuple[Array | None, NDArray[np.bool_]]:
    """What is added to one row of scaled products, None for nothing, and which keys it may see."""
    bias = torch.zeros(1, 1, layer.n_keys, device=layer.query.device)
    if layer.position_bias is not None:
        bias = bias + layer.position_bias.part(head, row, EVERYTHING, item)
    before = bias.clone()
    if layer.mask is not None:
        bias = layer.mask.hide(bias, head, row, EVERYTHING, item)
    may_attend = (bias != -torch.inf)[0, 0]
    # A mask that a model made itself may hold finite numbers, as ALiBi does.
    added = torch.where(may_attend, bias[0, 0], before[0, 0])
    return _array(added) if added.any() else None, may_attend.cpu().numpy()


def _array(tensor: torch.Tensor) -> Array:
    array: Array = tensor.detach().float().cpu().numpy()
    array.flags.writeable = False
    return array
