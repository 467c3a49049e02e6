"""Factorisation orders for permutation language modelling, drawn for a whole batch at once.

An order is kept as ranks: token i is predicted from the tokens of lower rank. Two kinds of order:

- context: the scored tokens come last, and all others see each other. This is what XLNet was
  trained on, and what filling in a masked word asks for.
- strict: every token, scored or not, sees the tokens of lower rank only. This is the definition,
  and what the page shows when an order is laid by hand.

Source: Yang et al. 2019, sections 2.2–2.4; the spans are those of transformers'
DataCollatorForPermutationLanguageModeling, which draws row by row and writes <mask> into the text.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch.nn.functional import cross_entropy, one_hot
from transformers import XLNetLMHeadModel

MAX_SPAN = 5
# One token in so many is scored. XLNet: 6; a short run learns more from each row.
ONE_IN_CONTEXT = 5
ONE_IN_STRICT = 3


@dataclass(frozen=True)
class Permutation:
    """The extra inputs of XLNet for one batch, and what is to be predicted."""

    ranks: torch.Tensor  # (batch, tokens), 0 is the first of the order
    perm_mask: torch.Tensor  # (batch, query, key), 1 where the query may not see the key
    target_mapping: torch.Tensor  # (batch, targets, tokens), one-hot; a row of zeros fills up
    positions: torch.Tensor  # (batch, targets)
    is_scored: torch.Tensor  # (batch, targets), False in rows that only fill up


def spans(
    allowed: torch.Tensor, *, one_in: int, generator: torch.Generator | None = None
) -> torch.Tensor:
    """Tokens to score: spans of 1 to MAX_SPAN tokens, each within a stretch `one_in` times longer.

    allowed: (batch, tokens), False for special tokens and padding.
    Returns (batch, tokens), at least one True in each row that allows one.
    """
    batch, n_tokens = allowed.shape
    shape = (batch, -(-n_tokens // one_in))  # enough stretches even if every span is one token
    lengths = torch.randint(1, MAX_SPAN + 1, shape, generator=generator)
    stretches = lengths * one_in
    room = stretches - lengths + 1
    starts = (
        stretches.cumsum(1) - stretches + (torch.rand(shape, generator=generator) * room).long()
    )
    positions = torch.arange(n_tokens)[None, :, None]
    starts, ends = starts[:, None], (starts + lengths)[:, None]
    chosen = ((positions >= starts) & (positions < ends)).any(2) & allowed
    # A short sentence often falls beside every span: one token of it is scored then.
    lots = torch.rand(batch, n_tokens, generator=generator).masked_fill(~allowed, -1)
    spare = one_hot(lots.argmax(1), n_tokens).bool() & allowed
    return chosen | (spare & ~chosen.any(1, keepdim=True))


def hidden(ranks: torch.Tensor, scored: torch.Tensor, *, strict: bool) -> torch.Tensor:
    """`perm_mask` of an order: 1 where the query (second axis) may not see the key (third).

    A token is hidden from itself; XLNet gives it back to its own content stream.
    """
    not_before = ranks[:, None, :] >= ranks[:, :, None]
    return (not_before if strict else not_before & scored[:, None, :]).float()


def draw(
    words: torch.Tensor,
    padding: torch.Tensor,
    *,
    strict: bool,
    generator: torch.Generator | None = None,
) -> Permutation:
    """A random order of each row, and the tokens scored under it; never the order's first.

    words: (batch, tokens), False for special tokens, which take part and are never scored.
    padding: (batch, tokens), True for what comes last in every order.
    """
    one_in = ONE_IN_STRICT if strict else ONE_IN_CONTEXT
    scored = spans(words, one_in=one_in, generator=generator)
    lots = torch.rand(words.shape, generator=generator) + 2.0 * padding
    ranks = (lots if strict else lots + scored.float()).argsort(1).argsort(1)
    scored = scored & (ranks > 0)  # the first of an order sees nothing: there is nothing to learn
    n_targets = max(1, int(scored.sum(1).max()))
    is_scored, positions = scored.sort(dim=1, descending=True, stable=True)
    is_scored, positions = is_scored[:, :n_targets], positions[:, :n_targets]
    mapping = one_hot(positions, words.shape[1]) * is_scored[..., None]
    return Permutation(
        ranks, hidden(ranks, scored, strict=strict), mapping.float(), positions, is_scored
    )


def loss(
    model: XLNetLMHeadModel, ids: torch.Tensor, order: Permutation, *, padding: torch.Tensor
) -> torch.Tensor:
    """Mean cross-entropy of the scored tokens, in nats; the head is computed for them only."""
    device = model.device
    hidden_states = model.transformer(
        ids.to(device),
        attention_mask=(~padding).float().to(device),
        perm_mask=order.perm_mask.to(device),
        target_mapping=order.target_mapping.to(device),
        use_mems=False,
    ).last_hidden_state  # (batch, targets, width)
    logits = model.lm_loss(hidden_states[order.is_scored.to(device)])  # (scored, vocabulary)
    labels = ids.gather(1, order.positions)[order.is_scored]
    return cross_entropy(logits, labels.to(device))
