"""Seeded states for tests of views: `state_with(n_tokens=12, ...)`; nothing here needs a model."""

from __future__ import annotations

from dataclasses import replace
from itertools import cycle, islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.records import (
    STATISTICS,
    AttentionMap,
    Axis,
    Candidate,
    Document,
    HeadRef,
    HeadStatistics,
    Inspection,
    ModelInfo,
    Overview,
    Prediction,
    Presentation,
    SiteInfo,
    Span,
    Tokens,
)
from explorer.state.model import AppState

SENTENCE = "[CLS] the doctor told the [MASK] to take the medicine . [SEP]".split()  # noqa: SIM905
THUMBNAIL = 32  # the longest side of a small map in the overview


def labels_of(n_tokens: int) -> tuple[str, ...]:
    """`[CLS]`, words of one sentence over and over, `[SEP]`."""
    if n_tokens < 3:
        return tuple(SENTENCE[:n_tokens])
    return (SENTENCE[0], *islice(cycle(SENTENCE[1:-1]), n_tokens - 2), SENTENCE[-1])


def tokens_with(labels: tuple[str, ...]) -> Tokens:
    """One token a label; the text is the labels that are not special, joined by spaces."""
    spans: list[Span | None] = []
    end = 0
    is_special = tuple(label in ("[CLS]", "[SEP]") for label in labels)
    for label, special in zip(labels, is_special, strict=True):
        spans.append(None if special else Span(0, end, end + len(label)))
        end += 0 if special else len(label) + 1
    return Tokens(
        ids=tuple(range(100, 100 + len(labels))),
        labels=labels,
        spans=tuple(spans),
        is_special=is_special,
        words=tuple(None if special else i for i, special in enumerate(is_special)),
        masks=tuple(i for i, label in enumerate(labels) if label == "[MASK]"),
    )


def text_of(tokens: Tokens) -> str:
    pairs = zip(tokens.labels, tokens.spans, strict=True)
    return " ".join(label for label, span in pairs if span)


def axis_of(labels: tuple[str, ...], positions: tuple[tuple[int, ...], ...] | None = None) -> Axis:
    """One row a token, unless `positions` groups them into words."""
    return Axis(
        labels=labels,
        positions=positions or tuple((i,) for i in range(len(labels))),
        is_special=tuple(label in ("[CLS]", "[SEP]") for label in labels),
    )


def scores_of(head: HeadRef, n_queries: int, n_keys: int) -> NDArray[np.float32]:
    """Seeded by the head: some look at a neighbour, some at the separator, all are noisy."""
    layer, number = head.layer or 0, head.head or 0
    rng = np.random.default_rng((layer, number, n_queries, n_keys))
    scores = rng.normal(0, 1.2, (n_queries, n_keys))
    offset = number % 4 - 1
    rows = np.arange(n_queries)
    columns = np.clip(rows + offset, 0, n_keys - 1)
    scores[rows, columns] += 4.0 if number % 3 else 0.0
    scores[:, -1] += 3.0 * (layer % 2)
    return scores.astype(np.float32)


