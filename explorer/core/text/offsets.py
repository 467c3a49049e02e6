"""The characters behind each token, in the text that the tokenizer was given."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from explorer.core.text.alignment import aligned
from explorer.core.text.labels import Alphabet, alphabet, surface
from explorer.records import Span


def token_offsets(
    tokenizer: Any,
    encoding: Any,
    strings: Sequence[str],
    is_special: Sequence[bool],
    texts: Sequence[str],
) -> list[Span | None]:
    """Without the white space in front of a token; None for special tokens, and where unknown."""
    spelling = alphabet(tokenizer)
    if not tokenizer.is_fast:
        return aligned(strings, is_special, texts, spelling)
    offsets: list[Span | None] = []
    for string, (start, end), segment, special in zip(
        strings, encoding["offset_mapping"], encoding.sequence_ids(0), is_special, strict=True
    ):
        if special or segment is None:
            offsets.append(None)
        else:
            span = Span(segment, start, end)
            offsets.append(_trimmed(span, string, texts[segment][start:end], spelling))
    return offsets


def _trimmed(span: Span, string: str, typed: str, spelling: Alphabet) -> Span:
    if not typed.strip():
        return span
    if spelling == "pieces" and not surface(string, spelling).strip():
        # `▁` put in front of a text is said to stand for the first letter; it stands for nothing.
        return Span(span.segment, span.start, span.start)
    return Span(span.segment, span.start + len(typed) - len(typed.lstrip()), span.end)
