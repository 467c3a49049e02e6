"""SqueezeBERT returns scores, masked and scaled, where others return weights."""

from __future__ import annotations

import torch

from explorer.core.attention.layers import EVERYTHING, WholeMaps
from explorer.core.attention.masks import Index, part_of


class ScoreMaps(WholeMaps):
    """Before the softmax, very low where masked."""

    __slots__ = ()

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