def softmax(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    shifted = np.exp(scores - scores.max(axis=1, keepdims=True))
    return (shifted / shifted.sum(axis=1, keepdims=True)).astype(np.float32)


def levels_of(
    weights: NDArray[np.float32], presentation: Presentation, low: float, high: float
) -> NDArray[np.uint8]:
    """As the core quantises: 0 below the threshold, else 1…255 from `low` to `high`."""
    if presentation.scale == "rank":
        shown = weights.ravel().argsort().argsort().reshape(weights.shape) / (weights.size - 1 or 1)
    elif presentation.scale == "log":
        shown = np.log(np.maximum(weights, low) / low) / (np.log(high / low) or 1)
    else:
        shown = (weights - low) / ((high - low) or 1)
    levels = 1 + np.round(254 * np.clip(shown, 0, 1))
    return np.where(weights < presentation.threshold, 0, levels).astype(np.uint8)


def map_with(
    weights: NDArray[np.float32],
    queries: Axis,
    keys: Axis,
    head: HeadRef | None = None,
    *,
    scores: NDArray[np.float32] | None = None,
    presentation: Presentation | None = None,
) -> AttentionMap:
    presentation = presentation or Presentation()
    low = 1e-4 if presentation.scale == "log" else 0.0
    high = float(weights.max())
    return AttentionMap(
        head=head or HeadRef(0, 0),
        queries=queries,
        keys=keys,
        weights=weights,
        scores=scores,
        levels=levels_of(weights, presentation, low, high),
        presentation=presentation,
        low=low,
        high=high,
    )


def seeded_map(head: HeadRef, axis: Axis, presentation: Presentation) -> AttentionMap:
    scores = scores_of(head, len(axis), len(axis))
    aggregate = head.layer is None or head.head is None
    return map_with(
        softmax(scores),
        axis,
        axis,
        head,
        scores=None if aggregate else scores,
        presentation=presentation,
    )


def overview_of(site: SiteInfo, n_tokens: int) -> Overview:
    side = min(n_tokens, THUMBNAIL)
    weights = np.stack(
        [
            np.stack([softmax(scores_of(HeadRef(i, j), side, side)) for j in range(site.n_heads)])
            for i in range(site.n_layers)
        ]
    )  # (L, H, r, c)

    def quantised(maps: NDArray[np.float32]) -> NDArray[np.uint8]:
        high = maps.max(axis=(-2, -1), keepdims=True)
        return (1 + np.round(254 * maps / high)).astype(np.uint8)

    levels = quantised(weights)
    return Overview(site.name, levels, quantised(weights.mean(axis=1)), n_exact=len(levels))


def statistics_of(site: SiteInfo) -> HeadStatistics:
    shape = site.n_layers, site.n_heads, len(STATISTICS)
    values = np.random.default_rng(site.n_heads).random(shape, dtype=np.float32)
    return HeadStatistics(site.name, values, n_exact=site.n_layers)


def predictions_of(tokens: Tokens) -> tuple[Prediction, ...]:
    words = ("patient", "man", "nurse", "boy", "woman", "child", "king", "driver", "others", "dog")
    chances = (0.41, 0.12, 0.05, 0.04, 0.03, 0.02, 0.015, 0.01, 0.008, 0.005)
    candidates = tuple(
        Candidate(id=i, label=word, text=word, probability=chance)
        for i, (word, chance) in enumerate(zip(words, chances, strict=True))
    )
    return tuple(Prediction(p, "mask", candidates) for p in tokens.masks)


def model_with(n_layers: int, n_heads: int) -> ModelInfo:
    return ModelInfo(
        name="tiny",
        source="builtin:tiny",
        revision="1",
        family="bert",
        objective="masked",
        sites=(SiteInfo("self", n_layers, n_heads),),
        device="cpu",
        dtype="float32",
        max_tokens=512,
        mask_token="[MASK]",
        n_parameters=1_000_000,
        method="captured",
    )


def inspection_of(state: AppState, tokens: Tokens) -> Inspection:
    """What the model thread would answer to `state.wanted`."""
    model = state.model
    assert model is not None
    site = model.site(state.head.site) or model.sites[0]
    axis = axis_of(tokens.labels)
    return Inspection(
        request=state.wanted,
        model=model,
        tokens=tokens,
        target=None,
        predictions=predictions_of(tokens),
        maps=tuple(seeded_map(head, axis, state.presentation) for head in state.wanted.heads),
        overview=overview_of(site, len(tokens)),
        statistics=statistics_of(site),
        forward_ms=14.0,
        trace_bytes=1_000_000,
    )


def state_with(
    n_tokens: int = 12,
    n_layers: int = 6,
    n_heads: int = 12,
    labels: tuple[str, ...] | None = None,
    head: HeadRef = HeadRef(0, 0),  # noqa: B008 (frozen)
    **changes: Any,
) -> AppState:
    """A state with a model and an inspection of it; `changes` are fields of `AppState`."""
    tokens = tokens_with(labels or labels_of(n_tokens))
    state = AppState(
        document=changes.pop("document", Document(text_of(tokens))),
        model=changes.pop("model", model_with(n_layers, n_heads)),
        head=head,
    )
    given = changes.pop("inspection", ...)
    state = replace(state, **changes)
    return replace(state, inspection=inspection_of(state, tokens) if given is ... else given)


def state_with_map(shown: AttentionMap, **changes: Any) -> AppState:
    """A state whose selected map is exactly this one."""
    n_tokens = max(p for held in shown.queries.positions + shown.keys.positions for p in held) + 1
    state = state_with(n_tokens, 2, 2, head=shown.head, presentation=shown.presentation, **changes)
    assert state.inspection is not None
    return replace(state, inspection=replace(state.inspection, maps=(shown,)))
