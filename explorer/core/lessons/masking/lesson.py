"""`MaskingLesson`: answers the lesson on masking, keeping what the next answer can use again.

A change of head costs no forward, a change of the compared token only that of the comparison.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from explorer.core.attention.native.streams import is_permuted
from explorer.core.checkpoint.checkpoint import Checkpoint
from explorer.core.checkpoint.objective import TRAINED_AS
from explorer.core.lessons.masking.comparison import Variants, variants
from explorer.core.lessons.masking.draws import Draw, draws, may_be_chosen
from explorer.core.lessons.masking.guesses import corrupted, guesses_of
from explorer.core.memory import memory_errors, text_too_large
from explorer.core.text.chinese import whole_words
from explorer.core.text.tokens import encode
from explorer.errors import EmptyText, NoMaskToken, TextTooLong
from explorer.records import Document, Tokens
from explorer.records.lessons.masking import FATES, Guess, MaskingAnswer, MaskingRequest

MOST_TOKENS = 512  # of which a person can still find the chosen ones


class MaskingLesson:
    """Not safe to share between threads: it belongs to the model thread."""

    def __init__(self, checkpoint: Checkpoint) -> None:
        self.checkpoint = checkpoint
        self._text: _Text | None = None
        self._drawn: _Drawn | None = None
        self._variants: Variants | None = None

    def answers(
        self, request: MaskingRequest, is_stale: Callable[[], bool]
    ) -> Iterator[MaskingAnswer]:
        """First what was drawn, then the same with the comparison of one token.

        Raises NoMaskToken, EmptyText, NoSuchHead, OutOfMemory, Cancelled, ModelFailed.
        """
        _check_masks(self.checkpoint)
        with memory_errors(text_too_large(self.checkpoint.info.device)):
            text = self._read(request.document)
            drawn = self._draw(text, request, is_stale)
            answer = MaskingAnswer(
                request, text.tokens, text.words, drawn.epochs, drawn.guesses, notice=text.notice
            )
            position = _compared(text.words, request.position, drawn.guesses)
            if position is None:
                yield answer
                return
            if not self._knows(text.tokens, position, request):
                yield replace(answer, is_part=True)
            compared = self._compare(text, position, request, is_stale)
            yield replace(
                answer,
                comparison=compared.comparison(request.head, request.presentation),
                split_word=compared.split_word,
            )

    def _read(self, document: Document) -> _Text:
        if self._text is None or self._text.document != document:
            self._text = _text(self.checkpoint, document)
        return self._text

    def _draw(self, text: _Text, request: MaskingRequest, is_stale: Callable[[], bool]) -> _Drawn:
        if self._drawn is None or not self._drawn.answers(text, request):
            self._drawn = _drawn(self.checkpoint, text, request, is_stale)
        return self._drawn

    def _knows(self, tokens: Tokens, position: int, request: MaskingRequest) -> bool:
        known = self._variants
        return known is not None and known.answers(tokens, position, request.masking.seed)

    def _compare(
        self, text: _Text, position: int, request: MaskingRequest, is_stale: Callable[[], bool]
    ) -> Variants:
        if self._variants is None or not self._knows(text.tokens, position, request):
            self._variants = None  # two traces at once would need twice the memory
            seed = request.masking.seed
            self._variants = variants(
                self.checkpoint, text.tokens, text.words, position, seed=seed, is_stale=is_stale
            )
        return self._variants


def _check_masks(checkpoint: Checkpoint) -> None:
    """Raises NoMaskToken for a model that was not trained to fill masks."""
    info = checkpoint.info
    way_out = "Choose a masked language model, as the built-in one, to mask this text."
    if is_permuted(checkpoint.model):
        raise NoMaskToken(
            f"{info.name} was not trained on masks: it predicts tokens in permuted orders, as "
            f"the page on permutations shows. {way_out}"
        )
    if info.objective != "masked" or info.mask_token is None:
        raise NoMaskToken(
            f"{info.name} was not trained on masks: {TRAINED_AS[info.objective]}. {way_out}"
        )


# ---- the text ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class _Text:
    document: Document
    tokens: Tokens
    words: tuple[int | None, ...]
    notice: str


def _text(checkpoint: Checkpoint, document: Document) -> _Text:
    limit = min(checkpoint.info.max_tokens or MOST_TOKENS, MOST_TOKENS)
    notice = ""
    try:
        tokens = encode(checkpoint, document, max_tokens=limit)
    except TextTooLong as error:
        tokens = encode(checkpoint, document, max_tokens=limit, cut=True)
        notice = f"Cut from {error.n_tokens:,} to {len(tokens):,} tokens, which this page reads."
    may = may_be_chosen(checkpoint.tokenizer, tokens)
    if not any(may):
        raise EmptyText(
            "Nothing in this text can be masked: it has only masks and special tokens. "
            "Type a sentence."
        )
    texts = [document.text, document.pair or ""]
    words = zip(whole_words(tokens, texts), may, strict=True)
    return _Text(
        document, tokens, tuple(word if allowed else None for word, allowed in words), notice
    )


# ---- the draws, and what the model says of one ---------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class _Drawn:
    text: _Text
    request: MaskingRequest
    epochs: NDArray[np.uint8]
    guesses: tuple[Guess, ...]

    def answers(self, text: _Text, request: MaskingRequest) -> bool:
        asked = (request.masking, request.epoch)
        return self.text is text and asked == (self.request.masking, self.request.epoch)


def _drawn(
    checkpoint: Checkpoint, text: _Text, request: MaskingRequest, is_stale: Callable[[], bool]
) -> _Drawn:
    masking = request.masking
    endless = draws(checkpoint.tokenizer, text.tokens, text.words, masking)
    every = list(islice(endless, masking.n_epochs))
    read = every[request.epoch]
    ids = {position: read.ids[position] for position in read.fates}
    given = corrupted(checkpoint, text.tokens, ids, read.fates)
    guesses = guesses_of(checkpoint, given, is_stale=is_stale)
    return _Drawn(text, request, _as_grid(every, len(text.tokens)), guesses)


def _as_grid(every: list[Draw], n_tokens: int) -> NDArray[np.uint8]:
    grid = np.zeros((len(every), n_tokens), np.uint8)
    for epoch, draw in enumerate(every):
        for position, fate in draw.fates.items():
            grid[epoch, position] = 1 + FATES.index(fate)
    return grid


def _compared(
    words: tuple[int | None, ...], wanted: int | None, guesses: tuple[Guess, ...]
) -> int | None:
    """The position to compare, unless nothing was chosen by anybody."""
    if wanted is not None and 0 <= wanted < len(words) and words[wanted] is not None:
        return wanted
    return guesses[0].position if guesses else None
