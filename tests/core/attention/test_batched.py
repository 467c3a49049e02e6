"""Texts as heads of one text, against each text by itself."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from explorer.core.attention.batched import texts_as_heads
from explorer.core.attention.biases import DenseBias
from explorer.core.attention.forward import run_batch
from explorer.core.attention.layers import EVERYTHING
from explorer.core.attention.masks import DenseMask
from tests.core.models import padded_batch, tiny_checkpoint

# With fewer key heads, a band, a softcap, sinks, biases by distance, and finished maps.
FAMILIES = ("bert", "llama", "mistral", "gemma2", "gpt_oss", "t5", "deberta")


@pytest.mark.parametrize("family", FAMILIES)
def test_every_head_of_every_text_keeps_its_weights(family):
    checkpoint = tiny_checkpoint(family)
    trace = run_batch(checkpoint, padded_batch(checkpoint.model, lengths=(9, 9, 9))).trace
    for site in trace.sites.values():
        for layer in site.layers:
            together = texts_as_heads(layer)
            assert together is not None
            assert together.n_heads == 3 * layer.n_heads
            weights = together.weights(EVERYTHING, EVERYTHING, EVERYTHING, 0)
            for text, found in enumerate(weights.split(layer.n_heads)):
                alone = layer.weights(EVERYTHING, EVERYTHING, EVERYTHING, text)
                np.testing.assert_allclose(found, alone, atol=1e-6)


def test_masks_and_biases_of_a_text_or_a_head_are_left_to_each_text():
    checkpoint = tiny_checkpoint("bert")
    trace = run_batch(checkpoint, padded_batch(checkpoint.model, lengths=(9, 9))).trace
    layer = trace.site("self").layers[0]
    everything = torch.ones(2, 1, 9, 9, dtype=torch.bool)
    assert texts_as_heads(replace(layer, mask=DenseMask(everything))) is None
    assert texts_as_heads(replace(layer, mask=DenseMask(everything[:1]))) is not None
    assert texts_as_heads(replace(layer, position_bias=DenseBias(torch.zeros(1, 4, 9, 9)))) is None
