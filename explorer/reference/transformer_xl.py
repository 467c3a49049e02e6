"""Transformer-XL, compact: recurrence over segments, and positions relative to the query.

Parameters bear the names of the published checkpoint (`transfo-xl-wt103`), which
`transformer_xl_checkpoint` reads; the words are in `adaptive`. Source: Dai et al. 2019.
Shapes: B texts, T tokens of the segment, M of the memory, H heads.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from explorer.reference.adaptive import AdaptiveEmbedding, AdaptiveLogSoftmax


@dataclass(frozen=True, slots=True)
class XLSettings:
    """Fields of the published `config.json`, by their names there.

    mem_len: how many hidden states of each layer are remembered.
    clamp_len: tokens further away than this count as this far; 0 or less is no bound.
    same_length: each query sees mem_len keys, so that late ones do not see more than early ones.
    """

    vocab_size: int
    cutoffs: tuple[int, ...] = ()
    d_model: int = 1024
    d_embed: int = 1024
    n_head: int = 16
    d_head: int = 64
    d_inner: int = 4096
    div_val: int = 4
    n_layer: int = 18
    mem_len: int = 1600
    clamp_len: int = 1000
    same_length: bool = True
    tie_projs: tuple[bool, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Memory:
    """What one segment leaves to the next.

    states: (layer, B, M, width) what each layer read; no gradient flows into them.
    n_empty: how many of the first places were never written and hold zeros.
    """

    states: Tensor
    n_empty: int = 0

    def __len__(self) -> int:
        return self.states.shape[2]


@dataclass(frozen=True, slots=True, eq=False)
class Segment:
    """log_probabilities: (B, T, word) of the next word, in nats.

    maps: (layer, B, H, T, M + T) weights; the first M keys are the memory `read`.
    states: (layer, B, T, width) what each layer read of the segment itself.
    """

    log_probabilities: Tensor
    maps: Tensor
    read: Memory
    states: Tensor
    memory: Memory


def relative_shift(by_distance: Tensor) -> Tensor:
    """Columns by distance, K − 1 first, to columns by key: row i moves T − 1 − i places left.

    by_distance: (…, T, K). What enters a row at its end belongs to later keys, which the mask
    hides. Source: appendix B of the paper.
    """
    *others, n_queries, n_keys = by_distance.shape
    padded = nn.functional.pad(by_distance, (1, 0)).view(*others, n_keys + 1, n_queries)
    return padded[..., 1:, :].reshape(by_distance.shape)


def distances(n_keys: int, width: int, clamp: int, device: torch.device | None = None) -> Tensor:
    """(key, width) sines and cosines of the distances n_keys − 1 … 0, none beyond `clamp`."""
    distance = torch.arange(n_keys - 1, -1, -1.0, device=device)
    if clamp > 0:
        distance = distance.clamp(max=clamp)
    rate = 10_000 ** -(torch.arange(0.0, width, 2.0, device=device) / width)
    angle = distance[:, None] * rate
    return torch.cat([angle.sin(), angle.cos()], dim=-1)


def hidden_pairs(
    n_tokens: int, n_memory: int, *, mem_len: int, same_length: bool, device: torch.device | None
) -> Tensor:
    """(T, M + T), True where a query may not look."""
    ones = torch.ones(n_tokens, n_memory + n_tokens, dtype=torch.bool, device=device)
    hidden = ones.triu(1 + n_memory)
    if same_length:
        n_over = n_memory + n_tokens - mem_len
        hidden = hidden | ones.tril(-(n_tokens - max(n_over, 0)))
    return hidden


class RelativeAttention(nn.Module):
    """Scores are (q + u)·k_j + (q + v)·W_r R_{i−j}: by content and by distance. Section 3.3."""

    def __init__(self, settings: XLSettings) -> None:
        super().__init__()
        self.shape = (settings.n_head, settings.d_head)
        width = settings.n_head * settings.d_head
        self.qkv_net = nn.Linear(settings.d_model, 3 * width, bias=False)
        self.r_net = nn.Linear(settings.d_model, width, bias=False)
        self.o_net = nn.Linear(width, settings.d_model, bias=False)
        self.r_w_bias = nn.Parameter(torch.zeros(self.shape))  # u
        self.r_r_bias = nn.Parameter(torch.zeros(self.shape))  # v
        self.layer_norm = nn.LayerNorm(settings.d_model)

    def forward(
        self, segment: Tensor, memory: Tensor, positions: Tensor, hidden: Tensor
    ) -> tuple[Tensor, Tensor]:
        """New vectors (B, T, width) and weights (B, H, T, M + T). positions: (M + T, width)."""
        query, key, value = self._projected(segment, memory)
        by_content = torch.einsum("bihd,bjhd->bhij", query + self.r_w_bias, key)
        distance = self.r_net(positions).unflatten(-1, self.shape)  # (M + T, H, d_head)
        by_distance = torch.einsum("bihd,jhd->bhij", query + self.r_r_bias, distance)
        scores = (by_content + relative_shift(by_distance)) / math.sqrt(self.shape[1])
        weights = scores.masked_fill(hidden, -math.inf).softmax(dim=-1)
        heads = torch.einsum("bhij,bjhd->bihd", weights, value).flatten(start_dim=2)
        return self.layer_norm(segment + self.o_net(heads)), weights

    def terms(self, segment: Tensor, memory: Tensor, positions: Tensor) -> Tensor:
        """(4, B, H, T, M + T): q·k, q·W_r R, u·k and v·W_r R, whose sum are the scores.

        Each is divided by √d_head; nothing is hidden. (a) to (d) of section 3.3.
        """
        query, key, _ = self._projected(segment, memory)
        distance = self.r_net(positions).unflatten(-1, self.shape)
        return torch.stack(
            [
                torch.einsum("bihd,bjhd->bhij", query, key),
                relative_shift(torch.einsum("bihd,jhd->bhij", query, distance)),
                torch.einsum("hd,bjhd->bhj", self.r_w_bias, key)[:, :, None].expand(
                    -1, -1, query.shape[1], -1
                ),
                relative_shift(
                    torch.einsum("hd,jhd->hj", self.r_r_bias, distance)[None, :, None].expand(
                        len(query), -1, query.shape[1], -1
                    )
                ),
            ]
        ) / math.sqrt(self.shape[1])

    def _projected(self, segment: Tensor, memory: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Queries (B, T, H, d_head) of the segment, keys and values (B, M + T, H, d_head)."""
        query, key, value = (
            part.unflatten(-1, self.shape)
            for part in self.qkv_net(torch.cat([memory, segment], dim=1)).chunk(3, dim=-1)
        )
        return query[:, -segment.shape[1] :], key, value


