"""The drawn architecture says what the model is, and what flows through it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from explorer.core.lessons.architecture import architecture, flows_of
from explorer.core.lessons.translation import translations
from explorer.errors import Cancelled
from explorer.records.lessons.transformer import TranslationRequest
from explorer.reference import attention, transformer
from explorer.reference.transformer import sinusoids
from explorer.reference.translator import Translator
from tests.reference.translators import TEXT, write_translator

SUB_LAYERS = {
    "encoder": ["layer", "attention", "residual", "feed_forward", "residual"],
    "decoder": ["layer", *["attention", "residual"] * 2, "feed_forward", "residual"],
}


@pytest.fixture(scope="module")
def translator(tmp_path_factory):
    folder = tmp_path_factory.mktemp("translator")
    write_translator(folder)
    return Translator.read(folder)


@pytest.fixture(scope="module")
def answer(translator):
    *_, last = translations(translator, TranslationRequest(TEXT), lambda: False)
    return last


def test_blocks_come_in_the_order_of_the_paper(translator):
    blocks = architecture(translator.model).blocks
    n_layers = translator.model.settings.n_layers
    for stack, end in (("encoder", []), ("decoder", ["output", "softmax"])):
        kinds = [block.kind for block in blocks if block.stack == stack]
        assert kinds == ["embedding", "positions", *SUB_LAYERS[stack] * n_layers, *end]
    sites = [block.site for block in blocks if block.kind == "attention" and block.layer == 0]
    assert sites == ["encoder", "decoder", "cross"]


def test_the_parameters_of_all_blocks_are_those_of_the_model(translator):
    blocks = architecture(translator.model).blocks
    counted = sum(block.n_parameters for block in blocks if block.kind != "layer")
    assert counted == sum(parameter.numel() for parameter in translator.model.parameters())
    for block in blocks:
        if block.kind == "layer":
            parts = [b.n_parameters for b in blocks if b.name.startswith(f"{block.name}.")]
            assert sum(parts) == block.n_parameters


def test_every_block_shows_its_own_lines_of_source(translator):
    sources = {
        Path(module.__file__).name: Path(module.__file__).read_text().splitlines()
        for module in (attention, transformer)
    }
    for block in architecture(translator.model).blocks:
        code, start = block.code.text.splitlines(), block.code.first_line - 1
        if block.code.file in sources:
            stored = sources[block.code.file][start : start + len(code)]
            indent = len(stored[0]) - len(stored[0].lstrip())
            assert code == [line[indent:] for line in stored]
    (cross,) = [b for b in architecture(translator.model).blocks if b.name == "decoder.0.cross"]
    assert cross.code.text.startswith("class MultiHeadAttention")
    softmax = architecture(translator.model).blocks[-1]
    assert softmax.code.file == "decoding.py"
    assert "softmax" in softmax.code.text


def test_shapes_are_those_of_the_sentence_and_of_the_words_written_so_far(translator, answer):
    width, n_source = translator.model.settings.width, len(answer.steps[0].translation.source)
    for n_read, step in enumerate(answer.steps, start=1):
        assert set(step.flows) == {block.name for block in answer.architecture.blocks}
        source, target = (1, n_source, width), (1, n_read, width)
        assert step.flows["source_embedding"].takes == ((1, n_source),)
        assert step.flows["encoder.1.attention"].gives == source
        assert step.flows["decoder.0.attention"].takes == (target, target)
        assert step.flows["decoder.1.cross"].takes == (target, source)
        assert step.flows["decoder.1.cross"].gives == target
        n_words = translator.model.settings.n_target_words
        assert step.flows["output"].gives == (1, n_read, n_words)
        assert step.flows["softmax"].gives == (n_words,)


def test_sight_is_the_mask_that_the_attention_was_given(answer):
    for n_read, step in enumerate(answer.steps, start=1):
        causal = step.flows["decoder.1.attention"].sight
        assert np.array_equal(causal, np.tri(n_read, dtype=bool))
        across = step.flows["decoder.1.cross"].sight
        assert across.shape == (n_read, len(step.translation.source))
        assert across.all()
        assert step.flows["encoder.0.feed_forward"].sight is None


def test_maps_are_the_weights_of_every_head_between_the_words_they_stand_for(answer):
    for step in answer.steps:
        translation = step.translation
        for (site, layer), heads in step.maps.items():
            weights = getattr(translation, site)[layer]
            assert len(heads) == len(weights)
            for shown, expected in zip(heads, weights, strict=True):
                np.testing.assert_array_equal(shown.weights, expected)
                queries = translation.source if site == "encoder" else translation.read
                keys = translation.read if site == "decoder" else translation.source
                assert (shown.queries.labels, shown.keys.labels) == (queries, keys)
                assert (shown.head.site, shown.head.layer) == (site, layer)


def test_the_positions_are_the_sinusoids_that_the_model_adds(translator):
    settings = translator.model.settings
    table = architecture(translator.model).positions
    np.testing.assert_array_equal(table, sinusoids(settings.max_tokens, settings.width))
    assert not table.flags.writeable


def test_hooks_are_gone_afterwards(translator):
    with flows_of(translator.model) as flows:
        translator.translate(TEXT)
        n_seen = len(flows)
        flows.clear()
    translator.model(torch.tensor([[3]]), torch.tensor([[1]]))
    assert n_seen
    assert not flows


def test_a_stale_translation_is_given_up(translator):
    steps = translations(translator, TranslationRequest(TEXT), lambda: True)
    with pytest.raises(Cancelled):
        next(steps)


def test_words_put_first_by_hand_are_written(translator):
    word = translator.target.known()[0]
    first = next(translations(translator, TranslationRequest(TEXT, (word,)), lambda: False))
    assert first.steps[-1].translation.written == (word,)
