"""What a decoder reads: its start, then as much of the target as there is."""

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
        tokenizer.bos_token_id,
        tokenizer.pad_token_id,
    )
    return int(next((id for id in candidates if id is not None), 0))
