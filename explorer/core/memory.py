"""How much memory is free, and running out of it, which every device says in its own words."""

from __future__ import annotations

import ctypes
import re
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import torch

from explorer.errors import OutOfMemory

# CUDA raises torch.OutOfMemoryError; these are plain RuntimeErrors of the CPU on Linux and on
# Windows, of Apple's GPU and CUDA's driver, and of its libraries.
_SAID = ("can't allocate memory", "not enough memory", "out of memory", "ALLOC_FAILED")


def is_out_of_memory(error: Exception) -> bool:
    if isinstance(error, (torch.OutOfMemoryError, MemoryError)):
        return True
    return isinstance(error, RuntimeError) and any(words in str(error) for words in _SAID)


@contextmanager
def memory_errors(message: str) -> Iterator[None]:
    """Raise OutOfMemory with `message` in place of what a device says; other errors pass.

    What was computed so far is let go, even while somebody holds the error.
    """
    try:
        yield
    except (RuntimeError, MemoryError) as error:
        if not is_out_of_memory(error):
            raise
        traceback.clear_frames(error.__traceback__)
        torch.cuda.empty_cache()  # nothing where there is no CUDA
        raise OutOfMemory(message) from error


def free_bytes(device: torch.device) -> int | None:
    """What a device can still give; None where nobody says."""
    match device.type:
        case "cuda":
            free = torch.cuda.mem_get_info(device)[0]
            # torch holds more than it uses, and gives it to whoever asks next.
            unused = torch.cuda.memory_reserved(device) - torch.cuda.memory_allocated(device)
            return int(free + unused)
        case "mps":
            most = torch.mps.recommended_max_memory()
            return int(most - torch.mps.driver_allocated_memory())
        case "cpu":
            bounds = [_available(), _left_of_group()]
            return min((bound for bound in bounds if bound is not None), default=None)
    return None


# glibc's name for it in malloc.h, and from how many bytes on a block is the system's at once.
_M_MMAP_THRESHOLD, _LARGE_BYTES = -3, 8 << 20


def let_large_blocks_go() -> None:
    """Let the process give back what a long text took, as soon as it is let go.

    By itself glibc keeps blocks of up to 32 MiB in a heap, where what stays of a layer leaves holes
    that the next one does not fit into: a third of the peak at 2,048 tokens of BERT-base.
    """
    if sys.platform == "linux":
        library = ctypes.CDLL(None)
        if hasattr(library, "mallopt"):  # not in musl
            library.mallopt(_M_MMAP_THRESHOLD, _LARGE_BYTES)


_MEMINFO = Path("/proc/meminfo")
_GROUP = Path("/sys/fs/cgroup")


def _available() -> int | None:
    """Of the machine, as Linux reckons it."""
    try:
        found = re.search(r"^MemAvailable:\s+(\d+) kB", _MEMINFO.read_text(), re.MULTILINE)
    except OSError:
        return None
    return int(found[1]) * 1024 if found else None


def _left_of_group() -> int | None:
    """What a container may still take; the kernel ends what asks for more."""
    try:
        limit, used = ((_GROUP / f"memory.{name}").read_text() for name in ("max", "current"))
        cached = re.search(r"^inactive_file (\d+)", (_GROUP / "memory.stat").read_text(), re.M)
    except OSError:
        return None
    if not limit.strip().isdigit():
        return None
    return max(0, int(limit) - int(used) + (int(cached[1]) if cached else 0))


def text_too_large(device: str) -> str:
    """What to say where a text needs more memory than the device has."""
    way_out = "close other programs" if device == "cpu" else "choose the device “cpu”"
    return f"{device} has too little free memory for this text. Shorten it, or {way_out}."
