"""One token as the mask, as a random one and unchanged; and a word masked whole or in part."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch

from explorer.core.attention.trace import Trace
from explorer.core.checkpoint.checkpoint import Checkpoint
from explorer.core.difference import difference
from explorer.core.lessons.masking.guesses import Corrupted, corrupted, read_together
from explorer.core.presentation import present
from explorer.records import AttentionMap, HeadRef, Presentation, Tokens
from explorer.records.lessons.masking import FATES, Comparison, Fate, Guess, SplitWord

MOST_PIECES = 8  # of a word that is masked piece by piece


@dataclass(frozen=True, slots=True, eq=False)
class Variants:
    """A token of some tokens, three ways.

    texts: in the order of FATES, as they stand in the batch of `trace`.
    """

    tokens: Tokens
    position: int
    seed: int
    texts: tuple[Corrupted, ...]
    guesses: tuple[Guess, ...]
    trace: Trace
    split_word: SplitWord | None

    def answers(self, tokens: Tokens, position: int, seed: int) -> bool:
        return self.tokens is tokens and (position, seed) == (self.position, self.seed)

    def comparison(self, head: HeadRef, presentation: Presentation) -> Comparison:
        """Raises NoSuchHead."""
        maps = tuple(
            self._map(item, text.tokens, head, presentation) for item, text in enumerate(self.texts)
        )
        *changed, unchanged = maps
        differences = tuple(difference(shown, unchanged) for shown in changed)
        return Comparison(self.position, self.guesses, maps, differences)

    def _map(
        self, item: int, tokens: Tokens, head: HeadRef, presentation: Presentation
    ) -> AttentionMap:
        site = self.trace.site(head.site)
        if head.layer is not None and head.head is not None:
            scores, weights = site.scores_and_weights(head.layer, head.head, item=item)
        else:
            scores, weights = None, site.of(head, item=item)
        return present(weights, tokens, tokens, head, presentation, scores=scores)


def variants(
    checkpoint: Checkpoint,
    tokens: Tokens,
    words: Sequence[int | None],
    position: int,
    *,
    seed: int,
    is_stale: Callable[[], bool],
) -> Variants:
    """Of the token at `position`; seed: decides which random token takes its place.

    Raises OutOfMemory, Cancelled, ModelFailed.
    """
    true = tokens.ids[position]
    ids: dict[Fate, int] = {
        "mask": checkpoint.tokenizer.mask_token_id,
        "random": _random_id(checkpoint, true, seed + position),
        "same": true,
    }
    texts = [
        corrupted(checkpoint, tokens, {position: ids[fate]}, {position: fate}) for fate in FATES
    ]
    read = list(read_together(checkpoint, texts, [position], is_stale=is_stale))
    return Variants(
        tokens=tokens,
        position=position,
        seed=seed,
        texts=tuple(texts),
        guesses=tuple(guess for _, guesses, _, _ in read for guess in guesses),
        trace=read[0][2],
        split_word=_split_word(checkpoint, tokens, words, position, is_stale),
    )


def _random_id(checkpoint: Checkpoint, true: int, seed: int) -> int:
    """Another token than the true one, and no special one."""
    tokenizer = checkpoint.tokenizer
    excluded = {true, *tokenizer.all_special_ids}
    generator = torch.Generator().manual_seed(seed)
    order = torch.randperm(len(tokenizer), generator=generator).tolist()
    return next((id for id in order if id not in excluded), true)


def _split_word(
    checkpoint: Checkpoint,
    tokens: Tokens,
    words: Sequence[int | None],
    position: int,
    is_stale: Callable[[], bool],
) -> SplitWord | None:
    pieces = [at for at, word in enumerate(words) if word == words[position]]
    if len(pieces) < 2:
        return None
    mask = checkpoint.tokenizer.mask_token_id
    shown = pieces[:MOST_PIECES]
    masked = [
        corrupted(checkpoint, tokens, dict.fromkeys(some, mask), dict.fromkeys(some, "mask"))
        for some in (*([piece] for piece in shown), pieces)
    ]
    read = read_together(checkpoint, masked, pieces, is_stale=is_stale)
    *alone, together = [guesses for _, guesses, _, _ in read]
    return SplitWord(
        alone=tuple(guess for guesses in alone for guess in guesses),
        together=together[: len(shown)],
    )
