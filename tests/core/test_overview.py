"""Small maps of every head, from all weights of a layer at a time."""

from __future__ import annotations

import numpy as np
import pytest

from explorer.core.overview import overview
from explorer.core.presentation import present
from explorer.records import SCALES, HeadRef, Presentation
from tests.core.maps import attention, tokens

HEAD = HeadRef(0, 0)


def slowly_pooled(weights: np.ndarray, cell: int) -> np.ndarray:
    n_rows, n_columns = (min(n, cell) for n in weights.shape)
    row_edges = [i * weights.shape[0] // n_rows for i in range(n_rows + 1)]
    column_edges = [i * weights.shape[1] // n_columns for i in range(n_columns + 1)]
    return np.array(
        [
            [
                weights[
                    row_edges[i] : row_edges[i + 1], column_edges[j] : column_edges[j + 1]
                ].max()
                for j in range(n_columns)
            ]
            for i in range(n_rows)
        ]
    )


@pytest.mark.parametrize("n_tokens", [5, 8, 21])
@pytest.mark.parametrize("is_hiding", [False, True])
def test_small_maps_equal_a_plain_loop(n_tokens: int, is_hiding: bool) -> None:
    layers = [attention(3, n_tokens, n_tokens, seed=seed)[0] for seed in (1, 2)]
    keep = np.ones(n_tokens, dtype=bool)
    if is_hiding:
        keep[[0, 2, -1]] = False
    summed = np.flatnonzero(keep) if is_hiding else None
    shown = overview(layers, scale="linear", cell=8, keep=keep, summed=summed)
    assert shown.levels.shape[:2] == (2, 3)
    for layer, weights in enumerate(layers):
        parts = weights[:, keep][:, :, keep]
        parts = parts / parts.sum(axis=-1, keepdims=True)
        for head, part in enumerate([*parts, parts.mean(axis=0)]):
            pooled = slowly_pooled(part, 8)
            expected = 1 + np.rint(pooled / pooled.max() * 254)
            is_mean = head == 3
            found = shown.mean_levels[layer] if is_mean else shown.levels[layer, head]
            np.testing.assert_allclose(found, expected, atol=1)  # at most a rounding apart


@pytest.mark.parametrize("scale", SCALES)
def test_each_small_map_has_the_levels_of_the_whole_one(scale: str) -> None:
    weights, _ = attention(2, 8, 8)
    shown = overview([weights], scale=scale)
    for head in range(2):
        whole = present(weights[head], tokens(), tokens(), HEAD, Presentation(scale))
        np.testing.assert_allclose(
            shown.levels[0, head].astype(int), whole.levels.astype(int), atol=1
        )


def test_the_spike_of_a_single_pair_survives_pooling() -> None:
    weights = np.full((1, 300, 300), 1e-3, dtype=np.float32)
    weights[0, 123, 217] = 1
    assert (overview([weights], scale="linear").levels == 255).sum() == 1


def test_cross_attention_leaves_out_the_special_keys_only() -> None:
    weights, _ = attention(2, 3, 8)
    keep_keys = ~np.array(tokens().is_special)
    shown = overview([weights], scale="linear", site="cross", keep_keys=keep_keys)
    assert shown.levels.shape == (1, 2, 3, 6)
    assert shown.site == "cross"


def test_layers_with_fewer_heads_leave_bare_places() -> None:
    layers = [attention(3, 4, 4)[0], attention(1, 4, 4)[0]]
    shown = overview(layers, scale="linear")
    assert shown.levels.shape == (2, 3, 4, 4)
    assert not shown.levels[1, 1:].any()
    assert shown.levels[1, 0].any()


def test_an_overview_reads_one_layer_at_a_time_and_writes_into_none() -> None:
    weights, _ = attention(2, 100, 100)
    weights.flags.writeable = False
    overview((weights for _ in range(2)), scale="log", keep=np.arange(100) > 0)


def test_an_overview_of_special_tokens_only_is_empty() -> None:
    shown = overview([attention(2, 4, 4)[0]], scale="rank", keep=np.zeros(4, dtype=bool))
    assert shown.levels.shape == (1, 2, 0, 0)
