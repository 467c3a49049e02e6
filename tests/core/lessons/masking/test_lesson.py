"""What the lesson on masking answers, against the model's own loss and maps."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from explorer.core.attention import forward
from explorer.core.inspection import Inspector
from explorer.core.lessons.masking import guesses as asked
from explorer.core.lessons.masking.lesson import MOST_TOKENS, MaskingLesson
from explorer.errors import EmptyText, NoMaskToken, NoSuchHead
from explorer.records import Document, HeadRef, InspectRequest, Presentation
from explorer.records.lessons.masking import Masking, MaskingRequest
from tests.core import vocabularies
from tests.core.models import eager_twin, tiny_checkpoint

TEXT = "The doctors misunderstood the electroencephalogram."
EVERY = Masking(share=60, mask_share=40, random_share=30, seed=4)


@pytest.fixture(scope="module")
def checkpoint():
    return tiny_checkpoint("bert", vocabularies.wordpiece(), vocab_size=30522)


@pytest.fixture
def lesson(checkpoint):
    return MaskingLesson(checkpoint)


def request(text=TEXT, masking=EVERY, **fields):
    return MaskingRequest(Document(text), masking, **fields)


def last(lesson, wanted):
    return list(lesson.answers(wanted, lambda: False))[-1]


def own_loss(checkpoint, ids, chosen, true):
    """The model's mean loss at the chosen places, computed by the library."""
    labels = [true[p] if p in chosen else -100 for p in range(len(true))]
    model = eager_twin(checkpoint.model)
    with torch.no_grad():
        return float(model(torch.tensor([ids]), labels=torch.tensor([labels])).loss)


def put_in(tokenizer, answer):
    """The ids that the model read."""
    ids = list(answer.tokens.ids)
    for guess in answer.guesses:
        if guess.fate != "same":
            [ids[guess.position]] = tokenizer.convert_tokens_to_ids([guess.put])
    return ids


def test_the_mean_loss_is_the_models_own(lesson, checkpoint):
    fates = set()
    for epoch in range(4):
        answer = last(lesson, request(epoch=epoch))
        chosen = [guess.position for guess in answer.guesses]
        ids = put_in(checkpoint.tokenizer, answer)
        expected = own_loss(checkpoint, ids, chosen, answer.tokens.ids)
        assert answer.mean_loss == pytest.approx(expected, rel=1e-5)
        fates |= {guess.fate for guess in answer.guesses}
    assert fates == {"mask", "random", "same"}


def test_the_grid_of_epochs_shows_the_draw_that_was_read(lesson):
    answer = last(lesson, request(epoch=3))
    fates = {guess.position: guess.fate for guess in answer.guesses}
    row = answer.epochs[3]
    assert row.tolist() == [
        {None: 0, "mask": 1, "random": 2, "same": 3}[fates.get(p)] for p in range(len(row))
    ]


@pytest.mark.parametrize("pair", [None, "A cat sat."])
def test_a_compared_token_unchanged_has_the_map_of_the_text_and_the_others_differ(
    lesson, checkpoint, pair
):
    head, shown = HeadRef(1, 2), Presentation(hide_special=True)
    document = Document(TEXT, pair)
    wanted = MaskingRequest(document, EVERY, position=2, head=head, presentation=shown)
    compared = last(lesson, wanted).comparison
    [inspected] = Inspector(checkpoint).inspect(InspectRequest(document, (head,), shown))
    np.testing.assert_allclose(compared.maps[2].weights, inspected.maps[0].weights, atol=1e-6)
    for changed, found in zip(compared.maps[:2], compared.differences, strict=True):
        np.testing.assert_array_equal(found.differences, changed.weights - compared.maps[2].weights)
        assert found.high == np.abs(found.differences).max() > 1e-3
        assert found.keys == compared.maps[2].keys


def test_a_compared_token_as_a_mask_is_the_text_with_a_mask_made_by_hand(lesson, checkpoint):
    answer = last(lesson, request(position=2))
    span = answer.tokens.spans[2]
    by_hand = Document(TEXT, masks=frozenset({span}))
    [inspected] = Inspector(checkpoint).inspect(InspectRequest(by_hand, (HeadRef(0, 0),), top_k=5))
    masked = answer.comparison.guesses[0]
    np.testing.assert_allclose(
        answer.comparison.maps[0].weights, inspected.maps[0].weights, atol=1e-6
    )
    [expected] = inspected.predictions
    assert [c.id for c in masked.prediction.candidates] == [c.id for c in expected.candidates]
    assert masked.loss == pytest.approx(-np.log(expected.original.probability), rel=1e-4)


def test_the_random_token_is_another_one_and_the_same_for_a_seed(lesson):
    put = [last(lesson, request(position=2)).comparison.guesses[1].put for _ in range(2)]
    assert put[0] == put[1] not in ("doctors", "[MASK]")


