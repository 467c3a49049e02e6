"""What a model writes, against `generate` itself and against choosing token by token."""

from __future__ import annotations

import numpy as np
import pytest
import torch
import transformers

from explorer.core.generation import written
from explorer.core.inspection import Inspector
from explorer.core.text.languages import language_id
from explorer.core.text.target import encode_target
from explorer.core.text.tokens import encode
from explorer.errors import BadInput, Cancelled, CannotWrite, EmptyText, OutOfMemory, TextTooLong
from explorer.records import (
    MOST_NEW_TOKENS,
    Document,
    GenerateRequest,
    HeadRef,
    InspectRequest,
    Writing,
)
from tests.core import vocabularies
from tests.core.models import eager_twin, tiny_checkpoint

SOURCE = Document("The doctor told the patient.")


def seq2seq(family="t5", **fields):
    """An encoder–decoder that reads and writes with T5's spelling."""
    tokenizer = vocabularies.t5()
    fields = {"vocab_size": len(tokenizer), "decoder_start_token_id": 0, **fields}
    return tiny_checkpoint(family, tokenizer, **fields)


def causal(**fields):
    tokenizer = vocabularies.gpt2()
    ends = {"bos_token_id": 0, "eos_token_id": 0}
    return tiny_checkpoint("gpt2", tokenizer, vocab_size=len(tokenizer), **ends, **fields)


def endless(checkpoint):
    """It never chooses the token that ends a text."""
    for config in (checkpoint.model.config, checkpoint.model.generation_config):
        config.eos_token_id = None
    return checkpoint


def ask(document, **how):
    return GenerateRequest(document, Writing(**how))


def greedy_by_hand(model, source, ids, n_tokens):
    """The likeliest token each time, from the whole sequence anew."""
    ids = list(ids)
    for _ in range(n_tokens):
        with torch.no_grad():
            if model.config.is_encoder_decoder:
                inputs = {"input_ids": source, "decoder_input_ids": torch.tensor([ids])}
            else:
                inputs = {"input_ids": torch.tensor([ids])}
            ids.append(int(model(**inputs).logits[0, -1].argmax()))
    return ids


# ---- the same tokens as the library --------------------------------------------------------------


@pytest.mark.parametrize("n_beams", [1, 3])
@pytest.mark.parametrize("family", ["t5", "bart", "marian"])
def test_a_target_has_the_tokens_that_generate_gives(family, n_beams):
    checkpoint = endless(seq2seq(family))
    source = torch.tensor([encode(checkpoint, SOURCE).ids])
    expected = eager_twin(checkpoint.model).generate(
        source, num_beams=n_beams, do_sample=False, max_new_tokens=9, forced_eos_token_id=None,
        decoder_start_token_id=0,
    )  # fmt: skip
    result = written(checkpoint, ask(SOURCE, max_new_tokens=9, n_beams=n_beams))
    assert [0, *result.document.written.ids] == expected[0].tolist()
    assert result.n_tokens == 9
    assert "9 tokens, as asked" in result.notice
    if n_beams == 1:
        assert greedy_by_hand(checkpoint.model, source, [0], 9) == expected[0].tolist()


@pytest.mark.parametrize("n_beams", [1, 3])
def test_a_continuation_has_the_tokens_that_generate_gives(n_beams):
    checkpoint = endless(causal())
    prompt = torch.tensor([encode(checkpoint, SOURCE).ids])
    expected = checkpoint.model.generate(
        prompt, num_beams=n_beams, do_sample=False, max_new_tokens=7, pad_token_id=0
    )[0].tolist()
    result = written(checkpoint, ask(SOURCE, max_new_tokens=7, n_beams=n_beams))
    assert result.document.text.startswith(SOURCE.text)
    assert list(encode(checkpoint, result.document).ids) == expected
    assert result.notice == ""
    if n_beams == 1:
        assert greedy_by_hand(checkpoint.model, None, prompt[0].tolist(), 7) == expected


@pytest.mark.parametrize(
    "family", ["gpt_neox", "llama", "mistral", "qwen3", "gemma2", "gpt_oss", "gpt_neo"]
)
def test_every_family_goes_on_with_its_likeliest_tokens(family):
    """Captured or native, with a sliding window or without: the cache changes nothing."""
    tokenizer = vocabularies.gpt2()
    checkpoint = endless(tiny_checkpoint(family, tokenizer, vocab_size=len(tokenizer)))
    prompt = encode(checkpoint, SOURCE).ids
    result = written(checkpoint, ask(SOURCE, max_new_tokens=6))
    expected = greedy_by_hand(checkpoint.model, None, prompt, 6)
    assert [*prompt, *result.document.written.ids] == expected


def test_going_on_twice_is_the_same_as_once():
    checkpoint = endless(causal())
    once = written(checkpoint, ask(SOURCE, max_new_tokens=8)).document
    half = written(checkpoint, ask(SOURCE, max_new_tokens=4)).document
    assert written(checkpoint, ask(half, max_new_tokens=4)).document == once


