"""The built-in XLNet's vocabulary, its start from counts, and what counting alone can guess."""

from __future__ import annotations

import pytest
import torch

from tests.recipes.recipes import importable


@pytest.fixture(scope="module")
def modules():
    with importable("xlnet-small") as module:
        yield module


def test_a_vocabulary_keeps_frequent_words_whole_and_apart_from_punctuation(modules, monkeypatch):
    network = modules("network")
    monkeypatch.setattr(network, "N_WORDS", 60)
    tokenizer = network.learn_vocabulary(["They run from here.", "They sit.", "Here they run."] * 9)
    ids = tokenizer("THEY run.")["input_ids"]
    pieces = tokenizer.convert_ids_to_tokens(ids)
    assert pieces == ["▁they", "▁run", ".", "<sep>", "<cls>"]
    assert tokenizer.convert_ids_to_tokens(range(9)) == network.SPECIAL
    assert tokenizer.padding_side == "left"
    assert tokenizer.unk_token_id in tokenizer("they 走")["input_ids"]


def test_word_vectors_tell_tokens_that_stand_together_from_those_that_never_do(modules):
    chooser = torch.Generator().manual_seed(0)
    rows = []
    for _ in range(400):
        group = int(torch.randint(2, (1,), generator=chooser)) * 5
        rows.append((group + torch.randint(5, (12,), generator=chooser)).tolist())
    words = modules("embeddings").from_counts(rows, n_words=10, width=4)
    near = torch.nn.functional.cosine_similarity(words[:, None], words[None], dim=2)
    assert near[:5, :5].min() > near[:5, 5:].max()
    torch.testing.assert_close(words.mean(0), torch.zeros(4), rtol=0, atol=1e-6)


def test_neighbours_guess_what_stood_between_them(modules):
    tokens = torch.tensor([1, 2, 3] * 50 + [4, 5, 6] * 50)
    counted = modules("baseline").Counts.of(tokens, n_words=8)
    ids, positions = torch.tensor([1, 0, 3, 4, 0, 6]), torch.tensor([1, 4])
    guesses = counted.neighbours(ids, positions, torch.zeros(6, 6))
    assert guesses.argmax(1).tolist() == [2, 5]
    frequency = counted.frequency(positions)
    torch.testing.assert_close(counted.neighbours(ids, positions, torch.ones(6, 6)), frequency)
    torch.testing.assert_close(frequency.exp().sum(1), torch.ones(2))
    assert frequency[0, 1] > frequency[0, 7]
