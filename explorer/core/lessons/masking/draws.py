"""Which tokens a masked language model has to predict, and what it is given in their place.

transformers' own data collator draws tokens and whole words and corrupts them (Devlin et al. 2019,
section 3.1); spans are drawn as by Joshi et al. 2020, section 3.1, for whom it has no collator.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, takewhile
from typing import Any

import torch
from transformers import DataCollatorForLanguageModeling

from explorer.records import Tokens
from explorer.records.lessons.masking import Fate, Masking

LONGEST_SPAN = 10  # words
SPAN_STOPS = 0.2  # the chance that a span ends after each of its words: 3.8 words in the mean
_IGNORED = -100  # the label of a token that no loss is computed for


@dataclass(frozen=True, slots=True)
class Draw:
    """ids: what the model is given, one a token. fates: by position, of the chosen ones.

    A random token may by chance be the one that stood there; it then counts as the same.
    """

    ids: tuple[int, ...]
    fates: dict[int, Fate]


def may_be_chosen(tokenizer: Any, tokens: Tokens) -> tuple[bool, ...]:
    """All but special tokens, typed ones too: of a typed mask nobody knows the true token."""
    reserved = set(tokenizer.all_special_ids) - {tokenizer.unk_token_id}
    pairs = zip(tokens.ids, tokens.is_special, strict=True)
    return tuple(not special and id not in reserved for id, special in pairs)


def draws(
    tokenizer: Any, tokens: Tokens, words: Sequence[int | None], masking: Masking
) -> Iterator[Draw]:
    """One an epoch, without end; the same for the same seed.

    words: as `Tokens.words`; what "words" and "spans" are made of.
    """
    next_draw = _drawing(tokenizer, tokens, words, masking)
    first = next_draw()
    yield first
    while True:
        yield next_draw() if masking.is_dynamic else first


def _drawing(
    tokenizer: Any, tokens: Tokens, words: Sequence[int | None], masking: Masking
) -> Callable[[], Draw]:
    ids = torch.tensor([tokens.ids])
    protected = ~torch.tensor([may_be_chosen(tokenizer, tokens)])
    if masking.kind == "spans":
        spans = Spans(tokenizer, tokens, words, masking)
        return spans.draw
    if masking.kind == "tokens":
        collator = _collator(tokenizer, masking, mlm_probability=masking.share / 100)
        return lambda: _draw(tokenizer, tokens, _masked(collator, ids, protected))
    whole = _whole_word_collator(tokenizer, masking)
    offsets = _touching(words)
    # Every word that was drawn is corrupted piece by piece, as in BERT's own whole-word masking;
    # the collator itself would only put masks there.
    corrupting = _collator(tokenizer, masking, mlm_probability=1.0)

    def draw() -> Draw:
        _, labels = whole.torch_mask_tokens(ids.clone(), protected, offsets)
        return _draw(tokenizer, tokens, _masked(corrupting, ids, labels == _IGNORED))

    return draw


def _collator(tokenizer: Any, masking: Masking, **options: Any) -> DataCollatorForLanguageModeling:
    collator = DataCollatorForLanguageModeling(
        tokenizer,
        mask_replace_prob=masking.mask_share / 100,
        random_replace_prob=masking.random_share / 100,
        seed=masking.seed,
        **options,
    )
    collator.create_rng()
    return collator


def _whole_word_collator(tokenizer: Any, masking: Masking) -> DataCollatorForLanguageModeling:
    with warnings.catch_warnings():
        # Not of the tokenizer but of `_touching` are the offsets that it is given.
        warnings.filterwarnings("ignore", "Whole word masking depends on offset mapping")
        collator = DataCollatorForLanguageModeling(
            tokenizer,
            whole_word_mask=True,
            mlm_probability=masking.share / 100,
            mask_replace_prob=1.0,
            random_replace_prob=0.0,
            seed=masking.seed,
        )
    collator.create_rng()
    return collator


def _touching(words: Sequence[int | None]) -> torch.Tensor:
    """(1, token, 2): offsets that let the collator find these words: pieces of one touch."""
    offsets, end = [], 0
    for position, word in enumerate(words):
        is_piece = position > 0 and word is not None and word == words[position - 1]
        start = end if is_piece else end + 1
        end = start + 1
        offsets.append((start, end))
    return torch.tensor([offsets])


def _masked(
    collator: DataCollatorForLanguageModeling, ids: torch.Tensor, protected: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    """ids and labels, (1, token) each."""
    masked: tuple[torch.Tensor, torch.Tensor] = collator.torch_mask_tokens(ids.clone(), protected)
    return masked


def _draw(tokenizer: Any, tokens: Tokens, masked: tuple[torch.Tensor, torch.Tensor]) -> Draw:
    ids, labels = (tuple(tensor[0].tolist()) for tensor in masked)
    chosen = [position for position, label in enumerate(labels) if label != _IGNORED]
    return Draw(ids, {p: _fate(tokenizer, tokens.ids[p], ids[p]) for p in chosen})


def _fate(tokenizer: Any, before: int, after: int) -> Fate:
    if after == before:
        return "same"
    return "mask" if after == tokenizer.mask_token_id else "random"


class Spans:
    """Stretches of whole words until the share is reached; all tokens of one have one fate."""

    def __init__(
        self, tokenizer: Any, tokens: Tokens, words: Sequence[int | None], masking: Masking
    ) -> None:
        self._tokenizer, self._tokens, self._masking = tokenizer, tokens, masking
        allowed = [p for p, may in enumerate(may_be_chosen(tokenizer, tokens)) if may]
        self._words = [list(pieces) for _, pieces in groupby(allowed, key=lambda p: words[p])]
        self._word_of = {p: at for at, pieces in enumerate(self._words) for p in pieces}
        self._budget = math.ceil(len(allowed) * masking.share / 100)
        self._generator = torch.Generator().manual_seed(masking.seed)
        lengths = torch.arange(LONGEST_SPAN)
        self._length_weights = SPAN_STOPS * (1 - SPAN_STOPS) ** lengths  # of 1, 2, … words

    def draw(self) -> Draw:
        ids, fates = list(self._tokens.ids), dict[int, Fate]()
        while len(fates) < self._budget:
            span = self.span(fates)[: self._budget - len(fates)]
            fate = self._fate()
            for position in span:
                fates[position] = fate
                if fate == "mask":
                    ids[position] = self._tokenizer.mask_token_id
                elif fate == "random":
                    ids[position] = self._below(len(self._tokenizer))
        return Draw(tuple(ids), dict(sorted(fates.items())))

    def span(self, taken: Container[int]) -> list[int]:
        """Positions of a new span, from the beginning of a word that is free.

        It stops at what is taken, and at what may not be chosen.
        """
        free = [p for p in self._word_of if p not in taken]
        first = self._word_of[free[self._below(len(free))]]
        drawn = torch.multinomial(self._length_weights, 1, generator=self._generator)
        chosen = self._words[first : first + 1 + int(drawn)]
        positions = [p for pieces in chosen for p in pieces]
        neighbours = takewhile(
            lambda at: at[1] not in taken and at[1] - positions[0] == at[0], enumerate(positions)
        )
        return [position for _, position in neighbours]

    def _fate(self) -> Fate:
        drawn = 100 * float(torch.rand(1, generator=self._generator))
        if drawn < self._masking.mask_share:
            return "mask"
        return "random" if drawn < 100 - self._masking.same_share else "same"

    def _below(self, n: int) -> int:
        return int(torch.randint(n, (1,), generator=self._generator))