class FeedForward(nn.Module):
    def __init__(self, settings: XLSettings) -> None:
        super().__init__()
        # The published names count two dropouts, which do nothing in reading.
        inner = nn.Linear(settings.d_model, settings.d_inner)
        outer = nn.Linear(settings.d_inner, settings.d_model)
        self.CoreNet = nn.Sequential(inner, nn.ReLU(), nn.Identity(), outer)
        self.layer_norm = nn.LayerNorm(settings.d_model)

    def forward(self, vectors: Tensor) -> Tensor:
        normalised: Tensor = self.layer_norm(vectors + self.CoreNet(vectors))
        return normalised


class Layer(nn.Module):
    def __init__(self, settings: XLSettings) -> None:
        super().__init__()
        self.dec_attn = RelativeAttention(settings)
        self.pos_ff = FeedForward(settings)

    def forward(
        self, segment: Tensor, memory: Tensor, positions: Tensor, hidden: Tensor
    ) -> tuple[Tensor, Tensor]:
        vectors, weights = self.dec_attn(segment, memory, positions, hidden)
        return self.pos_ff(vectors), weights


class Body(nn.Module):
    def __init__(self, settings: XLSettings) -> None:
        super().__init__()
        self.word_emb = AdaptiveEmbedding(
            settings.vocab_size,
            settings.d_embed,
            settings.d_model,
            settings.cutoffs,
            settings.div_val,
        )
        self.layers = nn.ModuleList(Layer(settings) for _ in range(settings.n_layer))


