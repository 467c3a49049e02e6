"""An order of the tokens: who sees whom, and what is predicted from what."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
import transformers

from explorer.core.lessons.permutations import MOST_TOKENS, Permutations, order_of
from explorer.errors import BadInput, BadOrder, EmptyText
from explorer.records import Document, HeadRef
from explorer.records.lessons.permutations import Order, PermutationRequest
from tests.core import vocabularies
from tests.core.models import tiny_checkpoint

SENTENCE = Document("A cat sat on the mat")
ASKED = PermutationRequest(
    document=SENTENCE,
    kind="shuffled",
    seed=1,
    laid=Order(()),
    n_predicted=None,
    head=HeadRef(1, 2),
    scale="linear",
)


@pytest.fixture(scope="module")
def checkpoint():
    tokenizer = vocabularies.xlnet()
    return tiny_checkpoint("xlnet_lm", tokenizer, vocab_size=len(tokenizer))


@pytest.fixture
def permutations():
    return Permutations()


def test_no_weight_falls_on_a_token_that_comes_later_in_the_order(checkpoint, permutations):
    for layer in (0, 1):
        for head in range(4):
            asked = replace(ASKED, head=HeadRef(layer, head))
            answer = permutations.answer(checkpoint, asked)
            ranks = np.array(answer.order.ranks)
            is_later = ranks[None, :] > ranks[:, None]  # (query, key)
            assert not answer.content.weights[is_later].any()
            not_before = ranks[None, :] >= ranks[:, None]
            assert not answer.query.weights[not_before].any()
            rows = answer.query.weights[list(answer.targets)]
            np.testing.assert_allclose(rows.sum(1), 1, atol=1e-5)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_change_of_a_token_changes_no_prediction_before_it(checkpoint, permutations, seed):
    asked = replace(ASKED, seed=seed, document=Document("abcdefg"))
    before = permutations.answer(checkpoint, asked)
    changed = permutations.answer(checkpoint, replace(asked, document=Document("abcxefg")))
    (position,) = np.flatnonzero(np.array(before.tokens.ids) != np.array(changed.tokens.ids))
    ranks = before.order.ranks
    pairs = zip(before.targets, before.predictions, changed.predictions, strict=True)
    is_other = {target: one != other for target, one, other in pairs if target != position}
    assert is_other
    assert is_other == {target: ranks[target] > ranks[position] for target in is_other}


def test_each_target_is_predicted_as_if_the_text_held_only_what_is_before_it(
    checkpoint, permutations
):
    """XLNet itself, called once for each target with a mask of its own (paper, section 2.3)."""
    answer = permutations.answer(checkpoint, ASKED)
    ids = torch.tensor([answer.tokens.ids])
    n_tokens = ids.shape[1]
    ranks = torch.tensor(answer.order.ranks)
    model = transformers.XLNetLMHeadModel(checkpoint.model.config)
    model.load_state_dict(checkpoint.model.state_dict())
    model.eval()
    for target, loss in zip(answer.targets, answer.losses, strict=True):
        mask = torch.ones(1, n_tokens, n_tokens)
        for query in range(n_tokens):
            for key in range(n_tokens):
                mask[0, query, key] = float(ranks[key] >= ranks[query])
        mapping = torch.zeros(1, 1, n_tokens)
        mapping[0, 0, target] = 1
        with torch.no_grad():
            logits = model(ids, perm_mask=mask, target_mapping=mapping).logits[0, 0]
        expected = -torch.log_softmax(logits, -1)[ids[0, target]]
        assert loss == pytest.approx(float(expected), abs=1e-5)
        prediction, _ = answer.target_at(target)
        assert prediction.candidates[0].id == int(logits.argmax())
        assert prediction.original.id == int(ids[0, target])


def test_the_first_of_the_order_sees_nothing_and_is_not_predicted(checkpoint, permutations):
    answer = permutations.answer(checkpoint, ASKED)
    first = answer.order.positions[0]
    assert first not in answer.targets
    assert answer.target_at(first) is None
    words = [p for p, is_added in enumerate(answer.tokens.is_special) if not is_added]
    assert sorted({first, *answer.targets}) == sorted({first, *words})
    assert not answer.query.weights[first].any()
    assert answer.content_sight[first].sum() == 1


def test_only_the_last_tokens_of_the_order_are_predicted_where_so_many_are_asked_for(
    checkpoint, permutations
):
    answer = permutations.answer(checkpoint, replace(ASKED, n_predicted=3))
    words = [p for p in answer.order.positions if not answer.tokens.is_special[p]]
    assert answer.targets == tuple(sorted(words[-3:]))
    assert answer.target_mapping.shape == (3, len(answer.tokens))
    assert [row.argmax() for row in answer.target_mapping] == list(answer.targets)
    others = [p for p in range(len(answer.tokens)) if p not in answer.targets]
    assert not answer.query_sight[others].any()
    assert not answer.query.weights[others].any()
    assert answer.mean_loss == pytest.approx(sum(answer.losses) / 3)


def test_what_each_may_see_follows_from_the_order_by_hand(checkpoint, permutations):
    laid = Order((2, 0, 1, *range(3, 40)))
    answer = permutations.answer(checkpoint, replace(ASKED, kind="laid", laid=laid))
    assert answer.order == laid.fitted(len(answer.tokens))
    content = [[1, 0, 1], [1, 1, 1], [0, 0, 1]]
    np.testing.assert_array_equal(answer.content_sight[:3, :3], np.array(content, bool))
    query = [[0, 0, 1], [1, 0, 1], [0, 0, 0]]
    np.testing.assert_array_equal(answer.query_sight[:3, :3], np.array(query, bool))
    np.testing.assert_array_equal(answer.perm_mask[:3, :3], 1 - np.array(query))


def test_a_mask_in_the_text_is_seen_by_nobody_and_has_no_loss(checkpoint, permutations):
    asked = replace(ASKED, document=Document("A cat sat on [MASK] mat"), kind="left to right")
    answer = permutations.answer(checkpoint, asked)
    (mask,) = answer.tokens.masks
    assert not answer.query_sight[:, mask].any()
    assert answer.content_sight[:, mask].sum() == 1
    prediction, loss = answer.target_at(mask)
    assert loss is None
    assert prediction.original is None


def test_another_head_of_the_same_order_needs_no_new_pass(checkpoint, permutations):
    first = permutations.answer(checkpoint, ASKED)
    again = permutations.answer(checkpoint, replace(ASKED, head=HeadRef(0, None)))
    assert again.predictions is first.predictions
    other = permutations.answer(checkpoint, replace(ASKED, seed=2))
    assert other.predictions is not first.predictions


def test_the_built_in_xlnet_answers_where_another_model_is_open_or_none(permutations):
    for opened in (tiny_checkpoint("bert"), None):
        answer = permutations.answer(opened, ASKED)
        assert answer.model.source == "builtin:xlnet-small"
        assert answer.tokens.labels[:3] == ("a", "cat", "sat")


def test_a_seed_draws_the_same_order_again_and_another_one_another():
    one, again = (order_of(replace(ASKED, seed=7), 30) for _ in range(2))
    assert one == again
    assert not one.flaw(30)
    assert one != order_of(replace(ASKED, seed=8), 30)
    assert order_of(replace(ASKED, kind="right to left"), 3) == Order((2, 1, 0))


def test_an_order_with_repeats_is_refused(checkpoint, permutations):
    asked = replace(ASKED, kind="laid", laid=Order((0, 0, 1)))
    with pytest.raises(BadOrder, match="Position 0 stands in the order twice"):
        permutations.answer(checkpoint, asked)


def test_no_text_and_too_long_a_text_are_refused(checkpoint, permutations):
    with pytest.raises(EmptyText):
        permutations.answer(checkpoint, replace(ASKED, document=Document(" ")))
    with pytest.raises(BadInput, match=f"up to {MOST_TOKENS}"):
        permutations.answer(checkpoint, replace(ASKED, document=Document("a cat " * 300)))


def test_where_nothing_can_be_predicted_the_streams_are_shown_all_the_same(
    checkpoint, permutations
):
    """A mask, first of the order: after it come only tokens that the tokenizer added."""
    asked = replace(ASKED, document=Document("[MASK]"), kind="left to right")
    answer = permutations.answer(checkpoint, asked)
    assert answer.targets == answer.predictions == ()
    assert answer.mean_loss is None
    assert answer.content.weights.sum() == pytest.approx(len(answer.tokens))
    assert not answer.query.weights.any()
