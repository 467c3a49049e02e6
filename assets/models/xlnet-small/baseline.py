"""What counting the training text can guess: a network that has learnt something does better."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch
from network import N_WORDS

BACKING = 5.0  # a pair is trusted once it was seen more often than so many times


@dataclass(frozen=True)
class Counts:
    single: torch.Tensor  # (vocabulary,), each token counted once more than seen
    pairs: torch.Tensor  # (vocabulary, vocabulary): left, right

    @classmethod
    def read(cls, work: Path) -> Counts:
        """Counts of the rows that the recipe left under `work`."""
        rows = torch.load(work / "train_ids.pt", weights_only=True)
        return cls.of(torch.tensor([token for row in rows for token in row]), n_words=N_WORDS)

    @classmethod
    def of(cls, tokens: torch.Tensor, *, n_words: int) -> Counts:
        keys = tokens[:-1] * n_words + tokens[1:]
        pairs = torch.bincount(keys, minlength=n_words**2).view(n_words, n_words)
        return cls(torch.bincount(tokens, minlength=n_words) + 1.0, pairs)

    def frequency(self, positions: torch.Tensor) -> torch.Tensor:
        """Log probabilities (targets, vocabulary), the same everywhere."""
        return (self.single / self.single.sum()).log().expand(len(positions), -1)

    def neighbours(
        self, ids: torch.Tensor, positions: torch.Tensor, perm_mask: torch.Tensor
    ) -> torch.Tensor:
        """Log of p(x | left) · p(x | right) / p(x), not normed; of what the order shows alone.

        perm_mask: (tokens, tokens), 1 where the query may not see the key.
        """
        share = self.single / self.single.sum()
        logits = []
        for at in positions.tolist():
            seen = []
            if at > 0 and not perm_mask[at, at - 1]:
                seen.append(self.pairs[ids[at - 1]])
            if at + 1 < len(ids) and not perm_mask[at, at + 1]:
                seen.append(self.pairs[:, ids[at + 1]])
            told = [(pair + BACKING * share) / (pair.sum() + BACKING) / share for pair in seen]
            logits.append(share.log() + sum((one.log() for one in told), torch.tensor(0.0)))
        return torch.stack(logits)
