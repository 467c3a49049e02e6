"""From weights to cells that each stand for a square of them: the largest and the mean."""

from __future__ import annotations

import torch
from torch import nn

from explorer.records import DENSE_TOKENS


def pool_of(n_rows: int, n_columns: int) -> int:
    """How many rows and columns a cell of the whole map stands for: a power of two."""
    pool = 1
    while max(n_rows, n_columns) > DENSE_TOKENS * pool:
        pool *= 2
    return pool


def n_cells(n_rows: int, pool: int) -> int:
    return -(-n_rows // pool)


def largest_of(weights: torch.Tensor, pool: int, dim: int) -> torch.Tensor:
    """The largest of every `pool` neighbours along a dimension; weights are not negative."""
    return weights if pool == 1 else _cells(weights, pool, dim).amax(dim + 1)


def sum_of(weights: torch.Tensor, pool: int, dim: int) -> torch.Tensor:
    """The sum of every `pool` neighbours along a dimension."""
    return weights if pool == 1 else _cells(weights, pool, dim).sum(dim + 1)


def sizes_of(n_rows: int, pool: int, device: torch.device) -> torch.Tensor:
    """(cell,) float32: how many rows each cell stands for; the last one perhaps fewer."""
    sizes = torch.full((n_cells(n_rows, pool),), float(pool), device=device)
    if n_rows % pool:
        sizes[-1] = n_rows % pool
    return sizes


def pooled(weights: torch.Tensor, pool: int) -> tuple[torch.Tensor, torch.Tensor]:
    """The largest and the mean of each square of (row, column) weights."""
    largest = largest_of(largest_of(weights, pool, 1), pool, 0)
    total = sum_of(sum_of(weights, pool, 1), pool, 0)
    sizes = [sizes_of(n, pool, weights.device) for n in weights.shape]
    return largest, total / (sizes[0][:, None] * sizes[1])


def _cells(weights: torch.Tensor, pool: int, dim: int) -> torch.Tensor:
    """`dim` split into cells and the places in a cell; what is missing at the end is 0."""
    missing = -weights.shape[dim] % pool
    if missing:
        after_it = [0, 0] * (weights.dim() - 1 - dim)
        weights = nn.functional.pad(weights, [*after_it, 0, missing])
    n_whole = weights.shape[dim] // pool
    return weights.reshape(*weights.shape[:dim], n_whole, pool, *weights.shape[dim + 1 :])
