"""What a pass takes: seconds, and bytes of tensors that are alive at once."""

from __future__ import annotations

import time
import weakref
from collections.abc import Callable, Iterable
from typing import Any

import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_iter

from explorer.records.lessons.successors import Cost

LENGTHS = (16, 32, 64, 128, 256, 512)
LONGEST_S = 1.0  # a longer text is not tried after a pass that took so long
_REPEAT_S, _MOST_PASSES = 0.1, 5


class LiveBytes(TorchDispatchMode):  # type: ignore[no-untyped-call]
    """While it is entered, `peak` grows to the bytes of all tensors made inside and still alive.

    It sees every tensor that an operation of torch returns, on any device; what an operation needs
    for itself and gives back before it ends is not seen.
    """

    def __init__(self, before: Iterable[torch.Tensor] = ()) -> None:
        """before: tensors that do not count, as a model's weights; views of them do not, too."""
        super().__init__()  # type: ignore[no-untyped-call]
        self.now = self.peak = 0
        self._known = {tensor.untyped_storage()._cdata for tensor in before}

    def __torch_dispatch__(self, func: Any, _types: Any, args: Any = (), kwargs: Any = None) -> Any:
        returned = func(*args, **(kwargs or {}))
        for tensor in tree_iter(returned):
            if isinstance(tensor, torch.Tensor):
                self._follow(tensor.untyped_storage())
        return returned

    def _follow(self, storage: torch.UntypedStorage) -> None:
        if storage._cdata in self._known:
            return
        self._known.add(storage._cdata)
        self.now += storage.nbytes()
        self.peak = max(self.peak, self.now)
        weakref.finalize(storage, self._free, storage._cdata, storage.nbytes())

    def _free(self, name: int, n_bytes: int) -> None:
        self._known.discard(name)
        self.now -= n_bytes


def cost_of(run: Callable[[], object], n_tokens: int, weights: Iterable[torch.Tensor]) -> Cost:
    """run: one pass over so many tokens."""
    with torch.no_grad():
        with LiveBytes(weights) as live:
            run()
        taken: list[float] = []
        while len(taken) < _MOST_PASSES and sum(taken) < _REPEAT_S:
            _wait_for_device()
            started = time.perf_counter()
            run()
            _wait_for_device()
            taken.append(time.perf_counter() - started)
    return Cost(n_tokens, min(taken), live.peak)


def _wait_for_device() -> None:
    """A GPU is still at work when the call returns."""
    if torch.cuda.is_initialized():  # type: ignore[no-untyped-call]
        torch.cuda.synchronize()
