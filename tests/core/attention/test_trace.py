"""What a trace gives: slices, scores and aggregates of its maps, and known traps.

`test_families` compares the maps with each model's own.
"""

from __future__ import annotations

import copy
import threading

import numpy as np
import pytest
import torch
import transformers

from explorer.core.attention import forward
from explorer.core.attention.capture import capturing
from explorer.core.attention.forward import run_batch
from explorer.core.attention.layers import Maps
from explorer.core.attention.trace import SiteTrace, Trace
from explorer.errors import Cancelled, NoSuchHead
from explorer.records import HeadRef
from tests.core.models import (
    padded_batch,
    tiny_checkpoint,
    tiny_model,
)

LENGTHS = (9, 6)


def traced(family, **fields):
    checkpoint = tiny_checkpoint(family, **fields)
    inputs = padded_batch(checkpoint.model, lengths=LENGTHS)
    return checkpoint, inputs, run_batch(checkpoint, inputs).trace


@pytest.mark.parametrize(
    "family",
    ["bert", "mistral", "qwen3", "gemma2", "gpt_oss", "t5", "mpnet", "longformer", "squeezebert"],
)
def test_slices_of_rows_and_columns_equal_the_full_map(family):
    _, _, trace = traced(family)
    for site in trace.sites.values():
        full = site.weights(1, 2, item=1)
        for rows, columns in [
            (slice(1, 4), None),
            (None, slice(0, 3)),
            (slice(2, 5), slice(1, None)),
            ([3, 0], [4, 1, 1]),
            (np.array([2]), np.array([0, 2])),
        ]:
            part = site.weights(1, 2, rows=rows, columns=columns, item=1)
            row_index = np.arange(site.n_queries)[rows if rows is not None else slice(None)]
            column_index = np.arange(site.n_keys)[columns if columns is not None else slice(None)]
            expected = full[np.ix_(row_index, column_index)]
            np.testing.assert_allclose(part, expected, atol=1e-6)


@pytest.mark.parametrize("family", ["gpt2", "llama", "gemma2", "t5", "bert"])
def test_weights_are_the_softmax_of_the_scores(family):
    _, _, trace = traced(family)
    for site in trace.sites.values():
        scores = site.scores(0, 1, item=1).astype(np.float64)
        weights = np.exp(scores - scores.max(-1, keepdims=True))
        weights /= weights.sum(-1, keepdims=True)
        np.testing.assert_allclose(site.weights(0, 1, item=1), weights, atol=1e-6)
        part = site.scores(0, 1, rows=[1], columns=[0, 1], item=1)
        np.testing.assert_allclose(part, scores[1:2, :2], atol=1e-6)


def test_scores_of_padding_and_of_the_future_are_minus_infinity():
    _, _, trace = traced("gpt2")
    scores = trace.sites["self"].scores(0, 0, item=1)
    assert np.isneginf(scores[np.triu_indices(9, 1)]).all()
    assert np.isneginf(scores[:, 6:]).all()
    assert np.isfinite(scores[np.tril_indices(6)]).all()


@pytest.mark.parametrize("family", ["xlnet", "mpnet", "gpt_neo", "longformer", "big_bird"])
def test_native_models_have_weights_but_no_scores(family):
    _, _, trace = traced(family)
    assert trace.sites["self"].scores(0, 0) is None


@pytest.mark.parametrize("family", ["albert", "llama", "xlnet"])
def test_aggregates_equal_numpy_over_all_maps(family):
    _, _, trace = traced(family)
    site = trace.sites["self"]
    maps = np.stack([site.layer(layer) for layer in range(site.n_layers)])
    for how, over in (("mean", np.mean), ("max", np.max)):
        for ref, expected in [
            (HeadRef(1, None, aggregate=how), over(maps[1], axis=0)),
            (HeadRef(None, 2, aggregate=how), over(maps[:, 2], axis=0)),
            (HeadRef(None, None, aggregate=how), over(maps, axis=(0, 1))),
            (HeadRef(1, 3, aggregate=how), maps[1, 3]),
        ]:
            np.testing.assert_allclose(trace.of(ref), expected, atol=1e-6)


def test_aggregates_need_little_memory_because_heads_come_in_chunks(monkeypatch):
    _, _, trace = traced("bert")
    whole = trace.of(HeadRef(None, None))
    monkeypatch.setattr("explorer.core.attention.aggregates.BLOCK_CELLS", 1)
    np.testing.assert_allclose(trace.of(HeadRef(None, None)), whole, atol=1e-6)


@pytest.mark.parametrize(
    ("ref", "message"),
    [
        (HeadRef(2, 0), "Layer 2 was asked for; self attention counts 0 to 1"),
        (HeadRef(-1, 0), "Layer -1"),
        (HeadRef(0, 4), "Head 4 was asked for; layer 0 counts 0 to 3"),
        (HeadRef(None, 9), "Head 9"),
        (HeadRef(7, None), "Layer 7"),
        (HeadRef(0, 0, site="cross"), "no cross attention; it has self"),
    ],
)
def test_a_head_that_is_not_there_is_named_with_what_is(ref, message):
    _, _, trace = traced("bert")
    with pytest.raises(NoSuchHead, match=message):
        trace.of(ref)


