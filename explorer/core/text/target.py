"""What a decoder reads: its start, then as much of the target as there is.

The decoder of a classifier has no target of its own: it reads the text once more.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from explorer.core.checkpoint.checkpoint import Checkpoint
from explorer.core.text.labels import alphabet
from explorer.core.text.languages import chosen_languages, language_id, set_languages
from explorer.core.text.reading import Reading, labels_of, read
from explorer.core.text.typed import Typed, readable
from explorer.core.text.written import spells, written_reading
from explorer.errors import TextTooLong
from explorer.records import Document, Span, Tokens


@dataclass(frozen=True, slots=True)
class Start:
    """The tokens that every target begins with.

    start: what the decoder reads first. language: the token that tells what it writes, where that
    follows; None for models that are told no language, or told by their start.
    """

    start: int
    language: int | None = None

    @property
    def ids(self) -> tuple[int, ...]:
        return (self.start,) if self.language is None else (self.start, self.language)


# Their classifiers put the last token of the text, not a start of their own, before all others.
_WRAPPED = ("mbart", "plbart")


def target_of(
    checkpoint: Checkpoint,
    document: Document,
    tokens: Tokens,
    *,
    max_tokens: int | None = None,
    cut: bool = False,
    is_again: bool = False,
) -> Tokens | None:
    """What the decoder reads beside the `tokens` of a document; None for models without one.

    max_tokens, cut: as `encode_target` takes them.
    is_again: the text itself even of a model that could be given a target, so that its maps can be
        laid on those of a classifier.
    Raises TextTooLong.
    """
    if checkpoint.info.reads_text_again or (is_again and checkpoint.is_encoder_decoder):
        return read_again(checkpoint, tokens)
    return encode_target(checkpoint, document, max_tokens=max_tokens, cut=cut)


def read_again(checkpoint: Checkpoint, tokens: Tokens) -> Tokens:
    """The text itself, one place later: what the library gives to a classifier's decoder."""
    is_wrapped = checkpoint.info.family in _WRAPPED
    start = tokens.ids[-1] if is_wrapped else _start_id(checkpoint)
    first = _tokens(checkpoint.tokenizer, (start,), None)
    return Tokens(
        ids=first.ids + tokens.ids[:-1],
        labels=first.labels + tokens.labels[:-1],
        spans=first.spans + tokens.spans[:-1],
        is_special=first.is_special + tokens.is_special[:-1],
        words=first.words + tokens.words[:-1],
    )


def encode_target(
    checkpoint: Checkpoint, document: Document, *, max_tokens: int | None = None, cut: bool = False
) -> Tokens | None:
    """What the decoder reads: its start token, then the target without its end.

    At each position the decoder predicts the token that follows. Without a target it reads its
    start alone; None for models that have no decoder.
    max_tokens: default as many as the model reads.
    Raises TextTooLong.
    """
    if not checkpoint.is_encoder_decoder:
        return None
    start = start_of(checkpoint, document)
    text = readable(document.target or "")
    if not text.strip():
        return _tokens(checkpoint.tokenizer, start.ids, None)
    limit = checkpoint.info.max_tokens if max_tokens is None else max_tokens
    written = document.written
    if written is not None and spells(checkpoint.tokenizer, start.ids, written, text):
        reading = written_reading(checkpoint.tokenizer, written, text, segment=0)
    else:
        reading = _typed(checkpoint, document, text)
    first = (start.start,) if reading.ids[:1] == [start.language] else start.ids
    n_tokens = len(first) + len(reading.ids)
    if limit is not None and n_tokens > limit:
        if not cut:
            raise TextTooLong(n_tokens, limit)
        reading = reading.first(limit - len(first))
    return _tokens(checkpoint.tokenizer, first, reading)


def default_target(checkpoint: Checkpoint, tokens: Tokens) -> Tokens | None:
    """What the decoder reads where there is no document; None for models without one."""
    if not checkpoint.is_encoder_decoder:
        return None
    return (
        start_tokens(checkpoint) if checkpoint.info.takes_target else read_again(checkpoint, tokens)
    )


def start_tokens(checkpoint: Checkpoint) -> Tokens:
    """What a decoder begins with where there is no document."""
    return _tokens(checkpoint.tokenizer, start_of(checkpoint, Document("")).ids, None)


def start_of(checkpoint: Checkpoint, document: Document) -> Start:
    """The start of every target in the language that the document chooses."""
    language = chosen_languages(checkpoint.info, document)[1]
    start = _start_id(checkpoint)
    if language is None:
        return Start(start)
    set_languages(checkpoint.tokenizer, None, language)
    named = language_id(checkpoint.tokenizer, language)
    # mBART's first version and PLBart put the language last, and move it to the front.
    is_last = checkpoint.tokenizer(text_target="")["input_ids"][-1] == named
    return Start(named) if is_last else Start(start, named)


def _typed(checkpoint: Checkpoint, document: Document, text: str) -> Reading:
    source, target = chosen_languages(checkpoint.info, document)
    set_languages(checkpoint.tokenizer, source, target)
    reading = read(checkpoint.tokenizer, [Typed(text)], max_tokens=None, cut=False, is_target=True)
    return reading.without_end()


def _tokens(tokenizer: Any, start: tuple[int, ...], reading: Reading | None) -> Tokens:
    strings = list(tokenizer.convert_ids_to_tokens(list(start)))
    ids, is_special = list(start), [True] * len(start)
    spans: list[Span | None] = [None] * len(start)
    words: list[int | None] = [None] * len(start)
    if reading is not None:
        ids += reading.ids
        strings += reading.strings
        is_special += reading.is_special
        spans += reading.spans
        words += reading.words
    return Tokens(
        ids=tuple(ids),
        labels=labels_of(strings, is_special, tokenizer, alphabet(tokenizer)),
        spans=tuple(spans),
        is_special=tuple(is_special),
        words=tuple(words),
    )


def _start_id(checkpoint: Checkpoint) -> int:
    config, tokenizer = checkpoint.model.config, checkpoint.tokenizer
    generation = getattr(checkpoint.model, "generation_config", None)
    candidates = (
        getattr(config, "decoder_start_token_id", None),
        getattr(generation, "decoder_start_token_id", None),
        getattr(getattr(config, "decoder", None), "bos_token_id", None),  # T5Gemma
        tokenizer.bos_token_id,
        tokenizer.pad_token_id,
    )
    return int(next((id for id in candidates if id is not None), 0))
