"""Which of two texts each token belongs to."""

from __future__ import annotations

import inspect
from collections.abc import Iterable
from typing import Any

from explorer.records import Tokens


def reads_segments(model: Any) -> bool:
    """Whether it tells two texts apart by a segment that each token is given."""
    n_types = getattr(model.config, "type_vocab_size", 0) or 0
    return n_types >= 2 and "token_type_ids" in inspect.signature(model.forward).parameters


def has_pair(tokens: Tokens) -> bool:
    """Whether two texts were read together."""
    return any(span is not None and span.segment == 1 for span in tokens.spans)


def segments(tokens: Tokens) -> tuple[int, ...]:
    """0 for the text and 1 for its pair, as in `filled`."""
    return tuple(filled(None if span is None else span.segment for span in tokens.spans))


def filled(segments: Iterable[int | None]) -> list[int]:
    """A token of no text, a separator, belongs to the text before it, as in BERT."""
    found, current = [], 0
    for segment in segments:
        current = current if segment is None else segment
        found.append(current)
    return found
