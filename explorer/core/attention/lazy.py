"""A tensor that takes no memory until somebody calculates with it.

Models hand masks and position biases of (text, head, query, key) numbers through to the attention
function, which needs a block of them at a time. Most look at the shape only; those that slice,
add or convert get the whole, so that they compute what they always do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol, Self

import torch
from torch.utils._pytree import tree_map

Shape = tuple[int, int, int, int]

EVERYTHING = slice(None)

_METADATA = frozenset(
    {
        *(
            getattr(torch.Tensor, name).__get__
            for name in ("shape", "dtype", "device", "ndim", "layout", "requires_grad", "is_meta")
        ),
        *(
            getattr(torch.Tensor, name)
            for name in ("size", "dim", "numel", "__len__", "is_floating_point", "is_complex")
        ),
    }
)


class Pattern(Protocol):
    """What stands behind a Lazy tensor."""

    def dense(self) -> torch.Tensor:
        """(batch, head or 1, query, key), all of it."""


class Lazy(torch.Tensor):
    """Has the shape of `pattern.dense()`, and becomes it when it is calculated with."""

    pattern: Pattern

    @classmethod
    def of(
        cls, pattern: Pattern, shape: Shape, *, dtype: torch.dtype, device: torch.device
    ) -> Self:
        lazy = torch.empty((), dtype=dtype, device=device).expand(shape).as_subclass(cls)
        lazy.pattern = pattern
        return lazy

    @classmethod
    def __torch_function__(
        cls,
        function: Callable[..., Any],
        types: Sequence[type],
        arguments: Sequence[Any] = (),
        keywords: Mapping[str, Any] | None = None,
    ) -> Any:
        with torch._C.DisableTorchFunctionSubclass():
            if function in _METADATA:
                return function(*arguments, **(keywords or {}))
            if function is torch.Tensor.__getitem__ and _is_whole(*arguments):
                return arguments[0]
            known: dict[int, torch.Tensor] = {}
            return function(
                *tree_map(lambda value: _dense(value, known), tuple(arguments)),
                **tree_map(lambda value: _dense(value, known), dict(keywords or {})),
            )


def _dense(value: Any, known: dict[int, torch.Tensor]) -> Any:
    if not isinstance(value, Lazy):
        return value
    if id(value) not in known:
        known[id(value)] = value.pattern.dense()
    return known[id(value)]


def _is_whole(lazy: torch.Tensor, places: Any) -> bool:
    """`mask[:, :, :, : key.shape[-2]]` and the like, which take nothing away."""
    places = list(places) if isinstance(places, tuple) else [places]
    if Ellipsis in places:
        gap = places.index(Ellipsis)
        places[gap : gap + 1] = [EVERYTHING] * (lazy.dim() - len(places) + 1)
    return all(
        isinstance(place, slice) and place.indices(size) == (0, size, 1)
        for place, size in zip(places, lazy.shape, strict=False)
    )
