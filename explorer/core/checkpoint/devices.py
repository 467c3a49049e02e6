"""Which device and number format a model runs on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch

from explorer.errors import DeviceError

_DTYPES = {
    "float32": torch.float32,
    "float16": torch.float16,
    "bfloat16": torch.bfloat16,
}


def stored_dtype(config: Mapping[str, Any]) -> torch.dtype | None:
    """What config.json says of its weights; None where it does not."""
    return _DTYPES.get(str(config.get("dtype", config.get("torch_dtype"))))


def available_devices() -> tuple[str, ...]:
    """Names that `device_named` accepts on this machine, `cpu` last."""
    names = [f"cuda:{number}" for number in range(torch.cuda.device_count())]
    if torch.backends.mps.is_available():
        names.append("mps")
    return (*names, "cpu")


def device_named(name: str) -> torch.device:
    """The device, `auto` being the first there is; raises DeviceError."""
    available = available_devices()
    if name == "auto":
        return torch.device(available[0])
    wanted = "cuda:0" if name == "cuda" else name
    if wanted not in available:
        raise DeviceError(
            f"There is no device “{name}” on this machine. It has: {', '.join(available)}."
        )
    return torch.device(wanted)


def dtype_named(
    name: str, device: torch.device, stored: torch.dtype | None, *, is_builtin: bool
) -> torch.dtype:
    """The number format, `auto` being the checkpoint's own half precision on an accelerator.

    A CPU computes in float32, and so do the built-in models everywhere: they are small, and stored
    as float16 only to take less room. Raises DeviceError.
    """
    if name != "auto":
        if name not in _DTYPES:
            raise DeviceError(
                f"There is no number format “{name}” here. Choose auto, {', '.join(_DTYPES)}."
            )
        return _DTYPES[name]
    if device.type != "cpu" and not is_builtin and stored in (torch.float16, torch.bfloat16):
        return stored
    return torch.float32
