"""Which tokens are pieces of one word.

WordPiece's own pre-tokenizer knows best. Byte-level and SentencePiece vocabularies are grouped by
the typed characters: at white space, around punctuation, and around every character of a script
that writes no spaces.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from explorer.records import Span

# Han, kana, Thai, Lao, Myanmar, Khmer: (first, last)
_UNSPACED = (
    (0x0E00, 0x0EFF),
    (0x1000, 0x109F),
    (0x1780, 0x17FF),
    (0x3040, 0x30FF),
    (0x3400, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x3FFFF),
)


def words_of_tokenizer(
    word_ids: Sequence[int | None], segments: Sequence[int | None], is_special: Sequence[bool]
) -> tuple[int | None, ...]:
    """The tokenizer's own words, numbered through both segments."""
    numbers: dict[tuple[int | None, int | None], int] = {}
    return tuple(
        None if special or word is None else numbers.setdefault((segment, word), len(numbers))
        for word, segment, special in zip(word_ids, segments, is_special, strict=True)
    )


def words_of_text(
    texts: Sequence[str], spans: Sequence[Span | None], is_special: Sequence[bool]
) -> tuple[int | None, ...]:
    """Words by the characters between and beside tokens; a token without a span is its own."""
    words: list[int | None] = []
    number, before = -1, None
    for span, special in zip(spans, is_special, strict=True):
        if special:
            words.append(None)
            before = None
            continue
        if before is None or span is None or not _goes_on(texts, before, span):
            number += 1
        words.append(number)
        before = span
    return tuple(words)


def _goes_on(texts: Sequence[str], before: Span, span: Span) -> bool:
    if span.segment != before.segment:
        return False
    if span.start < before.end:  # two pieces of one character
        return True
    if span.start > before.end:
        return False
    text = texts[span.segment]
    if not text[before.start : before.end].strip(" "):  # a lone space begins the word behind it
        return True
    if span.end == span.start:
        return False
    return _is_letter(text[before.end - 1]) and _is_letter(text[span.start])


def _is_letter(character: str) -> bool:
    """Part of a word that may go on: a letter, digit or mark of a script with spaces."""
    if any(first <= ord(character) <= last for first, last in _UNSPACED):
        return False
    return unicodedata.category(character)[0] in "LNM" or character == "_"
