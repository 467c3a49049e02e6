"""Which attention of a model a call belongs to, by the name of its module.

A model that is not an encoder–decoder has one site, `self`. The layer is not read from the name:
ALBERT calls one module for all its layers, so the order of calls counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from torch import nn

from explorer.core.attention.layers import AttentionLayer
from explorer.errors import ModelUnsupported

SITES = ("self", "query", "upsampled", "encoder", "decoder", "cross")  # in the order of showing
_BETWEEN = {"decoder": ("target", "target"), "cross": ("target", "source")}

_CROSS = re.compile(r"cross|encoder_attn|EncDec|encdec|enc_dec", re.IGNORECASE)


def site_names(model: nn.Module, modules: Iterable[nn.Module]) -> list[str]:
    """The site of each module that computed an attention, in the same order."""
    if not getattr(model.config, "is_encoder_decoder", False):
        return ["self" for _ in modules]
    names = {id(module): name for name, module in model.named_modules()}
    return [_site(names.get(id(module), "")) for module in modules]


def _site(name: str) -> str:
    """`decoder.block.0.layer.1.EncDecAttention` is `cross`; the first stack named counts."""
    parts = name.split(".")
    stack = next((part for part in parts if part in ("encoder", "decoder")), "encoder")
    if stack == "encoder":
        return "encoder"
    return "cross" if any(_CROSS.search(part) for part in parts) else "decoder"


def check_places(sites: Mapping[str, Sequence[AttentionLayer]], inputs: Mapping[str, Any]) -> None:
    """Raises ModelUnsupported where a map has other rows and columns than the tokens that are read.

    Some families relate tokens to tokens in a short text, and buckets or blocks in a longer one.
    """
    n_source = inputs["input_ids"].shape[1]
    lengths = {"source": n_source, "target": n_source}
    if inputs.get("decoder_input_ids") is not None:
        lengths["target"] = inputs["decoder_input_ids"].shape[1]
    for name, layers in sites.items():
        queries, keys = (lengths[side] for side in _BETWEEN.get(name, ("source", "source")))
        for layer in layers:
            if (layer.n_queries, layer.n_keys) != (queries, keys):
                raise ModelUnsupported(
                    f"The {name} attention of this model relates {layer.n_queries} × "
                    f"{layer.n_keys} places for a text of {keys} tokens (it pools or "
                    "cuts into blocks), which cannot be drawn as a map of tokens."
                )
