"""What the model predicts: at each mask, or after each token."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import torch

from explorer.core.attention.forward import Forward
from explorer.core.checkpoint.checkpoint import Checkpoint
from explorer.core.text.labels import Alphabet, alphabet, label, surface
from explorer.records import DENSE_TOKENS, Candidate, OriginalRank, Prediction, Tokens

_ROWS_AT_ONCE = 128  # 64 MiB with a vocabulary of 128,000


def predict(
    checkpoint: Checkpoint,
    forward: Forward,
    tokens: Tokens,
    *,
    top_k: int,
    positions: Sequence[int] | None = None,
) -> tuple[Prediction, ...]:
    """The `top_k` likeliest tokens at each position, best first, by ascending position.

    tokens: the target's, for an encoder–decoder.
    positions: default every mask of a masked model; every token of one that predicts the next,
        and of a text of more than DENSE_TOKENS the last one.
    """
    if forward.logits is None:
        return ()
    is_masked = checkpoint.info.objective == "masked"
    wanted = tuple(_by_itself(tokens, is_masked=is_masked) if positions is None else positions)
    originals = {original.position: original for original in tokens.originals}
    spelling = alphabet(checkpoint.tokenizer)
    predictions = []
    for position, (row, normaliser, ids) in zip(wanted, _best(forward, wanted, top_k), strict=True):
        original = originals.get(position) if is_masked else None
        predictions.append(
            Prediction(
                position=position,
                kind="mask" if is_masked else "next",
                candidates=_candidates(checkpoint.tokenizer, spelling, row, normaliser, ids),
                original=None
                if original is None
                else OriginalRank(
                    id=original.id,
                    label=original.label,
                    probability=float((row[original.id] - normaliser).exp()),
                    rank=int((row > row[original.id]).sum()) + 1,
                    n_ranked=len(row),
                ),
            )
        )
    return tuple(predictions)


def _by_itself(tokens: Tokens, *, is_masked: bool) -> Sequence[int]:
    """Positions whose predictions are shown before anybody asks."""
    if is_masked:
        return tokens.masks
    return range(0 if len(tokens) <= DENSE_TOKENS else len(tokens) - 1, len(tokens))


def _best(
    forward: Forward, positions: Sequence[int], n_best: int
) -> Iterator[tuple[torch.Tensor, torch.Tensor, torch.Tensor]]:
    """For each its logits (vocabulary,), the log of the softmax's sum, and its best ids."""
    for start in range(0, len(positions), _ROWS_AT_ONCE):
        chunk = forward.logits_at(positions[start : start + _ROWS_AT_ONCE]).float()
        normalisers = torch.logsumexp(chunk, dim=-1)
        best = torch.topk(chunk, min(n_best, chunk.shape[-1]), dim=-1).indices
        yield from zip(chunk, normalisers, best, strict=True)


def _candidates(
    tokenizer: Any,
    spelling: Alphabet,
    row: torch.Tensor,
    normaliser: torch.Tensor,
    ids: torch.Tensor,
) -> tuple[Candidate, ...]:
    probabilities = (row[ids] - normaliser).exp().tolist()
    strings = tokenizer.convert_ids_to_tokens(ids.tolist())
    reserved = set(tokenizer.all_special_ids)
    return tuple(
        _candidate(id, string, spelling, probability, is_special=id in reserved)
        for id, string, probability in zip(ids.tolist(), strings, probabilities, strict=True)
    )


def _candidate(
    id: int, string: str | None, spelling: Alphabet, probability: float, *, is_special: bool
) -> Candidate:
    if string is None:  # an embedding padded to a round number of rows
        return Candidate(id, f"‹{id}›", "", probability)
    if is_special:
        return Candidate(id, string, string, probability)
    written = surface(string, spelling)
    text = written.removeprefix("##" if spelling == "wordpiece" else "").strip()
    goes_on = string.startswith("##") if spelling == "wordpiece" else not written[:1].isspace()
    return Candidate(
        id, label(string, spelling), text, probability, goes_on=goes_on and spelling != "plain"
    )
