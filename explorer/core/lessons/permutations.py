"""XLNet under an order of the tokens: who sees whom, both streams, and what is predicted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import torch

from explorer.core.attention.forward import Forward, inputs_of, run_batch
from explorer.core.attention.native.streams import order_mask, target_mapping
from explorer.core.checkpoint.checkpoint import Checkpoint, never, open_checkpoint
from explorer.core.logits import KnownLogits
from explorer.core.predictions import predict
from explorer.core.presentation import present
from explorer.core.text.tokens import encode
from explorer.errors import BadInput, BadOrder
from explorer.records import (
    AttentionMap,
    Document,
    LoadRequest,
    Original,
    Prediction,
    Presentation,
    Tokens,
)
from explorer.records.lessons.permutations import Order, PermutationAnswer, PermutationRequest

BUILT_IN = "builtin:xlnet-small"
MOST_TOKENS = 256  # both streams of every head are kept: 75 MiB of XLNet-base
N_CANDIDATES = 5


@dataclass(frozen=True, slots=True, eq=False)
class Read:
    """One pass over a text in an order.

    arguments: `perm_mask` and `target_mapping`. losses: of the targets, in nats.
    """

    checkpoint: Checkpoint
    document: Document
    tokens: Tokens
    order: Order
    n_predicted: int | None
    targets: tuple[int, ...]
    arguments: dict[str, torch.Tensor]
    forward: Forward
    predictions: tuple[Prediction, ...]
    losses: tuple[float | None, ...]


class Permutations:
    """Keeps the last pass, since another head or scale needs no new one.

    Not safe to share between threads: it belongs to the model thread.
    """

    def __init__(self) -> None:
        self._last: Read | None = None

    @cached_property
    def built_in(self) -> Checkpoint:
        """The XLNet that comes with the program. Raises CheckpointError."""
        return open_checkpoint(LoadRequest(BUILT_IN, device="cpu"))

    def answer(
        self,
        opened: Checkpoint | None,
        request: PermutationRequest,
        is_stale: Callable[[], bool] = never,
    ) -> PermutationAnswer:
        """By the model that is open, if it is an XLNet, else by the built-in one.

        Raises EmptyText, BadInput, BadOrder, NoSuchHead, OutOfMemory, Cancelled, ModelFailed.
        """
        is_xlnet = opened is not None and opened.info.predicts_in_any_order
        checkpoint = opened if opened is not None and is_xlnet else self.built_in
        read = self._read(checkpoint, request, is_stale)
        mask, mapping = (read.arguments[name][0] for name in ("perm_mask", "target_mapping"))
        return PermutationAnswer(
            request=request,
            model=checkpoint.info,
            tokens=read.tokens,
            order=read.order,
            targets=read.targets,
            perm_mask=mask.float().cpu().numpy(),
            target_mapping=mapping.float().cpu().numpy(),
            content=_map(read, request, "self"),
            query=_map(read, request, "query"),
            predictions=read.predictions,
            losses=read.losses,
            forward_ms=read.forward.forward_ms,
        )

    def let_go(self) -> None:
        """Forget the last pass, and with it the model that was open."""
        self._last = None

    def _read(
        self, checkpoint: Checkpoint, request: PermutationRequest, is_stale: Callable[[], bool]
    ) -> Read:
        tokens = _tokens(checkpoint, request.document)
        order = order_of(request, len(tokens))
        last = self._last
        if (
            last is not None
            and (last.checkpoint, last.document) == (checkpoint, request.document)
            and (last.order, last.n_predicted) == (order, request.n_predicted)
        ):
            return last
        self._last = None  # two passes at once would need twice the memory
        self._last = read_in_order(
            checkpoint, tokens, order, request.n_predicted, request.document, is_stale
        )
        return self._last


def order_of(request: PermutationRequest, n_tokens: int) -> Order:
    """The order that is asked for, of a text of so many tokens. Raises BadOrder."""
    match request.kind:
        case "left to right":
            return Order(tuple(range(n_tokens)))
        case "right to left":
            return Order(tuple(reversed(range(n_tokens))))
        case "shuffled":
            drawn = np.random.default_rng(request.seed).permutation(n_tokens)
            return Order(tuple(drawn.tolist()))
        case "laid":
            order = request.laid.fitted(n_tokens)
            if flaw := order.flaw(n_tokens):
                raise BadOrder(flaw)
            return order


def read_in_order(
    checkpoint: Checkpoint,
    tokens: Tokens,
    order: Order,
    n_predicted: int | None,
    document: Document,
    is_stale: Callable[[], bool] = never,
) -> Read:
    """One pass, in which each token sees those before it and every target is predicted.

    Raises OutOfMemory, Cancelled, ModelFailed.
    """
    dtype, device = checkpoint.model.dtype, checkpoint.device
    perm_mask = order_mask(order.ranks, tokens.masks, dtype=dtype, device=device)
    targets = _targets(tokens, order, perm_mask, n_predicted)
    arguments = {"perm_mask": perm_mask, "target_mapping": target_mapping(targets, perm_mask)}
    done = run_batch(checkpoint, inputs_of(checkpoint, tokens) | arguments, is_stale=is_stale)
    assert done.logits is not None
    logits = done.logits[0]  # (target, vocabulary)
    forward = Forward(KnownLogits(logits, targets), done.trace, done.forward_ms)
    known = [position for position in targets if position not in tokens.masks]
    originals = tuple(Original(p, tokens.ids[p], tokens.labels[p]) for p in known)
    labelled = replace(tokens, originals=originals)
    return Read(
        checkpoint,
        document,
        tokens,
        order,
        n_predicted,
        tuple(targets),
        arguments,
        forward,
        predict(checkpoint, forward, labelled, top_k=N_CANDIDATES, positions=targets),
        _losses(logits, tokens, targets),
    )


def _targets(
    tokens: Tokens, order: Order, perm_mask: torch.Tensor, n_predicted: int | None
) -> list[int]:
    """The last words of the order, ascending; as in training, never a token that was added.

    Those that see nothing are left out, the first of the order among them: attention without a
    key spreads over every place, and what is to be predicted would be seen.
    """
    sees_something = (perm_mask[0] == 0).any(1).tolist()
    words = [position for position in order.positions if not tokens.is_special[position]]
    late = words if n_predicted is None else words[len(words) - min(n_predicted, len(words)) :]
    return sorted(position for position in late if sees_something[position])


def _losses(logits: torch.Tensor, tokens: Tokens, targets: list[int]) -> tuple[float | None, ...]:
    """Of what stands at each target; None for a mask, behind which nobody knows what stands."""
    labels = torch.tensor([tokens.ids[p] for p in targets], dtype=torch.long, device=logits.device)
    each = torch.nn.functional.cross_entropy(logits.float(), labels, reduction="none")
    pairs = zip(targets, each.tolist(), strict=True)
    return tuple(None if position in tokens.masks else loss for position, loss in pairs)


def _tokens(checkpoint: Checkpoint, document: Document) -> Tokens:
    tokens = encode(checkpoint, document)
    if len(tokens) > MOST_TOKENS:
        raise BadInput(
            f"{len(tokens):,} tokens; this lesson shows orders of up to {MOST_TOKENS}. "
            f"Remove about {len(tokens) - MOST_TOKENS:,} tokens."
        )
    return tokens


def _map(read: Read, request: PermutationRequest, site: str) -> AttentionMap:
    head = replace(request.head, site=site)
    weights = read.forward.trace.of(head)
    return present(weights, read.tokens, read.tokens, head, Presentation(scale=request.scale))
