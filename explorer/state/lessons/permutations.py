"""The lesson on permutations: the order that is laid, and the token that is looked at."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from explorer.records import Document, HeadRef, ModelInfo, Scale
from explorer.records.lessons.permutations import Order, OrderKind, PermutationRequest


@dataclass(frozen=True, slots=True)
class PermutationSettings:
    """laid: the order of the kind "laid".
    n_predicted: so many words, the last of the order; None for all.
    own_head: of the built-in model; an XLNet that is open shows the head of the window.
    selected, pointed: positions; what is pointed at comes first.
    typed, refused: an order that was typed and is none, and why.
    """

    kind: OrderKind = "shuffled"
    seed: int = 1
    laid: Order = field(default_factory=lambda: Order(()))
    n_predicted: int | None = None
    own_head: HeadRef = field(default_factory=lambda: HeadRef(0, 0))
    selected: int | None = None
    pointed: int | None = None
    typed: str = ""
    refused: str = ""

    @property
    def looked_at(self) -> int | None:
        return self.selected if self.pointed is None else self.pointed

    def wanted(
        self, document: Document, model: ModelInfo | None, head: HeadRef, scale: Scale
    ) -> PermutationRequest:
        """model, head: of the window."""
        is_open = model is not None and model.predicts_in_any_order
        return PermutationRequest(
            document=Document(document.text, document.pair),
            kind=self.kind,
            seed=self.seed,
            laid=self.laid,
            n_predicted=self.n_predicted,
            head=replace(head if is_open else self.own_head, site="self"),
            scale=scale,
        )

    def in_order(self, kind: OrderKind, *, seed: int | None = None) -> PermutationSettings:
        """With an order that needs no laying; seed: of a shuffled one, None for the same."""
        seed = self.seed if seed is None else seed
        return replace(self, kind=kind, seed=seed, typed="", refused="")

    def with_order(self, order: Order) -> PermutationSettings:
        return replace(self, kind="laid", laid=order, typed="", refused="")

    def with_typed(self, text: str, n_tokens: int) -> PermutationSettings:
        """With the order that was typed, or why it is none and the order as it was."""
        pieces = text.replace(",", " ").split()
        strange = next((piece for piece in pieces if not piece.isdecimal()), None)
        if strange is not None:
            what = f"“{strange}” is no position. Type numbers from 0 to {n_tokens - 1}."
            return replace(self, typed=text, refused=what)
        order = Order(tuple(map(int, pieces)))
        if flaw := order.flaw(n_tokens):
            return replace(self, typed=text, refused=flaw)
        return self.with_order(order)
