"""What a tokenizer answers: a `Reading` of one or two texts, tied to the typed characters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from explorer.core.text.labels import Alphabet, alphabet, label
from explorer.core.text.offsets import token_offsets
from explorer.core.text.typed import Typed
from explorer.core.text.words import words_of_text, words_of_tokenizer
from explorer.errors import EmptyText, TextTooLong
from explorer.records import Span


@dataclass(frozen=True, slots=True)
class Reading:
    """One entry a token."""

    ids: list[int]
    strings: list[str]
    spans: list[Span | None]
    is_special: list[bool]
    words: tuple[int | None, ...]

    def without_end(self) -> Reading:
        """Without the special tokens that close it."""
        n_closing = len(list(takewhile(bool, reversed(self.is_special))))
        return self.first(len(self.ids) - n_closing)

    def first(self, n_tokens: int) -> Reading:
        kept = slice(0, n_tokens)
        return Reading(
            self.ids[kept], self.strings[kept], self.spans[kept], self.is_special[kept],
            self.words[kept],
        )  # fmt: skip

    def followed_by(self, other: Reading) -> Reading:
        """Both as one; the words of the second count on from those of the first."""
        n_words = max((word for word in self.words if word is not None), default=-1) + 1
        return Reading(
            self.ids + other.ids, self.strings + other.strings, self.spans + other.spans,
            self.is_special + other.is_special,
            self.words + tuple(None if w is None else w + n_words for w in other.words),
        )  # fmt: skip


def read(
    tokenizer: Any,
    texts: Sequence[Typed],
    *,
    max_tokens: int | None,
    cut: bool,
    is_target: bool = False,
) -> Reading:
    """Texts as the model reads them together, special tokens included.

    is_target: as what a decoder writes, where the tokenizer tells it apart from what is read.
    Raises EmptyText, TextTooLong.
    """
    has_offsets = bool(tokenizer.is_fast)
    options: dict[str, Any] = {
        "return_special_tokens_mask": True,
        "return_offsets_mapping": has_offsets,
        "return_attention_mask": False,
        "verbose": False,  # its warning about long texts is ours to give
    }
    pair = [text.text for text in texts]
    names = ("text_target",) if is_target else ("text", "text_pair")
    call = dict(zip(names, pair, strict=False))
    encoding = tokenizer(**call, **options)
    n_tokens = len(encoding["input_ids"])
    if max_tokens is not None and n_tokens > max_tokens:
        if not cut:
            raise TextTooLong(n_tokens, max_tokens)
        encoding = tokenizer(**call, **options, truncation="longest_first", max_length=max_tokens)
    is_special = [bool(flag) for flag in encoding["special_tokens_mask"]]
    if all(is_special):
        raise EmptyText("This text has no character that the model knows. Type some words.")
    ids = list(encoding["input_ids"])
    strings = tokenizer.convert_ids_to_tokens(ids)
    offsets = token_offsets(tokenizer, encoding, strings, is_special, pair)
    if has_offsets and alphabet(tokenizer) == "wordpiece":
        words = words_of_tokenizer(encoding.word_ids(0), encoding.sequence_ids(0), is_special)
    else:
        words = words_of_text(pair, offsets, is_special)
    spans = [
        None
        if span is None
        else Span(span.segment, *texts[span.segment].span_as_typed(span.start, span.end))
        for span in offsets
    ]
    return Reading(ids, strings, spans, is_special, words)


def labels_of(
    strings: Sequence[str], is_special: Sequence[bool], tokenizer: Any, spelling: Alphabet
) -> tuple[str, ...]:
    """What stands on an axis for each token."""
    reserved = set(tokenizer.all_special_tokens)
    return tuple(
        label(string, spelling, is_special=special or string in reserved)
        for string, special in zip(strings, is_special, strict=True)
    )
