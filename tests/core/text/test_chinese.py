"""Characters that belong to one Chinese word."""

from __future__ import annotations

from explorer.core.text.chinese import whole_words
from explorer.core.text.tokens import encode
from explorer.records import Document
from tests.core import vocabularies


def words_of(text, pair=None):
    tokens = encode(vocabularies.chinese(), Document(text, pair))
    words = whole_words(tokens, [text, pair or ""])
    grouped = {}
    for label, word in zip(tokens.labels, words, strict=True):
        if word is not None:
            grouped.setdefault(word, []).append(label)
    return list(grouped.values())


def test_characters_are_grouped_as_jieba_segments_them():
    assert words_of("我喜欢打篮球") == [["我"], ["喜", "欢"], ["打", "篮", "球"]]


def test_pieces_of_other_scripts_stay_words_of_their_own():
    assert words_of("我喜欢berts。") == [["我"], ["喜", "欢"], ["bert", "##s"], ["。"]]


def test_the_words_of_a_pair_are_others_than_those_of_the_text():
    assert words_of("语言", "语言") == [["语", "言"], ["语", "言"]]


def test_what_stands_before_a_word_does_not_shift_it():
    assert words_of("😀 ，语言") == [["[UNK]"], ["，"], ["语", "言"]]
