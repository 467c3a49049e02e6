"""What is chosen and what becomes of it, over ten thousand draws."""

from __future__ import annotations

import math
from collections import Counter
from itertools import groupby, islice

import pytest

from explorer.core.lessons.masking.draws import LONGEST_SPAN, SPAN_STOPS, Spans, draws
from explorer.core.text.tokens import encode
from explorer.records import Document
from explorer.records.lessons.masking import FATES, Masking
from tests.core import vocabularies

N_DRAWS = 10_000
TEXT = "The unbelievable doctors misunderstood [MASK] a jumping electroencephalogram."


def encoded(text=TEXT):
    return encode(vocabularies.wordpiece(), Document(text))


def drawn(masking, n_draws, text=TEXT):
    tokens = encoded(text)
    return tokens, list(
        islice(draws(vocabularies.wordpiece(), tokens, tokens.words, masking), n_draws)
    )


def is_within_3_sigma(n_hits, n_trials, p):
    return abs(n_hits - n_trials * p) <= 3 * math.sqrt(n_trials * p * (1 - p))


def choosable(tokens):
    return [p for p, word in enumerate(tokens.words) if word is not None and p not in tokens.masks]


@pytest.mark.parametrize(("kind", "n_draws"), [("tokens", N_DRAWS), ("words", N_DRAWS // 10)])
def test_15_per_cent_are_chosen_and_80_10_10_become_a_mask_a_random_token_and_the_same(
    kind, n_draws
):
    tokens, every = drawn(Masking(kind, seed=3), n_draws)
    words = {p: tokens.words[p] for p in choosable(tokens)}
    n_words = len(set(words.values()))
    chosen = sum(len({words[p] if kind == "words" else p for p in draw.fates}) for draw in every)
    n_choices = n_words if kind == "words" else len(words)
    assert is_within_3_sigma(chosen, n_draws * n_choices, 0.15)
    fates = Counter(fate for draw in every for fate in draw.fates.values())
    for fate, share in zip(FATES, (0.8, 0.1, 0.1), strict=True):
        assert is_within_3_sigma(fates[fate], fates.total(), share)


def test_what_is_not_chosen_stays_and_a_mask_stands_where_one_is_said_to_stand():
    tokens, every = drawn(Masking(share=50, mask_share=40, random_share=40), 50)
    mask = vocabularies.wordpiece().mask_token_id
    for draw in every:
        for position, (before, after) in enumerate(zip(tokens.ids, draw.ids, strict=True)):
            fate = draw.fates.get(position, "same")
            assert (after == before) == (fate == "same")
            if fate == "mask":
                assert after == mask


@pytest.mark.parametrize("kind", ["tokens", "words", "spans"])
def test_special_tokens_and_typed_masks_are_never_chosen_and_everything_else_can_be(kind):
    tokens, [draw] = drawn(Masking(kind, share=100), 1)
    assert sorted(draw.fates) == choosable(tokens)


@pytest.mark.parametrize("kind", ["tokens", "words", "spans"])
def test_a_share_of_nothing_chooses_nothing(kind):
    _, [draw] = drawn(Masking(kind, share=0), 1)
    assert draw.fates == {}


def test_a_word_is_chosen_whole_or_not_at_all():
    tokens, every = drawn(Masking("words", share=40), 200)
    words = [[p for p in choosable(tokens) if tokens.words[p] == word] for word in tokens.words]
    assert max(map(len, words)) >= 3
    for draw in every:
        for pieces in words:
            assert len({piece in draw.fates for piece in pieces}) <= 1


def test_every_draw_of_spans_has_its_budget_and_each_span_a_single_fate():
    text = "one two three four five six seven eight nine ten " * 4
    tokens, every = drawn(Masking("spans", mask_share=50, random_share=50, seed=1), 400, text)
    n_chosen = math.ceil(0.15 * len(choosable(tokens)))
    assert {len(draw.fates) for draw in every} == {n_chosen}
    # A stretch of neighbours is one span, or several that happen to touch: far fewer than two
    # thirds of the neighbours would share a fate if each token drew its own.
    pairs = [(d.fates[p], d.fates[p + 1]) for d in every for p in d.fates if p + 1 in d.fates]
    assert sum(a == b for a, b in pairs) > 0.9 * len(pairs)


def test_the_lengths_of_spans_fall_geometrically_up_to_ten_words():
    tokens = encoded("one two three four five six seven eight nine ten " * 10)
    spans = Spans(vocabularies.wordpiece(), tokens, tokens.words, Masking("spans"))
    last_start = len(tokens) - 1 - LONGEST_SPAN  # a later one may be cut by the end
    found = [spans.span(()) for _ in range(N_DRAWS // 2)]
    lengths = Counter(len(span) for span in found if span[0] <= last_start)
    weights = [SPAN_STOPS * (1 - SPAN_STOPS) ** n for n in range(LONGEST_SPAN)]
    for length, weight in enumerate(weights, start=1):
        assert is_within_3_sigma(lengths[length], lengths.total(), weight / sum(weights))
    mean = sum(length * n for length, n in lengths.items()) / lengths.total()
    assert mean == pytest.approx(3.8, abs=0.1)  # what the paper says of it


def test_a_span_ends_before_a_token_that_may_not_be_chosen():
    tokens = encoded("one two [MASK] three four")
    spans = Spans(vocabularies.wordpiece(), tokens, tokens.words, Masking("spans"))
    found = {tuple(spans.span(())) for _ in range(200)}
    assert found == {(1,), (2,), (4,), (5,), (1, 2), (4, 5)}


@pytest.mark.parametrize("kind", ["tokens", "words", "spans"])
def test_a_static_mask_repeats_its_first_draw_and_a_dynamic_one_draws_anew(kind):
    _, static = drawn(Masking(kind, share=30, is_dynamic=False), 6)
    _, dynamic = drawn(Masking(kind, share=30), 6)
    assert static == [dynamic[0]] * 6
    assert len({tuple(draw.fates) for draw in dynamic}) > 1
    assert drawn(Masking(kind, share=30), 6)[1] == dynamic
    assert drawn(Masking(kind, share=30, seed=1), 6)[1] != dynamic


def test_every_pair_of_shares_that_leaves_nothing_is_taken():
    tokens = encoded("a cat")
    for mask_share in range(101):
        masking = Masking(share=100, mask_share=mask_share, random_share=100 - mask_share)
        draw = next(draws(vocabularies.wordpiece(), tokens, tokens.words, masking))
        assert set(draw.fates) == {1, 2}


def test_words_of_a_vocabulary_without_offsets_can_be_chosen_too(tmp_path):
    tokenizer = vocabularies.marian(tmp_path)
    tokenizer.add_special_tokens({"mask_token": "<mask>"})
    tokens = encode(tokenizer, Document("The doctor told the patient."))
    [draw] = islice(draws(tokenizer, tokens, tokens.words, Masking("words", share=50)), 1)
    for word, pieces in groupby(range(len(tokens)), key=lambda p: tokens.words[p]):
        if word is not None:
            assert len({piece in draw.fates for piece in pieces}) == 1
