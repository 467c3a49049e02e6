"""SqueezeBERT returns scores, masked and scaled, where others return weights."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import torch

from explorer.core.attention.layers import EVERYTHING
from explorer.core.attention.masks import Index, part_of


@dataclass(frozen=True, slots=True, eq=False)
class ScoreMaps:
    """maps: (batch, head, query, key) before the softmax, very low where masked."""

    maps: torch.Tensor

    @property
    def n_heads(self) -> int:
        return self.maps.shape[1]

    @property
    def n_queries(self) -> int:
        return self.maps.shape[2]

    @property
    def n_keys(self) -> int:
        return self.maps.shape[3]

    def tensors(self) -> Iterator[torch.Tensor]:
        yield self.maps

    def visible(self, rows: range) -> range:  # noqa: ARG002
        return range(self.n_keys)

    def scores(self, heads: slice, rows: Index, columns: Index, item: int) -> torch.Tensor:
        hidden = torch.finfo(self.maps.dtype).min / 2  # the mask is the lowest number there is
        scores = part_of(self.maps, heads, rows, columns, item)
        return scores.float().masked_fill(scores <= hidden, -torch.inf)

    def weights(self, heads: slice, rows: Index, columns: Index, item: int) -> torch.Tensor:
        whole = self.scores(heads, rows, EVERYTHING, item)
        return torch.softmax(whole, dim=-1).nan_to_num(0.0)[..., columns]

    def scores_and_weights(
        self, heads: slice, rows: Index, columns: Index, item: int
    ) -> tuple[torch.Tensor, torch.Tensor]:
        return (
            self.scores(heads, rows, columns, item),
            self.weights(heads, rows, columns, item),
        )
