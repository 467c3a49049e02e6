"""Longformer and LED return a band around the diagonal; put back at its places, and kept a band.

Memory grows with tokens × window. Global tokens, where a pass names some, see every token and are
seen by every token. Source: Beltagy et al. 2020, section 3.1.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch

from explorer.core.attention.layers import AttentionLayer
from explorer.core.attention.masks import Index


@dataclass(frozen=True, slots=True, eq=False)
class BandMaps:
    """Weights of the keys near each query, and those from and to global tokens.

    near: (batch, head, query, 2 × reach + 1); column c belongs to the key c − reach after the
        query. Global keys have weight 0 here.
    global_places: for each text, (global token,) ascending; fewer than the columns beside it where
        another text of the batch has more.
    to_global: (batch, head, query, global token); None without global tokens.
    from_global: (batch, head, global token, key).
    """

    near: torch.Tensor
    global_places: tuple[torch.Tensor, ...] = ()
    to_global: torch.Tensor | None = None
    from_global: torch.Tensor | None = None

    @property
    def n_heads(self) -> int:
        return self.near.shape[1]

    @property
    def n_queries(self) -> int:
        return self.near.shape[2]

    @property
    def n_keys(self) -> int:
        return self.near.shape[2]

    @property
    def reach(self) -> int:
        return self.near.shape[3] // 2

    def tensors(self) -> Iterator[torch.Tensor]:
        yield self.near
        for part in (self.to_global, self.from_global):
            if part is not None:
                yield part

    def visible(self, rows: range) -> range:
        if self.to_global is not None or not rows:
            return range(self.n_keys)
        first, last = min(rows[0], rows[-1]), max(rows[0], rows[-1])
        return range(max(0, first - self.reach), min(self.n_keys, last + self.reach + 1))

    def scores(self, heads: slice, rows: Index, columns: Index, item: int) -> None:  # noqa: ARG002
        return None

    def scores_and_weights(
        self, heads: slice, rows: Index, columns: Index, item: int
    ) -> tuple[None, torch.Tensor]:
        return None, self.weights(heads, rows, columns, item)

    def weights(self, heads: slice, rows: Index, columns: Index, item: int) -> torch.Tensor:
        every = torch.arange(self.n_queries, device=self.near.device)
        row, column = every[rows], every[columns]
        offset = column[None, :] - row[:, None] + self.reach
        is_near = (offset >= 0) & (offset <= 2 * self.reach)
        near = self.near[item, heads][:, row]  # (head, row, band)
        chosen = offset.clamp(0, 2 * self.reach).expand(near.shape[0], -1, -1)
        weights = near.gather(2, chosen).float() * is_near
        if self.to_global is None or self.from_global is None:
            return weights
        to_global = self.to_global[item, heads][:, row]
        from_global = self.from_global[item, heads][:, :, column]
        places = self.global_places[item]
        for number, place in enumerate(places):
            weights[:, :, column == place] = to_global[:, :, number, None].float()
        for number, place in enumerate(places):
            weights[:, row == place] = from_global[:, number, None].float()
        return weights


def band_layers(
    inputs: Mapping[str, Any], near: Sequence[torch.Tensor], beside: Sequence[torch.Tensor] | None
) -> list[AttentionLayer]:
    """Layers of a stack.

    near: (batch, head, query, global token + band) of each layer, as the library returns them.
    beside: (batch, head, key, global token) of each layer; None without global tokens.
    """
    if not beside:
        return [BandMaps(band.detach()) for band in near]
    is_global = inputs["global_attention_mask"] > 0
    places = tuple(row.nonzero().flatten() for row in is_global)
    layers: list[AttentionLayer] = []
    for band, from_global in zip(near, beside, strict=True):
        n_global, n_tokens = from_global.shape[3], band.shape[2]
        layers.append(
            BandMaps(
                near=band[..., n_global:].detach(),
                global_places=places,
                to_global=band[..., :n_global].detach(),
                # The keys are padded to whole windows, and nobody sees the padding.
                from_global=from_global[:, :, :n_tokens].transpose(2, 3).detach(),
            )
        )
    return layers
