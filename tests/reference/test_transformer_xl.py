"""Transformer-XL: what the memory must give, and each part against an explicit computation."""

from __future__ import annotations

import dataclasses
import itertools
import math

import pytest
import torch

from explorer.reference.transformer_xl import (
    RelativeAttention,
    TransformerXL,
    XLSettings,
    distances,
    earliest_reached,
    hidden_pairs,
    read_text,
    relative_shift,
)

SETTINGS = XLSettings(
    vocab_size=40, cutoffs=(10, 25), d_model=16, d_embed=16, n_head=2, d_head=8, d_inner=24,
    div_val=2, n_layer=3, mem_len=100, clamp_len=-1, same_length=False,
)  # fmt: skip
IDS = torch.randint(0, 40, (2, 24), generator=torch.Generator().manual_seed(0))


def model_of(seed=0, **fields):
    """Weights large enough that attention is far from uniform."""
    torch.manual_seed(seed)
    model = TransformerXL(dataclasses.replace(SETTINGS, **fields)).eval()
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if "norm" not in name:
                parameter.normal_(0.0, 0.3)
    return model


def said(model, ids, length, **options):
    """(B, T, word) log-probabilities of a whole text read in segments."""
    segments = list(read_text(model, ids, length, **options))
    return torch.cat([segment.log_probabilities for segment in segments], dim=1)


def close(ours, expected, atol=1e-5):
    torch.testing.assert_close(ours, expected, atol=atol, rtol=0)


def test_a_one_layer_segment_with_memory_equals_the_longer_context_at_once():
    model = model_of(n_layer=1)
    first, second = read_text(model, IDS[:, :16], 8)
    (whole,) = read_text(model, IDS[:, :16], 16)
    close(second.log_probabilities, whole.log_probabilities[:, 8:])
    close(second.maps, whole.maps[..., 8:, :])
    close(first.maps, whole.maps[..., :8, :8])


def test_three_segments_with_full_memory_equal_one_pass():
    model = model_of()
    close(said(model, IDS, 8), said(model, IDS, 24))


def test_the_last_segment_may_be_shorter():
    model = model_of()
    close(said(model, IDS, 7), said(model, IDS, 24))


def test_a_memory_that_is_too_short_forgets():
    model = model_of(mem_len=4)
    assert not torch.allclose(said(model, IDS, 8)[:, 8:], said(model, IDS, 24)[:, 8:], atol=1e-3)


def test_without_memory_each_segment_is_a_text_of_its_own():
    model = model_of()
    close(said(model, IDS, 8, has_memory=False)[:, 8:16], said(model, IDS[:, 8:16], 8))


def test_state_carries_across_segments_and_is_cleared_on_a_new_text():
    model = model_of()
    before = said(model, IDS, 8)
    other = IDS.clone()
    other[:, :8] = (other[:, :8] + 1) % 40
    assert not torch.allclose(said(model, other, 8)[:, 8:], before[:, 8:], atol=1e-3)
    assert torch.equal(said(model, IDS, 8), before)


def test_the_memory_holds_what_each_layer_read_and_no_more_than_its_length():
    model = model_of(mem_len=10)
    lengths = [len(segment.memory) for segment in read_text(model, IDS, 8)]
    assert lengths == [8, 10, 10]
    *_, last = read_text(model, IDS, 8)
    embedded = model.transformer.word_emb(IDS)
    close(last.memory.states[0], embedded[:, -10:])
    assert not last.memory.states.requires_grad


def test_an_empty_memory_of_zeros_is_attended_to_until_it_is_filled():
    model = model_of(mem_len=12)
    segments = list(read_text(model, IDS, 8, starts_full=True))
    assert [segment.read.n_empty for segment in segments] == [12, 4, 0]
    assert (segments[0].maps[..., :12].sum(-1) > 0).all()
    assert not segments[0].read.states.any()
    close(segments[0].maps.sum(-1), torch.ones(3, 2, 2, 8))


def test_the_relative_shift_puts_each_distance_at_its_key():
    n_tokens, n_keys = 4, 10
    table = torch.arange(n_keys - 1, -1, -1.0).expand(2, 3, n_tokens, n_keys)
    shifted = relative_shift(table)
    for row, key in itertools.product(range(n_tokens), range(n_keys)):
        distance = (n_keys - n_tokens + row) - key
        if distance >= 0:
            assert (shifted[..., row, key] == distance).all()


