"""Adaptive embedding and softmax against explicit tables and torch's own."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from explorer.reference.adaptive import AdaptiveEmbedding, AdaptiveLogSoftmax

N_WORDS, WIDTH = 30, 16


def parts(div_val=2, d_embed=16, cutoffs=(10, 20), ties=()):
    torch.manual_seed(0)
    embedding = AdaptiveEmbedding(N_WORDS, d_embed, WIDTH, cutoffs, div_val)
    softmax = AdaptiveLogSoftmax(embedding, ties)
    with torch.no_grad():
        for parameter in (*embedding.parameters(), *softmax.parameters()):
            parameter.normal_()
    return embedding, softmax


def test_a_word_is_its_clusters_vector_made_wide():
    embedding, _ = parts()
    for word, cluster, place in ((0, 0, 0), (9, 0, 9), (10, 1, 0), (25, 2, 5)):
        narrow = embedding.emb_layers[cluster].weight[place]
        assert len(narrow) == 16 // 2**cluster
        expected = embedding.emb_projs[cluster] @ narrow * 4
        torch.testing.assert_close(embedding(torch.tensor([[word]]))[0, 0], expected)


@pytest.mark.parametrize(("d_embed", "n_projections"), [(16, 0), (8, 1)])
def test_with_div_val_1_there_is_one_table(d_embed, n_projections):
    embedding, softmax = parts(div_val=1, d_embed=d_embed)
    assert len(embedding.emb_projs) == n_projections
    word = embedding.emb_layers[0].weight[25]
    expected = (embedding.emb_projs[0] @ word if n_projections else word) * 4
    torch.testing.assert_close(embedding(torch.tensor([[25]]))[0, 0], expected)
    total = softmax(torch.randn(2, 3, WIDTH)).exp().sum(-1)
    torch.testing.assert_close(total, torch.ones(2, 3))


def test_the_softmax_equals_torchs_adaptive_one():
    _, softmax = parts()
    own = nn.AdaptiveLogSoftmaxWithLoss(WIDTH, N_WORDS, [10, 20], div_value=2, head_bias=True)
    with torch.no_grad():
        for layer in softmax.out_layers[1:]:
            layer.bias.zero_()  # torch's tails have none
        first, projection = softmax.out_layers[0], softmax.out_projs[0]
        own.head.weight.copy_(torch.cat([first.weight, softmax.cluster_weight]) @ projection.T)
        own.head.bias.copy_(torch.cat([first.bias, softmax.cluster_bias]))
        for number, tail in enumerate(own.tail, start=1):
            tail[0].weight.copy_(softmax.out_projs[number].T)
            tail[1].weight.copy_(softmax.out_layers[number].weight)
        vectors = torch.randn(7, WIDTH)
        torch.testing.assert_close(softmax(vectors), own.log_prob(vectors), atol=1e-4, rtol=1e-5)


def test_without_clusters_it_is_a_plain_softmax():
    _, softmax = parts(div_val=1, cutoffs=())
    vectors = torch.randn(4, WIDTH)
    torch.testing.assert_close(softmax(vectors), softmax.out_layers[0](vectors).log_softmax(-1))


def test_tables_are_shared_and_projections_where_they_are_tied():
    embedding, softmax = parts(ties=(False, True, True))
    for table, layer in zip(embedding.emb_layers, softmax.out_layers, strict=True):
        assert table.weight is layer.weight
    pairs = zip(embedding.emb_projs, softmax.out_projs, strict=True)
    assert [own is other for own, other in pairs] == [False, True, True]
