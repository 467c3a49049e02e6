"""The built-in Chinese→English model, on sentences that its training never held."""

from __future__ import annotations

import random

import pytest

from explorer.core.checkpoint.checkpoint import ignore, never
from explorer.core.checkpoint.source import located
from explorer.errors import CheckpointNotFound
from explorer.records import LoadRequest
from explorer.reference.translator import BUILT_IN, Translator
from explorer.resources import asset, builtin_models
from tests.reference.test_grammar import made  # noqa: F401  (a fixture)

FOLDER = asset("models", BUILT_IN)
DEMONSTRATION = "我喜欢打篮球"


@pytest.fixture(scope="module")
def translator():
    return Translator.built_in()


@pytest.fixture(scope="module")
def held_out(made):  # noqa: F811
    pairs = made["measures"].read_pairs(FOLDER / "held_out.tsv")
    return random.Random(0).sample(pairs, 150)


@pytest.mark.parametrize(("chinese", "english"), [
    (DEMONSTRATION, "I like playing basketball"),
    (f"{DEMONSTRATION}。", "I like playing basketball."),
    (f"{DEMONSTRATION}.", "I like playing basketball."),
    ("你喜欢打篮球吗？", "Do you like playing basketball?"),
    ("他不喜欢喝咖啡", "He does not like drinking coffee"),
    ("书在桌子上。", "The book is on the table."),
])  # fmt: skip
def test_it_translates_everyday_sentences(translator, chinese, english):
    translation = translator.translate(chinese)
    assert translation.text == english
    assert translation.is_finished


def test_held_out_sentences_are_translated_exactly(translator, made, held_out):  # noqa: F811
    wrong = made["measures"].mistakes(translator, held_out)
    assert len(wrong) <= 0.05 * len(held_out), wrong


def test_the_aligning_head_finds_the_gold_words(translator, made, held_out):  # noqa: F811
    shares = made["measures"].alignment(translator, held_out)
    assert shares[translator.alignment_head] >= 0.8, shares


def test_the_longest_words_that_fit_are_those_the_grammar_made(translator, held_out):
    for pair in held_out:
        assert translator.words("".join(pair.chinese)) == (*pair.chinese, "<end>")


def test_words_are_aligned_to_what_they_translate(translator):
    alignment = translator.translate(DEMONSTRATION).alignment()
    assert len(alignment) == 5
    assert list(alignment[:3]) == [0, 1, 2]  # I: 我, like: 喜欢, playing: 打


def test_the_model_picker_does_not_list_it():
    assert BUILT_IN not in builtin_models()
    with pytest.raises(CheckpointNotFound):
        located(LoadRequest(f"builtin:{BUILT_IN}"), progress=ignore, is_cancelled=never)


def test_the_held_out_sentences_are_those_of_the_recipe(made):  # noqa: F811
    _, held_out = made["recipe"].split()
    assert made["measures"].read_pairs(FOLDER / "held_out.tsv") == held_out