def test_a_split_word_is_masked_piece_by_piece_and_whole(lesson, checkpoint):
    answer = last(lesson, request(position=6))
    split = answer.split_word
    pieces = [guess.position for guess in split.alone]
    assert pieces == list(range(5, len(answer.tokens) - 2))
    assert (
        "".join(answer.tokens.labels[p] for p in pieces).replace("##", "") == TEXT.split()[-1][:-1]
    )
    mask, true = checkpoint.tokenizer.mask_token_id, answer.tokens.ids
    for guess in split.alone:
        ids = [mask if p == guess.position else id for p, id in enumerate(true)]
        expected = own_loss(checkpoint, ids, [guess.position], true)
        assert guess.loss == pytest.approx(expected, rel=1e-4)
    ids = [mask if p in pieces else id for p, id in enumerate(true)]
    whole = sum(guess.loss for guess in split.together) / len(pieces)
    assert whole == pytest.approx(own_loss(checkpoint, ids, pieces, true), rel=1e-4)


def test_a_word_of_one_token_has_no_parts(lesson):
    assert last(lesson, request(position=2)).split_word is None


def test_the_draw_comes_before_the_comparison_and_another_head_needs_no_forward(
    lesson, monkeypatch
):
    first, second = lesson.answers(request(position=2), lambda: False)
    assert (first.comparison, first.is_part) == (None, True)
    assert not second.is_part
    for place in (forward, asked):
        monkeypatch.setattr(place, "run_batch", None)
    [other] = lesson.answers(request(position=2, head=HeadRef(1, 1)), lambda: False)
    assert other.comparison.maps[0].head == HeadRef(1, 1)
    with pytest.raises(NoSuchHead):
        last(lesson, request(position=2, head=HeadRef(9, 0)))


def test_a_draw_of_no_token_has_no_loss_and_compares_nothing_unless_a_token_is_chosen(lesson):
    nothing = last(lesson, request(masking=Masking(share=0)))
    assert (nothing.guesses, nothing.mean_loss, nothing.comparison) == ((), None, None)
    assert not nothing.is_part
    assert last(lesson, request(masking=Masking(share=0), position=2)).comparison is not None


def test_a_position_that_cannot_be_masked_is_replaced_by_the_first_that_was_chosen(lesson):
    for position in (0, 99):
        answer = last(lesson, request(position=position))
        assert answer.comparison.position == answer.guesses[0].position


def test_a_single_token_can_be_masked_and_compared(lesson):
    answer = last(lesson, request("dog", Masking(share=100)))
    assert [guess.position for guess in answer.guesses] == [1]
    assert answer.comparison.position == 1


def test_a_text_of_masks_alone_says_that_there_is_nothing_to_mask(lesson):
    for text in ("[MASK] [MASK]", "[CLS]", "  "):
        with pytest.raises(EmptyText, match="Type a sentence"):
            last(lesson, request(text))


def test_a_text_that_is_too_long_is_cut_and_that_is_said(lesson, checkpoint):
    limit = checkpoint.info.max_tokens
    assert limit < MOST_TOKENS
    answer = last(lesson, request("cat " * 100))
    assert len(answer.tokens) == limit
    assert answer.notice == f"Cut from 102 to {limit} tokens, which this page reads."


@pytest.mark.parametrize(
    ("family", "vocabulary", "why"),
    [
        ("gpt2", vocabularies.gpt2, "trained to predict the next token"),
        ("t5", vocabularies.t5, "trained to write a target"),
        ("xlnet_lm", vocabularies.t5, "permuted orders"),
    ],
)
def test_a_model_of_another_objective_says_which_and_what_to_do(family, vocabulary, why):
    tokenizer = vocabulary()
    lesson = MaskingLesson(tiny_checkpoint(family, tokenizer, vocab_size=len(tokenizer)))
    with pytest.raises(NoMaskToken, match=f"{why}.* Choose a masked language model"):
        last(lesson, request())


def test_a_model_that_gives_out_its_own_maps_answers_too():
    lesson = MaskingLesson(tiny_checkpoint("deberta", vocabularies.wordpiece(), vocab_size=30522))
    compared = last(lesson, request(position=2)).comparison
    assert len(compared.guesses) == 3
    np.testing.assert_allclose(compared.maps[0].weights.sum(axis=1), 1, atol=1e-5)


def test_chinese_words_are_masked_whole():
    tokenizer = vocabularies.chinese()
    lesson = MaskingLesson(tiny_checkpoint("bert", tokenizer, vocab_size=len(tokenizer)))
    masking = Masking("words", share=50, mask_share=100, random_share=0, n_epochs=20)
    answer = last(lesson, request("使用语言模型来预测下一个词的概率。", masking, position=3))
    words = ["".join(answer.tokens.labels[p] for p in run) for run in runs(answer.words)]
    assert words == ["使用", "语言", "模型", "来", "预测", "下", "一个", "词", "的", "概率", "。"]
    assert [guess.position for guess in answer.split_word.alone] == [3, 4]
    for row in answer.epochs:
        for run in runs(answer.words):
            assert len({int(row[p]) for p in run}) == 1


def runs(words):
    return [
        [p for p, other in enumerate(words) if other == word]
        for word in dict.fromkeys(words)
        if word is not None
    ]
