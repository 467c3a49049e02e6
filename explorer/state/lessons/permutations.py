"""The lesson on permutations: the order that is laid, and the token that is looked at."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from explorer.records import Document, HeadRef, ModelInfo, Scale
from explorer.records.lessons.permutations import (
    Order,
    OrderKind,
    PermutationAnswer,
    PermutationRequest,
)


@dataclass(frozen=True, slots=True)
class PermutationSettings:
    """laid: the order of the kind "laid".
    n_predicted: so many words, the last of the order; None for all.
    own_head: of the built-in model; an XLNet that is open shows the head of the window.
    selected, pointed: positions; pointed_key: of the column that is pointed at. An XLNet that is
        open reads the tokens of the window, where what is pointed at is part of the state itself.
    typed, refused: an order that was typed and is none, and why.
    """

    kind: OrderKind = "shuffled"
    seed: int = 1
    laid: Order = field(default_factory=lambda: Order(()))
    n_predicted: int | None = None
    own_head: HeadRef = field(default_factory=lambda: HeadRef(0, 0))
    selected: int | None = None
    pointed: int | None = None
    pointed_key: int | None = None
    typed: str = ""
    refused: str = ""

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

    def shown_order(self, answer: PermutationAnswer) -> Order:
        """An order that was laid stands at once, before there is an answer to it."""
        is_laid = self.kind == "laid"
        return self.laid.fitted(len(answer.tokens)) if is_laid else answer.order

    def looked_at(self, answer: PermutationAnswer, pointed: int | None) -> int | None:
        """What is pointed at, else what is selected, else the last that is predicted."""
        last = next((p for p in reversed(answer.order.positions) if p in answer.targets), None)
        for position in (pointed, self.selected):
            if position is not None and position < len(answer.tokens):
                return position
        return last

    def predicting(self, count: int, *, of: int) -> PermutationSettings:
        """With so many words predicted; all of them, also of another text, where it is all."""
        return replace(self, n_predicted=None if count >= of else count)

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
