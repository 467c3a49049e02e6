"""Sentences as a model reads them, and batches of those of one length: nothing is padded.

Which sentences share a batch depends on the shard alone, so that a sentence gets the same numbers
to the last bit whoever measures it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from explorer.core.checkpoint.checkpoint import Checkpoint
from explorer.core.presentation import sides
from explorer.core.text.segments import has_pair
from explorer.core.text.target import target_of
from explorer.core.text.tokens import encode
from explorer.errors import BadInput, TextTooLong
from explorer.records import SiteInfo, Tokens
from explorer.survey.sentences import BadLine, Sentence

MOST_TOKENS = 2048  # of a sentence; `moments` reckons with it
BATCH_TOKENS = 2048
BATCH_CELLS = 1 << 26  # (layer, head, query, key), of models that hand out whole maps at once


@dataclass(frozen=True, slots=True)
class Encoded:
    sentence: Sentence
    tokens: Tokens
    target: Tokens | None
    is_cut: bool

    def axes(self, site: str) -> tuple[Tokens, Tokens]:
        return sides(site, self.tokens, self.target)

    @property
    def layout(self) -> tuple[object, ...]:
        """What the sentences of a batch have in common."""
        target = () if self.target is None else self.target.is_special
        return len(self.tokens), self.tokens.is_special, has_pair(self.tokens), target


def encoded(checkpoint: Checkpoint, sentence: Sentence, site: str) -> Encoded | BadLine:
    """A sentence in tokens, cut to what the model reads; BadLine where it cannot be read."""
    limit = min(checkpoint.info.max_tokens or MOST_TOKENS, MOST_TOKENS)
    reads_target = site in ("decoder", "cross") and checkpoint.info.takes_target
    if reads_target and not (sentence.target or "").strip():
        return BadLine(sentence.line, f"there is no “target”, which {site} attention reads")
    document, is_cut = sentence.document, False
    try:
        try:
            tokens = encode(checkpoint, document, max_tokens=limit)
        except TextTooLong:
            tokens, is_cut = encode(checkpoint, document, max_tokens=limit, cut=True), True
        target = target_of(checkpoint, document, tokens, max_tokens=limit, cut=True)
    except BadInput as error:
        return BadLine(sentence.line, str(error))
    return Encoded(sentence, tokens, target, is_cut)


def batches(sentences: Iterable[Encoded], site: SiteInfo) -> Iterator[Sequence[Encoded]]:
    """Sentences of one layout together, no more than a batch may hold."""
    ordered = sorted(sentences, key=lambda one: (one.layout, one.sentence.line))
    for _, group in groupby(ordered, key=lambda one: one.layout):
        alike = list(group)
        step = _n_at_once(alike[0], site)
        for start in range(0, len(alike), step):
            yield alike[start : start + step]


def _n_at_once(one: Encoded, site: SiteInfo) -> int:
    n_tokens = max(len(one.tokens), len(one.target or ()))
    n_cells = site.n_layers * site.n_heads * n_tokens**2
    return max(1, min(BATCH_TOKENS // n_tokens, BATCH_CELLS // n_cells))
