"""How the built-in XLNet is scored: what its questions hide, and the figures of the card."""

from __future__ import annotations

import math

import pytest
import torch
from transformers import XLNetConfig, XLNetLMHeadModel

from tests.recipes.recipes import importable


@pytest.fixture(scope="module")
def evaluate():
    with importable("xlnet-small") as module:
        yield module("evaluate")


@pytest.fixture(scope="module")
def model():
    torch.manual_seed(0)
    config = XLNetConfig(vocab_size=40, d_model=32, n_layer=2, n_head=4, d_inner=48)
    return XLNetLMHeadModel(config).eval()


def test_the_token_asked_for_tells_nothing_of_itself(evaluate, model):
    ids = torch.arange(10, 20)
    question = evaluate.hiding(ids, 3)
    other = evaluate.hiding(torch.where(torch.arange(10) == 3, 33, ids), 3)
    before, after = (evaluate.predicted(model, one) for one in (question, other))
    assert before.shape == (1, 40)
    torch.testing.assert_close(before, after, rtol=0, atol=0)


def test_an_order_asks_for_every_token_but_the_first_and_the_two_special_ones(evaluate):
    (question,) = evaluate.order_questions([torch.arange(10, 30)])
    n_seen = (question.perm_mask == 0).sum(1)
    assert sorted(n_seen.tolist()) == list(range(20))
    expected = [at for at in range(18) if n_seen[at] > 0]
    assert question.positions.tolist() == expected


def test_the_score_counts_ranks_and_the_mean_surprise(evaluate):
    questions = [evaluate.hiding(torch.tensor([1, 2, 3]), at) for at in (0, 2)]
    shares = torch.tensor(
        [[0.1, 0.2, 0.3, 0.25, 0.05, 0.04, 0.06]]
    ).log()  # token 3 second, 1 fourth
    found = evaluate.score(questions, lambda _: shares)
    loss = -(math.log(0.2) + math.log(0.25)) / 2
    assert found == {"tokens": 2, "loss": round(loss, 3), "top1": 0.0, "top5": 1.0}


def test_only_words_of_one_token_are_asked_for(evaluate):
    class Tokenizer:
        def convert_ids_to_tokens(self, ids):
            return [
                ["▁un", "happy", "▁man", ",", "▁7", "▁sits", ".", "<sep>", "<cls>"][i] for i in ids
            ]

    assert evaluate.whole_words(torch.arange(9), Tokenizer()) == [2, 5]
