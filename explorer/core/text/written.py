"""Tokens that a model wrote, kept as they are.

Text that is read anew may fall into other tokens: pieces join, special tokens and lost bytes do
not come back. So what a model wrote is kept beside its text, and counts while it spells it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from explorer.core.text.alignment import aligned
from explorer.core.text.labels import alphabet
from explorer.core.text.reading import Reading
from explorer.core.text.typed import readable
from explorer.core.text.words import words_of_text
from explorer.records import Span, Written


def spelled(tokenizer: Any, before: Sequence[int], ids: Sequence[int]) -> str:
    """The text that `ids` add to `before`; special tokens have none."""
    head = _decoded(tokenizer, before)
    whole = _decoded(tokenizer, [*before, *ids])
    return whole[len(head) :] if whole.startswith(head) else _decoded(tokenizer, ids)


def spells(tokenizer: Any, before: Sequence[int], written: Written, text: str) -> bool:
    """Whether what was written is still what stands in the readable text, in this vocabulary."""
    expected = text[written.start :]
    if not expected or max(written.ids, default=0) >= len(tokenizer):
        return False
    return readable(spelled(tokenizer, before, written.ids)) == expected


def written_reading(tokenizer: Any, written: Written, text: str, *, segment: int) -> Reading:
    """The written tokens with the characters of `text` that they stand for."""
    ids = list(written.ids)
    strings = [str(string) for string in tokenizer.convert_ids_to_tokens(ids)]
    reserved = set(tokenizer.all_special_ids)
    is_special = [id in reserved for id in ids]
    found = aligned(strings, is_special, [text[written.start :]], alphabet(tokenizer))
    spans = [
        None if s is None else Span(segment, s.start + written.start, s.end + written.start)
        for s in found
    ]
    local = [None if s is None else Span(0, s.start, s.end) for s in spans]
    return Reading(ids, strings, spans, is_special, words_of_text([text], local, is_special))


def _decoded(tokenizer: Any, ids: Sequence[int]) -> str:
    text = tokenizer.decode(list(ids), skip_special_tokens=True, clean_up_tokenization_spaces=False)
    return str(text)
