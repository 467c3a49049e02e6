"""Rows of one captured head, pooled along the keys while the softmax is still summed up.

Every score is computed once and never kept: chunk after chunk of a row gives its cells relative to
the largest score so far known of the chunk, and the end of the row puts them all on one footing.
Source: Milakov & Gimelshein 2018, "Online normalizer calculation for softmax".
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from explorer.core.attention.layers import QueryKey
from explorer.core.long.pooling import n_cells, sizes_of
from explorer.core.long.presented import Indices, PresentedHead

CHUNK = 512  # keys at a time, so that they and their scores stay in the cache


def can_stream(presented: PresentedHead) -> bool:
    """The softmax goes over just the columns that are shown, and each is one token."""
    layer = presented.layers[0]
    is_plain = presented.presentation.pair == "all" and not presented.presentation.merge_words
    return presented.is_one_head and is_plain and isinstance(layer, QueryKey)


def streamed_rows(
    presented: PresentedHead, rows: Indices, pool: int
) -> tuple[torch.Tensor, torch.Tensor]:
    """The largest and the mean weight of every `pool` columns, (row, cell) each.

    Only for what `can_stream`.
    """
    layer = presented.layers[0]
    assert isinstance(layer, QueryKey)
    at = presented.rows.tokens(rows)
    size = n_cells(len(presented.columns), pool), len(at)
    device = layer.query.device
    peaks = torch.full(size, -torch.inf, device=device)  # the largest score of each cell
    bases = torch.full(size, -torch.inf, device=device)  # what `sums` are relative to
    sums = torch.zeros(size, device=device)
    totals = [_sink(presented, layer, device).expand(1, len(at))]  # of each chunk, log
    seen = presented.seen(rows)
    chunk = max(pool, CHUNK)
    for start in range(seen.start // pool * pool, seen.stop, chunk):
        columns = range(start, min(start + chunk, len(presented.columns), _up(seen.stop, pool)))
        scores = _scores(presented, layer, at, columns)
        if len(columns) % pool:
            scores = nn.functional.pad(scores, (0, 0, 0, -len(columns) % pool), value=-torch.inf)
        cells = scores.view(-1, pool, len(at))
        place = slice(start // pool, start // pool + len(cells))
        torch.amax(cells, 1, out=peaks[place])
        base = peaks[place].amax(0)
        bases[place] = base  # where a row sees nothing of the chunk, −inf: its mean stays 0
        base.masked_fill_(base == -torch.inf, 0.0)
        torch.sum(cells.sub_(base).exp_(), 1, out=sums[place])
        totals.append(sums[place].sum(0, keepdim=True).log_().add_(base))
    normaliser = torch.logsumexp(torch.cat(totals), dim=0)  # (row,)
    normaliser.masked_fill_(normaliser == -torch.inf, torch.inf)  # the row sees nothing
    largest = peaks.sub_(normaliser).exp_()
    mean = sums.mul_(bases.sub_(normaliser).exp_())
    mean /= sizes_of(len(presented.columns), pool, device)[:, None]
    return largest.T, mean.T


def _scores(
    presented: PresentedHead, layer: QueryKey, rows: NDArray[np.intp], columns: range
) -> torch.Tensor:
    """(key, query)"""
    head, keys = presented.head.head, presented.columns.tokens(columns)
    assert head is not None
    return layer.scores_by_key(head, presented.index(rows), presented.index(keys), 0)


def _sink(presented: PresentedHead, layer: QueryKey, device: torch.device) -> torch.Tensor:
    """(1, 1) the score that takes part in the softmax and is no key's; −inf where there is none."""
    if layer.sinks is None or presented.summed is not None:  # a hidden mass is shared out again
        return torch.full((1, 1), -torch.inf, device=device)
    return layer.sinks.flatten()[presented.heads].float()[:, None]


def _up(stop: int, pool: int) -> int:
    return -(-stop // pool) * pool
