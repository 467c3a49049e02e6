"""A surveyor: the same numbers in any order, and no line that stops it."""

from __future__ import annotations

import random

import numpy as np
import pytest

from explorer.core.checkpoint.checkpoint import open_checkpoint
from explorer.errors import BadInput, ModelFailed
from explorer.records import LoadRequest
from explorer.survey import surveyor as surveyors
from explorer.survey.batches import batches, encoded
from explorer.survey.partial import N_BAD_KEPT, Partial
from explorer.survey.sentences import BadLine, Sentence
from explorer.survey.surveyor import Surveyor, surveyed_site
from tests.core.families import saved_class_head
from tests.survey.corpora import numbered, sentences, tiny_reader


@pytest.fixture(scope="module")
def reader():
    return tiny_reader("bert")


def test_the_order_of_lines_changes_not_a_bit(reader):
    lines = numbered(sentences(60))
    mixed = random.Random(0).sample(lines, len(lines))
    survey = Surveyor(reader, "self")
    assert survey.measure(lines).as_bytes() == survey.measure(mixed).as_bytes()


@pytest.mark.parametrize("seed", range(5))
def test_parts_merged_in_any_order_are_the_same_to_the_last_bit(reader, seed):
    survey, chance = Surveyor(reader, "self", n_examples=3), random.Random(seed)
    lines = numbered(sentences(48))
    parts = [survey.measure(lines[start : start + 6]) for start in range(0, 48, 6)]
    parts.append(survey.measure([BadLine(99, "torn"), BadLine(7, "worn")]))
    wholes = set()
    for _ in range(3):
        left = [Partial.of_bytes(part.as_bytes()) for part in chance.sample(parts, len(parts))]
        while len(left) > 1:
            taken = left.pop(chance.randrange(len(left)))
            left[chance.randrange(len(left))].merge(taken)
        wholes.add(left[0].as_bytes())
    assert len(wholes) == 1


def test_another_cut_gives_the_same_statistics_and_examples(reader):
    """To rounding alone: in another batch, a product is summed up in another order."""
    survey, lines = Surveyor(reader, "self"), numbered(sentences(60))
    whole = survey.measure(lines)
    cut = survey.measure(lines[:7])
    cut.merge(survey.measure(lines[7:]))
    assert (cut.n_sentences, cut.n_tokens) == (whole.n_sentences, whole.n_tokens)
    assert np.array_equal(cut.moments.counts, whole.moments.counts)
    np.testing.assert_allclose(cut.moments.mean(), whole.moments.mean(), atol=1e-6)
    for layer, head, examples in whole.tokens.heads():
        units = [one.units for one in cut.tokens.of(layer, head)]
        assert units == pytest.approx([one.units for one in examples], abs=2)


def test_a_sentence_of_one_layout_shares_its_batch(reader):
    found = [encoded(reader, line, "self") for line in numbered(sentences(200))]
    for batch in batches(found, reader.info.sites[0]):
        assert len({one.layout for one in batch}) == 1
        assert sum(len(one.tokens) for one in batch) <= 2048


@pytest.mark.parametrize("site", ["decoder", "cross"])
def test_the_decoder_of_a_classifier_is_surveyed_over_the_texts_themselves(site, tmp_path):
    saved_class_head(tmp_path, "bart")
    classifier = open_checkpoint(LoadRequest(str(tmp_path)))
    lines = numbered(sentences(6))
    found = Surveyor(classifier, site).measure(lines)
    assert (found.n_sentences, found.n_bad) == (6, 0)
    rows = found.moments.counts[0, 0].max()
    assert rows == found.n_tokens  # a row for each token of the text


def test_a_pair_shares_no_batch_with_a_single_text(reader):
    lines = [Sentence(1, "a cat", pair="a dog"), Sentence(2, "a cat a dog a")]
    found = Surveyor(reader, "self").measure(lines)
    assert found.n_sentences == 2
    alone = [Surveyor(reader, "self").measure([line]) for line in lines]
    alone[0].merge(alone[1])
    assert np.array_equal(found.moments.counts, alone[0].moments.counts)


def test_long_sentences_are_cut_and_counted(reader):
    long = Sentence(1, "the cat " * 200)
    found = Surveyor(reader, "self").measure([long, Sentence(2, "a dog")])
    assert (found.n_cut, found.n_sentences) == (1, 2)
    assert found.n_tokens == reader.info.max_tokens + 4


def test_a_line_that_the_model_cannot_read_is_a_bad_one():
    reader = tiny_reader("llama")
    lines = [Sentence(1, "a cat"), Sentence(2, "a [MASK]"), Sentence(3, "\x00")]
    found = Surveyor(reader, "self").measure(lines)
    assert found.n_sentences == 1
    assert [line.line for line in found.bad_lines] == [2, 3]
    assert "no mask token" in found.bad_lines[0].why


def test_one_text_on_which_the_model_fails_takes_no_other_with_it(reader, monkeypatch):
    lines = [Sentence(1, "a cat"), Sentence(2, "a dog"), Sentence(3, "a mat")]
    bad = encoded(reader, lines[1], "self").tokens.ids

    def failing(checkpoint, inputs):
        if list(bad) in inputs["input_ids"].tolist():
            raise ModelFailed("It failed on this text.")
        return run_batch(checkpoint, inputs)

    run_batch = surveyors.run_batch
    monkeypatch.setattr(surveyors, "run_batch", failing)
    found = Surveyor(reader, "self").measure(lines)
    assert found.n_sentences == 2
    assert found.bad_lines == [BadLine(2, "It failed on this text.")]


def test_of_many_bad_lines_the_first_are_named_and_all_are_counted():
    found = Partial(1, 1)
    for line in range(2 * N_BAD_KEPT, 0, -1):
        found.add_bad(BadLine(line, "torn"))
    assert found.n_bad == 2 * N_BAD_KEPT
    assert [one.line for one in found.bad_lines] == list(range(1, N_BAD_KEPT + 1))


def test_the_site_is_one_that_sentences_fill():
    reader = tiny_reader("t5")
    assert reader.info.usual_site == "encoder"
    with pytest.raises(BadInput, match=r"no self attention to survey\. Choose encoder"):
        surveyed_site(reader, "self")
    found = Surveyor(reader, "cross").measure([Sentence(1, "a cat")])
    assert found.bad_lines == [BadLine(1, "there is no “target”, which cross attention reads")]
