"""Rows of token ids, grouped into batches of nearly equal length, for ever."""

from __future__ import annotations

import random
from collections.abc import Iterator

from corpus import SEED


def batches(rows: list[list[int]], epoch: int, *, n_tokens: int) -> list[list[int]]:
    """Indices of rows of nearly equal length, about `n_tokens` a batch, in random order."""
    chooser = random.Random(SEED + epoch)
    order = sorted(range(len(rows)), key=lambda index: (len(rows[index]), chooser.random()))
    groups: list[list[int]] = []
    batch: list[int] = []
    for index in order:
        if batch and len(rows[index]) * (len(batch) + 1) > n_tokens:
            groups.append(batch)
            batch = []
        batch.append(index)
    groups.append(batch)
    chooser.shuffle(groups)
    return groups


def stream(rows: list[list[int]], *, skip: int, n_tokens: int) -> Iterator[list[list[int]]]:
    """Batches for ever, a new order each epoch; `skip` batches were seen before."""
    epoch = 0
    while True:
        for batch in batches(rows, epoch, n_tokens=n_tokens):
            if skip:
                skip -= 1
            else:
                yield [rows[index] for index in batch]
        epoch += 1
