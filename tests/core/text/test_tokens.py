"""What becomes of any typed text, in every spelling of tokens."""

from __future__ import annotations

import logging
import unicodedata

import pytest
import transformers

from explorer.core.text.target import encode_target
from explorer.core.text.tokens import encode
from explorer.core.text.typed import readable
from explorer.errors import EmptyText, NoMaskToken, TextTooLong
from explorer.records import Document, Span
from tests.core import vocabularies
from tests.core.models import tiny_checkpoint

FAST = {
    "wordpiece": vocabularies.wordpiece,
    "roberta": vocabularies.roberta,
    "gpt2": vocabularies.gpt2,
    "t5": vocabularies.t5,
    "llama": vocabularies.llama,
}
TYPED = {
    "plain": "The doctor didn't see it.",
    "newlines": "two\nlines\n\n\tand a tab",
    "chinese": "我喜欢打篮球 and 听音乐。",
    "emoji with joiners": "a family 👨‍👩‍👧 and 👍🏽 flags 🇫🇷",
    "right to left": "He said שלום עולם and مرحبا بالعالم.",
    "combining": "cafe\u0301 ñ ﬁne Å",
    "lone surrogates": "half \ud83d a \ude00 pair",
    "controls": "nul \x00 bell \x07 escape \x1b next \x85 line",
    "bidi overrides": "\u202eabc\u202c def \u2066ghi\u2069",
    "special tokens": "<s> [SEP] </s> <pad> <|endoftext|> ▁ Ġ ##ing",
    "one character": "x",
    "long word": "a" * 500,
}


@pytest.fixture(params=FAST)
def tokenizer(request):
    return FAST[request.param]()


@pytest.fixture(scope="module")
def marian(tmp_path_factory):
    return vocabularies.marian(tmp_path_factory.mktemp("marian"))


# ---- spans, labels, words ------------------------------------------------------------------------


@pytest.mark.parametrize("text", TYPED.values(), ids=TYPED.keys())
def test_any_text_gives_tokens_whose_spans_lie_in_it_in_order(tokenizer, text):
    tokens = encode(tokenizer, Document(text))
    assert len(tokens) == len(tokens.labels) == len(tokens.spans) == len(tokens.words)
    assert all(tokens.labels)
    spans = [span for span in tokens.spans if span is not None]
    assert spans
    assert spans == sorted(spans, key=lambda span: span.start)
    assert all(0 <= span.start <= span.end <= len(text) for span in spans)
    for span, is_special in zip(tokens.spans, tokens.is_special, strict=True):
        assert (span is None) == is_special
    seen = {place for span in spans for place in range(span.start, span.end)}
    for place, character in enumerate(readable(text)):
        # Bare marks and joiners may be dropped by a normaliser; letters and digits never.
        if unicodedata.category(character)[0] in "LN":
            assert place in seen, (place, character)


@pytest.mark.parametrize("text", [text for text in TYPED.values() if "Ġ" not in text])
def test_labels_show_no_spelling_of_the_vocabulary(tokenizer, text):
    for label in encode(tokenizer, Document(text)).labels:
        assert "Ġ" not in label
        assert "▁" not in label
        assert "<0x" not in label
        assert not any(unicodedata.category(character) == "Cc" for character in label)


@pytest.mark.parametrize("name", ["roberta", "gpt2"])
def test_byte_level_labels_are_the_typed_characters(name):
    text = "The doctor told the patient\nwell"
    tokens = encode(FAST[name](), Document(text))
    for label, span in zip(tokens.labels, tokens.spans, strict=True):
        if span is not None:
            assert label == text[span.start : span.end].replace("\n", "⏎").replace(" ", "␣")


@pytest.mark.parametrize("name", ["roberta", "gpt2", "llama"])
def test_a_character_cut_into_bytes_shows_them_and_stays_one_word(name):
    tokens = encode(FAST[name](), Document("x 😀"))
    pieces = [place for place, span in enumerate(tokens.spans) if span == Span(0, 2, 3)]
    labels = "".join(tokens.labels[place] for place in pieces)
    assert labels.replace("‹", "").replace("›", "").replace(" ", "") == "F09F9880"
    assert len({tokens.words[place] for place in pieces}) == 1


def test_wordpiece_keeps_its_hashes_and_groups_the_pieces_of_a_word():
    tokens = encode(FAST["wordpiece"](), Document("unbelievably good"))
    assert tokens.labels == ("[CLS]", "un", "##bel", "##ie", "##va", "##bly", "good", "[SEP]")
    assert tokens.words == (None, 0, 0, 0, 0, 0, 1, None)
    assert tokens.spans[2] == Span(0, 2, 5)
    assert tokens.is_special == (True, *[False] * 6, True)


