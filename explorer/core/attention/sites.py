"""Which attention of a model a call belongs to, by the name of its module.

A model that is not an encoder–decoder has one site, `self`. The layer is not read from the name:
ALBERT calls one module for all its layers, so the order of calls counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from torch import nn

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
