"""T5's position bias, kept as one number a head for each distance instead of for each pair."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn

from explorer.core.attention.lazy import Lazy
from explorer.core.attention.masks import Index, part_of

_TRIED = 48  # queries and keys of a bias that must be found again from its distances


@dataclass(frozen=True, slots=True, eq=False)
class DistanceBias:
    """values: (head, distance), for keys from n_queries − 1 before to n_keys − 1 after a query."""

    values: torch.Tensor
    n_queries: int
    n_keys: int

    def block(self, rows: range, columns: range) -> torch.Tensor:
        """(1, head, row, column)."""
        first = columns.start - (rows.stop - 1) + self.n_queries - 1
        near = self.values[:, first : first + len(rows) + len(columns) - 1]
        return near.unfold(1, len(columns), 1).flip(1)[None]

    def part(self, heads: slice, rows: Index, columns: Index, item: int) -> torch.Tensor:  # noqa: ARG002
        """(head, row, column)."""
        device = self.values.device
        row = torch.arange(self.n_queries, device=device)[rows]
        column = torch.arange(self.n_keys, device=device)[columns]
        return self.values[heads][:, column[None, :] - row[:, None] + self.n_queries - 1]

    def dense(self) -> torch.Tensor:
        return self.block(range(self.n_queries), range(self.n_keys))

    def tensors(self) -> Iterator[torch.Tensor]:
        yield self.values


@dataclass(frozen=True, slots=True, eq=False)
class DenseBias:
    """values: (batch or 1, head or 1, query or 1, key)."""

    values: torch.Tensor

    def block(self, rows: range, columns: range) -> torch.Tensor:
        values = self.values
        part = values if values.shape[2] == 1 else values[:, :, rows.start : rows.stop]
        return part[..., columns.start : columns.stop]

    def part(self, heads: slice, rows: Index, columns: Index, item: int) -> torch.Tensor:
        return part_of(self.values, heads, rows, columns, item)

    def tensors(self) -> Iterator[torch.Tensor]:
        yield self.values


Bias = DistanceBias | DenseBias


@contextmanager
def by_distance(model: nn.Module) -> Iterator[None]:
    """Let each `compute_bias(query_length, key_length)` give a Lazy tensor until the block ends."""
    patched: list[nn.Module] = []
    try:
        for module in model.modules():
            # Asked of the class, since a module looks through all its parts for what it lacks.
            if not hasattr(type(module), "compute_bias"):
                continue
            compute: Any = module.compute_bias
            if _takes_lengths(compute):
                # An attribute of the instance goes before the method of its class.
                vars(module)["compute_bias"] = _lazy(compute)
                patched.append(module)
        yield
    finally:
        for module in patched:
            del vars(module)["compute_bias"]


def _takes_lengths(compute: Callable[..., Any]) -> bool:
    return list(inspect.signature(compute).parameters)[:2] == ["query_length", "key_length"]


def _lazy(compute: Callable[..., torch.Tensor]) -> Callable[..., torch.Tensor]:
    def compute_bias(query_length: int, key_length: int, **options: Any) -> torch.Tensor:
        column = compute(query_length, 1, **options)  # (1, head, query, 1)
        row = compute(1, key_length, **options)  # (1, head, 1, key)
        values = torch.cat([column[0, :, 1:, 0].flip(1), row[0, :, 0]], dim=1)
        bias = DistanceBias(values, query_length, key_length)
        n_rows, n_columns = min(query_length, _TRIED), min(key_length, _TRIED)
        tried = compute(n_rows, n_columns, **options)
        if not torch.equal(tried, bias.block(range(n_rows), range(n_columns))):
            return compute(query_length, key_length, **options)
        shape = (1, values.shape[0], query_length, key_length)
        return Lazy.of(bias, shape, dtype=values.dtype, device=values.device)

    return compute_bias
