"""Running out of memory, which every device says in words of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

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
    """Raise OutOfMemory with `message` in place of what a device says; other errors pass."""
    try:
        yield
    except (RuntimeError, MemoryError) as error:
        if not is_out_of_memory(error):
            raise
        raise OutOfMemory(message) from error


def text_too_large(device: str) -> str:
    """What to say where a text needs more memory than the device has."""
    way_out = "close other programs" if device == "cpu" else "choose the device “cpu”"
    return f"{device} has too little free memory for this text. Shorten it, or {way_out}."
