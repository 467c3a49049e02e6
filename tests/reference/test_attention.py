"""Attention written out against torch's own."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from explorer.reference.attention import (
    MultiHeadAttention,
    causal_mask,
    padding_mask,
    self_attention,
)


def vectors(*shape, seed=0):
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed))


@pytest.mark.parametrize("mask", [None, causal_mask(5), torch.tensor([[1, 1, 1, 0, 0]]).bool()])
@pytest.mark.parametrize("kind", [bool, int])
def test_it_equals_torchs_scaled_dot_product_attention(mask, kind):
    query, key, value = (vectors(2, 3, 5, 8, seed=seed) for seed in range(3))
    own = nn.functional.scaled_dot_product_attention(query, key, value, attn_mask=mask)
    given = None if mask is None else mask.to(torch.int if kind is int else torch.bool)
    output, weights = self_attention(query, key, value, given)
    torch.testing.assert_close(output, own, atol=1e-6, rtol=0)
    torch.testing.assert_close(weights.sum(-1), torch.ones(2, 3, 5))


def test_a_query_that_may_look_nowhere_gets_zeros():
    mask = torch.tensor([[True, False], [False, False]])
    output, weights = self_attention(vectors(2, 4), vectors(2, 4, seed=1), vectors(2, 3), mask)
    assert weights.tolist() == [[1.0, 0.0], [0.0, 0.0]]
    assert output[1].tolist() == [0.0, 0.0, 0.0]


def test_a_masked_score_stays_finite_in_half_precision():
    query, key, value = (vectors(4, 8, seed=seed).half() for seed in range(3))
    output, _ = self_attention(query, key, value, causal_mask(4))
    assert output.isfinite().all()


def test_dropout_acts_on_the_weights():
    query, key, value = (vectors(4, 8, seed=seed) for seed in range(3))
    output, weights = self_attention(query, key, value, dropout=lambda weights: weights * 0)
    assert not weights.any()
    assert not output.any()


def torchs_twin(attention):
    """torch's multi-head attention with the same weights."""
    parts = (attention.query, attention.key, attention.value)
    own = nn.MultiheadAttention(attention.output.in_features, attention.n_heads, batch_first=True)
    own.load_state_dict({
        "in_proj_weight": torch.cat([part.weight for part in parts]),
        "in_proj_bias": torch.cat([part.bias for part in parts]),
        "out_proj.weight": attention.output.weight,
        "out_proj.bias": attention.output.bias,
    })  # fmt: skip
    return own.eval()


def test_several_heads_equal_torchs_multi_head_attention():
    torch.manual_seed(0)
    attention = MultiHeadAttention(16, 4).eval()
    asking, looked_at = vectors(2, 3, 16), vectors(2, 5, 16, seed=1)
    ids = torch.tensor([[5, 6, 7, 8, 9], [5, 6, 7, 0, 0]])
    output, weights = attention(asking, looked_at, padding_mask(ids, padding=0))
    expected, expected_weights = torchs_twin(attention)(
        asking, looked_at, looked_at, key_padding_mask=ids == 0, average_attn_weights=False
    )
    torch.testing.assert_close(output, expected, atol=1e-6, rtol=0)
    torch.testing.assert_close(weights, expected_weights, atol=1e-6, rtol=0)


def test_a_width_that_the_heads_cannot_share_is_refused():
    with pytest.raises(ValueError, match="10 dimensions"):
        MultiHeadAttention(10, 4)
