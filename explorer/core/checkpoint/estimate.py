"""Whether a model fits into memory, told from the headers of its weights before they are read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import torch

from explorer.core.checkpoint.folder import Folder
from explorer.core.hub.weights import counts_in, n_bytes_of
from explorer.errors import OutOfMemory

OVERHEAD = 1.1  # of the weights: buffers, a few tokens of a trial
FIXED_BYTES = 64 << 20
_FLOATING = ("F64", "F32", "F16", "BF16")
_PICKLE_BYTES = 4  # a number of a pickle, whose header cannot be read without running it

Free = Callable[[torch.device], int | None]


@dataclass(frozen=True, slots=True)
class Weights:
    """n_numbers: those that are converted to the format to compute in.

    n_other_bytes: what stays as it is stored, packed numbers of 4 or 8 bits above all.
    """

    n_numbers: int
    n_other_bytes: int = 0

    def bytes_in(self, dtype: torch.dtype) -> int:
        """What a model with these weights takes once it is loaded, a little more than less."""
        weights = self.n_numbers * dtype.itemsize + self.n_other_bytes
        return int(weights * OVERHEAD) + FIXED_BYTES


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a model is loaded and in which number format; notice: why not as usual, or empty."""

    device: torch.device
    dtype: torch.dtype
    notice: str = ""


def stored_weights(folder: Folder) -> Weights:
    """Reads no weights; the folder has been inspected."""
    if folder.is_pickle:
        n_bytes = sum(path.stat().st_size for path in folder.path.glob("pytorch_model*.bin"))
        return Weights(n_bytes // _PICKLE_BYTES)
    counts = counts_in(folder.path.glob("*.safetensors"))
    packed = {stored: n for stored, n in counts.items() if stored not in _FLOATING}
    return Weights(sum(counts.values()) - sum(packed.values()), n_bytes_of(packed))


def placed(
    name: str,
    weights: Weights,
    usual: Placement,
    *,
    free: Free,
    may_change_device: bool,
    may_change_dtype: bool,
) -> Placement:
    """The usual placement, or the first smaller one that fits and that may be chosen.

    free: bytes that a device can still give; None where nobody knows, and then anything is tried.
    Raises OutOfMemory with what is needed and what there is.
    """
    for device, dtype in _choices(usual, may_change_device, may_change_dtype):
        if not _fits(weights.bytes_in(dtype), device, free):
            continue
        if (device, dtype) == (usual.device, usual.dtype):
            return usual
        return Placement(device, dtype, _notice(name, weights, usual, device, dtype, free))
    raise OutOfMemory(
        f"{_need(name, weights, usual)} {_room(usual.device, free)} "
        f"{_ways_out(usual, may_change_dtype=may_change_dtype)}"
    )


def _choices(
    usual: Placement, may_change_device: bool, may_change_dtype: bool
) -> Iterator[tuple[torch.device, torch.dtype]]:
    is_wide = usual.dtype.itemsize > 2
    half = torch.bfloat16 if is_wide else usual.dtype
    yield usual.device, usual.dtype
    if may_change_dtype and is_wide:
        yield usual.device, half
    if may_change_device and usual.device.type != "cpu":
        cpu = torch.device("cpu")
        yield cpu, torch.float32 if may_change_dtype else usual.dtype
        if may_change_dtype:
            yield cpu, half


def _fits(n_bytes: int, device: torch.device, free: Free) -> bool:
    """Weights are read into the machine's own memory first, and then go to the device."""
    bounds = {free(device), free(torch.device("cpu"))}
    return all(bound is None or n_bytes <= bound for bound in bounds)


def _notice(
    name: str,
    weights: Weights,
    usual: Placement,
    device: torch.device,
    dtype: torch.dtype,
    free: Free,
) -> str:
    where = "" if device == usual.device else f" on {device}"
    what = "" if dtype == usual.dtype else f" in {format_name(dtype)}"
    return f"{_need(name, weights, usual)} {_room(usual.device, free)} It was opened{where}{what}."


def _need(name: str, weights: Weights, usual: Placement) -> str:
    size = _gigabytes(weights.bytes_in(usual.dtype))
    return f"{name} takes about {size} of memory in {format_name(usual.dtype)}."


def _room(device: torch.device, free: Free) -> str:
    known = {at: free(at) for at in dict.fromkeys((device, torch.device("cpu")))}
    return " ".join(
        f"{at} has {_gigabytes(n_bytes)} free." for at, n_bytes in known.items() if n_bytes
    )


def _ways_out(usual: Placement, *, may_change_dtype: bool) -> str:
    ways = ["Close other programs", "choose a smaller model"]
    if usual.device.type != "cpu":
        ways.insert(1, "choose the device “cpu”")
    if usual.dtype.itemsize > 2 and not may_change_dtype:
        ways.insert(1, "choose the number format bfloat16")
    return f"{', '.join(ways[:-1])}, or {ways[-1]}."


def format_name(dtype: torch.dtype) -> str:
    return str(dtype).removeprefix("torch.")


def _gigabytes(n_bytes: int) -> str:
    return f"{n_bytes / 1e9:,.1f} GB"
