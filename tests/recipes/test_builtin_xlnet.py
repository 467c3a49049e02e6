"""The built-in XLNet itself: its orders hold, it opens, and its files are what its card says."""

from __future__ import annotations

import json
import random

import pytest
import torch
from safetensors import safe_open

from explorer import cli
from explorer.resources import asset
from tests.recipes.recipes import importable

FOLDER = asset("models", "xlnet-small")
HELD_OUT = asset("models", "minilm-mlm", "held_out.txt")


@pytest.fixture(scope="module")
def evaluate():
    with importable("xlnet-small") as module:
        yield module("evaluate")


@pytest.fixture(scope="module")
def loaded(evaluate):
    return evaluate.load(FOLDER)


@pytest.fixture(scope="module")
def question(evaluate, loaded):
    """A strict order of a short sentence."""
    ids = torch.tensor(loaded[1]("They walked along the river until it was dark.")["input_ids"])
    return next(evaluate.order_questions([ids]))


def test_no_weight_falls_on_a_token_that_comes_later_in_the_order(loaded, question):
    mapping = torch.nn.functional.one_hot(question.positions, len(question.ids)).float()
    with torch.no_grad():
        streams = loaded[0](
            question.ids[None], perm_mask=question.perm_mask[None],
            target_mapping=mapping[None], use_mems=False, output_attentions=True,
        ).attentions  # fmt: skip
    hidden = question.perm_mask.bool()
    others = hidden & ~torch.eye(len(hidden), dtype=torch.bool)
    assert len(streams) == 6
    for content, query in streams:
        assert content.shape == (1, 4, len(hidden), len(hidden))
        assert content[0, :, others].max() == 0
        for position in question.positions:
            assert query[0, :, position, hidden[position]].max() == 0


def test_a_change_of_a_token_changes_no_prediction_before_it(evaluate, loaded, question):
    model, before = loaded[0], evaluate.predicted(loaded[0], question)
    for position in question.positions.tolist():
        ids = question.ids.clone()
        ids[position] = 1000
        changed = evaluate.Question(ids, question.perm_mask, question.positions)
        after = evaluate.predicted(model, changed)
        is_blind = question.perm_mask[question.positions, position].bool()
        torch.testing.assert_close(after[is_blind], before[is_blind], rtol=0, atol=1e-5)


def test_it_beats_counting_on_held_out_text(evaluate, loaded):
    """The bounds are what counting neighbours reaches, as its card says; of every 40th passage."""
    model, tokenizer = loaded
    texts = [passage.text for passage in evaluate.corpus.read_held_out(HELD_OUT)][::40]
    rows = [torch.tensor(tokenizer(text)["input_ids"][:128]) for text in texts]
    rows = [ids for ids in rows if len(ids) > 5]
    words = list(evaluate.word_questions(rows, tokenizer, random.Random(1)))
    for questions, counted in ((words, 4.46), (list(evaluate.order_questions(rows)), 5.44)):
        found = evaluate.score(questions, lambda one: evaluate.predicted(model, one))
        assert found["loss"] < counted


def test_its_weights_are_half_precision_and_its_head_is_tied(loaded):
    path = FOLDER / "model.safetensors"
    assert path.stat().st_size < 20_000_000
    with safe_open(path, "pt") as file:
        assert {file.get_slice(name).get_dtype() for name in file.keys()} == {"F16"}  # noqa: SIM118
    model, tokenizer = loaded
    assert model.lm_loss.weight is model.transformer.word_embedding.weight
    assert len(tokenizer) == model.config.vocab_size
    assert tokenizer("A dog")["input_ids"][-2:] == [tokenizer.sep_token_id, tokenizer.cls_token_id]


def test_it_opens_in_the_explorer(capsys):
    arguments = ["predict", "The man ate a <mask>.", "--model", "builtin:xlnet-small", "--json"]
    assert cli.main(arguments) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["tokens"][-2:] == ["<sep>", "<cls>"]
    (prediction,) = answer["predictions"]
    assert answer["tokens"][prediction["position"]] == "<mask>"
