"""Predictions against a softmax over everything, by hand."""

from __future__ import annotations

import pytest
import torch

from explorer.core.attention.forward import run, run_batch
from explorer.core.checkpoint.checkpoint import open_checkpoint
from explorer.core.predictions import _candidate, predict
from explorer.core.text.target import encode_target
from explorer.core.text.tokens import encode
from explorer.records import Document, LoadRequest, Span, Tokens
from tests.core import vocabularies
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
    (prediction,) = predict(builtin, forward.logits, tokens, top_k=10)
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
    assert forward.logits.shape == (3, 30522)
    with torch.no_grad():
        types = [[0] * 9 + [1] * (len(tokens) - 9)]
        whole = builtin.model(
            input_ids=torch.tensor([tokens.ids]), token_type_ids=torch.tensor(types)
        ).logits[0]
    torch.testing.assert_close(forward.logits, whole[list(tokens.masks)], atol=1e-3, rtol=1e-4)
    few = predict(builtin, forward.logits, tokens, top_k=3)
    many = predict(builtin, whole, tokens, top_k=3)
    assert [prediction.position for prediction in few] == list(tokens.masks)
    for one, other in zip(few, many, strict=True):
        assert [candidate.id for candidate in one.candidates] == [
            candidate.id for candidate in other.candidates
        ]
        assert one.candidates[0].probability == pytest.approx(
            other.candidates[0].probability, rel=1e-3
        )
    only = predict(builtin, forward.logits, tokens, top_k=3, positions=[tokens.masks[1]])
    assert only == few[1:2]


@pytest.mark.parametrize(
    "family", [name for name, (_, _, model) in FAMILIES.items() if "Masked" in model]
)
def test_every_masked_family_is_asked_at_its_masks_only(family):
    checkpoint = tiny_checkpoint(family)
    ids = (7, 50, 3, 61, 3, 20)
    tokens = Tokens(
        ids=ids, labels=tuple(map(str, ids)), spans=(None,) * 6, is_special=(False,) * 6,
        words=(None,) * 6, masks=(2, 4),
    )  # fmt: skip
    at_masks = run(checkpoint, tokens).logits
    assert at_masks.shape == (2, 99)
    torch.testing.assert_close(at_masks, full_logits(checkpoint, tokens)[[2, 4]])


def test_without_a_mask_a_masked_model_predicts_nothing(builtin):
    tokens = encode(builtin, Document("A cat."))
    forward = run(builtin, tokens)
    assert forward.logits.shape == (0, 30522)
    assert predict(builtin, forward.logits, tokens, top_k=5) == ()


def test_the_masked_tokens_own_rank_and_probability_are_those_of_the_softmax(builtin):
    text = "The doctor told the patient to rest."
    start = text.index("patient")
    tokens = encode(builtin, Document(text, masks=frozenset([Span(0, start, start + 7)])))
    forward = run(builtin, tokens)
    (prediction,) = predict(builtin, forward.logits, tokens, top_k=4)
    probabilities = torch.softmax(forward.logits[0].double(), -1)
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
    predictions = predict(causal, forward.logits, tokens, top_k=5)
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
    (prediction,) = predict(causal, run(causal, tokens).logits, tokens, top_k=10_000, positions=[0])
    assert len(prediction.candidates) == len(vocabularies.gpt2())
    assert sum(c.probability for c in prediction.candidates) == pytest.approx(1.0, abs=1e-4)


def test_an_embedding_larger_than_the_vocabulary_names_its_empty_rows():
    tokenizer = vocabularies.gpt2()
    checkpoint = tiny_checkpoint("gpt2", tokenizer, vocab_size=len(tokenizer) + 24)
    tokens = encode(checkpoint, Document("The"))
    (prediction,) = predict(checkpoint, run(checkpoint, tokens).logits, tokens, top_k=10_000)
    empty = [c for c in prediction.candidates if c.id >= len(tokenizer)]
    assert len(empty) == 24
    assert all(c.label == f"‹{c.id}›" for c in empty)


def test_wordpiece_and_space_marks_are_not_part_of_what_is_inserted():
    assert _candidate(1, "##s", "wordpiece", 0.5, is_special=False).text == "s"
    assert _candidate(1, "##s", "wordpiece", 0.5, is_special=False).label == "##s"
    assert _candidate(1, "Ġcat", "bytes", 0.5, is_special=False).text == "cat"
    assert _candidate(1, "▁cat", "pieces", 0.5, is_special=False).text == "cat"


def test_an_encoder_decoder_predicts_after_every_token_of_its_target(tmp_path):
    tokenizer = vocabularies.marian(tmp_path)
    checkpoint = tiny_checkpoint("marian", tokenizer, vocab_size=len(tokenizer))
    document = Document("the cat", target="THE DOG")
    tokens, target = encode(checkpoint, document), encode_target(checkpoint, document)
    forward = run(checkpoint, tokens, target)
    predictions = predict(checkpoint, forward.logits, target, top_k=2)
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
    assert predict(checkpoint, forward.logits, tokens, top_k=5) == ()