@pytest.mark.parametrize("name", ["roberta", "gpt2", "t5", "llama"])
def test_words_of_other_vocabularies_end_at_spaces_and_punctuation(name):
    text = "The doctor, well."
    tokens = encode(FAST[name](), Document(text))
    words: dict[int, str] = {}
    for word, span in zip(tokens.words, tokens.spans, strict=True):
        if word is not None:
            words[word] = words.get(word, "") + text[span.start : span.end]
    assert [word.strip() for word in words.values() if word.strip()] == [
        "The", "doctor", ",", "well", ".",
    ]  # fmt: skip


def test_a_pair_is_a_second_segment_with_words_of_its_own():
    tokens = encode(FAST["wordpiece"](), Document("a cat", "a dog"))
    assert tokens.labels == ("[CLS]", "a", "cat", "[SEP]", "a", "dog", "[SEP]")
    assert tokens.spans[5] == Span(1, 2, 5)
    assert tokens.words == (None, 0, 1, None, 2, 3, None)
    assert encode(FAST["wordpiece"](), Document("a cat", "  ")).labels[-1] == "[SEP]"


# ---- masks ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["wordpiece", "roberta"])
@pytest.mark.parametrize("spelling", ["[MASK]", "[mask]", "<mask>", "<MASK>"])
def test_a_typed_mask_in_any_spelling_is_the_mask_token_at_its_own_characters(name, spelling):
    tokenizer = FAST[name]()
    text = f"The {spelling} of {spelling}, yes."
    tokens = encode(tokenizer, Document(text))
    assert len(tokens.masks) == 2
    for position in tokens.masks:
        span = tokens.spans[position]
        assert text[span.start : span.end] == spelling
        assert tokens.ids[position] == tokenizer.mask_token_id
        assert not tokens.is_special[position]
    comma = tokens.spans[tokens.masks[1] + 1]
    assert text[comma.start : comma.end] == ","
    assert tokens.originals == ()


@pytest.mark.parametrize("name", ["wordpiece", "roberta"])
def test_a_mask_made_by_hand_keeps_the_place_and_what_stood_there(name):
    text = "The [mask] told the doctor"
    span = Span(0, text.index("doctor"), len(text))
    plain = encode(FAST[name](), Document(text))
    tokens = encode(FAST[name](), Document(text, masks=frozenset([span])))
    assert tokens.spans == plain.spans
    by_hand = [original.position for original in tokens.originals]
    assert by_hand
    assert tokens.masks == (plain.masks[0], *by_hand)
    for original in tokens.originals:
        assert original.id == plain.ids[original.position]
        assert original.label == plain.labels[original.position]
        assert tokens.labels[original.position] == FAST[name]().mask_token


def test_a_mask_made_by_hand_covers_every_piece_that_it_touches_in_its_own_segment():
    tokenizer = FAST["wordpiece"]()
    document = Document("unbelievably so", "unbelievably not", frozenset([Span(1, 3, 6)]))
    tokens = encode(tokenizer, document)
    assert [original.label for original in tokens.originals] == ["##bel", "##ie"]
    assert all(tokens.spans[position].segment == 1 for position in tokens.masks)


@pytest.mark.parametrize("name", ["gpt2", "t5", "llama"])
def test_a_mask_without_a_mask_token_is_refused_with_the_reason(name):
    for document in (
        Document("The [MASK]."),
        Document("The cat", masks=frozenset([Span(0, 0, 3)])),
    ):
        with pytest.raises(NoMaskToken, match="no mask token"):
            encode(FAST[name](), document)


def test_the_refusal_names_what_the_model_was_trained_for():
    checkpoint = tiny_checkpoint("gpt2", FAST["gpt2"](), vocab_size=500)
    with pytest.raises(NoMaskToken, match="causal model, trained to predict the next token"):
        encode(checkpoint, Document("The [MASK]."))


# ---- edges ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "   ", "\n\t ", "\x00\x01", "\u202e\u202c"])
def test_a_text_of_nothing_is_refused(tokenizer, text):
    with pytest.raises(EmptyText):
        encode(tokenizer, Document(text))


def test_a_text_that_the_tokenizer_drops_whole_is_refused():
    with pytest.raises(EmptyText):
        encode(FAST["wordpiece"](), Document("\u0301\u0301"))


