"""Families whose own attention output is no map of tokens until it is put right.

The second implementation is written out here: dense scores from the layer's own projections, and
a softmax over the keys that the paper opens to each query.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
import transformers

from explorer.core.attention.forward import run, run_batch
from explorer.core.attention.layers import Maps
from explorer.core.attention.native.streams import targets_last
from explorer.core.checkpoint.checkpoint import prepared
from explorer.core.checkpoint.loading import Loaded
from explorer.core.inspection import Inspector
from explorer.core.predictions import predict
from explorer.errors import ModelUnsupported
from explorer.records import Document, InspectRequest, Tokens
from tests.core import vocabularies
from tests.core.models import padded_batch, tiny_checkpoint

LENGTHS = (21, 13)


def read_by(modules, checkpoint, inputs):
    """The trace, and what each of `modules` read: (batch, token, width)."""
    read = []
    hooks = [
        module.register_forward_pre_hook(
            lambda _module, given, named: read.append((*given, *named.values())[0]),
            with_kwargs=True,
        )
        for module in modules
    ]
    trace = run_batch(checkpoint, inputs).trace
    for hook in hooks:
        hook.remove()
    return trace, read


def dense(query, key, is_open, *, shares=1):
    """(batch, head, query, key) of two projections (batch, token, width), four heads.

    shares: (query, key) how often each key takes part in the softmax.
    """
    query, key = (side.unflatten(-1, (4, -1)).transpose(1, 2) for side in (query, key))
    scores = query @ key.transpose(-1, -2) / math.sqrt(query.shape[-1])
    scores = scores.masked_fill(~is_open[:, None], -torch.inf) + torch.as_tensor(shares).log()
    return scores.softmax(-1).nan_to_num(0.0).detach()


def assert_is(site, layer, expected):
    for item, length in enumerate(LENGTHS):
        shown = site.layer(layer, item=item)[:, :length]
        np.testing.assert_allclose(shown, expected[item, :, :length], atol=1e-5)


# ---- Longformer and LED --------------------------------------------------------------------------


def stack_of(checkpoint):
    if checkpoint.is_encoder_decoder:
        layers = checkpoint.model.led.encoder.layers
        return [layer.self_attn.longformer_self_attn for layer in layers], "encoder"
    return [layer.attention.self for layer in checkpoint.model.longformer.encoder.layer], "self"


def banded(module, hidden, real, is_global):
    """Beltagy et al. 2020, section 3.1, in full."""
    n_tokens = real.shape[1]
    hidden = hidden[:, :n_tokens]
    place = torch.arange(n_tokens)
    near = (place[:, None] - place[None]).abs() <= module.one_sided_attn_window_size
    is_open = (near[None] | is_global[:, None, :]) & real[:, None, :]
    local = dense(module.query(hidden), module.key(hidden), is_open)
    everything = real[:, None, :].expand(-1, n_tokens, -1)
    whole = dense(module.query_global(hidden), module.key_global(hidden), everything)
    return torch.where(is_global[:, None, :, None], whole, local)


@pytest.mark.parametrize("family", ["longformer", "led"])
@pytest.mark.parametrize("places", [((), ()), ((0,), (0,)), ((0, 11), (3,))])
def test_a_band_and_its_global_tokens_are_at_their_true_places(family, places):
    checkpoint = tiny_checkpoint(family)
    inputs = padded_batch(checkpoint.model, lengths=LENGTHS)
    real = inputs["attention_mask"].bool()
    is_global = torch.zeros_like(real)
    for item, chosen in enumerate(places):
        is_global[item, list(chosen)] = True
    if is_global.any():
        inputs["global_attention_mask"] = is_global.long()
    modules, name = stack_of(checkpoint)
    trace, read = read_by(modules, checkpoint, inputs)
    site = trace.sites[name]
    for layer, (module, hidden) in enumerate(zip(modules, read, strict=True)):
        assert_is(site, layer, banded(module, hidden, real, is_global))
    full = site.weights(1, 2, item=0)
    part = site.weights(1, 2, rows=slice(2, 9), columns=[0, 11, 5], item=0)
    np.testing.assert_array_equal(part, full[2:9][:, [0, 11, 5]])


def test_the_decoder_and_cross_attention_of_led_are_its_own():
    checkpoint = tiny_checkpoint("led")
    inputs = padded_batch(checkpoint.model)
    trace = run_batch(checkpoint, inputs).trace
    with torch.no_grad():
        output = checkpoint.model(**inputs, output_attentions=True)
    for name in ("decoder", "cross"):
        for layer, own in enumerate(output[f"{name}_attentions"]):
            np.testing.assert_allclose(trace.sites[name].layer(layer), own[0], atol=1e-6)


def test_a_band_keeps_memory_for_its_width_only():
    checkpoint = tiny_checkpoint("longformer")
    trace = run_batch(checkpoint, {"input_ids": torch.full((1, 60), 7)}).trace
    assert trace.nbytes <= 4 * 4 * 60 * (5 + 9) * 1.2  # float32 × heads × tokens × both windows
    layer = trace.sites["self"].layers[0]
    assert layer.visible(range(20, 22)) == range(18, 24)


# ---- BigBird -------------------------------------------------------------------------------------


@pytest.mark.parametrize("family", ["big_bird", "bigbird_pegasus"])
def test_blocks_are_at_their_true_places_and_the_repeated_one_has_all_its_shares(
    family, monkeypatch
):
    monkeypatch.setattr("tests.core.attention.test_native.LENGTHS", (50, 41))
    checkpoint = tiny_checkpoint(family)
    inputs = padded_batch(checkpoint.model, lengths=LENGTHS)
    real = inputs["attention_mask"].bool()
    if family == "big_bird":
        name, layers = "self", checkpoint.model.bert.encoder.layer
        modules = [layer.attention for layer in layers]
    else:
        name, layers = "encoder", checkpoint.model.model.encoder.layers
        modules = [layer.self_attn for layer in layers]
    trace, read = read_by(modules, checkpoint, inputs)
    block = torch.arange(50) // 4
    last = block[-1]
    near = (block[:, None] - block[None]).abs() <= 1
    is_open = near | (block == 0) | (block == last)
    # Zaheer et al. 2020, appendix: the second block reads the first three, and so at the end.
    is_open |= (block[:, None] == 1) & (block[None] <= 2)
    is_open |= (block[:, None] == last - 1) & (block[None] >= last - 2)
    reads_all = (block == 0) | (block == last)
    is_open |= reads_all[:, None]
    shares = torch.where(~reads_all[:, None] & (block[None] == 0), 1.0 + 2, 1.0)
    for layer, (module, hidden) in enumerate(zip(modules, read, strict=True)):
        query, key = module.self.query(hidden)[:, :50], module.self.key(hidden)[:, :50]
        expected = dense(query, key, is_open & real[:, None, :], shares=shares)
        assert_is(trace.sites[name], layer, expected)


def test_a_short_text_is_attended_to_fully_and_the_next_long_one_by_blocks_again():
    checkpoint = tiny_checkpoint("big_bird")
    long = {"input_ids": torch.full((1, 50), 7)}
    before = run_batch(checkpoint, long).trace.sites["self"].layer(0)
    short = padded_batch(checkpoint.model, lengths=LENGTHS)
    modules = [layer.attention.self for layer in checkpoint.model.bert.encoder.layer]
    trace = run_batch(checkpoint, short).trace
    hidden = checkpoint.model.bert.embeddings(short["input_ids"], short["token_type_ids"])
    real = short["attention_mask"].bool()[:, None, :].expand(-1, LENGTHS[0], -1)
    expected = dense(modules[0].query(hidden), modules[0].key(hidden), real)
    assert_is(trace.sites["self"], 0, expected)
    np.testing.assert_array_equal(run_batch(checkpoint, long).trace.sites["self"].layer(0), before)
    assert (before == 0).any()


# ---- Funnel and SqueezeBERT ----------------------------------------------------------------------


def test_only_those_layers_of_funnel_are_shown_that_relate_tokens_to_tokens():
    checkpoint = tiny_checkpoint("funnel")
    inputs = padded_batch(checkpoint.model, lengths=LENGTHS)
    trace = run_batch(checkpoint, inputs).trace
    with torch.no_grad():
        own = checkpoint.model(**inputs, output_attentions=True).attentions
    assert [maps.shape[2:] == (21, 21) for maps in own] == [True, True, False, False, True, True]
    for name, maps in (("self", own[:2]), ("upsampled", own[-2:])):
        assert trace.sites[name].n_layers == 2
        for layer in range(2):
            assert_is(trace.sites[name], layer, maps[layer])


def test_the_scores_that_squeezebert_returns_become_the_weights_that_it_uses():
    checkpoint = tiny_checkpoint("squeezebert")
    inputs = padded_batch(checkpoint.model, lengths=LENGTHS)
    used = []
    for layer in checkpoint.model.transformer.encoder.layers:
        layer.attention.softmax.register_forward_hook(
            lambda _module, _given, weights: used.append(weights)
        )
    site = run_batch(checkpoint, inputs).trace.sites["self"]
    for layer, weights in enumerate(used):
        assert_is(site, layer, weights)
    scores = site.scores(0, 1, item=1)
    assert np.isneginf(scores[:, 13:]).all()
    assert np.isfinite(scores[:, :13]).all()


# ---- XLNet ---------------------------------------------------------------------------------------


def read_tokens(ids, masks):
    return Tokens(
        ids=tuple(ids),
        labels=tuple(map(str, ids)),
        spans=(None,) * len(ids),
        is_special=(False,) * len(ids),
        words=tuple(range(len(ids))),
        masks=tuple(masks),
    )


def test_both_streams_of_xlnet_are_its_own_where_they_mean_something():
    checkpoint = tiny_checkpoint("xlnet_lm")
    ids = torch.arange(10, 19)[None]
    inputs = {"input_ids": ids, "attention_mask": torch.ones_like(ids)}
    inputs |= targets_last([2, 6], 9, dtype=torch.float32, device=torch.device("cpu"))
    trace = run_batch(checkpoint, inputs).trace
    with torch.no_grad():
        own = checkpoint.model(**inputs, output_attentions=True).attentions
    for layer, (content, query) in enumerate(own):
        np.testing.assert_allclose(trace.sites["self"].layer(layer), content[0], atol=1e-6)
        shown = trace.sites["query"].layer(layer)
        np.testing.assert_allclose(shown[:, [2, 6]], query[0][:, [2, 6]], atol=1e-6)
        assert not shown[:, [0, 1, 3, 4, 5, 7, 8]].any()
        assert not shown[:, :, [2, 6]].any()  # nobody sees a masked token, itself included
    assert [site.name for site in checkpoint.info.sites] == ["self", "query"]


def test_a_query_stream_that_sees_nothing_is_zero():
    checkpoint = tiny_checkpoint("xlnet_lm")
    forward = run(checkpoint, read_tokens(range(10, 13), masks=range(3)))
    assert not forward.trace.sites["query"].layer(0).any()
    np.testing.assert_allclose(forward.trace.sites["self"].layer(0), [np.eye(3)] * 4)


def test_xlnet_predicts_its_masked_tokens_from_the_others_only():
    checkpoint = tiny_checkpoint("xlnet_lm")
    assert checkpoint.info.objective == "masked"
    one, other = (run(checkpoint, read_tokens([10, 11, id, 13, 14], masks=[2])) for id in (12, 50))
    assert one.logits_at([2]).shape == (1, 99)
    torch.testing.assert_close(one.logits_at([2]), other.logits_at([2]))
    changed = run(checkpoint, read_tokens([10, 60, 12, 13, 14], masks=[2]))
    assert not torch.allclose(one.logits_at([2]), changed.logits_at([2]))


def test_any_other_token_is_predicted_as_if_it_were_masked_too():
    checkpoint = tiny_checkpoint("xlnet_lm")
    asked = run(checkpoint, read_tokens(range(10, 15), masks=[2])).logits_at([4, 2])
    masked = run(checkpoint, read_tokens(range(10, 15), masks=[2, 4])).logits_at([4, 2])
    torch.testing.assert_close(asked, masked)


def test_without_a_mask_xlnet_reads_as_it_always_does():
    checkpoint = tiny_checkpoint("xlnet_lm")
    tokens = read_tokens(range(10, 15), masks=[])
    forward = run(checkpoint, tokens)
    with torch.no_grad():
        own = checkpoint.model(torch.arange(10, 15)[None], output_attentions=True).attentions
    np.testing.assert_allclose(forward.trace.sites["self"].layer(1), own[1][0], atol=1e-6)
    assert not forward.trace.sites["query"].layer(1).any()
    assert forward.logits_at([]).shape == (0, 99)
    assert predict(checkpoint, forward, tokens, top_k=3) == ()


def test_a_text_without_masks_says_how_the_query_stream_comes_to_be_seen():
    tokenizer = vocabularies.t5()
    checkpoint = tiny_checkpoint("xlnet_lm", tokenizer, vocab_size=len(tokenizer))
    inspector = Inspector(checkpoint)
    list(inspector.inspect(InspectRequest(document=Document("a cat"), heads=())))
    assert "Mask a token to see" in inspector.notice


# ---- what is no attention ------------------------------------------------------------------------


def test_rows_that_do_not_sum_to_one_are_refused(monkeypatch):
    monkeypatch.setattr(
        "explorer.core.attention.native.returned._maps",
        lambda found: {name: [Maps(one / 2) for one in maps] for name, maps in found.items()},
    )
    with pytest.raises(ModelUnsupported, match="rows do not sum to 1"):
        tiny_checkpoint("mpnet")


def test_a_text_in_which_buckets_of_tokens_attend_is_refused_where_a_short_one_was_not():
    config = transformers.ReformerConfig(
        vocab_size=99, hidden_size=32, attention_head_size=8, num_attention_heads=4,
        feed_forward_size=48, axial_pos_embds=False, attn_layers=["lsh", "lsh"], is_decoder=False,
        lsh_attn_chunk_length=8, num_buckets=2, max_position_embeddings=64,
    )  # fmt: skip
    torch.manual_seed(0)
    model = transformers.ReformerForMaskedLM(config).eval()
    checkpoint = prepared(Loaded(model, None, "masked"), name="tiny reformer")
    with pytest.raises(ModelUnsupported, match="cannot be drawn as a map"):
        run_batch(checkpoint, {"input_ids": torch.full((1, 32), 7)})
