"""One pass of a model over a batch of tensors, with everything that its attention did."""

from __future__ import annotations

import inspect
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import torch

from explorer.core.attention.capture import capturing, unwatched
from explorer.core.attention.layers import AttentionLayer
from explorer.core.attention.native.returned import run_with_maps
from explorer.core.attention.sites import check_places, site_names
from explorer.core.attention.trace import SiteTrace, Trace
from explorer.errors import ModelUnsupported

# One pass needs no cache of keys, nor XLNet's memories; both would be copied at every layer.
_UNUSED = ("use_cache", "use_mems")


@dataclass(frozen=True, slots=True, eq=False)
class Pass:
    """result: (batch, token, vocabulary), or (batch, token, width) of a model without a head."""

    result: torch.Tensor | None
    has_logits: bool
    trace: Trace
    milliseconds: float


def traced_pass(
    model: Any,
    inputs: Mapping[str, torch.Tensor],
    *,
    method: Literal["captured", "native"],
    is_stale: Callable[[], bool],
    on_layer: Callable[[int], None] = unwatched,
) -> Pass:
    """Run the model.

    on_layer: is told how many layers have begun, where attention is captured.
    Raises Cancelled at the next layer once `is_stale()` is true, and ModelUnsupported.
    """
    arguments = arguments_of(model, inputs)
    started = time.perf_counter()
    layers: dict[str, list[AttentionLayer]] = {}
    if method == "captured":
        with torch.no_grad(), capturing(model, is_stale, on_layer) as recording:
            output = model(**arguments)
        names = site_names(model, recording.modules)
        for name, layer in zip(names, recording.layers, strict=True):
            layers.setdefault(name, []).append(layer)
        if not layers:
            raise ModelUnsupported(
                "No attention of this model passed through the interface of transformers."
            )
    else:
        output, layers = run_with_maps(model, arguments, is_stale)
    check_places(layers, inputs)
    trace = Trace({name: SiteTrace(name, tuple(kept)) for name, kept in layers.items()})
    milliseconds = (time.perf_counter() - started) * 1000
    return Pass(result(output), "logits" in output, trace, milliseconds)


def arguments_of(model: Any, inputs: Mapping[str, torch.Tensor]) -> dict[str, Any]:
    """What a model is called with, so that it keeps nothing for a next time."""
    accepted = inspect.signature(model.forward).parameters
    unused = {name: False for name in _UNUSED if name in accepted}
    return {**inputs, "return_dict": True, **unused}


def first_line(error: Exception) -> str:
    """What a library's exception says, without the tables that torch appends."""
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__


def result(output: Mapping[str, Any]) -> torch.Tensor | None:
    """What a model computes in the end: logits, or hidden states where it has no head."""
    final: torch.Tensor | None = output.get("logits", output.get("last_hidden_state"))
    return final
