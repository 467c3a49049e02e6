"""Captured and native weights against the model's own eager ones, family by family."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from explorer.core.attention.forward import run_batch
from tests.core.models import (
    CAPTURED,
    FAMILIES,
    NATIVE,
    eager_twin,
    padded_batch,
    tiny_checkpoint,
)

LENGTHS = (9, 6)
ATTRIBUTES = {
    "self": "attentions",
    "encoder": "encoder_attentions",
    "decoder": "decoder_attentions",
    "cross": "cross_attentions",
}
# These return something else than weights of every token for every token: see test_native.
SHAPED = ("longformer", "led", "big_bird", "bigbird_pegasus", "funnel", "squeezebert")
AS_RETURNED = tuple(family for family in NATIVE if family not in SHAPED)


def own_maps(model, inputs):
    """The model's own weights by site: (layer, text, head, query, key)."""
    with torch.no_grad():
        output = model(**inputs, output_attentions=True)
    return {
        site: torch.stack(output[attribute]).float().numpy()
        for site, attribute in ATTRIBUTES.items()
        if output.get(attribute)
    }


def assert_same_maps(trace, own, *, atol):
    assert set(trace.sites) == set(own)
    for name, site in trace.sites.items():
        assert (site.n_layers, site.n_heads) == own[name].shape[::2][:2]
        for item, length in enumerate(LENGTHS):
            # Rows of padding mean nothing, and eager and SDPA fill them differently.
            real = slice(None, length if name in ("self", "encoder") else None)
            for layer in range(site.n_layers):
                np.testing.assert_allclose(
                    site.layer(layer, item=item)[:, real],
                    own[name][layer, item][:, real],
                    atol=atol,
                )


@pytest.mark.parametrize("family", [*CAPTURED, *AS_RETURNED])
def test_every_map_equals_the_models_own_eager_attention(family):
    """A padded batch, and a pair of texts where the family tells them apart."""
    checkpoint = tiny_checkpoint(family)
    inputs = padded_batch(checkpoint.model, lengths=LENGTHS)
    assert checkpoint.info.method == ("captured" if family in CAPTURED else "native")
    model = eager_twin(checkpoint.model) if family in CAPTURED else checkpoint.model
    assert_same_maps(run_batch(checkpoint, inputs).trace, own_maps(model, inputs), atol=1e-5)


@pytest.mark.parametrize("family", CAPTURED)
def test_in_bfloat16_every_map_stays_near_the_models_own(family):
    checkpoint = tiny_checkpoint(family)
    with torch.no_grad():
        for parameter in checkpoint.model.parameters():
            # Scores of T5 are not scaled: with large ones rounding alone moves weights by more.
            parameter.mul_(0.7 if parameter.dim() > 1 else 1)
    checkpoint.model.to(torch.bfloat16)
    inputs = padded_batch(checkpoint.model, lengths=LENGTHS)
    own = own_maps(eager_twin(checkpoint.model), inputs)
    assert_same_maps(run_batch(checkpoint, inputs).trace, own, atol=2e-2)


@pytest.mark.parametrize("family", FAMILIES)
def test_looking_changes_nothing_that_the_model_computes(family):
    checkpoint = tiny_checkpoint(family)
    model, inputs = checkpoint.model, padded_batch(checkpoint.model)
    before = {name: value.clone() for name, value in model.state_dict().items()}
    implementation = model.config._attn_implementation
    seen = run_batch(checkpoint, inputs)
    with torch.no_grad():
        plain = model(**inputs)
    assert model.config._attn_implementation == implementation
    assert all(torch.equal(value, before[name]) for name, value in model.state_dict().items())
    if seen.logits is not None:
        is_real = inputs["attention_mask"].bool()
        if model.config.is_encoder_decoder:
            is_real = torch.ones(inputs["decoder_input_ids"].shape, dtype=torch.bool)
        torch.testing.assert_close(
            seen.logits[is_real], plain["logits"][is_real], atol=1e-5, rtol=1e-5
        )