def test_after_an_edit_the_text_goes_on_from_what_is_typed():
    checkpoint = endless(causal())
    half = written(checkpoint, ask(SOURCE, max_new_tokens=4)).document
    edited = Document(half.text + " and", written=half.written)
    again = written(checkpoint, ask(edited, max_new_tokens=2)).document
    assert again.written.start == len(edited.text)
    assert len(again.written.ids) == 2


def test_chance_is_repeated_by_its_seed_and_leaves_other_chance_alone():
    checkpoint = endless(causal())
    torch.manual_seed(7)
    expected = torch.rand(1)
    torch.manual_seed(7)
    one, same, other = (
        written(checkpoint, ask(SOURCE, max_new_tokens=12, temperature=1.5, seed=seed)).document
        for seed in (1, 1, 2)
    )
    assert one == same
    assert one != other
    assert torch.rand(1) == expected


# ---- the maps of what was written ----------------------------------------------------------------


@pytest.mark.parametrize("site", ["cross", "decoder"])
def test_the_teacher_forced_maps_are_those_of_each_step_of_generate(site):
    checkpoint = endless(seq2seq())
    source = torch.tensor([encode(checkpoint, SOURCE).ids])
    result = written(checkpoint, ask(SOURCE, max_new_tokens=6))
    steps = eager_twin(checkpoint.model).generate(
        source, max_new_tokens=7, do_sample=False, decoder_start_token_id=0,
        output_attentions=True, return_dict_in_generate=True, forced_eos_token_id=None,
    )  # fmt: skip
    attentions = steps.cross_attentions if site == "cross" else steps.decoder_attentions
    request = InspectRequest(result.document, (HeadRef(1, 2, site),), overview_site=site)
    [shown] = Inspector(checkpoint).inspect(request)
    weights = shown.maps[0].weights
    assert len(weights) == 7  # the start token, and six that were written
    for step, layers in enumerate(attentions):
        row = layers[1][0, 2, -1].numpy()
        np.testing.assert_allclose(weights[step, : len(row)], row, atol=1e-5)


def test_the_maps_of_a_continued_text_are_those_of_each_step_of_generate():
    checkpoint = endless(causal())
    prompt = torch.tensor([encode(checkpoint, SOURCE).ids])
    result = written(checkpoint, ask(SOURCE, max_new_tokens=5))
    steps = eager_twin(checkpoint.model).generate(
        prompt, max_new_tokens=6, do_sample=False, pad_token_id=0,
        output_attentions=True, return_dict_in_generate=True,
    )  # fmt: skip
    [shown] = Inspector(checkpoint).inspect(InspectRequest(result.document, (HeadRef(1, 2),)))
    weights, n_typed = shown.maps[0].weights, prompt.shape[1]
    assert len(weights) == n_typed + 5
    np.testing.assert_allclose(weights[:n_typed, :n_typed], steps.attentions[0][1][0, 2], atol=1e-5)
    for step, layers in enumerate(steps.attentions[1:]):
        row = layers[1][0, 2, -1].numpy()
        np.testing.assert_allclose(weights[n_typed + step, : len(row)], row, atol=1e-5)


# ---- languages -----------------------------------------------------------------------------------


def test_the_language_is_the_first_token_of_the_target(tmp_path):
    checkpoint = translating(tmp_path)
    tokenizer = checkpoint.tokenizer
    for code in ("en", "fr"):
        document = Document("cat", source_language="en", target_language=code)
        result = written(checkpoint, ask(document, max_new_tokens=3))
        read = encode_target(checkpoint, result.document)
        assert read.ids[:2] == (tokenizer.eos_token_id, language_id(tokenizer, code))
        assert read.ids[2:] == result.document.written.ids
        assert result.n_tokens == 3


def translating(folder):
    """M2M100's shape with its tokenizer, which is told two languages."""
    import json

    import sentencepiece

    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(vocabularies.SENTENCES * 20), model_prefix=str(folder / "spm"),
        vocab_size=64, minloglevel=2,
    )  # fmt: skip
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(folder / "spm.model"))
    names = ["<s>", "<pad>", "</s>", "<unk>"]
    names += [n for i in range(len(pieces)) if (n := pieces.id_to_piece(i)) not in names]
    (folder / "vocab.json").write_text(json.dumps({name: i for i, name in enumerate(names)}))
    tokenizer = transformers.M2M100Tokenizer(
        str(folder / "vocab.json"), str(folder / "spm.model"), language_codes="m2m100"
    )
    config = transformers.M2M100Config(
        vocab_size=len(tokenizer) + 100, d_model=32, encoder_layers=2, decoder_layers=2,
        encoder_attention_heads=4, decoder_attention_heads=4, encoder_ffn_dim=48,
        decoder_ffn_dim=48, max_position_embeddings=64, decoder_start_token_id=2,
    )  # fmt: skip
    torch.manual_seed(0)
    model = transformers.M2M100ForConditionalGeneration(config)
    from explorer.core.checkpoint.checkpoint import prepared
    from explorer.core.checkpoint.loading import Loaded

    with torch.no_grad():  # a piece of a word is likelier than any special token
        words = model.get_input_embeddings().weight
        words.normal_(0.0, 0.15)
        words[:4], words[len(names) :] = 0.0, 0.0
    return endless(prepared(Loaded(model, tokenizer, "seq2seq"), name="tiny m2m"))


