"""Scaled dot-product attention, its masks, and several heads of it side by side.

Source: Vaswani et al. 2017, section 3.2.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import torch
from torch import Tensor, nn


def self_attention(
    query: Tensor,  # (..., Tq, d_k)
    key: Tensor,  # (..., Tk, d_k)
    value: Tensor,  # (..., Tk, d_v)
    mask: Tensor | None = None,  # (..., Tq, Tk), 0 or False where a query may not look
    dropout: Callable[[Tensor], Tensor] | None = None,
) -> tuple[Tensor, Tensor]:
    """The weighted sum of the values, (..., Tq, d_v), and the weights, (..., Tq, Tk).

    A query that may look nowhere gets zeros.
    """
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.size(-1))
    if mask is not None:
        scores = scores.masked_fill(mask == 0, -math.inf)
    weights = scores.softmax(dim=-1)
    if mask is not None:
        weights = weights.masked_fill(mask == 0, 0.0)  # the softmax of nothing but −inf is NaN
    if dropout is not None:
        weights = dropout(weights)
    return weights @ value, weights


def padding_mask(ids: Tensor, padding: int) -> Tensor:
    """(B, 1, 1, Tk): every query may look at each token that is not padding. ids: (B, Tk)."""
    return (ids != padding)[:, None, None, :]


def causal_mask(n_tokens: int, device: torch.device | None = None) -> Tensor:
    """(T, T): a token may look at itself and at what came before."""
    return torch.ones(n_tokens, n_tokens, dtype=torch.bool, device=device).tril()


class MultiHeadAttention(nn.Module):
    """Each head attends in a subspace of its own; `output` puts their answers together."""

    def __init__(self, width: int, n_heads: int, dropout: float = 0.0) -> None:
        super().__init__()
        if width % n_heads:
            raise ValueError(f"{width} dimensions cannot be shared out to {n_heads} heads evenly.")
        self.n_heads = n_heads
        self.query = nn.Linear(width, width)
        self.key = nn.Linear(width, width)
        self.value = nn.Linear(width, width)
        self.output = nn.Linear(width, width)
        self.dropout = nn.Dropout(dropout)

    def forward(
        self,
        asking: Tensor,  # (B, Tq, width)
        looked_at: Tensor,  # (B, Tk, width); the same tensor in self-attention
        mask: Tensor | None = None,  # broadcasts to (B, H, Tq, Tk)
    ) -> tuple[Tensor, Tensor]:
        """The answer for each query, (B, Tq, width), and the weights, (B, H, Tq, Tk)."""
        query = self._by_head(self.query(asking))  # (B, H, Tq, width / H)
        key = self._by_head(self.key(looked_at))
        value = self._by_head(self.value(looked_at))
        heads, weights = self_attention(query, key, value, mask, self.dropout)
        joined = heads.transpose(1, 2).flatten(start_dim=2)  # (B, Tq, width)
        return self.output(joined), weights

    def _by_head(self, vectors: Tensor) -> Tensor:
        n_texts, n_tokens, width = vectors.shape
        split = vectors.view(n_texts, n_tokens, self.n_heads, width // self.n_heads)
        return split.transpose(1, 2)
