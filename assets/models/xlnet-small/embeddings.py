"""Word vectors from counts, where the network's embeddings start: minutes of training saved.

The positive pointwise mutual information of tokens at most WINDOW apart, factored by a truncated
singular value decomposition. Source: Levy and Goldberg 2014, section 3.
"""

from __future__ import annotations

import torch

WINDOW = 2
N_COUNTED = 4_000_000  # tokens; more changes little
SMOOTHING = 0.75  # of the frequency of contexts, as word2vec has it: tempers rare ones
SIZE = 0.03  # root mean square of the result, about that of XLNet's own random start


def from_counts(rows: list[list[int]], *, n_words: int, width: int) -> torch.Tensor:
    """Vectors whose products follow how much likelier two tokens are side by side than apart.

    Returns (n_words, width), centred.
    """
    tokens = torch.tensor([token for row in rows for token in row][:N_COUNTED])
    counts = torch.zeros(n_words, n_words)
    for distance in range(1, WINDOW + 1):
        keys = tokens[:-distance] * n_words + tokens[distance:]
        counts += torch.bincount(keys, minlength=n_words**2).view(n_words, n_words)
    counts += counts.T.clone()
    of_word = counts.sum(1).clamp(min=1)
    of_context = of_word**SMOOTHING
    expected = of_word[:, None] * (of_context / of_context.sum())
    information = (counts / expected).log_().clamp_(min=0)
    left, singular, _ = torch.svd_lowrank(information, q=width, niter=2)
    vectors = left * singular.sqrt()
    vectors -= vectors.mean(0)
    return vectors * (SIZE / vectors.pow(2).mean().sqrt())
