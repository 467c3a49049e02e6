"""A translator: from a folder to a translation, word by word; with weights that know nothing."""

from __future__ import annotations

import json

import numpy as np
import pytest
import torch

from explorer.errors import (
    CheckpointDamaged,
    CheckpointNotFound,
    EmptyText,
    TextTooLong,
    UnknownWords,
)
from explorer.reference.translator import ARCHITECTURE, N_CHOICES, Translator, sentence
from tests.reference.translators import SOURCE, TARGET, TEXT, write_translator


@pytest.fixture
def folder(tmp_path):
    write_translator(tmp_path)
    return tmp_path


@pytest.fixture
def translator(folder):
    return Translator.read(folder)


def whole_pass(translator, translation):
    ids = (translator.source.ids_of(translation.source), translator.target.ids_of(translation.read))
    with torch.no_grad():
        return translator.model(*(torch.tensor([row]) for row in ids))


def test_a_folder_is_read_with_its_words_and_its_aligning_head(translator):
    assert translator.source.words == SOURCE
    assert translator.target.known() == TARGET[3:]
    assert translator.alignment_head == (1, 2)
    assert not translator.model.training


def test_a_translation_appears_word_by_word_with_its_maps(translator):
    steps = list(translator.steps(TEXT))
    assert [len(step.read) for step in steps] == list(range(1, len(steps) + 1))
    for step in steps:
        assert step.source == ("我", "喜欢", "打篮球", "<end>")
        assert step.read == ("<start>", *step.written[:-1])
        _, maps = whole_pass(translator, step)
        for site in ("encoder", "decoder", "cross"):
            weights = getattr(step, site)
            np.testing.assert_allclose(weights, getattr(maps, site)[:, 0], atol=1e-5)
            assert not weights.flags.writeable
    assert not any(step.is_finished for step in steps[:-1])


def test_each_written_word_is_the_likeliest_of_its_choices(translator):
    translation = translator.translate(TEXT)
    logits, _ = whole_pass(translator, translation)
    chances = logits[0].softmax(-1)
    assert tuple(choices[0].word for choices in translation.choices) == translation.written
    for choices, row in zip(translation.choices, chances, strict=True):
        best = row.sort(descending=True).values[:N_CHOICES]
        np.testing.assert_allclose([choice.probability for choice in choices], best, atol=1e-5)


def test_words_put_first_by_hand_are_kept_and_the_model_goes_on_from_them(translator):
    *_, free = translator.steps(TEXT)
    other = free.choices[0][1].word
    steps = list(translator.steps(TEXT, (other,)))
    assert steps[0].written == (other,)
    assert steps[0].choices == free.choices[:1]
    if not steps[-1].is_finished or len(steps) > 1:
        assert all(step.read[:2] == ("<start>", other) for step in steps[1:])
        logits, _ = whole_pass(translator, steps[-1])
        free_words = [translator.target.words[int(row.argmax())] for row in logits[0]]
        assert steps[-1].written[1:] == tuple(free_words[1:])


def test_the_alignment_is_where_the_aligning_head_looks_most(translator):
    translation = translator.translate(TEXT)
    assert translation.alignment() == tuple(translation.cross[1, 2].argmax(-1))
    assert len(translation.alignment()) == len(translation.written)


def test_it_stops_at_the_end_word(translator):
    with torch.no_grad():
        translator.model.output.bias[translator.target.id_of("<end>")] = 100
    (only,) = translator.steps(TEXT)
    assert (only.written, only.text, only.is_finished) == (("<end>",), "", True)


def test_what_finds_no_end_stops_at_the_longest(translator):
    with torch.no_grad():
        translator.model.output.bias[translator.target.id_of("<end>")] = -100
    translation = translator.translate(TEXT)
    assert len(translation.written) == 12
    assert not translation.is_finished


@pytest.mark.parametrize(("text", "words"), [
    ("我喜欢打篮球。", ("我", "喜欢", "打篮球", "。", "<end>")),  # the longest word that fits
    (" 我 打\n篮球 ?", ("我", "打", "篮球", "？", "<end>")),  # a space parts words
    ("我.", ("我", "。", "<end>")),
])  # fmt: skip
def test_a_text_is_cut_into_the_longest_words_that_fit(translator, text, words):
    assert translator.words(text) == words


def test_unknown_characters_are_named_and_not_guessed(translator):
    with pytest.raises(UnknownWords) as raised:
        translator.words("我喜欢吃披萨不寿司，xyz披萨")
    assert raised.value.unknown == ("披萨", "寿司，xyz披萨")
    assert raised.value.places == ((4, 6), (7, 15))
    assert "“披萨”, “寿司，xyz披萨” are not among them" in str(raised.value)
    with pytest.raises(UnknownWords, match=r"“篮” is not among them"):
        translator.words("我 篮 篮")


def test_special_words_cannot_be_typed(translator):
    with pytest.raises(UnknownWords):
        translator.words("<end>")


@pytest.mark.parametrize("text", ["", "  \n", "　"])
def test_a_text_of_nothing_is_refused(translator, text):
    with pytest.raises(EmptyText, match="Type a Chinese sentence"):
        translator.words(text)


def test_a_text_that_is_too_long_is_refused(translator):
    longest = translator.model.settings.max_tokens
    assert len(translator.words("我" * (longest - 1))) == longest
    with pytest.raises(TextTooLong):
        translator.words("我" * longest)


@pytest.mark.parametrize(("words", "text"), [
    (("do", "you", "sing", "?", "<end>"), "Do you sing?"),
    (("my", "cat", "."), "My cat."),
    (("<end>",), ""),
    ((), ""),
])  # fmt: skip
def test_words_are_written_as_a_person_writes_them(words, text):
    assert sentence(words) == text


def test_a_folder_without_settings_is_no_translator(tmp_path):
    with pytest.raises(CheckpointNotFound, match="no settings"):
        Translator.read(tmp_path)


@pytest.mark.parametrize(("name", "text", "message"), [
    ("settings.json", "{", "are no settings"),
    ("settings.json", json.dumps({"architecture": "bert"}), "'bert'"),
    ("settings.json", json.dumps({"architecture": ARCHITECTURE}), "n_source_words"),
    ("source.txt", "我\n你\n", "is no list of words"),
    ("source.txt", "<pad>\n<start>\n<end>\n我\n", "lists 4 and"),
    ("target.txt", "<pad>\n<start>\n<end>\nI\nI\n", "each word once"),
    ("model.safetensors", "cut", "cannot be read"),
])  # fmt: skip
def test_a_damaged_folder_is_refused_with_its_reason(folder, name, text, message):
    (folder / name).write_text(text, encoding="utf-8")
    with pytest.raises(CheckpointDamaged, match=message):
        Translator.read(folder)


@pytest.mark.parametrize("name", ["source.txt", "model.safetensors"])
def test_a_missing_file_is_named(folder, name):
    (folder / name).unlink()
    with pytest.raises(CheckpointDamaged, match="cannot be read"):
        Translator.read(folder)
