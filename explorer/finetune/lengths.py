"""How many tokens texts have, and what is cut off them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Lengths:
    """How many tokens the texts have, special ones included.

    edges: of the bins, one more than counts. cut: of each maximum length, the share of texts that
    lose tokens to it. limit: what every text is cut to at the latest; None where there is no end.
    """

    edges: tuple[int, ...]
    counts: tuple[int, ...]
    longest: int
    cut: tuple[tuple[int, float], ...]
    limit: int | None

    def notices(self, base: str) -> tuple[str, ...]:
        """What somebody who chose the maximum lengths may not know of the base model."""
        most = max(length for length, _share in self.cut)
        if self.limit is None or min(self.longest, most) <= self.limit:
            return ()
        return (
            f"{base} reads {self.limit:,} tokens at most: longer texts are cut there, also with a "
            f"maximum length of {most:,}.",
        )


def lengths_of(
    n_tokens: Sequence[int],
    max_lengths: Sequence[int],
    *,
    limit: int | None = None,
    n_bins: int = 16,
) -> Lengths:
    """A histogram that ends at the longest text. n_tokens: of each text, at least one text."""
    longest = max(n_tokens)
    width = -(-(longest + 1) // n_bins)
    counts = Counter(n // width for n in n_tokens)
    n_used = longest // width + 1
    cuts = [(most, min(most, limit or most)) for most in max_lengths]
    return Lengths(
        tuple(width * edge for edge in range(n_used + 1)),
        tuple(counts[index] for index in range(n_used)),
        longest,
        tuple((most, sum(n > cut for n in n_tokens) / len(n_tokens)) for most, cut in cuts),
        limit,
    )
