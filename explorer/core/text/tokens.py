"""A document as one sequence of tokens, with the typed characters behind each.

This is the one place where text becomes tokens. `encode` reads the text and its pair,
`encode_target` what an encoder–decoder's decoder reads.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from explorer.core.checkpoint.checkpoint import Checkpoint
from explorer.core.text.labels import Alphabet, alphabet, label
from explorer.core.text.offsets import token_offsets
from explorer.core.text.typed import Typed, has_typed_mask, readable, typed
from explorer.core.text.words import words_of_text, words_of_tokenizer
from explorer.errors import EmptyText, NoMaskToken, TextTooLong
from explorer.records import Document, Original, Span, Tokens

Limit = int | Literal["model"] | None  # tokens, special ones included; None: no limit


@dataclass(frozen=True, slots=True)
class _Reading:
    """What the tokenizer answered, one entry a token."""

    ids: list[int]
    strings: list[str]
    spans: list[Span | None]
    is_special: list[bool]
    words: tuple[int | None, ...]


def encode(
    checkpoint: Any, document: Document, *, max_tokens: Limit = "model", cut: bool = False
) -> Tokens:
    """The text and its pair as the model reads them.

    checkpoint: a Checkpoint, or a tokenizer alone, which has no limit of its own here.
    cut: drop tokens of the longer segment until all fit, closing tokens kept.
    Raises EmptyText, TextTooLong, NoMaskToken.
    """
    tokenizer = checkpoint.tokenizer if isinstance(checkpoint, Checkpoint) else checkpoint
    segments = _segments(document)
    mask_token = tokenizer.mask_token
    wants_mask = bool(document.masks) or any(map(has_typed_mask, segments))
    if mask_token is None and wants_mask:
        raise NoMaskToken(_no_mask_message(checkpoint))
    texts = [typed(segment, mask_token) for segment in segments]
    reading = _read(tokenizer, texts, max_tokens=_limit(checkpoint, max_tokens), cut=cut)
    return _masked(tokenizer, reading, document.masks)


def encode_target(
    checkpoint: Checkpoint, document: Document, *, max_tokens: Limit = "model", cut: bool = False
) -> Tokens | None:
    """What the decoder reads: its start token, then the target without its end.

    At each position the decoder predicts the token that follows. Without a target it reads its
    start token only; None for models that have no decoder.
    """
    if not checkpoint.is_encoder_decoder:
        return None
    text = readable(document.target or "")
    if not text.strip():
        return start_tokens(checkpoint)
    tokenizer = checkpoint.tokenizer
    limit = _limit(checkpoint, max_tokens)
    reading = _read(tokenizer, [Typed(text)], max_tokens=limit, cut=cut, is_target=True)
    ids = _shifted(checkpoint, reading.ids)
    is_special = [True, *reading.is_special[:-1]]
    strings = tokenizer.convert_ids_to_tokens(ids)
    return Tokens(
        ids=tuple(ids),
        labels=_labels(strings, is_special, tokenizer, alphabet(tokenizer)),
        spans=(None, *reading.spans[:-1]),
        is_special=tuple(is_special),
        words=(None, *reading.words[:-1]),
    )


def start_tokens(checkpoint: Checkpoint) -> Tokens:
    """The one token that a decoder begins with."""
    start = _start_id(checkpoint)
    label = str(checkpoint.tokenizer.convert_ids_to_tokens(start))
    return Tokens(ids=(start,), labels=(label,), spans=(None,), is_special=(True,), words=(None,))


def _limit(checkpoint: Any, max_tokens: Limit) -> int | None:
    if max_tokens == "model":
        return checkpoint.info.max_tokens if isinstance(checkpoint, Checkpoint) else None
    return max_tokens


def _segments(document: Document) -> list[str]:
    segments = [document.text]
    if document.pair is not None and readable(document.pair).strip():
        segments.append(document.pair)
    if not readable(document.text).strip():
        raise EmptyText("There is no text to look at. Type a sentence.")
    return segments


def _read(
    tokenizer: Any,
    texts: Sequence[Typed],
    *,
    max_tokens: int | None,
    cut: bool,
    is_target: bool = False,
) -> _Reading:
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
    return _Reading(ids, strings, spans, is_special, words)


def _masked(tokenizer: Any, reading: _Reading, masks: frozenset[Span]) -> Tokens:
    """The reading with the mask token wherever a mask made by hand touches a token."""
    spelling = alphabet(tokenizer)
    labels = list(_labels(reading.strings, reading.is_special, tokenizer, spelling))
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


def _labels(
    strings: Sequence[str], is_special: Sequence[bool], tokenizer: Any, spelling: Alphabet
) -> tuple[str, ...]:
    reserved = set(tokenizer.all_special_tokens)
    return tuple(
        label(string, spelling, is_special=special or string in reserved)
        for string, special in zip(strings, is_special, strict=True)
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


def _shifted(checkpoint: Checkpoint, ids: list[int]) -> list[int]:
    """Moved right by one, as in training; mBART moves its language to the front."""
    is_language_last = (
        getattr(checkpoint.model.config, "decoder_start_token_id", None) is None
        and ids[-1] != checkpoint.tokenizer.eos_token_id
        and ids[-1] in checkpoint.tokenizer.all_special_ids
    )
    start = ids[-1] if is_language_last else _start_id(checkpoint)
    return [start, *ids[:-1]]


def _no_mask_message(checkpoint: Any) -> str:
    kinds = {
        "causal": "it is a causal model, trained to predict the next token",
        "seq2seq": "it is an encoder–decoder, trained to write a target text",
        "encoder": "it is an encoder without predictions",
        "masked": "its tokenizer names none",
    }
    why = (
        kinds[checkpoint.info.objective]
        if isinstance(checkpoint, Checkpoint)
        else "its tokenizer names none"
    )
    return (
        f"This model has no mask token: {why}. Remove the mask, or choose a masked language model."
    )
