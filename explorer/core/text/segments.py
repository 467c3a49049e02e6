"""Which of two texts each token belongs to."""

from __future__ import annotations

from explorer.records import Tokens


def has_pair(tokens: Tokens) -> bool:
    """Whether two texts were read together."""
    return any(span is not None and span.segment == 1 for span in tokens.spans)


def segments(tokens: Tokens) -> tuple[int, ...]:
    """0 for the text and 1 for its pair; a separator belongs to the text before it, as in BERT."""
    found, current = [], 0
    for span in tokens.spans:
        current = current if span is None else span.segment
        found.append(current)
    return tuple(found)
