"""Tokens and attention made up in memory, for tests of what is drawn and written."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from explorer.core.presentation import present
from explorer.records import AttentionMap, HeadRef, Presentation, Span, Tokens

SENTENCE = ("[CLS]", "the", "doctor", "un", "##told", "[MASK]", ".", "[SEP]")


def tokens(labels: tuple[str, ...] = SENTENCE, *, segment: int = 0) -> Tokens:
    """`[CLS]` and `[SEP]` are special; `##` continues a word; ids are positions."""
    special = tuple(label in ("[CLS]", "[SEP]") for label in labels)
    words: list[int | None] = []
    n_words = 0
    for label, is_special in zip(labels, special, strict=True):
        n_words += not is_special and not label.startswith("##")
        words.append(None if is_special else n_words - 1)
    return Tokens(
        ids=tuple(range(len(labels))),
        labels=labels,
        spans=tuple(None if s else Span(segment, i, i + 1) for i, s in enumerate(special)),
        is_special=special,
        words=tuple(words),
    )


def attention(
    *shape: int, seed: int = 0, causal: bool = False
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Weights and scores, (…, query, key), of random queries and keys."""
    scores = np.random.default_rng(seed).normal(scale=2, size=shape)
    if causal:
        scores = np.where(np.tri(*shape[-2:], dtype=bool), scores, -np.inf)
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights /= weights.sum(axis=-1, keepdims=True)
    return weights.astype(np.float32), scores.astype(np.float32)


def shown_map(
    labels: tuple[str, ...] = SENTENCE,
    *,
    presentation: Presentation = Presentation(),  # noqa: B008  frozen
    head: HeadRef = HeadRef(3, 5),  # noqa: B008  frozen
    seed: int = 0,
    causal: bool = False,
) -> AttentionMap:
    side = tokens(labels)
    weights, scores = attention(len(labels), len(labels), seed=seed, causal=causal)
    return present(weights, side, side, head, presentation, scores=scores)