def test_scores_equal_the_explicit_sum_of_their_four_terms():
    settings = SETTINGS
    attention = model_of().transformer.layers[0].dec_attn
    assert isinstance(attention, RelativeAttention)
    torch.manual_seed(1)
    segment, memory = torch.randn(1, 4, 16), torch.randn(1, 6, 16)
    table = distances(10, 16, clamp=-1)
    hidden = hidden_pairs(4, 6, mem_len=100, same_length=False, device=None)
    _, weights = attention(segment, memory, table, hidden)
    parts = attention.terms(segment, memory, table)[:, 0]
    query_net, key_net, _ = attention.qkv_net.weight.chunk(3)
    both = torch.cat([memory, segment], dim=1)[0]
    for head in range(2):
        own = slice(8 * head, 8 * head + 8)
        u, v = attention.r_w_bias[head], attention.r_r_bias[head]
        for i in range(4):
            scores = []
            for j in range(6 + i + 1):
                query = query_net[own] @ both[6 + i]
                key = key_net[own] @ both[j]
                relative = attention.r_net.weight[own] @ table[9 - (6 + i - j)]
                terms = (query @ key, query @ relative, u @ key, v @ relative)
                scores.append(sum(terms) / math.sqrt(settings.d_head))
                close(parts[:, head, i, j], torch.stack(terms) / math.sqrt(settings.d_head))
            close(weights[0, head, i, : 7 + i], torch.stack(scores).softmax(0))
            assert not weights[0, head, i, 7 + i :].any()


def test_positions_are_sines_then_cosines_of_the_distance():
    table = distances(5, 6, clamp=3)
    for row, distance in enumerate((3, 3, 2, 1, 0)):
        angles = [distance / 10_000 ** (i / 6) for i in (0, 2, 4)]
        expected = [math.sin(a) for a in angles] + [math.cos(a) for a in angles]
        assert table[row].tolist() == pytest.approx(expected, abs=1e-6)


def test_beyond_the_clamp_all_are_equally_far():
    near, far = model_of(clamp_len=5), model_of(clamp_len=-1)
    assert torch.equal(said(near, IDS[:, :6], 6), said(far, IDS[:, :6], 6))
    assert not torch.allclose(said(near, IDS, 24), said(far, IDS, 24), atol=1e-4)


@pytest.mark.parametrize("starts_full", [True, False])
def test_with_same_length_no_query_sees_more_keys_than_the_memory_is_long(starts_full):
    model = model_of(mem_len=6, same_length=True)
    for segment in read_text(model, IDS, 4, starts_full=starts_full):
        n_seen = (segment.maps > 0).sum(-1)
        assert (n_seen <= 6).all()
        if starts_full or len(segment.read) == 6:
            assert (n_seen == 6).all()


@pytest.mark.parametrize(("n_layers", "expected"), [(1, 7), (2, 11), (3, 15)])
def test_reach_grows_by_the_memory_with_each_layer(n_layers, expected):
    settings = dataclasses.replace(SETTINGS, n_layer=n_layers, mem_len=4)
    assert 23 - earliest_reached(23, 4, settings) == expected


@pytest.mark.parametrize("n_layers", [1, 2, 3])
@pytest.mark.parametrize("same_length", [False, True])
@pytest.mark.parametrize(("length", "mem_len"), [(4, 4), (5, 3), (3, 5)])
def test_reach_is_where_a_change_still_shows(n_layers, same_length, length, mem_len):
    model = model_of(n_layer=n_layers, mem_len=mem_len, same_length=same_length)
    ids, position = IDS[:1], 22
    before = said(model, ids, length)[:, position]
    changes = []
    for place in range(position + 1):
        other = ids.clone()
        other[:, place] = (other[:, place] + 7) % 40
        change = (said(model, other, length)[:, position] - before).abs().max()
        changes.append(float(change) > 1e-5)  # products of other shapes round otherwise
    assert changes.index(True) == earliest_reached(position, length, model.settings)


def test_a_later_token_changes_no_earlier_prediction():
    model = model_of(mem_len=6)
    before = said(model, IDS, 5)
    other = IDS.clone()
    other[:, 13] = (other[:, 13] + 1) % 40
    close(said(model, other, 5)[:, :13], before[:, :13])
