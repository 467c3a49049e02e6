"""One layer with its values: every step recomputed from it equals what the model itself did."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from explorer.core.attention.forward import run_batch
from explorer.core.attention.values import layer_inputs
from explorer.errors import Cancelled, ModelUnsupported, NoSuchHead
from explorer.reference.steps import head_steps
from tests.core.models import CAPTURED, padded_batch, tiny_checkpoint

TOLERANCE = 1e-5


def asked(family, **fields):
    checkpoint = tiny_checkpoint(family, **fields)
    inputs = padded_batch(checkpoint.model)
    return checkpoint, inputs, run_batch(checkpoint, inputs).trace


def places(layer, n_real):
    """Every head, the first, a middle and the last query."""
    return [
        (head, position)
        for head in range(layer.layer.n_heads)
        for position in {0, n_real // 2, n_real - 1}
    ]


@pytest.mark.parametrize("family", CAPTURED)
def test_every_step_equals_the_models_own(family):
    checkpoint, inputs, trace = asked(family)
    for site, of_site in trace.sites.items():
        last = of_site.n_layers - 1
        layer = layer_inputs(checkpoint, inputs, site, last)
        for item in (0, 1):
            for head, position in places(layer, min(5, of_site.n_queries)):
                steps = head_steps(layer.head(head, position, item=item))
                scores, weights = of_site.scores_and_weights(last, head, item=item)
                np.testing.assert_allclose(steps.masked, scores[position], atol=TOLERANCE)
                np.testing.assert_allclose(steps.weights, weights[position], atol=TOLERANCE)
                own = layer.output[item, position, head]
                np.testing.assert_allclose(steps.head_output, own, atol=TOLERANCE)


@pytest.mark.parametrize("family", CAPTURED)
def test_what_the_heads_add_sums_to_the_output_of_the_attention_module(family):
    checkpoint, inputs, trace = asked(family)
    site = list(trace.sites)[-1]
    layer = layer_inputs(checkpoint, inputs, site, 0)
    assert layer.projection is not None
    projected = output_of_projection(checkpoint.model, inputs, layer)
    contributions = [
        head_steps(layer.head(head, 2)).contribution for head in range(layer.layer.n_heads)
    ]
    np.testing.assert_allclose(sum(contributions), projected[0, 2], atol=TOLERANCE)


def output_of_projection(model, inputs, layer):
    """What the model's own output projection gave, less its bias."""
    width = layer.projection.shape[-1]
    flat = layer.projection.reshape(-1, width)
    found = []

    def watch(module, _given, output):
        weight = module.weight
        for matrix in (weight, weight.T):
            if matrix.shape == flat.shape and torch.equal(matrix, flat):
                bias = getattr(module, "bias", None)
                found.append(output if bias is None else output - bias)
                return

    kinds = {"Linear", "Conv1D"}
    hooks = [
        module.register_forward_hook(watch)
        for module in model.modules()
        if type(module).__name__ in kinds
    ]
    with torch.no_grad():
        model(**inputs)
    for hook in hooks:
        hook.remove()
    return found[0].view(*layer.output.shape[:2], width)


@pytest.mark.parametrize("layer", [0, 1])
def test_the_cross_attention_is_found_by_its_layer(layer):
    checkpoint, inputs, trace = asked("bart")
    found = layer_inputs(checkpoint, inputs, "cross", layer).layer
    own = trace.site("cross").layers[layer]
    torch.testing.assert_close(found.query, own.query)
    torch.testing.assert_close(found.key, own.key)


def test_the_pass_ends_after_the_layer_that_is_asked_for():
    checkpoint, inputs, _ = asked("bert", num_hidden_layers=4)
    called = []
    hooks = [
        layer.output.register_forward_hook(lambda *_, number=number: called.append(number))
        for number, layer in enumerate(checkpoint.model.bert.encoder.layer)
    ]
    layer_inputs(checkpoint, inputs, "self", 1)
    for hook in hooks:
        hook.remove()
    assert called == [0, 1]


def test_afterwards_the_model_computes_as_before():
    checkpoint, inputs, trace = asked("gpt2")
    layer_inputs(checkpoint, inputs, "self", 0)
    again = run_batch(checkpoint, inputs).trace
    np.testing.assert_array_equal(again.site("self").layer(1), trace.site("self").layer(1))
    assert not any(module._forward_pre_hooks for module in checkpoint.model.modules())


@pytest.mark.parametrize(("site", "layer"), [("self", 2), ("self", -1), ("cross", 0)])
def test_a_layer_that_is_not_there_is_refused(site, layer):
    checkpoint, inputs, _ = asked("bert")
    with pytest.raises(NoSuchHead, match=f"layer {layer} of {site}"):
        layer_inputs(checkpoint, inputs, site, layer)


@pytest.mark.parametrize(("head", "position"), [(4, 0), (-1, 0), (0, 9), (0, -1)])
def test_a_head_or_token_that_is_not_there_is_refused(head, position):
    checkpoint, inputs, _ = asked("bert")
    with pytest.raises(NoSuchHead, match="heads 0 to 3 and tokens 0 to 8"):
        layer_inputs(checkpoint, inputs, "self", 0).head(head, position)


def test_a_model_that_gives_finished_weights_only_says_so():
    checkpoint, inputs, _ = asked("xlnet")
    with pytest.raises(ModelUnsupported, match="captured, such as BERT"):
        layer_inputs(checkpoint, inputs, "self", 0)


def test_a_stale_pass_is_given_up():
    checkpoint, inputs, _ = asked("bert")
    with pytest.raises(Cancelled):
        layer_inputs(checkpoint, inputs, "self", 1, is_stale=lambda: True)
