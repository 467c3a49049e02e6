"""A head of the translator, followed step by step, does what the translator did."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from explorer.errors import NoSuchHead
from explorer.reference.steps import head_steps
from explorer.reference.translated_head import translated_head
from explorer.reference.translator import Translator
from tests.reference.translators import write_translator


@pytest.fixture
def translator(tmp_path):
    write_translator(tmp_path)
    return Translator.read(tmp_path)


@pytest.fixture
def translation(translator):
    return translator.translate("我不喜欢打篮球")


@pytest.mark.parametrize("site", ["encoder", "decoder", "cross"])
@pytest.mark.parametrize("layer", [0, 1])
def test_the_steps_end_in_the_weights_of_the_map(translator, translation, site, layer):
    maps = getattr(translation, site)
    for head in range(4):
        for position in range(maps.shape[2]):
            inputs = translated_head(translator, translation, site, layer, head, position)
            weights = head_steps(inputs).weights
            np.testing.assert_allclose(weights, maps[layer, head, position], atol=1e-5)


def test_what_the_heads_add_sums_to_the_output_of_the_attention(translator, translation):
    module = translator.model.decoder[1].cross
    given = []
    hook = module.register_forward_hook(lambda _module, _inputs, output: given.append(output[0]))
    ids = (translator.source.ids_of(translation.source), translator.target.ids_of(translation.read))
    with torch.no_grad():
        translator.model(*(torch.tensor([row]) for row in ids))
    hook.remove()
    parts = [
        head_steps(translated_head(translator, translation, "cross", 1, head, 3)).contribution
        for head in range(4)
    ]
    own = (given[0][0, 3] - module.output.bias).detach()
    np.testing.assert_allclose(sum(parts), own, atol=1e-5)


@pytest.mark.parametrize("asked", [(2, 0, 0), (0, 4, 0), (0, 0, 12), (-1, 0, 0), (0, 0, -1)])
def test_a_head_that_is_not_there_is_refused(translator, translation, asked):
    with pytest.raises(NoSuchHead, match="2 layers, 4 heads and"):
        translated_head(translator, translation, "cross", *asked)
