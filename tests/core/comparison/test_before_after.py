"""One sentence, and a file of them, under a model and what it was fine-tuned to."""

from __future__ import annotations

import gc
import weakref
from dataclasses import replace
from itertools import islice

import numpy as np
import pytest

from explorer.core.attention.forward import run
from explorer.core.checkpoint.checkpoint import open_checkpoint
from explorer.core.comparison import before_after
from explorer.core.comparison.before_after import BeforeAndAfter
from explorer.core.comparison.divergence import divergences
from explorer.core.inspection import Inspector
from explorer.core.lessons.teacher import Teacher
from explorer.core.text.tokens import encode
from explorer.errors import BadInput, Cancelled, CheckpointNotFound, OutOfMemory
from explorer.records import Document, HeadRef, LoadRequest, Presentation
from explorer.records.lessons.compare import CompareRequest, ranked
from tests.core import vocabularies
from tests.core.classifiers import saved_classifier, saved_masked
from tests.core.writers import saved_gpt2

TEXT = Document("A cat [MASK] on the mat.")


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    root = tmp_path_factory.mktemp("compared")
    saved_masked(root / "before", tokenizer=vocabularies.roberta())
    saved_classifier(root / "after", tokenizer=vocabularies.roberta())
    return root


@pytest.fixture(scope="module")
def after(folders):
    return open_checkpoint(LoadRequest(str(folders / "after")))


@pytest.fixture
def wanted(folders):
    return CompareRequest(TEXT, str(folders / "before"), HeadRef(1, 0), Presentation())


def last(answers):
    return list(answers)[-1]


def test_the_sentence_is_read_by_both_and_their_maps_are_laid_on_each_other(wanted, after):
    answer = last(BeforeAndAfter().answers(wanted, after))
    assert answer.unlike == ""
    maps = answer.maps
    expected = maps.after.weights.astype(float) - maps.before.weights
    assert maps.difference.differences == pytest.approx(expected, abs=1e-6)
    assert maps.before.weights.shape == (len(answer.tokens),) * 2
    # Each predicts what its head can: the one a word for the mask, the other a class.
    assert [p.position for p in answer.before.predictions] == list(answer.tokens.masks)
    assert answer.before.classification is None
    assert answer.after.predictions == ()
    assert len(answer.after.classification.scores) == 3
    by_hand = [
        (HeadRef(layer, head), float(maps.divergences[layer, head]))
        for layer in range(2)
        for head in range(2)
    ]
    assert ranked(maps.divergences, "self") == tuple(sorted(by_hand, key=lambda one: -one[1]))


def test_another_head_needs_no_new_pass(wanted, after, monkeypatch):
    both = BeforeAndAfter()
    first = last(both.answers(wanted, after))
    monkeypatch.setattr("explorer.core.comparison.comparison.traced", None)
    other = last(both.answers(replace(wanted, head=HeadRef(None, None)), after))
    assert other.maps.divergences is first.maps.divergences
    heads = [first.maps.before.weights, other.maps.before.weights]
    assert np.abs(heads[0] - heads[1]).max() > 0.01


def test_a_checkpoint_and_itself_differ_nowhere_and_are_opened_once(wanted, after):
    answer = last(BeforeAndAfter().answers(replace(wanted, before=after.info.source), after))
    assert answer.is_same
    assert (answer.maps.divergences == 0).all()
    assert (answer.maps.difference.differences == 0).all()


def test_models_of_other_shapes_are_compared_in_what_they_predict(wanted, after, tmp_path):
    saved_masked(tmp_path, num_hidden_layers=3, tokenizer=vocabularies.roberta())
    answer = last(BeforeAndAfter().answers(replace(wanted, before=str(tmp_path)), after))
    assert answer.maps is None
    assert "3 layers × 2 heads and after has 2 layers × 2 heads" in answer.unlike
    assert answer.before.predictions


def test_other_tokens_are_compared_in_what_is_predicted(wanted, after, tmp_path):
    saved_masked(tmp_path)  # reads pieces of words where the other reads bytes
    answer = last(BeforeAndAfter().answers(replace(wanted, before=str(tmp_path)), after))
    assert answer.maps is None
    assert "different tokens" in answer.unlike


def test_a_text_that_only_the_model_before_cannot_read_is_refused_in_its_name(
    wanted, after, tmp_path
):
    before = str(saved_gpt2(tmp_path / "gpt2"))
    with pytest.raises(BadInput, match="gpt2, the model before, cannot read this"):
        last(BeforeAndAfter().answers(replace(wanted, before=before), after))


def test_a_model_before_that_is_not_there_says_so(wanted, after, tmp_path):
    with pytest.raises(CheckpointNotFound, match="no folder"):
        last(BeforeAndAfter().answers(replace(wanted, before=str(tmp_path / "x y")), after))


def test_no_model_is_held_once_another_opens(wanted, folders):
    opened, teacher = open_checkpoint(LoadRequest(str(folders / "after"))), Teacher()
    list(teacher.answers(wanted, Inspector(opened)))
    models = [
        weakref.ref(one.model) for one in (opened, teacher._before_and_after._comparison.before)
    ]
    del opened
    teacher.let_go()
    gc.collect()
    assert [model() for model in models] == [None, None]


def test_memory_is_reckoned_beside_the_model_that_is_open(wanted, after, monkeypatch):
    monkeypatch.setattr("explorer.core.checkpoint.checkpoint.free_bytes", lambda _device: 1000)
    with pytest.raises(OutOfMemory, match=r"0\.1 GB.*after stays open beside it"):
        last(BeforeAndAfter().answers(wanted, after))