def test_what_a_trace_gives_cannot_be_written_to():
    for family in ("bert", "xlnet"):
        _, _, trace = traced(family)
        for array in (
            trace.of(HeadRef(0, 0)),
            trace.of(HeadRef(0, None)),
            trace.sites["self"].layer(0),
        ):
            with pytest.raises(ValueError, match="read-only"):
                array[0] = 1.0


@pytest.mark.parametrize("family", ["bert", "bart", "xlnet", "gpt_neo"])
def test_a_stale_pass_stops_at_the_next_layer(family):
    checkpoint = tiny_checkpoint(family)
    asked = []

    def is_stale():
        asked.append(True)
        return len(asked) > 1

    with pytest.raises(Cancelled):
        run_batch(checkpoint, padded_batch(checkpoint.model), is_stale=is_stale)
    assert len(asked) == 2
    again = run_batch(checkpoint, padded_batch(checkpoint.model))
    assert again.trace.sites  # nothing was left behind


def test_a_pass_that_takes_a_moment_says_which_layer_it_is_at(monkeypatch):
    checkpoint = tiny_checkpoint("bart")
    said = []
    run_batch(checkpoint, padded_batch(checkpoint.model), progress=said.append)
    assert said == []
    monkeypatch.setattr(forward, "A_MOMENT_S", -1.0)
    run_batch(checkpoint, padded_batch(checkpoint.model), progress=said.append)
    assert [one.message for one in said] == [f"Layer {n} of 6" for n in range(1, 7)]
    assert [one.fraction for one in said] == pytest.approx([n / 6 for n in range(6)])


# ---- traps, each once stepped into ---------------------------------------------------------------


def test_the_default_implementation_returns_no_maps_so_capture_must_not_rely_on_it():
    model = tiny_model("gpt2")
    output = model(**padded_batch(model), output_attentions=True)
    assert not any(weights is not None for weights in output.attentions or ())
    _, _, trace = traced("gpt2")
    assert trace.sites["self"].n_layers == 2


def test_query_heads_of_one_group_read_the_same_key_head():
    _, _, trace = traced("llama")
    layer = trace.sites["self"].layers[0]
    assert (layer.query.shape[1], layer.key.shape[1]) == (4, 2)
    one_by_one = np.stack([trace.sites["self"].weights(0, head) for head in range(4)])
    np.testing.assert_allclose(trace.sites["self"].layer(0), one_by_one, atol=1e-6)


def test_without_padding_the_future_of_a_causal_model_is_still_hidden():
    checkpoint = tiny_checkpoint("gpt2")
    ids = torch.arange(10, 16)[None]
    for inputs in ({"input_ids": ids}, {"input_ids": ids, "attention_mask": torch.ones_like(ids)}):
        weights = run_batch(checkpoint, inputs).trace.of(HeadRef(None, None, aggregate="max"))
        assert np.triu(weights, 1).max() == 0.0
        np.testing.assert_allclose(weights[0], [1, 0, 0, 0, 0, 0], atol=1e-6)


def test_a_mask_left_to_is_causal_is_rebuilt():
    checkpoint = tiny_checkpoint("gpt2")
    trace = run_batch(checkpoint, {"input_ids": torch.arange(10, 16)[None]}).trace
    masked = trace.sites["self"].layers[0]
    model = copy.deepcopy(checkpoint.model)
    model.transformer.h[0].attn.register_forward_pre_hook(
        lambda _module, arguments, keywords: (arguments, {**keywords, "attention_mask": None}),
        with_kwargs=True,
    )
    with capturing(model, lambda: False) as recording:
        model(torch.arange(10, 16)[None])
    left_out = recording.layers[0]
    whole = (slice(None), slice(None), slice(None), 0)
    torch.testing.assert_close(left_out.weights(*whole), masked.weights(*whole))


def test_a_sliding_window_hides_what_is_further_back():
    _, _, trace = traced("mistral")
    weights = trace.of(HeadRef(None, None, aggregate="max"))
    distance = np.arange(9)[:, None] - np.arange(9)[None, :]
    assert weights[distance >= 3].max() == 0.0
    assert weights[(distance >= 0) & (distance < 3)].min() > 0.0


def test_a_row_that_sees_nothing_is_zero_and_not_nan():
    checkpoint = tiny_checkpoint("llama")
    ids = torch.arange(10, 18).view(2, 4)
    attends = torch.tensor([[1, 1, 1, 1], [0, 0, 1, 1]])  # the second text is padded on the left
    trace = run_batch(checkpoint, {"input_ids": ids, "attention_mask": attends}).trace
    site = trace.sites["self"]
    for weights in (
        site.weights(0, 0, item=1),
        site.weights(0, 0, columns=slice(0, 4), item=1),
        site.layer(0, item=1)[0],
    ):
        np.testing.assert_array_equal(weights[:2], 0.0)
        np.testing.assert_allclose(weights[2:].sum(-1), 1.0, atol=1e-6)