def test_unreadable_characters_become_spaces_of_the_same_length():
    text = "a\x00b\u202ec\ud800d\te\n"
    assert readable(text) == "a b c\ufffdd\te\n"
    tokens = encode(FAST["wordpiece"](), Document("a\x00\x00cat"))
    assert tokens.spans[2] == Span(0, 3, 6)


def test_a_text_that_is_too_long_says_how_long_it_is():
    with pytest.raises(TextTooLong) as caught:
        encode(FAST["wordpiece"](), Document("a " * 20), max_tokens=10)
    assert (caught.value.n_tokens, caught.value.max_tokens) == (22, 10)


def test_a_text_that_is_cut_keeps_its_closing_tokens():
    tokenizer = FAST["wordpiece"]()
    tokens = encode(tokenizer, Document("a " * 20), max_tokens=10, cut=True)
    assert len(tokens) == 10
    assert (tokens.labels[0], tokens.labels[-1]) == ("[CLS]", "[SEP]")
    pair = encode(tokenizer, Document("cat " * 20, "a dog"), max_tokens=12, cut=True)
    assert pair.labels[-4:] == ("[SEP]", "a", "dog", "[SEP]")


def test_a_hundred_thousand_characters_pass_without_a_warning(tokenizer, caplog):
    logger = logging.getLogger("transformers")
    logger.addHandler(caplog.handler)
    try:
        tokens = encode(tokenizer, Document("The quick brown fox. " * 4762))
    finally:
        logger.removeHandler(caplog.handler)
    assert len(tokens) > 20_000
    assert not caplog.records


def test_the_checkpoints_own_limit_holds_unless_another_is_given():
    checkpoint = tiny_checkpoint("bert", FAST["wordpiece"](), vocab_size=30522)
    with pytest.raises(TextTooLong) as caught:
        encode(checkpoint, Document("a " * 100))
    assert caught.value.max_tokens == 64
    assert len(encode(checkpoint, Document("a " * 100), max_tokens=None)) == 102


# ---- tokenizers in Python only -------------------------------------------------------------------


def test_without_offsets_spans_are_found_by_aligning(marian):
    text = "The doctor 我 didn't\nsee"
    tokens = encode(marian, Document(text))
    found = {
        text[span.start : span.end]: label
        for span, label in zip(tokens.spans, tokens.labels, strict=True)
        if span is not None and text[span.start : span.end].strip()
    }
    assert all(typed == label for typed, label in found.items())
    assert {"T", "h", "or"} <= set(found) | {"T", "h", "or"}
    unknown = tokens.labels.index("<unk>")
    assert tokens.spans[unknown] is None
    assert not tokens.is_special[unknown]
    after = next(span for span in tokens.spans[unknown + 1 :] if span and span.end > span.start)
    assert after.start >= text.index("我")


def test_without_offsets_the_pair_is_still_the_second_segment(marian):
    tokens = encode(marian, Document("the cat", "a dog"))
    segments = [span.segment for span in tokens.spans if span is not None]
    assert segments == sorted(segments)
    assert set(segments) == {0, 1}


def test_bytes_of_byt5_share_the_span_of_their_character():
    tokens = encode(transformers.ByT5Tokenizer(), Document("né!"))
    assert tokens.spans[:4] == (Span(0, 0, 1), Span(0, 1, 2), Span(0, 1, 2), Span(0, 2, 3))
    assert tokens.labels[:4] == ("n", "‹C3›", "‹A9›", "!")
    assert tokens.labels[-1] == "</s>"


# ---- targets -------------------------------------------------------------------------------------


def test_a_target_begins_with_the_start_token_and_ends_before_the_end(marian):
    checkpoint = tiny_checkpoint("marian", marian, vocab_size=len(marian))
    start = checkpoint.model.config.decoder_start_token_id
    document = Document("the cat", target="THE DOG")
    target = encode_target(checkpoint, document)
    labels = marian(text_target="THE DOG")["input_ids"]
    assert target.ids == (start, *labels[:-1])
    assert target.spans[0] is None
    assert target.is_special[0]
    typed = "".join("THE DOG"[span.start : span.end] for span in target.spans[1:])
    assert typed.replace(" ", "") == "THEDOG"
    assert encode_target(checkpoint, Document("the cat")).ids == (start,)
    assert encode_target(checkpoint, Document("the cat", target=" ")).ids == (start,)


def test_a_model_without_a_decoder_reads_no_target():
    checkpoint = tiny_checkpoint("bert", FAST["wordpiece"](), vocab_size=30522)
    assert encode_target(checkpoint, Document("a cat", target="THE DOG")) is None
