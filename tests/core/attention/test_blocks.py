"""Attention computed block by block, against the model's own eager attention and the library."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves
from transformers import masking_utils as library

from explorer.core.attention import blockwise, layers
from explorer.core.attention.capture import _mask
from explorer.core.attention.forward import run_batch
from explorer.core.attention.lazy import Lazy
from explorer.core.attention.masks import RuleMask
from tests.core.attention.test_families import own_maps
from tests.core.models import eager_twin, padded_batch, tiny_checkpoint

LONG = {"max_position_embeddings": 64}
FAMILIES = {
    "bert": LONG,
    "modernbert": {**LONG, "local_attention": 12},
    "gpt2": {},
    "llama": LONG,
    "qwen3": LONG,
    "mistral": {**LONG, "sliding_window": 7},
    "gemma2": {**LONG, "sliding_window": 7},
    "gpt_oss": {**LONG, "sliding_window": 7},
    "t5": {},
    "bart": {},
    "marian": {},
}


@pytest.fixture
def small_blocks(monkeypatch):
    """Blocks so small that a text of 41 tokens needs many."""
    for module, sizes in (
        (blockwise, {"SMALL_CELLS": 0, "LEAST_ROWS": 4, "MOST_ROWS": 8, "CALL_CELLS": 700,
                     "WEIGHT_CELLS": 500}),
        (layers, {"NORMALISED_ROWS": 5, "NORMALISED_COLUMNS": 6}),
    ):  # fmt: skip
        for name, size in sizes.items():
            monkeypatch.setattr(module, name, size)


def long_inputs(model, padded):
    inputs = padded_batch(model, lengths=(41, 41) if padded == "none" else (41, 26))
    if padded == "left":
        inputs["attention_mask"] = inputs["attention_mask"].flip(1)
    if model.config.is_encoder_decoder:
        inputs["decoder_input_ids"] = inputs["input_ids"][:, 1:38].flip(0).contiguous()
    return inputs


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize("padded", ["none", "right", "left"])
@pytest.mark.parametrize("family", FAMILIES)
def test_maps_of_many_blocks_equal_the_models_own_eager_attention(family, padded):
    checkpoint = tiny_checkpoint(family, **FAMILIES[family])
    assert checkpoint.info.method == "captured"
    inputs = long_inputs(checkpoint.model, padded)
    twin = eager_twin(checkpoint.model)
    own = own_maps(twin, inputs)
    forward = run_batch(checkpoint, inputs)
    with torch.no_grad():
        expected = twin(**inputs).logits
    real = inputs["attention_mask"].bool()
    is_decoder = checkpoint.model.config.is_encoder_decoder
    seen = torch.ones_like(inputs["decoder_input_ids"]).bool() if is_decoder else real
    torch.testing.assert_close(forward.logits[seen], expected[seen], atol=2e-5, rtol=1e-5)
    for name, site in forward.trace.sites.items():
        for item in (0, 1):
            rows = real[item].numpy() if name in ("self", "encoder") else slice(None)
            for layer in range(site.n_layers):
                maps = own[name][layer, item][:, rows]
                np.testing.assert_allclose(site.layer(layer, item=item)[:, rows], maps, atol=1e-5)
                tile = site.weights(layer, 1, columns=slice(3, 30), item=item)
                np.testing.assert_allclose(tile[rows], maps[1][:, 3:30], atol=1e-5)


@pytest.mark.parametrize("family", ["llama", "mistral", "modernbert", "bart"])
def test_no_key_outside_of_what_is_visible_has_weight(family):
    checkpoint = tiny_checkpoint(family, **FAMILIES[family])
    trace = run_batch(checkpoint, long_inputs(checkpoint.model, "none")).trace
    for site in trace.sites.values():
        for layer in site.layers:
            for rows in (range(1), range(4, 9), range(30, site.n_queries)):
                seen = layer.visible(rows)
                weights = layer.weights(slice(None), slice(None), slice(None), 0)
                weights = weights[:, rows.start : rows.stop]
                assert weights[..., : seen.start].sum() == 0
                assert weights[..., seen.stop :].sum() == 0


def test_what_is_visible_is_tight_for_causal_and_windowed_layers():
    causal = run_batch(
        checkpoint := tiny_checkpoint("llama", **LONG), long_inputs(checkpoint.model, "right")
    ).trace.sites["self"].layers[0]  # fmt: skip
    assert causal.visible(range(10, 20)) == range(20)
    window = run_batch(
        checkpoint := tiny_checkpoint("mistral", **FAMILIES["mistral"]),
        long_inputs(checkpoint.model, "none"),
    ).trace.sites["self"].layers[0]  # fmt: skip
    assert window.visible(range(10, 20)) == range(4, 20)
    both = run_batch(
        checkpoint := tiny_checkpoint("modernbert", **FAMILIES["modernbert"]),
        long_inputs(checkpoint.model, "none"),
    ).trace.sites["self"].layers  # fmt: skip
    assert both[1].visible(range(10, 20)) == range(4, 26)
    assert both[0].visible(range(10, 20)) == range(41)


@pytest.mark.usefixtures("small_blocks")
def test_normalisers_are_computed_for_the_rows_that_are_asked_for_and_kept():
    checkpoint = tiny_checkpoint("mistral", **FAMILIES["mistral"])
    site = run_batch(checkpoint, long_inputs(checkpoint.model, "right")).trace.sites["self"]
    layer = site.layers[0]
    scores = torch.from_numpy(site.scores(0, 2, item=1).copy()).double()
    expected = torch.logsumexp(scores, -1).float()
    few = layer.normalisers(2, 1, slice(4, 12))
    torch.testing.assert_close(few, expected[4:12])
    known = layer._normalisers[2, 1]
    assert int((~known.isnan()).sum()) == 8
    whole = layer.normalisers(2, 1)
    is_seen = ~expected.isneginf()
    torch.testing.assert_close(whole[is_seen], expected[is_seen])
    assert whole[~is_seen].isposinf().all()
    torch.testing.assert_close(layer.normalisers(2, 1, torch.tensor([7, 3])), expected[[7, 3]])


@pytest.mark.parametrize("family", ["bert", "llama", "gemma2", "xlnet"])
def test_scores_and_weights_come_together_as_they_do_alone(family):
    checkpoint = tiny_checkpoint(family)
    layer = run_batch(checkpoint, padded_batch(checkpoint.model)).trace.sites["self"].layers[0]
    for columns in (slice(None), slice(2, 7)):
        place = (slice(1, 2), slice(0, 5), columns, 1)
        scores, weights = layer.scores_and_weights(*place)
        torch.testing.assert_close(weights, layer.weights(*place))
        if family == "xlnet":
            assert scores is None
        else:
            torch.testing.assert_close(scores, layer.scores(*place))


# ---- memory: nothing of every pair ---------------------------------------------------------------


class LargestStorage(TorchDispatchMode):
    """The most bytes that any tensor of a computation has behind it."""

    def __init__(self):
        super().__init__()
        self.n_bytes = 0

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        result = function(*args, **(kwargs or {}))
        for leaf in tree_leaves(result):
            if isinstance(leaf, torch.Tensor):
                self.n_bytes = max(self.n_bytes, leaf.untyped_storage().nbytes())
        return result


@pytest.mark.parametrize("family", ["modernbert", "mistral", "llama", "gpt2", "bert"])
def test_a_long_text_never_has_a_number_for_every_pair_of_tokens(family):
    n_tokens = 1500
    limit = {"n_positions": n_tokens} if family == "gpt2" else {"max_position_embeddings": n_tokens}
    checkpoint = tiny_checkpoint(family, **{**FAMILIES[family], **limit})
    with LargestStorage() as largest:
        trace = run_batch(checkpoint, {"input_ids": torch.full((1, n_tokens), 7)}).trace
        trace.sites["self"].weights(1, 1, rows=slice(512, 1024), columns=slice(0, 512))
    assert largest.n_bytes < 4 * n_tokens**2 / 2  # half of one head in float32
    assert trace.nbytes <= 4 * 4 * n_tokens * 64 + n_tokens


def test_the_trace_of_a_model_with_relative_positions_grows_linearly_with_the_text():
    checkpoint = tiny_checkpoint("t5")
    sizes = []
    for n_tokens in (100, 200, 400):
        ids = torch.full((1, n_tokens), 7)
        inputs = {"input_ids": ids, "decoder_input_ids": ids}
        sizes.append(run_batch(checkpoint, inputs).trace.nbytes)
    assert sizes[2] - sizes[1] == pytest.approx(2 * (sizes[1] - sizes[0]), rel=0.01)


# ---- rules against the library's own masks -------------------------------------------------------


PADDING = torch.arange(23) < torch.tensor([[23], [15]])
RULES = {
    "causal": library.causal_mask_function,
    "everything": library.bidirectional_mask_function,
    "window": library.sliding_window_causal_mask_function(5),
    "window on both sides": library.sliding_window_bidirectional_mask_function(4),
    "chunks": library.chunked_causal_mask_function(6, torch.tensor([0, 2])),
    "or": library.or_masks(
        library.causal_mask_function, library.sliding_window_bidirectional_overlay(3)
    ),
    "blocks": library.or_masks(
        library.causal_mask_function,
        library.blockwise_overlay((torch.arange(23) // 4 - 1).expand(2, -1)),
    ),
    "own": lambda text, _head, query, key: (query + key + text) % 3 > 0,
}


@pytest.mark.parametrize("padding", [None, PADDING, PADDING.flip(1)])
@pytest.mark.parametrize("name", RULES)
def test_a_rule_says_of_each_block_what_the_librarys_mask_says(name, padding):
    made = {"batch_size": 2, "q_length": 23, "kv_length": 23, "mask_function": RULES[name],
            "attention_mask": padding, "allow_is_causal_skip": False}  # fmt: skip
    expected = library.sdpa_mask(**made)
    lazy = _mask(**made)
    rule = lazy.pattern
    assert isinstance(rule, RuleMask)
    assert rule.function is None or name in ("chunks", "or", "blocks", "own")
    for rows, columns in [
        (range(23), range(23)),
        (range(3, 9), range(2, 20)),
        (range(10, 14), range(4)),
        (range(20, 23), range(22, 23)),
    ]:
        part = expected[:, :, rows.start : rows.stop, columns.start : columns.stop]
        block = rule.block(rows, columns)
        assert torch.equal(torch.ones_like(part) if block is None else block.expand_as(part), part)
        chosen = torch.tensor([*rows][::-2]), torch.tensor([*columns][::3])
        for item in (0, 1):
            hidden = rule.hide(torch.zeros(1, *map(len, chosen)), slice(0, 1), *chosen, item)
            assert torch.equal(~hidden.isneginf(), expected[item][:, chosen[0]][:, :, chosen[1]])
        seen = expected[:, 0, rows.start : rows.stop].flatten(0, 1).any(0).nonzero()
        if len(seen):
            visible = rule.visible(rows)
            assert visible.start <= seen.min() <= seen.max() < visible.stop


def test_a_rule_of_single_positions_is_asked_as_the_library_does():
    image = torch.tensor([[0, 0, 1, 1, 0], [0, 1, 1, 0, 0]]).bool()

    def within_images(text, _head, query, key):
        return image[text, query] & image[text, key]

    made = {
        "batch_size": 2, "q_length": 5, "kv_length": 5, "use_vmap": True,
        "mask_function": library.or_masks(library.causal_mask_function, within_images),
        "allow_is_causal_skip": False,
    }  # fmt: skip
    assert torch.equal(_mask(**made).pattern.dense(), library.sdpa_mask(**made))


def test_a_mask_that_a_model_calculates_with_becomes_the_whole_mask():
    made = {"batch_size": 2, "q_length": 23, "kv_length": 23, "attention_mask": PADDING}
    lazy = _mask(**made)
    expected = library.sdpa_mask(**made)
    assert isinstance(lazy, torch.Tensor)
    assert (lazy.shape, lazy.ndim, lazy.dtype) == (expected.shape, 4, torch.bool)
    assert isinstance(lazy[:, :, :, :23], Lazy)
    assert isinstance(lazy[..., :23], Lazy)
    for used in (lazy[:, :, 3:7, :5], torch.logical_not(lazy), lazy.float() * 2, lazy & True):
        assert not isinstance(used, Lazy)
    assert torch.equal(lazy[:, :, 3:7, :5], expected[:, :, 3:7, :5])
    assert torch.equal(torch.where(lazy, 1.0, 2.0), torch.where(expected, 1.0, 2.0))
