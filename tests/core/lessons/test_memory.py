"""The answer of the lesson on memory: which segment and head it shows, of which model."""

from __future__ import annotations

import dataclasses
import gc
import json
import weakref
from pathlib import Path
from typing import NoReturn

import numpy as np
import pytest
from safetensors.torch import save_file

from explorer.core.checkpoint.checkpoint import Checkpoint
from explorer.core.lessons.memory import MOST_TOKENS, MemoryLesson
from explorer.core.lessons.successors.shelf import Shelf
from explorer.core.lessons.transformer_xl import TransformerXLs, own_transformer_xl
from explorer.errors import CheckpointDamaged, EmptyText
from explorer.records.lessons.memory import MemoryAnswer, MemoryRequest
from tests.core.models import tiny_checkpoint
from tests.core.vocabularies import wordpiece

TEXT = "The cat that we saw in the garden yesterday was asleep on the warm roof."
ASKED = MemoryRequest(TEXT, segment_length=4, memory_length=4, segment=2, layer=1, head=2)


def no_xlnet() -> NoReturn:
    raise AssertionError("not asked for")


def answer(lesson: MemoryLesson, **changes: object) -> MemoryAnswer:
    return lesson.answer(dataclasses.replace(ASKED, **changes), no_xlnet, lambda: False)


@pytest.fixture(scope="module")
def lesson() -> MemoryLesson:
    return MemoryLesson(TransformerXLs())


def test_the_memory_stands_before_the_segment_as_keys_of_its_own(lesson):
    shown = answer(lesson)
    assert shown.bounds == ((0, 4), (4, 8), (8, 12), (12, 16))
    assert shown.n_remembered == 4
    assert shown.remembering.queries.labels == ("yesterday", "was", "asleep", "on")
    assert shown.remembering.keys.labels == (*shown.labels[4:8], *shown.labels[8:12])
    assert shown.forgetting.keys.labels == shown.labels[8:12]
    np.testing.assert_allclose(shown.remembering.weights.sum(axis=1), 1, atol=1e-5)
    assert shown.terms.shape == (4, 4, 8)


def test_what_there_are_fewer_of_is_the_last(lesson):
    shown = answer(lesson, segment=99, layer=99, head=99, position=99)
    last = (shown.segment, shown.layer, shown.head, shown.position)
    assert last == (3, shown.n_layers - 1, shown.n_heads - 1, 15)


def test_with_memory_information_comes_from_further_back(lesson):
    with_memory, without = answer(lesson, position=15).reach
    assert with_memory[0].argmax() == 0
    assert without[0].argmax() == 12
    assert without[0, 12:].all()


def test_without_memory_nothing_further_than_the_segment_is_attended_to(lesson):
    with_memory, without = answer(lesson).by_distance
    assert (without[4:] == 0).all()
    assert (with_memory[4:8] > 0).all()
    assert (with_memory[8:] == 0).all()


def test_the_same_text_is_read_once_for_all_heads(lesson, monkeypatch):
    first = answer(lesson, text="another text of a few words")
    monkeypatch.setattr("explorer.core.lessons.memory.read_segments", no_xlnet)
    second = answer(lesson, text="another text of a few words", head=0)
    assert first.labels == second.labels
    assert not np.array_equal(first.remembering.weights, second.remembering.weights)


def test_a_model_with_random_weights_says_so_and_always_has_the_same(lesson):
    again = answer(MemoryLesson(TransformerXLs()))
    assert not again.is_trained
    assert np.array_equal(again.remembering.weights, answer(lesson).remembering.weights)


def test_a_very_long_text_is_cut(lesson):
    shown = answer(lesson, text="word " * (MOST_TOKENS + 5), segment_length=64, memory_length=0)
    assert len(shown.labels) == MOST_TOKENS
    assert shown.n_cut == 5


def test_a_text_without_words_is_refused_and_one_of_a_single_word_is_read(lesson):
    with pytest.raises(EmptyText):
        answer(lesson, text="  \n")
    shown = answer(lesson, text="word")
    assert shown.bounds == ((0, 1),)
    assert shown.remembering.weights.tolist() == [[1.0]]


def test_xlnet_is_read_with_the_model_that_is_open_then():
    checkpoints = [xlnet(), xlnet()]
    lesson, asked = MemoryLesson(TransformerXLs()), dataclasses.replace(ASKED, source="xlnet")
    opened: list[Checkpoint] = []

    def open_next() -> Checkpoint:
        opened.append(checkpoints[len(opened)])
        return opened[-1]

    for _ in checkpoints:
        shown = lesson.answer(asked, open_next, lambda: False)
        assert shown.has_future
        assert shown.labels[0] == "the"
        assert "[CLS]" not in shown.labels
    assert opened == checkpoints


def xlnet() -> Checkpoint:
    return tiny_checkpoint("xlnet_lm", wordpiece(), vocab_size=len(wordpiece()))


def publish(folder: Path) -> None:
    model = own_transformer_xl().model
    folder.mkdir(exist_ok=True)
    (folder / "config.json").write_text(json.dumps(dataclasses.asdict(model.settings)))
    tensors = {name: value.clone() for name, value in model.named_parameters()}
    save_file(tensors, folder / "model.safetensors")
    (folder / "vocab.txt").write_text("<unk>\nThe\ncat\n")


def test_of_all_folders_that_were_chosen_only_the_last_is_held(tmp_path: Path):
    lesson, models = MemoryLesson(TransformerXLs()), []
    for name in ("one", "another", "one"):
        publish(tmp_path / name)
        assert answer(lesson, source=str(tmp_path / name)).model == name
        models.append(weakref.ref(lesson._chosen[2]))
    assert answer(lesson, source=str(tmp_path / "one")).model == "one"
    assert lesson._chosen[2] is models[-1]()
    gc.collect()
    assert [model() is None for model in models] == [True, True, False]


def test_a_folder_that_two_lessons_read_with_is_opened_once_and_goes_with_the_last(tmp_path: Path):
    publish(tmp_path)
    models = TransformerXLs()
    lesson, shelf = MemoryLesson(models), Shelf(no_xlnet, models)
    answer(lesson, source=str(tmp_path))
    held = weakref.ref(lesson._chosen[2])
    assert shelf.reader("transformer-xl", str(tmp_path), None).model is held()
    lesson.let_go()
    gc.collect()
    assert held() is not None
    shelf.let_go()
    gc.collect()
    assert held() is None


def test_a_published_folder_is_read_with_its_own_words(tmp_path: Path):
    publish(tmp_path)
    shown = answer(MemoryLesson(TransformerXLs()), source=str(tmp_path))
    assert (shown.model, shown.is_trained) == (tmp_path.name, True)
    (tmp_path / "vocab.txt").write_text("word\n" * 2 + "".join(f"{i}\n" for i in range(5000)))
    with pytest.raises(CheckpointDamaged, match="5,002 words"):
        answer(MemoryLesson(TransformerXLs()), source=str(tmp_path))
