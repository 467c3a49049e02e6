"""A document as one sequence of tokens, with the typed characters behind each.

This is the one place where text becomes tokens: `encode` reads the text and its pair. What a
decoder reads is in `target`, what a tokenizer answers in `reading`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from explorer.core.checkpoint.checkpoint import Checkpoint
from explorer.core.checkpoint.objective import TRAINED_AS
from explorer.core.text.labels import alphabet
from explorer.core.text.languages import chosen_languages, set_languages
from explorer.core.text.reading import Reading, labels_of, read
from explorer.core.text.typed import Typed, has_typed_mask, readable, typed
from explorer.core.text.written import spells, written_reading
from explorer.errors import EmptyText, NoMaskToken, TextTooLong
from explorer.records import Document, Original, Span, Tokens, Written

Limit = int | Literal["model"] | None  # tokens, special ones included; None: no limit


def encode(
    checkpoint: Any, document: Document, *, max_tokens: Limit = "model", cut: bool = False
) -> Tokens:
    """The text and its pair as the model reads them.

    checkpoint: a Checkpoint, or a tokenizer alone, which has no limit of its own here.
    cut: drop tokens of the longer segment until all fit, closing tokens kept.
    Raises EmptyText, TextTooLong, NoMaskToken.
    """
    tokenizer = checkpoint.tokenizer if isinstance(checkpoint, Checkpoint) else checkpoint
    segments = _segments(checkpoint, document)
    mask_token = tokenizer.mask_token
    wants_mask = bool(document.masks) or any(map(has_typed_mask, segments))
    if mask_token is None and wants_mask:
        raise NoMaskToken(_no_mask_message(checkpoint))
    texts = [typed(segment, mask_token) for segment in segments]
    limit = _limit(checkpoint, max_tokens)
    if isinstance(checkpoint, Checkpoint):
        set_languages(tokenizer, *chosen_languages(checkpoint.info, document))
    reading = _continued(checkpoint, document.written, texts, limit)
    reading = reading or read(tokenizer, texts, max_tokens=limit, cut=cut)
    return _masked(tokenizer, reading, document.masks)


def _limit(checkpoint: Any, max_tokens: Limit) -> int | None:
    if max_tokens == "model":
        return checkpoint.info.max_tokens if isinstance(checkpoint, Checkpoint) else None
    return max_tokens


def _segments(checkpoint: Any, document: Document) -> list[str]:
    segments = [document.text]
    if document.pair is not None and readable(document.pair).strip():
        segments.append(document.pair)
    if not readable(document.text).strip():
        takes_target = isinstance(checkpoint, Checkpoint) and checkpoint.info.takes_target
        if takes_target and readable(document.target or "").strip():
            raise EmptyText(
                "There is a target, but no text that it could belong to. Type the source text."
            )
        raise EmptyText("There is no text to look at. Type a sentence.")
    return segments


def _continued(
    checkpoint: Any, written: Written | None, texts: Sequence[Typed], limit: int | None
) -> Reading | None:
    """The last text with the tokens in it that a causal model wrote; None where there are none."""
    is_causal = isinstance(checkpoint, Checkpoint) and checkpoint.info.objective == "causal"
    last = texts[-1].text
    if not is_causal or written is None or not last[: written.start].strip():
        return None
    tokenizer, typed_part = checkpoint.tokenizer, Typed(last[: written.start])
    head = read(tokenizer, [*texts[:-1], typed_part], max_tokens=None, cut=False).without_end()
    if not spells(tokenizer, head.ids, written, last):
        return None
    segment = len(texts) - 1
    reading = head.followed_by(written_reading(tokenizer, written, last, segment=segment))
    if limit is not None and len(reading.ids) > limit:
        raise TextTooLong(len(reading.ids), limit)
    return reading


def _masked(tokenizer: Any, reading: Reading, masks: frozenset[Span]) -> Tokens:
    """The reading with the mask token wherever a mask made by hand touches a token."""
    spelling = alphabet(tokenizer)
    labels = list(labels_of(reading.strings, reading.is_special, tokenizer, spelling))
    ids, originals = list(reading.ids), []
    for position, span in enumerate(reading.spans):
        is_touched = span is not None and any(_touches(mask, span) for mask in masks)
        if is_touched and ids[position] != tokenizer.mask_token_id:
            originals.append(Original(position, ids[position], labels[position]))
            ids[position], labels[position] = tokenizer.mask_token_id, tokenizer.mask_token
    has_mask = tokenizer.mask_token is not None
    return Tokens(
        ids=tuple(ids),
        labels=tuple(labels),
        spans=tuple(reading.spans),
        is_special=tuple(reading.is_special),
        words=reading.words,
        masks=tuple(
            position
            for position, id in enumerate(ids)
            if has_mask and id == tokenizer.mask_token_id
        ),
        originals=tuple(originals),
    )


def _touches(mask: Span, span: Span) -> bool:
    return mask.segment == span.segment and mask.start < span.end and span.start < mask.end


def _no_mask_message(checkpoint: Any) -> str:
    why = TRAINED_AS[checkpoint.info.objective if isinstance(checkpoint, Checkpoint) else "masked"]
    return (
        f"This model has no mask token: {why}. Remove the mask, or choose a masked language model."
    )
