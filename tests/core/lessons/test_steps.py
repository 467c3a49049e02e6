"""One head asked by one token: as the model computes it, and as the lecture notes would."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
import torch

from explorer.core.inspection import Inspector
from explorer.core.lessons import steps
from explorer.core.lessons.mistakes import self_attention_on
from explorer.core.lessons.teacher import Teacher
from explorer.errors import BadInput, ModelUnsupported, NoSuchHead, TextTooLong, UnknownWords
from explorer.records import Document, HeadRef
from explorer.records.lessons.steps import StepsRequest, TranslatedStepsRequest
from explorer.reference import notes
from explorer.reference.steps import head_steps
from tests.core import vocabularies
from tests.core.models import tiny_checkpoint

TEXT = "a cat sat on <mask> mat"
VOCABULARIES = {
    "roberta": vocabularies.roberta,
    "gpt2": vocabularies.gpt2,
    "t5": vocabularies.t5,
    "llama": vocabularies.llama,
}


def inspector(family="roberta", **fields):
    tokenizer = VOCABULARIES[family]()
    return Inspector(tiny_checkpoint(family, tokenizer, vocab_size=len(tokenizer), **fields))


def answer(asked, request, teacher=None):
    [given] = (teacher or Teacher()).answers(request, asked)
    return given


def request(text=TEXT, head=HeadRef(1, 2), **fields):  # noqa: B008 (frozen)
    return StepsRequest(Document(text, target=fields.pop("target", None)), head, **fields)


@pytest.mark.parametrize(("family", "site"), [
    ("roberta", "self"), ("gpt2", "self"), ("llama", "self"), ("t5", "decoder"), ("t5", "cross"),
])  # fmt: skip
def test_the_steps_end_in_what_the_model_itself_computed(family, site):
    asked = request("a cat", HeadRef(1, 3, site), target="the dog sat", position=1)
    given = answer(inspector(family), asked)
    steps_of = head_steps(given.inputs)
    np.testing.assert_allclose(steps_of.head_output, given.output, atol=1e-5)
    assert len(given.queries) == len(given.inputs.queries)
    assert len(given.keys) == len(given.inputs.keys)


def test_the_first_mask_asks_and_without_one_the_first_word():
    asked = inspector()
    masked, plain = answer(asked, request()), answer(asked, request("a cat"))
    assert masked.queries[masked.inputs.position] == "<mask>"
    assert plain.inputs.position == 1
    assert answer(asked, request(position=99)).inputs.position == masked.inputs.position


def test_another_head_or_token_of_the_same_layer_costs_no_pass(monkeypatch):
    passes = []
    read = steps.layer_inputs

    def counted(*given, **named):
        passes.append(given)
        return read(*given, **named)

    monkeypatch.setattr(steps, "layer_inputs", counted)
    asked, teacher = inspector(), Teacher()
    for head, position in [(0, 1), (3, 1), (3, 4)]:
        answer(asked, request(head=HeadRef(1, head), position=position), teacher)
    assert len(passes) == 1
    answer(asked, request(head=HeadRef(0, 3)), teacher)
    answer(inspector(), request(head=HeadRef(0, 3)), teacher)
    assert len(passes) == 3


def test_what_cannot_be_followed_says_what_to_do():
    asked = inspector(max_position_embeddings=18)
    with pytest.raises(NoSuchHead, match="Choose one layer and one head"):
        answer(asked, request(head=HeadRef(None, 2)))
    with pytest.raises(BadInput, match="Shorten it, or cut it"):
        answer(asked, request(stride=8))
    with pytest.raises(TextTooLong):
        answer(asked, request("a " * 40))
    assert len(answer(asked, request("a " * 40, cut=True)).keys) == 16
    xlnet = Inspector(tiny_checkpoint("xlnet", vocabularies.t5(), vocab_size=200))
    with pytest.raises(ModelUnsupported, match="captured, such as BERT"):
        answer(xlnet, request("a cat"))


def test_the_translators_cross_attention_can_be_followed():
    given = answer(None, TranslatedStepsRequest("我喜欢打篮球", position=2))
    assert given.keys[:2] == ("我", "喜欢")
    assert given.queries[2] == "like → playing"
    weights = head_steps(given.inputs).weights
    assert given.keys[weights.argmax()] == "打"  # which is what is written next
    np.testing.assert_allclose(weights @ given.inputs.values, given.output, atol=1e-6)


@pytest.mark.parametrize("site", ["encoder", "decoder"])
def test_so_can_its_other_attention(site):
    given = answer(None, TranslatedStepsRequest("我喜欢打篮球", HeadRef(0, 1, site)))
    np.testing.assert_allclose(head_steps(given.inputs).head_output, given.output, atol=1e-5)
    assert given.inputs.position == len(given.queries) // 2


def test_the_translator_refuses_what_it_does_not_have():
    with pytest.raises(NoSuchHead, match="mean of cross"):
        answer(None, TranslatedStepsRequest("我", HeadRef(0, None, "cross")))
    with pytest.raises(UnknownWords):
        answer(None, TranslatedStepsRequest("我喜欢量子"))


# ---- the two mistakes of the notes ---------------------------------------------------------------


def test_the_notes_fail_on_the_mask_and_give_other_numbers_without_it():
    function = answer(inspector(), request()).function
    first, second = notes.MENDED
    assert function.run(frozenset()).error == "NameError: name 'score' is not defined"
    assert function.run(frozenset({second})).error.startswith("NameError")
    wrong, right = function.run(frozenset({first})), function.run(frozenset({first, second}))
    n_tokens = len(answer(inspector(), request()).keys)
    assert wrong.shape == (n_tokens, n_tokens)
    np.testing.assert_allclose(right.output, function.output, atol=1e-6)


def test_where_queries_and_keys_are_not_the_same_the_second_mistake_fails_too():
    given = answer(None, TranslatedStepsRequest("我喜欢打篮球。"))
    fewer = dataclasses.replace(given.inputs, queries=given.inputs.queries[:3], position=1)
    wrong = self_attention_on(fewer).run(frozenset({min(notes.MENDED)}))
    assert wrong.error.startswith("RuntimeError: mat1 and mat2 shapes cannot be multiplied")


def test_the_plain_function_is_torchs_own():
    given = answer(inspector("gpt2"), request("the cat sat on a mat", position=3)).inputs
    query, key, value = (torch.tensor(a) for a in (given.queries, given.keys, given.values))
    output = torch.nn.functional.scaled_dot_product_attention(
        query[None], key[None], value[None], torch.tensor(given.may_attend[None])
    )[0, 3]
    function = self_attention_on(given)
    np.testing.assert_allclose(function.output, output, atol=1e-5)
    assert function.source.startswith("def self_attention(")


def test_a_text_whose_weights_cannot_all_be_held_is_followed_without_running_the_function():
    many = np.zeros((1025, 2), np.float32)
    given = answer(inspector(), request()).inputs
    assert self_attention_on(dataclasses.replace(given, keys=many)) is None