def test_a_text_for_which_every_weight_cannot_be_held_is_refused(wanted, after, monkeypatch):
    monkeypatch.setattr("explorer.core.comparison.comparison.DENSE_TOKENS", 8)
    with pytest.raises(BadInput, match="up to 8 tokens; this text has"):
        last(BeforeAndAfter().answers(wanted, after))


# ---- a held-out set ------------------------------------------------------------------------------

SENTENCES = ("A cat sat.", "The dog did not see it.", "It sleeps on the mat, and purrs.")


@pytest.fixture
def held_out(tmp_path):
    file = tmp_path / "held-out.txt"
    file.write_text("\n".join(SENTENCES) + "\n", encoding="utf-8")
    return file


def mean_over(sentences, folders, after):
    """Each sentence by itself, then the mean over them."""
    before = open_checkpoint(LoadRequest(str(folders / "before")))
    changes = []
    for sentence in sentences:
        sites = [run(one, encode(one, Document(sentence))).trace.site("self")
                 for one in (before, after)]  # fmt: skip
        changes.append(divergences(*sites))
    return np.mean(changes, axis=0)


def test_over_a_file_the_divergence_of_a_head_is_the_mean_over_sentences(
    wanted, after, held_out, folders
):
    answer = last(BeforeAndAfter().answers(replace(wanted, data=str(held_out)), after))
    found = answer.held_out
    assert found.is_whole
    assert (found.n_sentences, found.n_skipped, found.n_cut) == (3, 0, 0)
    assert found.divergences == pytest.approx(mean_over(SENTENCES, folders, after), abs=1e-6)


def test_who_gives_up_goes_on_where_it_stopped(wanted, after, held_out, monkeypatch):
    monkeypatch.setattr(before_after, "STEP_S", 0)  # a sentence at a time
    whole = last(BeforeAndAfter().answers(replace(wanted, data=str(held_out)), after)).held_out
    both, request = BeforeAndAfter(), replace(wanted, data=str(held_out))
    first = islice(both.answers(request, after), 4)
    n_read = [answer.held_out and answer.held_out.n_sentences for answer in first]
    assert n_read == [None, 0, 1, 2]
    stopped = last(both.answers(replace(request, is_counting=False), after)).held_out
    assert (stopped.n_sentences, stopped.is_whole) == (2, False)
    assert 0 < stopped.fraction < 1
    rest = last(both.answers(replace(request, head=HeadRef(0, 1)), after)).held_out
    assert rest.n_sentences == 3
    assert rest.divergences == pytest.approx(whole.divergences)


def test_something_more_urgent_ends_it_between_two_sentences(wanted, after, held_out):
    both, answers = BeforeAndAfter(), []
    request = replace(wanted, data=str(held_out))
    with pytest.raises(Cancelled):
        answers.extend(both.answers(request, after, is_stale=lambda: len(answers) == 2))
    assert len(answers) == 2
    assert last(both.answers(request, after)).held_out.n_sentences == 3


def test_lines_that_are_no_sentence_are_counted_and_the_first_is_named(wanted, after, tmp_path):
    file = tmp_path / "mixed.txt"
    lines = [b"A cat sat.", b"", b"\xff\xfe broken", b"x" * (1 << 19), b"a \0 b", b"word " * 90]
    file.write_bytes(b"\n".join(lines))
    found = last(BeforeAndAfter().answers(replace(wanted, data=str(file)), after)).held_out
    assert (found.n_sentences, found.n_skipped, found.n_cut) == (2, 3, 1)
    assert found.skipped == "line 3: it is not in UTF-8"


def test_a_table_is_read_by_the_names_of_its_columns(wanted, after, tmp_path, folders):
    file = tmp_path / "glosses.tsv"
    file.write_text("label\ttext\nanimal\tA cat sat.\nfood\n", encoding="utf-8")
    found = last(BeforeAndAfter().answers(replace(wanted, data=str(file)), after)).held_out
    assert (found.n_sentences, found.skipped) == (1, "line 3: it has no text")
    assert found.divergences == pytest.approx(mean_over(["A cat sat."], folders, after), abs=1e-6)


@pytest.mark.parametrize(
    ("content", "message"), [(None, "cannot be read"), (b"", "is empty"), (b"\n\n", "no sentence")]
)
def test_a_file_of_nothing_says_so_and_the_sentence_is_compared_all_the_same(
    content, message, wanted, after, tmp_path
):
    file, answers = tmp_path / "nothing.txt", []
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(BadInput, match=message):
        answers.extend(BeforeAndAfter().answers(replace(wanted, data=str(file)), after))
    assert answers[0].maps is not None


def test_the_model_card_names_what_a_checkpoint_was_fine_tuned_from(tmp_path):
    saved_classifier(tmp_path, tokenizer=vocabularies.roberta())
    for card, base in (
        ("---\nlicense: mit\nbase_model: builtin:minilm-mlm\n---\n# A", "builtin:minilm-mlm"),
        ("---\nbase_model:\n- google/bert\n---\n", "google/bert"),
        ("---\nlicense: mit\n---\nbase_model: not/here\n", ""),
        ("# No fields", ""),
    ):
        (tmp_path / "README.md").write_text(card, encoding="utf-8")
        assert open_checkpoint(LoadRequest(str(tmp_path))).info.base_model == base


def test_a_colour_means_one_weight_in_both_maps(wanted, after):
    maps = last(BeforeAndAfter().answers(wanted, after)).maps
    weights = np.concatenate([maps.before.weights.ravel(), maps.after.weights.ravel()])
    levels = np.concatenate([maps.before.levels.ravel(), maps.after.levels.ravel()]).astype(int)
    order = np.argsort(weights)
    assert (np.diff(levels[order]) >= 0).all()
    assert levels.max() == 255
    assert (maps.before.high, maps.before.low) == (maps.after.high, maps.after.low)
