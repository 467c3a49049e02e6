"""The orders under which the built-in XLNet was trained, on a tiny network."""

from __future__ import annotations

import pytest
import torch
from transformers import DataCollatorForPermutationLanguageModeling, XLNetConfig, XLNetLMHeadModel

from tests.core.vocabularies import t5
from tests.recipes.recipes import importable

N_VOCABULARY, N_SPECIAL, PADDING = 60, 9, 5


@pytest.fixture(scope="module")
def permutations():
    with importable("xlnet-small") as module:
        return module("permutations")


@pytest.fixture(scope="module")
def network():
    with importable("xlnet-small") as module:
        return module("network")


@pytest.fixture(scope="module")
def model():
    torch.manual_seed(0)
    config = XLNetConfig(
        vocab_size=N_VOCABULARY, d_model=32, n_layer=2, n_head=4, d_inner=48, dropout=0.0
    )
    model = XLNetLMHeadModel(config)
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.dim() > 1:
                parameter.normal_(0.0, 0.15)
    return model.eval()


def batch(*lengths):
    """Token ids that end in <sep><cls>, padded on the left as XLNet pads."""
    generator = torch.Generator().manual_seed(1)
    ids = torch.randint(N_SPECIAL, N_VOCABULARY, (len(lengths), max(lengths)), generator=generator)
    ids[:, -2:] = torch.tensor([4, 3])
    for row, length in zip(ids, lengths, strict=True):
        row[: max(lengths) - length] = PADDING
    return ids


def drawn(permutations, ids, *, strict, seed=2):
    generator = torch.Generator().manual_seed(seed)
    return permutations.draw(ids >= N_SPECIAL, ids == PADDING, strict=strict, generator=generator)


def run(model, ids, order):
    with torch.no_grad():
        return model(
            ids, attention_mask=(ids != PADDING).float(), perm_mask=order.perm_mask,
            target_mapping=order.target_mapping, use_mems=False, output_attentions=True,
        )  # fmt: skip


@pytest.mark.parametrize("strict", [False, True])
def test_no_weight_falls_on_a_token_that_is_hidden_by_the_order(permutations, model, strict):
    ids = batch(12, 9)
    order = drawn(permutations, ids, strict=strict)
    others = order.perm_mask.bool() & ~torch.eye(12, dtype=torch.bool)
    for content, query in run(model, ids, order).attentions:
        assert content.transpose(0, 1)[:, others & (ids != PADDING)[:, :, None]].max() == 0
        for row, position in zip(*order.is_scored.nonzero(as_tuple=True), strict=True):
            at = order.positions[row, position]
            assert query[row, :, at, order.perm_mask[row, at].bool()].max() == 0


@pytest.mark.parametrize("strict", [False, True])
def test_a_changed_token_changes_no_prediction_before_it_and_some_after(
    permutations, model, strict
):
    ids = batch(30)
    order = drawn(permutations, ids, strict=strict, seed=4)
    before = run(model, ids, order).logits
    n_touched = 0
    for position in order.positions[order.is_scored].tolist():
        other = ids.clone()
        other[0, position] = N_SPECIAL + (ids[0, position] - N_SPECIAL + 1) % 40
        after = run(model, other, order).logits
        is_later = order.ranks[0, order.positions[0]] > order.ranks[0, position]
        torch.testing.assert_close(after[0, ~is_later], before[0, ~is_later], rtol=0, atol=0)
        n_touched += int((after != before)[0, is_later].any(1).sum())
    assert n_touched > 0


@pytest.mark.parametrize("strict", [False, True])
def test_neither_specials_nor_padding_nor_the_first_of_an_order_is_scored(permutations, strict):
    ids = batch(*range(5, 45))
    for seed in range(20):
        order = drawn(permutations, ids, strict=strict, seed=seed)
        scored = order.target_mapping.sum(1).bool()
        assert not scored[ids < N_SPECIAL].any()
        assert not scored[order.ranks == 0].any()
        last_real = order.ranks.masked_fill(ids == PADDING, -1).amax(1, keepdim=True)
        assert (order.ranks > last_real)[ids == PADDING].all()
        assert (order.ranks.sort(1).values == torch.arange(44)).all()


def test_scored_tokens_come_last_and_the_others_see_each_other(permutations):
    ids = batch(40, 31)
    order = drawn(permutations, ids, strict=False)
    scored = order.target_mapping.sum(1).bool()
    context = ~scored & (ids != PADDING)
    for row in range(2):
        assert order.ranks[row, scored[row]].min() > order.ranks[row, context[row]].max()
        assert order.perm_mask[row][:, context[row]].max() == 0
        assert order.perm_mask[row][context[row]][:, scored[row]].min() == 1


def test_a_strict_order_shows_each_token_exactly_those_before_it(permutations):
    ids = batch(20)
    order = drawn(permutations, ids, strict=True)
    for query in range(20):
        seen = (order.perm_mask[0, query] == 0).nonzero()[:, 0].tolist()
        assert seen == [key for key in range(20) if order.ranks[0, key] < order.ranks[0, query]]


def test_spans_cover_the_share_that_the_librarys_collator_covers(permutations):
    tokenizer = t5()
    tokenizer.add_special_tokens({"mask_token": "<mask>"})
    ids = torch.full((600, 120), 10)
    torch.manual_seed(3)
    labels = DataCollatorForPermutationLanguageModeling(tokenizer)([*ids])["labels"]
    theirs = (labels != -100).float().mean()
    chosen = permutations.spans(
        torch.ones(600, 120, dtype=torch.bool), one_in=6, generator=torch.Generator().manual_seed(3)
    )
    assert abs(chosen.float().mean() - theirs) < 0.01
    lengths = [len(run) for row in chosen.int().tolist() for run in spelt(row)]
    assert {1, 2, 3, 4, 5} <= set(lengths)


def spelt(row):
    return [run for run in "".join(map(str, row)).split("0") if run]


def test_every_row_has_something_to_score(permutations):
    allowed = torch.zeros(200, 6, dtype=torch.bool)
    allowed[:, 2:4] = True
    chosen = permutations.spans(allowed, one_in=6, generator=torch.Generator().manual_seed(5))
    assert chosen.any(1).all()
    assert not (chosen & ~allowed).any()


def test_the_loss_is_the_models_own_over_the_scored_tokens(permutations, model):
    ids = batch(15, 11, 7)
    order = drawn(permutations, ids, strict=True)
    labels = ids.gather(1, order.positions).masked_fill(~order.is_scored, -100)
    theirs = model(
        ids, attention_mask=(ids != PADDING).float(), perm_mask=order.perm_mask,
        target_mapping=order.target_mapping, labels=labels, use_mems=False,
    ).loss  # fmt: skip
    ours = permutations.loss(model, ids, order, padding=ids == PADDING)
    torch.testing.assert_close(ours, theirs)


def test_encoding_distances_once_changes_no_number(permutations, network, model):
    ids = batch(15, 11)
    order = drawn(permutations, ids, strict=False)
    before = run(model, ids, order).logits
    network.share_positions(model)
    try:
        torch.testing.assert_close(run(model, ids, order).logits, before)
    finally:
        del model.transformer.relative_positional_encoding
