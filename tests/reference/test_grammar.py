"""The sentences that the Chinese→English model is trained on, and their gold alignment."""

from __future__ import annotations

import importlib
import random
import sys

import pytest

from explorer.reference.translator import BUILT_IN
from explorer.reference.vocabulary import Vocabulary
from explorer.resources import asset

MODULES = ("lexicon", "phrases", "questions", "grammar", "measures", "recipe")


@pytest.fixture(scope="module")
def made():
    """The recipe's modules by name, which lie beside the model and are no package."""
    path, others = list(sys.path), {name: sys.modules.pop(name, None) for name in MODULES}
    sys.path.insert(0, str(asset("models", BUILT_IN)))
    try:
        yield {name: importlib.import_module(name) for name in MODULES}
    finally:
        sys.path[:] = path
        for name, other in others.items():
            sys.modules.pop(name, None)
            if other is not None:
                sys.modules[name] = other


@pytest.fixture(scope="module")
def sides(made):
    return made["recipe"].split()


def bare(pairs):
    return {tuple(word for word in pair.chinese if word not in "。？") for pair in pairs}


def test_training_holds_neither_the_demonstration_nor_a_held_out_sentence(made, sides):
    training, held_out = sides
    assert len(training) >= 8_000
    words = ("我", "喜欢", "打", "篮球")
    assert not any(made["recipe"].holds(pair.chinese, words) for pair in training)
    assert not bare(training) & bare(held_out)


def test_training_has_every_word_of_the_held_out_sentences(sides):
    training, held_out = sides
    for side in ("chinese", "english"):
        known = {word for pair in training for word in getattr(pair, side)}
        assert {word for pair in held_out for word in getattr(pair, side)} <= known


def test_one_chinese_sentence_has_one_translation(sides):
    translations = {}
    for pair in (*sides[0], *sides[1]):
        assert translations.setdefault(pair.chinese, pair.english) == pair.english


def test_the_longest_words_that_fit_are_those_the_grammar_made(made, sides):
    words = made["recipe"].vocabulary(pair.chinese for pair in sides[0])
    vocabulary = Vocabulary(tuple(words))
    for pair in sides[1]:
        assert vocabulary.segment("".join(pair.chinese)) == pair.chinese


TRANSLATIONS = {
    "basketball": "篮球", "I": "我", "reading": "看", "not": ("不", "没有"), "will": "要",
    "Beijing": "北京", "Monday": "星期一", "the": (), "to": (),
}  # fmt: skip


def test_the_gold_alignment_follows_words_across_both_orders(sides):
    for pair in sides[1]:
        assert len(pair.gold) == len(pair.english)
        for english, column in zip(pair.english, pair.gold, strict=True):
            if english in TRANSLATIONS:
                chinese = "" if column is None else pair.chinese[column]
                assert chinese in (TRANSLATIONS[english] or ("",)), (english, pair)


def test_a_case_worked_by_hand(made):
    """她昨天在公园打篮球了: time and place come before the verb in Chinese only."""
    chooser = random.Random(0)
    pairs = made["grammar"].sentences(chooser)
    found = next(
        pair for pair in pairs
        if pair.chinese[:4] == ("她", "昨天", "在", "公园") and pair.chinese[-1] == "了"
    )  # fmt: skip
    assert found.english[-1] == "yesterday"
    assert found.gold[-1] == 1
    park = found.english.index("park")
    assert found.english[park - 2 : park] == ("in", "the")
    assert found.gold[park - 2 : park + 1] == (2, None, 3)
    assert found.english[0] == "she"
    assert found.gold[:2] == (0, 4)


def test_pairs_are_the_same_after_they_were_written_and_read(made, sides, tmp_path):
    made["measures"].write_pairs(sides[1][:50], tmp_path / "pairs.tsv")
    assert made["measures"].read_pairs(tmp_path / "pairs.tsv") == sides[1][:50]
