"""Weights of 4 or 8 bits, which a library of their own reads."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from explorer.errors import ModelUnsupported

# By quant_method of config.json; what transformers asks for, all of it at once.
_LIBRARIES = {
    "aqlm": ("accelerate", "aqlm"),
    "auto-round": ("auto-round",),
    "awq": ("accelerate", "gptqmodel"),
    "bitsandbytes": ("accelerate", "bitsandbytes"),
    "compressed-tensors": ("compressed-tensors",),
    "gptq": ("optimum", "gptqmodel"),
    "hqq": ("hqq",),
    "quanto": ("accelerate", "optimum-quanto"),
    "torchao": ("torchao",),
    "vptq": ("accelerate", "vptq"),
}


def check_quantisation(name: str, config: Mapping[str, Any]) -> None:
    """Raises ModelUnsupported, with what to install, where weights are packed and nobody reads it.

    config: the content of config.json.
    """
    packing = config.get("quantization_config")
    if not isinstance(packing, Mapping):
        return
    method = str(packing.get("quant_method", ""))
    missing = [library for library in _LIBRARIES.get(method, ()) if not _is_installed(library)]
    if missing:
        raise ModelUnsupported(
            f"{name} is quantised ({method}{_bits(packing)}), and what reads it is not installed. "
            f"Run “pip install {' '.join(missing)}”, or choose the version that is not quantised."
        )


def _bits(packing: Mapping[str, Any]) -> str:
    n_bits = packing.get("bits")
    if n_bits is None:
        n_bits = 4 if packing.get("load_in_4bit") else 8 if packing.get("load_in_8bit") else None
    return f", {n_bits} bits" if n_bits else ""


def _is_installed(library: str) -> bool:
    try:
        version(library)
    except PackageNotFoundError:
        return False
    return True
