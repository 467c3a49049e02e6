"""Words as a closed vocabulary has them: runs of letters and digits, and single signs.

Han characters stand alone. Models of words, without pieces, are few: see `reference`.
"""

from __future__ import annotations

import re

from explorer.errors import EmptyText
from explorer.records import Span, Tokens

_HAN = "\u3400-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"\[MASK\]|<\w+>|[{_HAN}]|[^\W{_HAN}]+(?:['’][^\W\d_]+)?|[^\w\s]")


def plain_words(text: str) -> tuple[tuple[str, Span], ...]:
    """Each word and where it stands. Raises EmptyText."""
    found = tuple((m.group(), Span(0, m.start(), m.end())) for m in _WORD.finditer(text))
    if not found:
        raise EmptyText("There is no word to look at. Type a sentence.")
    return found


def word_tokens(words: tuple[tuple[str, Span], ...], ids: tuple[int, ...]) -> Tokens:
    """One token a word."""
    return Tokens(
        ids=ids,
        labels=tuple(word for word, _ in words),
        spans=tuple(span for _, span in words),
        is_special=(False,) * len(words),
        words=tuple(range(len(words))),
    )