def test_attention_sinks_take_their_share_so_that_rows_sum_to_less_than_one():
    checkpoint, _, trace = traced("gpt_oss")
    for parameter in (layer.self_attn.sinks for layer in checkpoint.model.model.layers):
        assert torch.isfinite(parameter).all()
    sums = trace.of(HeadRef(0, 0)).sum(-1)
    assert (sums < 1.0).all()


def test_albert_calls_one_module_for_all_layers_and_still_has_all_of_them():
    _, _, trace = traced("albert")
    assert trace.sites["self"].n_layers == 3
    assert not np.allclose(trace.of(HeadRef(0, 0)), trace.of(HeadRef(2, 0)))


def test_gpt2_keeps_only_its_queries_not_the_three_times_larger_storage():
    _, _, trace = traced("gpt2")
    n_numbers = 2 * 2 * 9 * 32 * 2  # layers × texts × tokens × width × (query, key)
    padding = 2 * 9  # booleans, once for all layers
    assert trace.nbytes == n_numbers * 4 + padding


def test_a_position_bias_shared_by_the_layers_of_a_stack_is_kept_once():
    _, _, trace = traced("t5")
    first, second = trace.sites["encoder"].layers
    assert first.position_bias is not None
    assert first.position_bias is second.position_bias
    alone = Trace({"encoder": trace.sites["encoder"]}).nbytes
    queries_and_keys = 2 * 2 * 2 * 9 * 32 * 4
    assert alone == queries_and_keys + 4 * (9 + 9 - 1) * 4 + 2 * 9  # a number for each distance


def test_a_trace_of_bert_base_shape_at_512_tokens_is_under_40_mib():
    checkpoint = tiny_checkpoint(
        "bert", hidden_size=768, num_attention_heads=12, max_position_embeddings=512,
        num_hidden_layers=1,
    )  # fmt: skip
    trace = run_batch(checkpoint, {"input_ids": torch.full((1, 512), 7)}).trace
    assert 12 * trace.nbytes < 40 * 2**20


def test_two_models_of_one_config_do_not_switch_each_other():
    config = transformers.BertConfig(
        vocab_size=99, hidden_size=32, num_hidden_layers=1, num_attention_heads=2,
        intermediate_size=32,
    )  # fmt: skip
    one, other = (transformers.BertForMaskedLM(config).eval() for _ in range(2))
    ids = torch.arange(5, 10)[None]
    with capturing(one, lambda: False) as recording:
        one(ids)
        assert len(recording.layers) == 1
    assert other.config._attn_implementation == "sdpa"
    other.set_attn_implementation("eager")
    with capturing(one, lambda: False) as recording:
        one(ids)
    assert len(recording.layers) == 1  # although the shared config said eager
    assert other(ids, output_attentions=True).attentions[0] is not None


def test_a_second_thread_does_not_write_into_the_recording_of_the_first():
    model = tiny_model("bert")
    ids = torch.arange(5, 10)[None]
    with capturing(model, lambda: False) as recording:
        other = threading.Thread(target=lambda: model(ids))
        other.start()
        other.join()
        assert recording.layers == []
        model(ids)
    assert len(recording.layers) == 2


def test_an_error_in_the_model_leaves_nothing_switched_on():
    model = tiny_model("bert")
    with pytest.raises(IndexError), capturing(model, lambda: False):
        model(torch.tensor([[10_000]]))
    assert model.config._attn_implementation == "sdpa"


def test_half_precision_is_shown_in_float32_near_the_exact_weights():
    checkpoint = tiny_checkpoint("llama")
    inputs = padded_batch(checkpoint.model)
    exact = run_batch(checkpoint, inputs).trace.of(HeadRef(0, 1))
    checkpoint.model.to(torch.bfloat16)
    half = run_batch(checkpoint, inputs).trace.of(HeadRef(0, 1))
    assert half.dtype == np.float32
    np.testing.assert_allclose(half, exact, atol=4e-2)
    np.testing.assert_allclose(half.sum(-1), 1.0, atol=1e-6)


def test_a_head_that_only_some_layers_kept_is_taken_over_those():
    torch.manual_seed(0)
    few, many = (torch.rand(1, n_heads, 5, 5) for n_heads in (2, 4))
    site = SiteTrace("self", (Maps(few), Maps(many)))
    np.testing.assert_allclose(site.of(HeadRef(None, 3)), many[0, 3], rtol=1e-6)
    mean = (few[0, 1] + many[0, 1]) / 2
    np.testing.assert_allclose(site.of(HeadRef(None, 1)), mean, rtol=1e-6)
    with pytest.raises(NoSuchHead, match="layer 1 counts 0 to 3"):
        site.of(HeadRef(None, 4))
