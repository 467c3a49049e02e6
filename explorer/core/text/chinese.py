"""Words of Chinese text, which is written without spaces and read character by character.

The words are jieba's (a dictionary, and a hidden Markov model for what is not in it), as Chinese
BERT-wwm was pretrained on whole words of a segmenter.
Source: Cui et al. 2021, section 3.1.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Hashable, Sequence

import rjieba

from explorer.records import Span, Tokens

_HAN = ((0x3400, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF))  # (first, last)


def whole_words(tokens: Tokens, texts: Sequence[str]) -> tuple[int | None, ...]:
    """Like `Tokens.words`, but Chinese characters of one word share a number, too.

    texts: the text and its pair, as typed. Numbers count through both.
    """
    starts = [_starts(text) for text in texts]
    numbers: dict[Hashable, int] = {}
    words: list[int | None] = []
    for word, span in zip(tokens.words, tokens.spans, strict=True):
        if word is None:
            words.append(None)
            continue
        key: Hashable = (span.segment if span else 0, word)
        if span is not None and _is_han(texts[span.segment], span):
            key = ("chinese", span.segment, bisect_right(starts[span.segment], span.start))
        words.append(numbers.setdefault(key, len(numbers)))
    return tuple(words)


def _starts(text: str) -> list[int]:
    """The character at which each word begins, ascending; nothing for text without Chinese."""
    if not any(_in_han(character) for character in text):
        return []
    return [start for _, start, _ in rjieba.tokenize(text, "default", True)]


def _is_han(text: str, span: Span) -> bool:
    return span.end > span.start and all(_in_han(c) for c in text[span.start : span.end])


def _in_han(character: str) -> bool:
    return any(first <= ord(character) <= last for first, last in _HAN)
