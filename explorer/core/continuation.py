"""Where a model begins to write, and the document that its tokens make."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile
from typing import Any

from explorer.core.checkpoint.checkpoint import Checkpoint
from explorer.core.text.target import start_of
from explorer.core.text.tokens import encode
from explorer.core.text.typed import readable
from explorer.core.text.written import spelled
from explorer.errors import BadInput
from explorer.records import MOST_NEW_TOKENS, Document, GenerateRequest, Tokens, Written


@dataclass(frozen=True, slots=True)
class Beginning:
    """What stands before the first token that is written.

    read: the tokens that `generate` is given. ids: those that its answer begins with.
    n_forced: how many of `ids` count as new for `generate`.
    room: tokens that may follow.
    document: the one that is written in, without what is written anew.
    kept: tokens that the model wrote before, which go on.
    decoded_after: the tokens that what is written follows in its text.
    """

    read: tuple[int, ...]
    ids: tuple[int, ...]
    room: int
    document: Document
    options: dict[str, Any] = field(default_factory=dict)
    n_forced: int = 0
    kept: tuple[int, ...] = ()
    decoded_after: tuple[int, ...] = ()
    is_target: bool = False

    def document_with(self, tokenizer: Any, ids: Sequence[int]) -> Document:
        """The document with these tokens written; without any of them as it was."""
        if not ids and not self.is_target:
            return self.document
        every = (*self.kept, *ids)
        text = spelled(tokenizer, self.decoded_after, every)
        if self.is_target:
            return replace(self.document, target=text, written=Written(0, every))
        name, typed = _last(self.document)
        start = self._start(typed)
        whole = {name: typed[:start] + text}
        return replace(self.document, written=Written(start, every), **whole)  # type: ignore[arg-type]

    def _start(self, typed: str) -> int:
        """The character at which what the model wrote begins."""
        written = self.document.written
        return written.start if self.kept and written is not None else len(typed)


def beginning(checkpoint: Checkpoint, request: GenerateRequest) -> Beginning:
    """Of a target, after the whole source; of a continuation, after the text.

    Raises EmptyText, NoMaskToken, TextTooLong of a source, BadInput where nothing can follow.
    """
    document = request.document
    if checkpoint.is_encoder_decoder:
        return _of_target(checkpoint, document, cut=request.cut)
    return _of_continuation(checkpoint, document)


def _of_target(checkpoint: Checkpoint, document: Document, *, cut: bool) -> Beginning:
    # A target without a source is nothing to begin with, so an old one says nothing here.
    source = replace(document, target=None, written=None)
    tokens = encode(checkpoint, source, cut=cut)
    start = start_of(checkpoint, document)
    options: dict[str, Any] = {"decoder_start_token_id": start.start}
    if start.language is not None:
        options["forced_bos_token_id"] = start.language
    return Beginning(
        read=tokens.ids,
        ids=start.ids,
        room=_room(checkpoint, len(start.ids)),
        document=source,
        options=options,
        n_forced=len(start.ids) - 1,
        decoded_after=start.ids,
        is_target=True,
    )


def _of_continuation(checkpoint: Checkpoint, document: Document) -> Beginning:
    tokens = encode(checkpoint, document, max_tokens=None)
    kept = _still_written(document, tokens)
    ids = tokens.ids if kept else _without_closing(tokens)
    room = _room(checkpoint, len(ids))
    if room < 1:
        raise BadInput(
            f"The text has {len(ids):,} tokens; this model reads {len(ids) + room:,}, so nothing "
            "can follow. Shorten it."
        )
    tokenizer = checkpoint.tokenizer
    padding = next(
        (i for i in (tokenizer.pad_token_id, tokenizer.eos_token_id) if i is not None), 0
    )
    return Beginning(
        read=ids,
        ids=ids,
        room=room,
        document=document if kept else replace(document, written=None),
        options={"pad_token_id": padding},
        kept=kept,
        decoded_after=ids[: len(ids) - len(kept)],
    )


def _still_written(document: Document, tokens: Tokens) -> tuple[int, ...]:
    """What the model wrote before, while the text still reads as it."""
    written = document.written
    if written is None or len(_last(document)[1]) <= written.start:
        return ()
    is_read = tokens.ids[-len(written.ids) :] == written.ids
    return written.ids if is_read else ()


def _without_closing(tokens: Tokens) -> tuple[int, ...]:
    """The text goes on, so the special tokens that close it are left out."""
    closing = list(takewhile(bool, reversed(tokens.is_special)))
    return tokens.ids[: len(tokens) - len(closing)]


def _last(document: Document) -> tuple[str, str]:
    """The text that goes on, and the field of the document that holds it."""
    if document.pair is not None and readable(document.pair).strip():
        return "pair", document.pair
    return "text", document.text


def _room(checkpoint: Checkpoint, n_tokens: int) -> int:
    most = checkpoint.info.max_tokens
    return MOST_NEW_TOKENS if most is None else min(MOST_NEW_TOKENS, most - n_tokens)
