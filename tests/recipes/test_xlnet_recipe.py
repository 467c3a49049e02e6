"""The recipe of the built-in XLNet from its prepared text to a folder that the explorer opens."""

from __future__ import annotations

import itertools
import json
import random
from argparse import Namespace

import torch

from explorer import cli
from tests.recipes.recipes import importable

SENTENCES = [
    f"The {who} {does} a {what}."
    for who, does, what in itertools.product(
        ("man", "dog", "child", "woman"), ("sees", "wants", "finds"), ("ball", "house", "stone")
    )
]


def test_a_small_run_is_trained_goes_on_is_exported_and_opens(tmp_path, monkeypatch, capsys):
    with importable("xlnet-small") as module:
        recipe, evaluate = module("recipe"), module("evaluate")
        network = module("network")
    monkeypatch.setattr(network, "N_WORDS", 70)
    monkeypatch.setattr(network, "WIDTH", 32)
    monkeypatch.setattr(recipe, "BATCH_TOKENS", 128)
    ticks = itertools.count()
    monkeypatch.setattr(recipe.time, "process_time", lambda: float(next(ticks)))
    work, out = tmp_path / "work", tmp_path / "out"
    tokenizer = network.learn_vocabulary(SENTENCES)
    monkeypatch.setattr(network, "N_WORDS", len(tokenizer))
    tokenizer.save_pretrained(work / "tokenizer")
    rows = recipe.joined(SENTENCES * 4, tokenizer, random.Random(0))
    torch.save(rows, work / "train_ids.pt")
    torch.save(network.count(rows), work / "counted.pt")

    recipe.train(Namespace(work=work, out=out, minutes=3))
    n_first = torch.load(work / "checkpoint.pt", weights_only=True)["step"]
    recipe.train(Namespace(work=work, out=out, minutes=6))
    assert torch.load(work / "checkpoint.pt", weights_only=True)["step"] > n_first > 50
    losses = [
        float(line.split("loss ")[1].split()[0]) for line in capsys.readouterr().out.splitlines()
    ]
    assert losses[-1] < losses[0]

    model, read = evaluate.load(out)
    assert model.lm_loss.weight is model.transformer.word_embedding.weight
    assert len(read) == model.config.vocab_size
    asked = ["predict", "The dog sees a <mask>.", "--model", str(out), "--json"]
    assert cli.main(asked) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["tokens"][-2:] == ["<sep>", "<cls>"]
    (prediction,) = answer["predictions"]
    assert answer["tokens"][prediction["position"]] == "<mask>"


def test_joined_texts_keep_every_token_and_end_in_the_special_ones():
    with importable("xlnet-small") as module:
        recipe, network = module("recipe"), module("network")
    tokenizer = network.learn_vocabulary(SENTENCES)
    rows = recipe.joined(SENTENCES, tokenizer, random.Random(0))
    ending = [tokenizer.sep_token_id, tokenizer.cls_token_id]
    assert all(row[-2:] == ending for row in rows)
    assert max(map(len, rows)) <= network.MAX_TOKENS
    assert 1 < len(rows) < len(SENTENCES)
    inner = [token for row in rows for token in row[:-2]]
    assert inner == [
        token
        for ids in tokenizer(SENTENCES, add_special_tokens=False)["input_ids"]
        for token in ids
    ]
