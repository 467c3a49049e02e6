"""Transformer-XL as the lessons read it: ours with random weights, or a published one."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from weakref import WeakValueDictionary

import torch

from explorer.core.lessons.segments import Array, ReadSegment
from explorer.core.text.plain_words import plain_words, word_tokens
from explorer.errors import CheckpointDamaged
from explorer.records import Tokens
from explorer.reference.transformer_xl import (
    Memory,
    RelativeAttention,
    Segment,
    TransformerXL,
    XLSettings,
    distances,
)
from explorer.reference.transformer_xl_checkpoint import read_transformer_xl, read_words

OWN = XLSettings(
    vocab_size=4096, d_model=64, d_embed=64, n_head=4, d_head=16, d_inner=128, div_val=1,
    n_layer=4, clamp_len=-1,
)  # fmt: skip
# So that scores vary by about 1 and each of their four terms counts.
_SEED, _DEVIATION, _BIAS_DEVIATION = 1, 0.13, 0.6
_UNKNOWN = ("<unk>", "<UNK>")


class XLSegments:
    """A SegmentModel. `same_length` of its settings is off: the lengths that are asked for count.

    id_of: the number of a word; several words may share one. words: by their numbers, where
        each has its own.
    """

    has_future = False

    def __init__(
        self,
        name: str,
        model: TransformerXL,
        id_of: Callable[[str], int],
        *,
        is_trained: bool,
        words: tuple[str, ...] = (),
    ) -> None:
        self.name, self.is_trained, self.words, self._id_of = name, is_trained, words, id_of
        settings = replace(model.settings, mem_len=0, same_length=False)
        model.settings = settings
        self.model = model.requires_grad_(False)
        self.n_layers, self.n_heads, self.width = (
            settings.n_layer, settings.n_head, settings.d_model,
        )  # fmt: skip

    @property
    def n_parameters(self) -> int:
        return sum(parameter.numel() for parameter in self.model.parameters())

    def tokens(self, text: str) -> Tokens:
        words = plain_words(text)
        return word_tokens(words, tuple(self._id_of(word) for word, _ in words))

    def read(self, ids: Sequence[int], memory: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        _, states, maps = self.model.through_layers(_batch(ids), Memory(memory[:, None]))
        return states[:, 0], maps[:, 0]

    def log_probabilities(self, ids: Sequence[int], memory: torch.Tensor) -> torch.Tensor:
        """(word,) of what follows the last of these ids, in nats."""
        segment: Segment = self.model(_batch(ids), Memory(memory[:, None]))
        return segment.log_probabilities[0, -1]

    def terms(self, segment: ReadSegment, layer: int, head: int) -> Array:
        attention = self.model.transformer.layers[layer].dec_attn
        assert isinstance(attention, RelativeAttention)
        n_keys, settings = segment.n_remembered + segment.n_tokens, self.model.settings
        positions = distances(n_keys, settings.d_model, settings.clamp_len)
        parts = attention.terms(segment.states[layer][None], segment.memory[layer][None], positions)
        terms: Array = parts[:, 0, head].numpy()
        return terms


class TransformerXLs:
    """Opens each once, however many lessons read with it.

    A published one is kept as long as some lesson has it. Not safe to share between threads: it
    belongs to the model thread.
    """

    def __init__(self) -> None:
        self._published: WeakValueDictionary[Path, XLSegments] = WeakValueDictionary()

    @cached_property
    def own(self) -> XLSegments:
        return own_transformer_xl()

    def published(self, folder: Path) -> XLSegments:
        """Raises CheckpointError."""
        model = self._published.get(folder)
        if model is None:
            model = self._published[folder] = published_transformer_xl(folder)
        return model


def own_transformer_xl() -> XLSegments:
    """Nothing has taught it anything: it shows what can be seen, not what is worth seeing."""
    model = TransformerXL(OWN).eval()
    generator = torch.Generator().manual_seed(_SEED)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if "norm" not in name:
                is_bias = name.endswith(("r_w_bias", "r_r_bias"))
                deviation = _BIAS_DEVIATION if is_bias else _DEVIATION
                parameter.normal_(0.0, deviation, generator=generator)
    return XLSegments("Transformer-XL", model, _hashed, is_trained=False)


def published_transformer_xl(folder: Path) -> XLSegments:
    """Raises CheckpointError."""
    model = read_transformer_xl(folder)
    words = read_words(folder / "vocab.txt")
    ids = {word: number for number, word in enumerate(words)}
    if len(words) > model.settings.vocab_size:
        raise CheckpointDamaged(
            f"{folder / 'vocab.txt'} has {len(words):,} words, and the model has vectors for "
            f"{model.settings.vocab_size:,}. Take the words of the same checkpoint."
        )
    unknown = next((ids[word] for word in _UNKNOWN if word in ids), 0)
    return XLSegments(
        folder.name, model, lambda word: ids.get(word, unknown), is_trained=True, words=words
    )


def _batch(ids: Sequence[int]) -> torch.Tensor:
    return torch.tensor([list(ids)])


def _hashed(word: str) -> int:
    """Always the same number for the same word; Python's own hash changes with every start."""
    return zlib.crc32(word.encode()) % OWN.vocab_size