class TransformerXL(nn.Module):
    """A causal language model that reads one segment at a time."""

    def __init__(self, settings: XLSettings) -> None:
        super().__init__()
        self.settings = settings
        self.transformer = Body(settings)
        self.crit = AdaptiveLogSoftmax(self.transformer.word_emb, settings.tie_projs)

    def no_memory(self, n_texts: int = 1, *, is_full: bool = False) -> Memory:
        """Before the first segment. is_full: zeros that are attended to, as the published model."""
        settings = self.settings
        length = settings.mem_len if is_full else 0
        like = next(self.parameters())
        states = like.new_zeros((settings.n_layer, n_texts, length, settings.d_model))
        return Memory(states, n_empty=length)

    def forward(self, ids: Tensor, memory: Memory) -> Segment:  # ids: (B, T)
        vectors, states, maps = self.through_layers(ids, memory)
        return Segment(self.crit(vectors), maps, memory, states, self._after(states, memory))

    def through_layers(self, ids: Tensor, memory: Memory) -> tuple[Tensor, Tensor, Tensor]:
        """What the output layer reads (B, T, width), and `states` and `maps` of a Segment."""
        settings, n_tokens = self.settings, ids.shape[1]
        vectors = self.transformer.word_emb(ids)
        n_keys, device = len(memory) + n_tokens, ids.device
        positions = distances(n_keys, settings.d_model, settings.clamp_len, device)
        hidden = hidden_pairs(
            n_tokens,
            len(memory),
            mem_len=settings.mem_len,
            same_length=settings.same_length,
            device=device,
        )
        read, maps = [], []
        for layer, remembered in zip(self.transformer.layers, memory.states, strict=True):
            read.append(vectors)
            vectors, weights = layer(vectors, remembered, positions.to(vectors), hidden)
            maps.append(weights)
        return vectors, torch.stack(read).detach(), torch.stack(maps)

    def _after(self, read: Tensor, memory: Memory) -> Memory:
        """The last `mem_len` states of memory and segment together."""
        states = torch.cat([memory.states, read], dim=2)
        n_dropped = max(0, states.shape[2] - self.settings.mem_len)
        return Memory(states[:, :, n_dropped:], max(0, memory.n_empty - n_dropped))


@torch.no_grad()
def read_text(
    model: TransformerXL,
    ids: Tensor,  # (B, T)
    segment_length: int,
    *,
    has_memory: bool = True,
    starts_full: bool = False,
) -> Iterator[Segment]:
    """One text, segment by segment, beginning with no memory of any other.

    has_memory: False forgets after each segment, to see what the memory gives.
    starts_full: the memory is there from the start and holds zeros, as in the published model.
    """
    nothing = model.no_memory(ids.shape[0], is_full=starts_full)
    memory = nothing
    for part in torch.split(ids, segment_length, dim=1):
        segment = model(part, memory)
        yield segment
        memory = segment.memory if has_memory else nothing


def earliest_reached(position: int, segment_length: int, settings: XLSettings) -> int:
    """The first token whose word can change what the model says at `position`, over all layers."""
    for _ in range(settings.n_layer):
        start = position // segment_length * segment_length
        n_memory = min(start, settings.mem_len)
        earliest = start - n_memory
        # A last segment that is shorter hides nothing more from its queries.
        if settings.same_length:
            earliest = max(earliest, position - settings.mem_len + 1)
        position = max(0, earliest)
    return position
