"""Long maps and their parts, from weights that a test holds whole."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.records import (
    DENSE_TOKENS,
    TILE,
    Detail,
    DetailRequest,
    HeadRef,
    LongMap,
    Prediction,
    Presentation,
    Tile,
    TileKey,
)
from explorer.state.model import AppState
from tests.views.states import (
    axis_of,
    labels_of,
    predictions_of,
    state_with,
    tokens_with,
)

Weights = NDArray[np.float32]


def pooled(weights: Weights, side: int) -> tuple[Weights, Weights]:
    """The largest and the mean of each square; at the far ends of what is left."""
    starts = [np.arange(0, n, side) for n in weights.shape]
    largest = np.maximum.reduceat(np.maximum.reduceat(weights, starts[0]), starts[1], axis=1)
    summed = np.add.reduceat(np.add.reduceat(weights, starts[0]), starts[1], axis=1)
    counts = [np.diff(np.append(s, n)) for s, n in zip(starts, weights.shape, strict=True)]
    mean = summed / (counts[0][:, None] * counts[1][None, :])
    return largest.astype(np.float32), mean.astype(np.float32)


def levels_by(steps: Weights, weights: Weights) -> NDArray[np.uint8]:
    levels = 1 + np.searchsorted(steps, weights, side="right")
    return np.where(weights > 0, levels, 0).astype(np.uint8)


def long_map(
    weights: Weights,
    head: HeadRef = HeadRef(0, 0),  # noqa: B008 (frozen)
    presentation: Presentation | None = None,
    *,
    is_exact: bool = True,
) -> LongMap:
    """weights: (query, key), more than DENSE_TOKENS of one of them; one row a token."""
    n_queries, n_keys = weights.shape
    pool = 1
    while max(weights.shape) > DENSE_TOKENS * pool:
        pool *= 2
    largest, mean = pooled(weights, pool)
    high = float(weights.max())
    steps = np.linspace(0, high, 255, dtype=np.float32)[1:]
    counts, edges = np.histogram(weights[:64], bins=80, range=(0, high))
    return LongMap(
        head=head,
        queries=axis_of(labels_of(n_queries)),
        keys=axis_of(labels_of(n_keys)),
        presentation=presentation or Presentation(),
        pool=pool,
        largest=largest,
        mean=mean,
        levels=levels_by(steps, largest),
        steps=steps,
        counts=counts * n_queries // 64,
        edges=edges.astype(np.float32),
        low=0.0,
        high=high,
        n_exact=len(largest) if is_exact else 0,
    )


def tile_of(weights: Weights, key: TileKey, steps: Weights) -> Tile:
    side = TILE << key.zoom
    part = weights[key.row * side :, key.column * side :][:side, :side]
    if key.zoom == 0:
        return Tile(key, part, None, np.log(np.maximum(part, 1e-30)), levels_by(steps, part))
    largest, mean = pooled(part, 1 << key.zoom)
    return Tile(key, largest, mean, None, levels_by(steps, largest))


def banded(n_tokens: int, seed: int = 0) -> Weights:
    """Each row looks at itself, at a neighbour and at one far token; rows sum to 1."""
    rng = np.random.default_rng(seed)
    weights = rng.random((n_tokens, n_tokens), dtype=np.float32) ** 8
    weights /= weights.sum(axis=1, keepdims=True) * 4
    rows = np.arange(n_tokens)
    weights[rows, rows] += 0.35
    weights[rows, np.maximum(rows - 1, 0)] += 0.25
    weights[rows, rng.integers(0, n_tokens, n_tokens)] += 0.15
    return weights


def long_state(weights: Weights, **changes: Any) -> AppState:
    """A state that shows this map, read in full, with nothing looked at closely yet."""
    tokens = tokens_with(labels_of(len(weights)))
    state = state_with(8, 2, 2)
    document = replace(state.document, text=" ".join(tokens.labels[1:-1]))
    inspection = state.inspection
    assert inspection is not None
    state = replace(state, document=document, **changes)
    shown = replace(
        inspection,
        request=state.wanted,
        model=state.model,
        tokens=tokens,
        predictions=predictions_of(tokens)[:1],
        maps=(),
        long_maps=(long_map(weights, state.head, state.presentation),),
    )
    return replace(state, inspection=shown)


def answer(state: AppState, request: DetailRequest, weights: Weights) -> Detail:
    """What the model thread would answer, all at once."""
    assert state.inspection is not None
    steps = state.inspection.long_maps[0].steps
    return Detail(
        request,
        tiles=tuple(tile_of(weights, key, steps) for key in request.tiles),
        rows={row: weights[row] for row in request.rows},
        predictions=tuple(Prediction(position, "next", ()) for position in request.positions),
    )
