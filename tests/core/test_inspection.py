"""What an open checkpoint answers beyond its maps: notices, and when it gives up."""

from __future__ import annotations

import weakref

import pytest

from explorer.core import inspection, short_text
from explorer.core.inspection import Inspector
from explorer.errors import BadInput, Cancelled, TextTooLong
from explorer.records import Document, HeadRef, InspectRequest
from tests.core import vocabularies
from tests.core.models import tiny_checkpoint

LIMIT = 16


def inspector(family="roberta", **fields):
    tokenizer = {"roberta": vocabularies.roberta, "bart": vocabularies.roberta}[family]()
    return Inspector(tiny_checkpoint(family, tokenizer, vocab_size=len(tokenizer), **fields))


def request(text, **fields):
    document = Document(text, target=fields.pop("target", None))
    return InspectRequest(document, (HeadRef(0, 0, fields.pop("site", "self")),), **fields)


def fitting(asked, n_tokens):
    """A text of exactly so many tokens."""
    for n_letters in range(1, 200):
        text = "a " * n_letters
        [shown] = asked.inspect(request(text))
        if len(shown.tokens) == n_tokens:
            return text
    raise AssertionError("no such text")


def test_only_a_text_that_was_cut_is_said_to_be():
    asked = inspector(max_position_embeddings=LIMIT + 2)  # two rows of padding, as RoBERTa has
    text = fitting(asked, LIMIT)
    [whole] = asked.inspect(request(text, cut=True))
    assert (len(whole.tokens), whole.notice) == (LIMIT, "")
    with pytest.raises(TextTooLong) as refused:
        list(asked.inspect(request(text * 2)))
    [cut] = asked.inspect(request(text * 2, cut=True))
    assert len(cut.tokens) == LIMIT
    assert f"from {refused.value.n_tokens} to {LIMIT} tokens" in cut.notice


def test_a_target_that_is_too_long_is_cut_as_well():
    asked = inspector("bart", max_position_embeddings=LIMIT)
    long = request("a", target="a " * 100, site="cross", overview_site="cross")
    with pytest.raises(TextTooLong):
        list(asked.inspect(long))
    cut = request("a", target="a " * 100, site="cross", overview_site="cross", cut=True)
    [shown] = asked.inspect(cut)
    assert shown.target is not None
    assert len(shown.target) == LIMIT


def test_maps_that_are_kept_for_later_take_bounded_memory(monkeypatch):
    asked = inspector()
    [one] = asked.inspect(request("a cat"))
    size = one.maps[0].weights.nbytes * 2 + one.maps[0].levels.nbytes
    monkeypatch.setattr(short_text, "MAX_KEPT_BYTES", 3 * size)
    every = InspectRequest(Document("a cat"), tuple(HeadRef(1, head) for head in range(4)))
    [shown] = asked.inspect(every)
    assert [one.head for one in shown.maps] == list(every.heads)
    assert [head for head, _ in asked._text.short._maps] == list(every.heads[1:])


def test_the_overview_of_a_long_text_is_given_up_between_two_layers():
    asked = inspector(max_position_embeddings=1024)
    is_stale = False
    answers = asked.inspect(request("a " * 300), is_stale=lambda: is_stale)
    first = next(answers)
    assert first.overview is None
    is_stale = True
    with pytest.raises(Cancelled):
        next(answers)


def test_an_encoder_decoder_reads_a_short_source_whole_and_refuses_windows_of_a_long_one():
    asked = inspector("bart", max_position_embeddings=LIMIT)
    shown = list(
        asked.inspect(request("a cat", target="a", site="cross", overview_site="cross", stride=4))
    )[-1]
    assert shown.windows == ()
    with pytest.raises(BadInput, match="Cut the text to 16 tokens"):
        list(
            asked.inspect(
                request("a " * 40, target="a", site="cross", overview_site="cross", stride=4)
            )
        )


def test_a_text_is_let_go_before_the_next_one_is_read(monkeypatch):
    asked = inspector()
    list(asked.inspect(request("a cat")))
    before, read, is_held = weakref.ref(asked._text), inspection.traced, []

    def watched(*arguments, **options):
        is_held.append(before() is not None)
        return read(*arguments, **options)

    monkeypatch.setattr(inspection, "traced", watched)
    list(asked.inspect(request("a dog")))
    assert is_held == [False]
