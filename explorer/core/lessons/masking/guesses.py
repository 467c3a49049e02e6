"""What a masked language model says of the tokens that it was not given."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace

from explorer.core.attention.forward import Forward, batch_inputs, run, run_batch
from explorer.core.attention.trace import Trace
from explorer.core.checkpoint.checkpoint import Checkpoint
from explorer.core.logits import KnownLogits, output_at
from explorer.core.predictions import predict
from explorer.core.text.labels import alphabet, label
from explorer.records import Original, Prediction, Tokens
from explorer.records.lessons.masking import Fate, Guess

TOP_K = 5
_AT_ONCE = 4  # texts in a batch: of many, attention would keep more than a small machine has
_FEW_LOGITS = 64 << 20  # bytes
# Of a probability that float32 cannot hold; the loss is then at least as much.
_LEAST_PROBABILITY = 1e-45


@dataclass(frozen=True, slots=True)
class Corrupted:
    """A text in which some tokens were chosen, as the model is given it.

    tokens: with what stands there now, and as originals what was chosen.
    fates: by position.
    """

    tokens: Tokens
    fates: Mapping[int, Fate]


def corrupted(
    checkpoint: Checkpoint, tokens: Tokens, ids: Mapping[int, int], fates: Mapping[int, Fate]
) -> Corrupted:
    """`tokens` with `ids` at the positions that were chosen."""
    new_ids, labels = list(tokens.ids), list(tokens.labels)
    names = checkpoint.tokenizer.convert_ids_to_tokens([ids[position] for position in fates])
    spelling, special = alphabet(checkpoint.tokenizer), set(checkpoint.tokenizer.all_special_ids)
    for position, name in zip(fates, names, strict=True):
        if ids[position] != tokens.ids[position]:
            new_ids[position] = ids[position]
            is_special = ids[position] in special
            labels[position] = label(name or "", spelling, is_special=is_special)
    return Corrupted(
        replace(
            tokens,
            ids=tuple(new_ids),
            labels=tuple(labels),
            masks=tuple(
                p for p, id in enumerate(new_ids) if id == checkpoint.tokenizer.mask_token_id
            ),
            originals=tuple(Original(p, tokens.ids[p], tokens.labels[p]) for p in sorted(fates)),
        ),
        fates,
    )


def guesses_of(
    checkpoint: Checkpoint, text: Corrupted, *, is_stale: Callable[[], bool]
) -> tuple[Guess, ...]:
    """Of every token that was chosen, by ascending position.

    Raises OutOfMemory, Cancelled, ModelFailed.
    """
    positions = sorted(text.fates)
    if not positions:
        return ()
    n_bytes = 4 * len(positions) * int(checkpoint.model.get_output_embeddings().weight.shape[0])
    at_once = positions if n_bytes <= _FEW_LOGITS else ()
    forward = run(checkpoint, text.tokens, is_stale=is_stale, at_once=at_once)
    return _guesses(checkpoint, forward, text, positions)


def read_together(
    checkpoint: Checkpoint,
    texts: Sequence[Corrupted],
    positions: Sequence[int],
    *,
    is_stale: Callable[[], bool],
) -> Iterator[tuple[Corrupted, tuple[Guess, ...], Trace, int]]:
    """Variants of one text in batches: each with its guesses at `positions`, and the trace of its
    batch and its place there.

    positions: ascending; guesses are of those that were chosen in a variant.
    Raises OutOfMemory, Cancelled, ModelFailed.
    """
    for first in range(0, len(texts), _AT_ONCE):
        some = texts[first : first + _AT_ONCE]
        on_demand = checkpoint.has_logits_on_demand
        with output_at(checkpoint.model, positions) if on_demand else nullcontext():
            inputs = batch_inputs(checkpoint, [text.tokens for text in some], None)
            done = run_batch(checkpoint, inputs, is_stale=is_stale)
        assert done.logits is not None
        known = positions if on_demand else range(len(some[0].tokens))
        for item, text in enumerate(some):
            logits = KnownLogits(done.logits[item], known)
            forward = Forward(logits, done.trace, done.forward_ms)
            chosen = [position for position in positions if position in text.fates]
            yield text, _guesses(checkpoint, forward, text, chosen), done.trace, item


def _guesses(
    checkpoint: Checkpoint, forward: Forward, text: Corrupted, positions: Sequence[int]
) -> tuple[Guess, ...]:
    found = predict(checkpoint, forward, text.tokens, top_k=TOP_K, positions=positions)
    return tuple(
        Guess(
            position=prediction.position,
            fate=text.fates[prediction.position],
            put=text.tokens.labels[prediction.position],
            prediction=prediction,
            loss=_loss(prediction),
        )
        for prediction in found
    )


def _loss(prediction: Prediction) -> float:
    assert prediction.original is not None
    return -math.log(max(prediction.original.probability, _LEAST_PROBABILITY))