# ---- progress, an end, and none ------------------------------------------------------------------


@pytest.mark.parametrize("n_beams", [1, 2])
def test_every_token_is_told(n_beams):
    told = []
    checkpoint = endless(seq2seq())
    result = written(
        checkpoint, ask(SOURCE, max_new_tokens=5, n_beams=n_beams), progress=told.append
    )
    assert [one.n_tokens for one in told] == [1, 2, 3, 4, 5]
    if n_beams == 1:
        assert told[-1].document == result.document
        assert all(
            one.document.written.ids == result.document.written.ids[: one.n_tokens] for one in told
        )


@pytest.mark.parametrize("make", [seq2seq, causal])
def test_it_is_given_up_within_one_token(make):
    told = []
    checkpoint = endless(make())
    with pytest.raises(Cancelled):
        written(
            checkpoint,
            ask(SOURCE, max_new_tokens=30),
            progress=told.append,
            is_stale=lambda: len(told) == 3,
        )
    assert len(told) == 3
    assert not any(module._forward_pre_hooks for module in checkpoint.model.modules())


def test_a_target_ends_where_the_model_ends_it():
    checkpoint = endless(seq2seq())
    free = written(checkpoint, ask(SOURCE, max_new_tokens=8)).document.written.ids
    checkpoint.model.generation_config.eos_token_id = free[4]
    ended = written(checkpoint, ask(SOURCE, max_new_tokens=8))
    first = free.index(free[4])
    assert ended.document.written.ids == free[:first]
    assert "as asked" not in ended.notice


def test_what_never_ends_stops_at_what_the_model_reads():
    checkpoint = endless(causal(n_positions=24))
    n_typed = len(encode(checkpoint, SOURCE))
    result = written(checkpoint, ask(SOURCE, max_new_tokens=MOST_NEW_TOKENS))
    assert result.n_tokens == 24 - n_typed
    assert "this model reads no more" in result.notice
    for full in (result.document, Document(SOURCE.text * 9)):
        with pytest.raises(BadInput, match="this model reads 24, so nothing can follow"):
            written(checkpoint, ask(full, max_new_tokens=1))


def test_no_more_than_the_most_can_be_asked_for():
    checkpoint = endless(causal())
    for how in ({"max_new_tokens": MOST_NEW_TOKENS + 1}, {"max_new_tokens": 0}, {"n_beams": 99}):
        with pytest.raises(BadInput, match="choose from 1 to"):
            written(checkpoint, ask(SOURCE, **how))


# ---- bad input -----------------------------------------------------------------------------------


def test_a_masked_model_says_that_it_writes_no_text():
    tokenizer = vocabularies.wordpiece()
    masked = tiny_checkpoint("bert", tokenizer, vocab_size=len(tokenizer))
    with pytest.raises(CannotWrite, match=r"masked language model.*a causal"):
        written(masked, ask(SOURCE))


def test_a_target_needs_a_source():
    with pytest.raises(EmptyText, match="no text"):
        written(seq2seq(), ask(Document(" ", target="A cat")))


def test_a_source_that_is_too_long_is_refused_or_cut():
    checkpoint = endless(seq2seq("bart", max_position_embeddings=16))
    long = Document("The doctor told the patient. " * 9)
    with pytest.raises(TextTooLong):
        written(checkpoint, ask(long))
    cut = GenerateRequest(long, Writing(max_new_tokens=4), cut=True)
    assert written(checkpoint, cut).n_tokens == 4


def test_memory_that_ends_while_it_writes_says_what_to_do(monkeypatch):
    checkpoint = endless(causal())
    forward, told = checkpoint.model.forward, []

    def without_memory(*arguments, **named):
        if len(told) == 2:
            raise torch.OutOfMemoryError("CUDA out of memory")
        return forward(*arguments, **named)

    monkeypatch.setattr(checkpoint.model, "forward", without_memory)
    with pytest.raises(OutOfMemory, match="Write fewer tokens"):
        written(checkpoint, ask(SOURCE, max_new_tokens=9), progress=told.append)
    monkeypatch.undo()
    assert written(checkpoint, ask(SOURCE, max_new_tokens=9)).n_tokens == 9
