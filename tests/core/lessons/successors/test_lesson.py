"""One text under every kind of model: what each may see and predicts, and what is kept."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from explorer.core.checkpoint.checkpoint import Checkpoint, ignore, never
from explorer.core.lessons.successors import lesson as lesson_module
from explorer.core.lessons.successors.lesson import SuccessorsLesson
from explorer.core.lessons.successors.readers import MOST_TOKENS, looked_at
from explorer.core.lessons.successors.shelf import Shelf, kind_of
from explorer.core.lessons.transformer_xl import TransformerXLs, own_transformer_xl
from explorer.core.text.tokens import encode
from explorer.errors import Cancelled, CheckpointNotFound, EmptyText
from explorer.records import Document
from explorer.records.lessons.successors import READERS, ReadBy, SuccessorsRequest
from tests.core.classifiers import saved_classifier
from tests.core.models import tiny_checkpoint
from tests.core.vocabularies import wordpiece

TEXT = "the doctor told the patient to take the medicine"
ASKED = SuccessorsRequest(TEXT, character=TEXT.index("patient"))


def tiny(family: str) -> Checkpoint:
    return tiny_checkpoint(family, wordpiece(), vocab_size=len(wordpiece()))


@pytest.fixture(scope="module")
def lesson() -> SuccessorsLesson:
    """Its BERT is tiny, and so are the models with random weights that are made like it."""
    made = SuccessorsLesson(lambda: tiny("xlnet_lm"), TransformerXLs())
    made._shelf.__dict__["_bert"] = tiny("bert")
    made._shelf.__dict__["offered"] = ()
    return made


def readings(
    lesson: SuccessorsLesson,
    request: SuccessorsRequest = ASKED,
    opened: Checkpoint | None = None,
) -> dict[str, ReadBy]:
    *_, last = lesson.answers(request, opened, never, ignore)
    return {reading.kind: reading for reading in last.readings}


def test_models_are_read_one_after_the_other(lesson):
    answers = list(lesson.answers(ASKED, None, never, ignore))
    assert [len(answer.readings) for answer in answers] == [1, 2, 3, 4, 5]
    assert tuple(reading.kind for reading in answers[-1].readings) == READERS
    assert [answer.is_part for answer in answers] == [True] * 4 + [False]
    assert not any(reading.message for reading in answers[-1].readings)


def test_bert_and_roberta_see_everything_and_a_causal_model_what_is_before(lesson):
    read = readings(lesson)
    assert read["bert"].sight.may_see.all()
    assert read["roberta"].sight.may_see.all()
    causal = read["causal"].sight.may_see
    assert np.array_equal(causal, np.tril(np.ones_like(causal)))


def test_transformer_xl_sees_its_segment_and_memory(lesson):
    seen = readings(lesson)["transformer-xl"].sight
    assert seen.bounds == (4, 8)
    assert np.flatnonzero(seen.may_see[8]).tolist() == [4, 5, 6, 7, 8]
    forgetting = readings(lesson, dataclasses.replace(ASKED, memory_length=0))
    row = forgetting["transformer-xl"].sight.may_see[8]
    assert np.flatnonzero(row).tolist() == [8]


def test_xlnet_predicts_the_chosen_token_last_and_each_sees_those_before_it(lesson):
    seen = readings(lesson)["xlnet"].sight
    counts = sorted(seen.may_see.sum(axis=1).tolist())
    assert counts == list(range(len(seen.tokens)))
    assert seen.may_see[seen.position].sum() == len(seen.tokens) - 1
    assert not seen.may_see.diagonal().any()


def test_all_look_at_the_same_word_in_their_own_tokens(lesson):
    for reading in readings(lesson).values():
        assert reading.sight.tokens.labels[reading.sight.position] in ("patient", "[MASK]")


def test_what_is_predicted_is_what_the_model_says_there(lesson):
    checkpoint = lesson._shelf._bert
    document = Document(TEXT)
    tokens = encode(checkpoint, document)
    ids = list(tokens.ids)
    position = tokens.labels.index("patient")
    original, ids[position] = ids[position], checkpoint.tokenizer.mask_token_id
    with torch.no_grad():
        chances = checkpoint.model(torch.tensor([ids])).logits[0, position].softmax(-1)
    prediction = readings(lesson)["bert"].sight.prediction
    best = chances.topk(5)
    assert [c.id for c in prediction.candidates] == best.indices.tolist()
    assert prediction.original.probability == pytest.approx(float(chances[original]), rel=1e-3)


def test_a_causal_model_predicts_from_what_is_before_and_nothing_at_the_first_token(lesson):
    causal = tiny("gpt2")
    read = readings(lesson, opened=causal)["causal"]
    tokens, position = read.sight.tokens, read.sight.position
    with torch.no_grad():
        logits = causal.model(torch.tensor([tokens.ids[:position]])).logits[0, -1]
    chances = logits.softmax(-1)
    assert read.is_trained
    assert [c.id for c in read.sight.prediction.candidates] == chances.topk(5).indices.tolist()
    own = float(chances[tokens.ids[position]])
    assert read.sight.prediction.original.probability == pytest.approx(own, rel=1e-3)
    assert read.sight.prediction.original.rank == int((chances > own).sum()) + 1


def test_random_weights_predict_nothing(lesson):
    read = readings(lesson)
    for kind in ("roberta", "transformer-xl", "causal"):
        assert not read[kind].is_trained
        assert read[kind].sight.prediction is None


def test_the_open_model_reads_for_its_kind(lesson):
    for family, kind in (("roberta", "roberta"), ("bert", "bert"), ("xlnet_lm", "xlnet")):
        opened = tiny(family)
        assert kind_of(opened) == kind
        assert readings(lesson, opened=opened)[kind].name == opened.info.name


def test_a_model_that_cannot_be_opened_says_so_in_its_own_column(lesson):
    sources = tuple("nowhere/to be found" if kind == "roberta" else "" for kind in READERS)
    read = readings(lesson, dataclasses.replace(ASKED, sources=sources))
    assert "no folder" in read["roberta"].message
    assert read["roberta"].sight is None
    assert read["bert"].sight is not None
    shelf = Shelf(lambda: tiny("xlnet_lm"), TransformerXLs())
    with pytest.raises(CheckpointNotFound):
        shelf.reader("roberta", "nowhere/to be found", None)


def test_a_classifier_cannot_read_and_says_what_it_is(lesson, tmp_path: Path):
    saved_classifier(tmp_path)
    sources = tuple(str(tmp_path) if kind == "bert" else "" for kind in READERS)
    read = readings(lesson, dataclasses.replace(ASKED, sources=sources))["bert"]
    assert "trained to name the class of a text" in read.message


def test_a_text_without_words_is_refused_and_one_of_a_single_word_is_read(lesson):
    with pytest.raises(EmptyText):
        readings(lesson, SuccessorsRequest(" "))
    read = readings(lesson, SuccessorsRequest("word"))
    assert not any(reading.message for reading in read.values())
    assert read["transformer-xl"].sight.may_see.tolist() == [[True]]


def test_a_long_text_is_cut_and_every_model_says_by_how_much(lesson):
    read = readings(lesson, SuccessorsRequest("word " * 300))
    assert read["transformer-xl"].sight.n_cut == 300 - MOST_TOKENS
    assert read["xlnet"].sight.n_cut == 300 + 2 - MOST_TOKENS
    # The tiny ones read 64 tokens, of which [CLS] and [SEP] are two.
    assert read["bert"].sight.n_cut == 300 + 2 - 64
    assert readings(lesson)["bert"].sight.n_cut == 0


def test_a_published_transformer_xl_predicts_words(lesson, tmp_path: Path):
    own = own_transformer_xl().model
    (tmp_path / "config.json").write_text(json.dumps(dataclasses.asdict(own.settings)))
    save_file({n: p.clone() for n, p in own.named_parameters()}, tmp_path / "model.safetensors")
    words = ["<unk>", *TEXT.split(), *(f"w{number}" for number in range(4000))]
    (tmp_path / "vocab.txt").write_text("".join(f"{word}\n" for word in words))
    sources = tuple(str(tmp_path) if kind == "transformer-xl" else "" for kind in READERS)
    request = dataclasses.replace(ASKED, sources=sources, segment_length=3, memory_length=3)
    read = readings(lesson, request)["transformer-xl"]
    assert read.is_trained
    assert len(read.sight.prediction.candidates) == 5
    assert read.sight.prediction.original.label == "patient"


def test_costs_grow_length_by_length_and_are_kept(lesson, monkeypatch):
    monkeypatch.setattr(lesson_module, "LENGTHS", (4, 8))
    request = dataclasses.replace(ASKED, is_measured=True)
    told = []
    answers = list(lesson.answers(request, None, never, told.append))
    assert [progress.fraction for progress in told] == [0.5] * 5 + [1.0] * 5
    for reading in answers[-1].readings:
        assert [cost.n_tokens for cost in reading.costs] == [4, 8]
        assert reading.costs[0].n_bytes < reading.costs[1].n_bytes
    assert not answers[-1].is_part
    monkeypatch.setattr(lesson_module, "cost_of", None)
    again = readings(lesson, request)
    assert all(len(reading.costs) == 2 for reading in again.values())
    longer = readings(lesson, dataclasses.replace(ASKED, memory_length=9))
    unknown = [kind for kind, reading in longer.items() if not reading.costs]
    assert unknown == ["transformer-xl"]


def test_measuring_is_given_up_when_something_else_waits(lesson, monkeypatch):
    monkeypatch.setattr(lesson_module, "LENGTHS", (12,))
    calls = iter([False] * 5)
    answers = lesson.answers(
        dataclasses.replace(ASKED, is_measured=True), None, lambda: next(calls, True), ignore
    )
    with pytest.raises(Cancelled):
        list(answers)


@pytest.mark.parametrize(
    ("character", "expected"), [(None, "medicine"), (0, "the"), (5, "doctor"), (999, "medicine")]
)
def test_the_token_at_a_character_is_looked_at_without_one_the_longest(character, expected):
    tokens = encode(wordpiece(), Document(TEXT))
    assert tokens.labels[looked_at(tokens, character)] == expected


def test_without_a_character_the_first_mask_is_looked_at():
    tokens = encode(wordpiece(), Document("take the [MASK] now"))
    assert tokens.labels[looked_at(tokens, None)] == "[MASK]"
