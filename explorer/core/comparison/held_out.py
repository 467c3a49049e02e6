"""`HeldOutRun`: which heads changed most over a file of sentences, a few at a time."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from explorer.core.attention.forward import run
from explorer.core.attention.trace import SiteTrace
from explorer.core.checkpoint.checkpoint import Checkpoint, never
from explorer.core.comparison.divergence import divergences
from explorer.core.comparison.sentences import Line, Sentences
from explorer.core.text.target import target_of
from explorer.core.text.tokens import encode
from explorer.errors import BadInput, Cancelled, ModelFailed, TextTooLong
from explorer.records import DENSE_TOKENS, Document, Tokens
from explorer.records.lessons.compare import HeldOut


class HeldOutRun:
    """Keeps sums, and of the sentences only where the next begins.

    Whoever gives up between two sentences goes on from there. Not safe to share between threads.
    """

    def __init__(self, before: Checkpoint, after: Checkpoint, site: str, data: str) -> None:
        """Both have the same layers and heads at the site. Raises BadInput, NoSuchHead."""
        self.data, self.site = data, site
        self._sentences = Sentences(Path(data).expanduser())
        self._checkpoints = (before, after)
        self._is_again = before.info.reads_text_again or after.info.reads_text_again
        limits = [one.info.max_tokens for one in self._checkpoints if one.info.max_tokens]
        self._n_most = min([DENSE_TOKENS, *limits])
        known = after.info.site(site)
        assert known is not None, "whoever asks has seen to it"
        shape = known.n_layers, known.n_heads
        self._sums, self._counts = np.zeros(shape), np.zeros(shape, dtype=np.int64)
        self._end, self._number = 0, 0
        self._n_sentences, self._n_cut = 0, 0
        self._n_skipped, self._skipped = 0, ""
        self._is_whole = False

    @property
    def is_whole(self) -> bool:
        return self._is_whole

    def advance(self, seconds: float, is_stale: Callable[[], bool] = never) -> None:
        """Read further sentences for so long, one at least.

        Raises Cancelled, OutOfMemory, ModelFailed, and BadInput for a file without a sentence.
        """
        deadline = time.monotonic() + seconds
        try:
            for line in self._sentences.lines(self._end, self._number):
                if is_stale():
                    raise Cancelled("Something more urgent is waiting.")
                self._add(line, is_stale)
                self._end, self._number = line.end, line.number
                if time.monotonic() >= deadline:
                    return
        except OSError as error:
            raise BadInput(f"{self.data} cannot be read any more: {error}") from error
        if not self._n_sentences:
            first = f" ({self._skipped})" if self._skipped else ""
            raise BadInput(f"{self.data} holds no sentence{first}. Choose another file.")
        self._is_whole = True

    def record(self) -> HeldOut:
        """What is known by now."""
        means: NDArray[np.float32] = np.full(self._sums.shape, np.nan, dtype=np.float32)
        np.divide(self._sums, self._counts, out=means, where=self._counts > 0, casting="same_kind")
        n_bytes = self._sentences.n_bytes
        return HeldOut(
            data=self.data,
            divergences=means,
            n_sentences=self._n_sentences,
            n_skipped=self._n_skipped,
            skipped=self._skipped,
            n_cut=self._n_cut,
            fraction=1.0 if self._is_whole else min(self._end / n_bytes, 0.999),
        )

    def _add(self, line: Line, is_stale: Callable[[], bool]) -> None:
        if line.text is None:
            self._skip(line, line.reason)
            return
        document = Document(line.text, line.pair)
        try:
            tokens, is_cut = self._read(document)
            if tokens[0].ids != tokens[1].ids:
                raise BadInput("the two models read it as different tokens")
            before, after = (
                self._site(one, read, document, is_stale)
                for one, read in zip(self._checkpoints, tokens, strict=True)
            )
        except (BadInput, ModelFailed) as error:  # as of a mask that a model lacks
            self._skip(line, str(error))
            return
        changes = divergences(before, after, is_stale=is_stale)
        is_known = np.isfinite(changes)
        self._sums[is_known] += changes[is_known]
        self._counts += is_known
        self._n_sentences += 1
        self._n_cut += is_cut

    def _read(self, document: Document) -> tuple[list[Tokens], bool]:
        """As both read it, and whether only its beginning was read. Raises BadInput."""
        limit = self._n_most
        try:
            whole = [encode(one, document, max_tokens=limit) for one in self._checkpoints]
        except TextTooLong:
            cut = [encode(one, document, max_tokens=limit, cut=True) for one in self._checkpoints]
            return cut, True
        return whole, False

    def _site(
        self,
        checkpoint: Checkpoint,
        tokens: Tokens,
        document: Document,
        is_stale: Callable[[], bool],
    ) -> SiteTrace:
        target = target_of(checkpoint, document, tokens, cut=True, is_again=self._is_again)
        forward = run(checkpoint, tokens, target, is_stale=is_stale, at_once=())
        return forward.trace.site(self.site)

    def _skip(self, line: Line, reason: str) -> None:
        self._n_skipped += 1
        self._skipped = self._skipped or f"line {line.number:,}: {reason}"
