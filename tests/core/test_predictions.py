"""Predictions against a softmax over everything, by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch
import transformers

from explorer.core import predictions
from explorer.core.attention import forward as forward_module
from explorer.core.attention.forward import run, run_batch
from explorer.core.checkpoint.checkpoint import open_checkpoint, prepared
from explorer.core.checkpoint.loading import Loaded
from explorer.core.logits import KnownLogits
from explorer.core.predictions import _candidate, predict
from explorer.core.text.target import encode_target
from explorer.core.text.tokens import encode
from explorer.records import Document, LoadRequest, Span, Tokens
from tests.core import vocabularies
from tests.core.attention.test_blocks import LargestStorage
from tests.core.models import FAMILIES, tiny_checkpoint


@pytest.fixture(scope="module")
def builtin():
    return open_checkpoint(LoadRequest("minilm-mlm"))


@pytest.fixture(scope="module")
def causal():
    tokenizer = vocabularies.gpt2()
    return tiny_checkpoint("gpt2", tokenizer, vocab_size=len(tokenizer))


def full_logits(checkpoint, tokens):
    ids = torch.tensor([tokens.ids])
    return run_batch(checkpoint, {"input_ids": ids}).logits[0]


def test_the_built_in_model_ranks_candidates_for_a_typed_mask(builtin):
    tokens = encode(builtin, Document("The capital of France is [MASK]."))
    forward = run(builtin, tokens)
    (prediction,) = predict(builtin, forward, tokens, top_k=10)
    assert prediction.kind == "mask"
    assert prediction.position == tokens.masks[0] == 6
    probabilities = [candidate.probability for candidate in prediction.candidates]
    assert len(probabilities) == 10
    assert probabilities == sorted(probabilities, reverse=True)
    assert 0.0 < sum(probabilities) <= 1.0
    assert all(candidate.label and candidate.text for candidate in prediction.candidates)
    assert prediction.original is None


def test_the_head_at_the_masks_only_gives_what_the_whole_head_gives(builtin):
    tokens = encode(builtin, Document("A [MASK] sat on the [MASK].", "It [MASK]."))
    forward = run(builtin, tokens)
    at_masks = forward.logits_at(tokens.masks)
    assert at_masks.shape == (3, 30522)
    with torch.no_grad():
        types = [[0] * 9 + [1] * (len(tokens) - 9)]
        whole = builtin.model(
            input_ids=torch.tensor([tokens.ids]), token_type_ids=torch.tensor(types)
        ).logits[0]
    torch.testing.assert_close(at_masks, whole[list(tokens.masks)], atol=1e-3, rtol=1e-4)
    predictions = predict(builtin, forward, tokens, top_k=3)
    assert [prediction.position for prediction in predictions] == list(tokens.masks)
    exact = torch.softmax(whole.double(), -1)
    for prediction in predictions:
        best = exact[prediction.position].topk(3)
        assert [candidate.id for candidate in prediction.candidates] == best.indices.tolist()
        assert prediction.candidates[0].probability == pytest.approx(
            float(best.values[0]), rel=1e-3
        )
    only = predict(builtin, forward, tokens, top_k=3, positions=[tokens.masks[1]])
    assert only == predictions[1:2]


# ---- logits on demand ----------------------------------------------------------------------------


def numbered(*ids, masks=()):
    """Tokens of a model without a tokenizer."""
    n = len(ids)
    return Tokens(
        ids=ids, labels=tuple(map(str, ids)), spans=(None,) * n, is_special=(False,) * n,
        words=(None,) * n, masks=masks,
    )  # fmt: skip


# MobileBERT's output layer is not the last of its products, XLNet predicts by an order, and
# Funnel reads no single token.
PREDICTING = [
    name
    for name, (_, _, model) in FAMILIES.items()
    if not model.endswith("Model") and name not in ("mobilebert", "xlnet_lm", "funnel")
]


@pytest.mark.parametrize("kept", [0, 64 << 20])
@pytest.mark.parametrize("family", PREDICTING)
def test_logits_of_any_positions_are_those_of_the_models_own_whole_logits(
    family, kept, monkeypatch
):
    monkeypatch.setattr(forward_module, "MAX_KEPT_BYTES", kept)
    checkpoint = tiny_checkpoint(family)
    assert checkpoint.has_logits_on_demand
    tokens = numbered(7, 50, 3, 61, 3, 20, 44, masks=(2, 4))
    ids = torch.tensor([tokens.ids])
    inputs, target = {"input_ids": ids}, None
    if checkpoint.is_encoder_decoder:
        target = numbered(9, 8, 30, 31, 32, 33, 34)
        inputs["decoder_input_ids"] = torch.tensor([target.ids])
    with torch.no_grad():
        whole = checkpoint.model(**inputs).logits[0]
    forward = run(checkpoint, tokens, target)
    for positions in ((2, 4), (6,), (5, 0, 5), range(7), ()):
        got = forward.logits_at(positions)
        torch.testing.assert_close(got, whole[list(positions)], atol=1e-4, rtol=1e-5)


@pytest.mark.parametrize(
    ("config_class", "model_class", "fields"),
    [
        ("GraniteConfig", "GraniteForCausalLM", {"logits_scaling": 8.0}),
        ("CohereConfig", "CohereForCausalLM", {"logit_scale": 0.3}),
        ("Gemma2Config", "Gemma2ForCausalLM", {"final_logit_softcapping": 0.5, "head_dim": 8}),
    ],
)
def test_what_a_model_does_to_its_logits_is_done_to_those_on_demand(
    config_class, model_class, fields
):
    shape = {"hidden_size": 32, "num_hidden_layers": 1, "num_attention_heads": 4,
             "num_key_value_heads": 2, "intermediate_size": 48, "vocab_size": 99,
             "pad_token_id": 0, "bos_token_id": 1, "eos_token_id": 2}  # fmt: skip
    config = getattr(transformers, config_class)(**shape, **fields)
    torch.manual_seed(0)
    model = getattr(transformers, model_class)(config).eval()
    with torch.no_grad():
        model.get_output_embeddings().weight.normal_(0.0, 0.5)
    checkpoint = prepared(Loaded(model, None, "causal"), name="tiny")
    assert checkpoint.has_logits_on_demand
    tokens = numbered(7, 50, 3, 61)
    with torch.no_grad():
        whole = model(torch.tensor([tokens.ids])).logits[0]
    forward = run(checkpoint, tokens)
    bare = model.get_output_embeddings()(forward.logits.hidden)
    assert not torch.allclose(bare, whole, atol=1e-2)
    lone = replace(forward.logits, known=KnownLogits(whole[:0], ()))
    torch.testing.assert_close(lone.at((3, 1)), whole[[3, 1]], atol=1e-5, rtol=1e-5)


def test_a_bias_of_the_final_logits_is_part_of_those_on_demand():
    checkpoint = tiny_checkpoint("bart")
    with torch.no_grad():
        checkpoint.model.final_logits_bias.normal_()
    tokens, target = numbered(7, 50, 3), numbered(9, 8, 30)
    with torch.no_grad():
        whole = checkpoint.model(
            input_ids=torch.tensor([tokens.ids]), decoder_input_ids=torch.tensor([target.ids])
        ).logits[0]
    logits = run(checkpoint, tokens, target).logits
    lone = replace(logits, known=KnownLogits(whole[:0], ()))
    torch.testing.assert_close(lone.at((2, 0)), whole[[2, 0]], atol=1e-5, rtol=1e-5)


def test_a_model_whose_output_layer_is_passed_by_is_asked_for_everything():
    config = transformers.MobileBertConfig(
        vocab_size=99, hidden_size=32, embedding_size=16, intra_bottleneck_size=16,
        num_hidden_layers=1, num_attention_heads=4, intermediate_size=48,
    )  # fmt: skip
    torch.manual_seed(0)
    model = transformers.MobileBertForMaskedLM(config).eval()
    checkpoint = prepared(Loaded(model, None, "masked"), name="tiny")
    assert not checkpoint.has_logits_on_demand
    tokens = numbered(7, 50, 3, 61, masks=(2,))
    with torch.no_grad():
        whole = model(torch.tensor([tokens.ids])).logits[0]
    forward = run(checkpoint, tokens)
    torch.testing.assert_close(forward.logits_at((2,)), whole[[2]], atol=1e-4, rtol=1e-4)


def test_a_long_text_is_predicted_after_its_end_alone_until_more_is_asked_for():
    n_tokens, n_vocabulary = 1100, 4000
    tokenizer = vocabularies.gpt2()
    checkpoint = tiny_checkpoint(
        "gpt2", tokenizer, vocab_size=n_vocabulary, n_positions=n_tokens, n_layer=1
    )
    tokens = numbered(*(place % 90 + 5 for place in range(n_tokens)))
    with LargestStorage() as largest:
        forward = run(checkpoint, tokens)
        (last,) = predict(checkpoint, forward, tokens, top_k=3)
        (asked,) = predict(checkpoint, forward, tokens, top_k=3, positions=[300])
    assert (last.position, asked.position) == (n_tokens - 1, 300)
    assert largest.n_bytes < 4 * n_tokens * n_vocabulary / 4
    exact = torch.softmax(full_logits(checkpoint, tokens), -1)
    for prediction in (last, asked):
        best = exact[prediction.position].topk(3)
        assert [candidate.id for candidate in prediction.candidates] == best.indices.tolist()
        assert prediction.candidates[0].probability == pytest.approx(float(best.values[0]), 1e-3)


def test_each_position_of_a_short_text_with_a_large_vocabulary_is_predicted(causal, monkeypatch):
    tokens = encode(causal, Document("The doctor told the patient"))
    expected = predict(causal, run(causal, tokens), tokens, top_k=4)
    monkeypatch.setattr(forward_module, "MAX_KEPT_BYTES", 0)
    monkeypatch.setattr(predictions, "_ROWS_AT_ONCE", 2)
    found = predict(causal, run(causal, tokens), tokens, top_k=4)
    assert [prediction.position for prediction in found] == list(range(len(tokens)))
    for one, other in zip(found, expected, strict=True):
        for got, candidate in zip(one.candidates, other.candidates, strict=True):
            assert got.id == candidate.id
            assert got.probability == pytest.approx(candidate.probability, rel=1e-4)


def test_without_a_mask_a_masked_model_predicts_nothing(builtin):
    tokens = encode(builtin, Document("A cat."))
    forward = run(builtin, tokens)
    assert forward.logits_at(()).shape == (0, 30522)
    assert predict(builtin, forward, tokens, top_k=5) == ()


def test_the_masked_tokens_own_rank_and_probability_are_those_of_the_softmax(builtin):
    text = "The doctor told the patient to rest."
    start = text.index("patient")
    tokens = encode(builtin, Document(text, masks=frozenset([Span(0, start, start + 7)])))
    forward = run(builtin, tokens)
    (prediction,) = predict(builtin, forward, tokens, top_k=4)
    probabilities = torch.softmax(forward.logits_at(tokens.masks)[0].double(), -1)
    original = tokens.originals[0]
    assert prediction.original.label == "patient"
    assert prediction.original.probability == pytest.approx(
        float(probabilities[original.id]), rel=1e-4
    )
    order = probabilities.argsort(descending=True).tolist()
    assert prediction.original.rank == order.index(original.id) + 1
    assert [candidate.id for candidate in prediction.candidates] == order[:4]


def test_a_causal_model_predicts_the_next_token_after_every_token(causal):
    tokens = encode(causal, Document("The doctor told the patient"))
    forward = run(causal, tokens)
    predictions = predict(causal, forward, tokens, top_k=5)
    assert [prediction.position for prediction in predictions] == list(range(len(tokens)))
    assert {prediction.kind for prediction in predictions} == {"next"}
    exact = torch.softmax(full_logits(causal, tokens).double(), -1)
    for prediction in predictions:
        best = exact[prediction.position].topk(5)
        assert [candidate.id for candidate in prediction.candidates] == best.indices.tolist()
        for candidate, probability in zip(prediction.candidates, best.values, strict=True):
            assert candidate.probability == pytest.approx(float(probability), rel=1e-4)
            assert "Ġ" not in candidate.label + candidate.text
            assert candidate.text == candidate.text.strip()


def test_more_candidates_than_the_vocabulary_are_all_of_it(causal):
    tokens = encode(causal, Document("The"))
    (prediction,) = predict(causal, run(causal, tokens), tokens, top_k=10_000, positions=[0])
    assert len(prediction.candidates) == len(vocabularies.gpt2())
    assert sum(c.probability for c in prediction.candidates) == pytest.approx(1.0, abs=1e-4)


def test_an_embedding_larger_than_the_vocabulary_names_its_empty_rows():
    tokenizer = vocabularies.gpt2()
    checkpoint = tiny_checkpoint("gpt2", tokenizer, vocab_size=len(tokenizer) + 24)
    tokens = encode(checkpoint, Document("The"))
    (prediction,) = predict(checkpoint, run(checkpoint, tokens), tokens, top_k=10_000)
    empty = [c for c in prediction.candidates if c.id >= len(tokenizer)]
    assert len(empty) == 24
    assert all(c.label == f"‹{c.id}›" for c in empty)


def test_wordpiece_and_space_marks_are_not_part_of_what_is_inserted():
    assert _candidate(1, "##s", "wordpiece", 0.5, is_special=False).text == "s"
    assert _candidate(1, "##s", "wordpiece", 0.5, is_special=False).label == "##s"
    assert _candidate(1, "Ġcat", "bytes", 0.5, is_special=False).text == "cat"
    assert _candidate(1, "▁cat", "pieces", 0.5, is_special=False).text == "cat"


@pytest.mark.parametrize(
    ("string", "spelling", "goes_on"),
    [("##s", "wordpiece", True), ("cat", "wordpiece", False), ("Ġcat", "bytes", False),
     ("cat", "bytes", True), ("▁cat", "pieces", False), ("cat", "pieces", True),
     ("a", "octets", True), ("cat", "plain", False)],
)  # fmt: skip
def test_it_is_known_whether_a_piece_goes_on_with_a_word(string, spelling, goes_on):
    assert _candidate(1, string, spelling, 0.5, is_special=False).goes_on == goes_on


def test_an_encoder_decoder_predicts_after_every_token_of_its_target(tmp_path):
    tokenizer = vocabularies.marian(tmp_path)
    checkpoint = tiny_checkpoint("marian", tokenizer, vocab_size=len(tokenizer))
    document = Document("the cat", target="THE DOG")
    tokens, target = encode(checkpoint, document), encode_target(checkpoint, document)
    forward = run(checkpoint, tokens, target)
    predictions = predict(checkpoint, forward, target, top_k=2)
    assert [prediction.position for prediction in predictions] == list(range(len(target)))
    shapes = {name: (site.n_queries, site.n_keys) for name, site in forward.trace.sites.items()}
    assert shapes == {
        "encoder": (len(tokens), len(tokens)),
        "decoder": (len(target), len(target)),
        "cross": (len(target), len(tokens)),
    }
    assert run(checkpoint, tokens).trace.sites["cross"].n_queries == 1


def test_an_encoder_without_a_head_predicts_nothing():
    checkpoint = tiny_checkpoint("xlnet", vocabularies.t5(), vocab_size=200)
    tokens = encode(checkpoint, Document("a cat"))
    forward = run(checkpoint, tokens)
    assert forward.logits is None
    assert predict(checkpoint, forward, tokens, top_k=5) == ()
