"""Words of very different frequency: rare ones get narrower vectors and share one entry.

The vocabulary is sorted by frequency and cut into clusters; cluster i has vectors of
width / div_val^i, made wide by a projection. Source: Grave et al. 2017; Baevski and Auli 2019.
"""

from __future__ import annotations

import math
from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn.functional import linear


class AdaptiveEmbedding(nn.Module):
    """Ids (B, T) to vectors (B, T, d_model), times √d_model.

    With div_val 1 all clusters are one table, projected only where the widths differ.
    """

    def __init__(
        self, n_words: int, d_embed: int, d_model: int, cutoffs: tuple[int, ...], div_val: int
    ) -> None:
        super().__init__()
        self.bounds = tuple(pairwise((0, *cutoffs, n_words)))
        self.div_val, self.d_embed, self.d_model = div_val, d_embed, d_model
        tables = ((0, n_words),) if div_val == 1 else self.bounds
        widths = [d_embed // div_val**cluster for cluster in range(len(tables))]
        self.emb_layers = nn.ModuleList(
            nn.Embedding(stop - start, width)
            for (start, stop), width in zip(tables, widths, strict=True)
        )
        self.emb_projs = projections(d_model, [] if self.is_plain else widths)

    @property
    def is_plain(self) -> bool:
        """One table that needs no projection."""
        return self.div_val == 1 and self.d_embed == self.d_model

    def forward(self, ids: Tensor) -> Tensor:
        scale = math.sqrt(self.d_model)
        if self.div_val == 1:
            vectors: Tensor = self.emb_layers[0](ids) * scale
            return vectors if self.is_plain else linear(vectors, self.emb_projs[0])
        embedded: Tensor = self.emb_projs[0].new_zeros((*ids.shape, self.d_model))
        clusters = zip(self.bounds, self.emb_layers, self.emb_projs, strict=True)
        for (start, stop), table, projection in clusters:
            is_here = (ids >= start) & (ids < stop)
            embedded[is_here] = linear(table(ids[is_here] - start), projection)
        return embedded * scale


class AdaptiveLogSoftmax(nn.Module):
    """Vectors (B, T, d_model) to log-probabilities (B, T, word), in nats.

    The first cluster's words and one entry for each other cluster share a softmax; a rare word's
    probability is that of its cluster times its own within it. Tables are the embedding's own.

    ties: for each cluster whether its projection is the embedding's, too.
    """

    def __init__(self, embedding: AdaptiveEmbedding, ties: tuple[bool, ...] = ()) -> None:
        super().__init__()
        self.bounds, self.div_val = embedding.bounds, embedding.div_val
        n_rare = len(self.bounds) - 1
        if n_rare:
            self.cluster_weight = nn.Parameter(torch.zeros(n_rare, embedding.d_embed))
            self.cluster_bias = nn.Parameter(torch.zeros(n_rare))
        self.out_layers = nn.ModuleList()
        tables = [table for table in embedding.emb_layers if isinstance(table, nn.Embedding)]
        for table in tables:
            layer = nn.Linear(table.embedding_dim, table.num_embeddings)
            layer.weight = table.weight
            self.out_layers.append(layer)
        widths = [table.embedding_dim for table in tables]
        if self.div_val == 1:
            widths = widths * len(self.bounds)
        self.out_projs = projections(embedding.d_model, [] if embedding.is_plain else widths)
        for cluster, is_tied in enumerate(ties[: len(self.out_projs)]):
            if is_tied:
                own = embedding.emb_projs[0 if self.div_val == 1 else cluster]
                self.out_projs[cluster] = own

    def forward(self, vectors: Tensor) -> Tensor:
        (first, rare), parts = self._first(vectors), []
        parts.append(first)
        for cluster in range(1, len(self.bounds)):
            own = self._logits(vectors, cluster, *self._table(cluster)).log_softmax(dim=-1)
            parts.append(rare[..., cluster - 1 : cluster] + own)
        return torch.cat(parts, dim=-1)

    def _first(self, vectors: Tensor) -> tuple[Tensor, Tensor]:
        """Of the frequent words, and of each rare cluster as a whole."""
        weight, bias = self._table(0)
        n_frequent = len(bias)
        if len(self.bounds) > 1:
            weight = torch.cat([weight, self.cluster_weight])
            bias = torch.cat([bias, self.cluster_bias])
        chances = self._logits(vectors, 0, weight, bias).log_softmax(dim=-1)
        return chances[..., :n_frequent], chances[..., n_frequent:]

    def _table(self, cluster: int) -> tuple[Tensor, Tensor]:
        layer = self.out_layers[0 if self.div_val == 1 else cluster]
        assert isinstance(layer, nn.Linear)
        if self.div_val != 1:
            return layer.weight, layer.bias
        start, stop = self.bounds[cluster]
        return layer.weight[start:stop], layer.bias[start:stop]

    def _logits(self, vectors: Tensor, cluster: int, weight: Tensor, bias: Tensor) -> Tensor:
        if len(self.out_projs):
            vectors = linear(vectors, self.out_projs[cluster].T)
        return linear(vectors, weight, bias)


def projections(d_model: int, widths: list[int]) -> nn.ParameterList:
    """(d_model, width) each, small and random."""
    return nn.ParameterList([nn.Parameter(0.01 * torch.randn(d_model, width)) for width in widths])
