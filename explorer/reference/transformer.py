"""The Transformer of Vaswani et al. 2017, complete: encoder, decoder, and what joins them.

Shapes: B texts, Ts source tokens, Tt target tokens, H heads. The attention itself is in
`attention`; how a text is written token by token is in `decoding`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from explorer.reference.attention import MultiHeadAttention, causal_mask, padding_mask


@dataclass(frozen=True, slots=True)
class Settings:
    """All that the architecture leaves open. Sizes of vocabularies count the special tokens."""

    n_source_words: int
    n_target_words: int
    width: int = 512
    n_heads: int = 8
    n_layers: int = 6
    inner_width: int = 2048
    max_tokens: int = 512
    dropout: float = 0.1
    padding: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Maps:
    """Weights of every head: each (layer, B, H, query, key)."""

    encoder: Tensor
    decoder: Tensor
    cross: Tensor


def sinusoids(n_tokens: int, width: int) -> Tensor:
    """(token, width): sines in even dimensions, cosines in odd ones, ever slower. Section 3.5."""
    position = torch.arange(n_tokens)[:, None]
    rate = torch.exp(torch.arange(0, width, 2) * (-math.log(10_000.0) / width))
    angle = position * rate  # (token, width / 2)
    return torch.stack([angle.sin(), angle.cos()], dim=-1).flatten(start_dim=1)


class Embedding(nn.Module):
    """What a token is, plus where it stands."""

    positions: Tensor

    def __init__(self, n_words: int, settings: Settings) -> None:
        super().__init__()
        self.words = nn.Embedding(n_words, settings.width)
        self.dropout = nn.Dropout(settings.dropout)
        self.scale = math.sqrt(settings.width)
        table = sinusoids(settings.max_tokens, settings.width)
        self.register_buffer("positions", table, persistent=False)

    def forward(self, ids: Tensor) -> Tensor:  # (B, T) → (B, T, width)
        embedded: Tensor = self.dropout(
            self.words(ids) * self.scale + self.positions[: ids.size(1)]
        )
        return embedded


class FeedForward(nn.Module):
    """Two layers for each token by itself. Section 3.3."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.inner = nn.Linear(settings.width, settings.inner_width)
        self.outer = nn.Linear(settings.inner_width, settings.width)
        self.dropout = nn.Dropout(settings.dropout)

    def forward(self, vectors: Tensor) -> Tensor:
        answer: Tensor = self.outer(self.dropout(self.inner(vectors).relu()))
        return answer


class Residual(nn.Module):
    """A sub-layer's answer added to what it was asked, then normalised. Section 3.1."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(settings.width)
        self.dropout = nn.Dropout(settings.dropout)

    def forward(self, vectors: Tensor, answer: Tensor) -> Tensor:
        normalised: Tensor = self.norm(vectors + self.dropout(answer))
        return normalised


class EncoderLayer(nn.Module):
    """Self-attention, then feed-forward."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.attention = MultiHeadAttention(settings.width, settings.n_heads, settings.dropout)
        self.attention_residual = Residual(settings)
        self.feed_forward = FeedForward(settings)
        self.feed_forward_residual = Residual(settings)

    def forward(self, source: Tensor, mask: Tensor | None) -> tuple[Tensor, Tensor]:
        """New vectors (B, Ts, width) and weights (B, H, Ts, Ts)."""
        answer, weights = self.attention(source, source, mask)
        source = self.attention_residual(source, answer)
        return self.feed_forward_residual(source, self.feed_forward(source)), weights


class DecoderLayer(nn.Module):
    """Masked self-attention, attention to the source, then feed-forward."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.attention = MultiHeadAttention(settings.width, settings.n_heads, settings.dropout)
        self.attention_residual = Residual(settings)
        self.cross = MultiHeadAttention(settings.width, settings.n_heads, settings.dropout)
        self.cross_residual = Residual(settings)
        self.feed_forward = FeedForward(settings)
        self.feed_forward_residual = Residual(settings)

    def forward(
        self, target: Tensor, source: Tensor, mask: Tensor | None, source_mask: Tensor | None
    ) -> tuple[Tensor, Tensor, Tensor]:
        """New vectors (B, Tt, width), weights (B, H, Tt, Tt), cross weights (B, H, Tt, Ts)."""
        answer, weights = self.attention(target, target, mask)
        target = self.attention_residual(target, answer)
        answer, cross_weights = self.cross(target, source, source_mask)
        target = self.cross_residual(target, answer)
        target = self.feed_forward_residual(target, self.feed_forward(target))
        return target, weights, cross_weights


class Transformer(nn.Module):
    """Source and target token ids in, a score for every word of the target's vocabulary out."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.settings = settings
        self.source_embedding = Embedding(settings.n_source_words, settings)
        self.target_embedding = Embedding(settings.n_target_words, settings)
        layers = range(settings.n_layers)
        self.encoder = nn.ModuleList(EncoderLayer(settings) for _ in layers)
        self.decoder = nn.ModuleList(DecoderLayer(settings) for _ in layers)
        self.output = nn.Linear(settings.width, settings.n_target_words)
        for parameter in self.parameters():
            if parameter.dim() > 1:
                nn.init.xavier_uniform_(parameter)

    def forward(self, source: Tensor, target: Tensor) -> tuple[Tensor, Maps]:
        """Logits (B, Tt, target words), of the token that follows each, and all weights.

        source: (B, Ts) ids; target: (B, Tt) ids, beginning with the start token.
        """
        encoded, encoder_maps = self.encode(source)
        logits, decoder_maps, cross_maps = self.decode(target, encoded, source)
        return logits, Maps(encoder_maps, decoder_maps, cross_maps)

    def encode(self, source: Tensor) -> tuple[Tensor, Tensor]:
        """Vectors (B, Ts, width) and weights (layer, B, H, Ts, Ts)."""
        mask = padding_mask(source, self.settings.padding)
        vectors = self.source_embedding(source)
        maps = []
        for layer in self.encoder:
            vectors, weights = layer(vectors, mask)
            maps.append(weights)
        return vectors, torch.stack(maps)

    def decode(
        self, target: Tensor, encoded: Tensor, source: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Logits, and the decoder's weights: among target tokens, and from them to the source."""
        padding = self.settings.padding
        mask = padding_mask(target, padding) & causal_mask(target.size(1), target.device)
        source_mask = padding_mask(source, padding)
        vectors = self.target_embedding(target)
        maps, cross_maps = [], []
        for layer in self.decoder:
            vectors, weights, cross_weights = layer(vectors, encoded, mask, source_mask)
            maps.append(weights)
            cross_maps.append(cross_weights)
        return self.output(vectors), torch.stack(maps), torch.stack(cross_maps)
