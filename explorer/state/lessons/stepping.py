"""What the lesson on one head asks for, and what it reads out of the answer."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from explorer.records.lessons.steps import StepsAnswer, StepsRequest, TranslatedStepsRequest
from explorer.records.steps import Array, HeadSteps, WhatIf
from explorer.reference.steps import head_steps
from explorer.state.lessons.steps import Order, StepName, StepsSettings
from explorer.state.model import AppState
from explorer.state.selectors import rows_are_text


@dataclass(frozen=True, slots=True, eq=False)
class Stepped:
    """One head asked by one token, as the model does it and as a person changed it.

    what_if: the change, as far as it can be made. own, changed: the same object where nothing is.
    key: the token that is looked at closely.
    """

    answer: StepsAnswer
    what_if: WhatIf
    own: HeadSteps
    changed: HeadSteps
    key: int

    @property
    def is_changed(self) -> bool:
        return self.changed is not self.own

    @property
    def difference(self) -> float:
        """The largest one between the head's output step by step and the model's own."""
        return float(np.abs(self.own.head_output - self.answer.output).max())

    @property
    def highest(self) -> float:
        """The largest score, which the softmax takes off before it raises e to the rest."""
        sink = self.answer.inputs.sink
        return max(float(self.changed.masked.max()), -math.inf if sink is None else sink)

    def per_key(self, step: StepName, *, is_own: bool = False) -> Array:
        """(key,) what a step has for each key; of a vector its length.

        In the last step, how far each weighted value goes along the output: they sum to its length.
        """
        steps = self.own if is_own else self.changed
        match step:
            case "vectors":
                return _lengths(self.answer.inputs.keys)
            case "values":
                return _lengths(steps.weighted_values)
            case "output":
                length = float(np.linalg.norm(steps.head_output)) or 1.0
                along: Array = steps.weighted_values @ steps.head_output / np.float32(length)
                return along
            case _:
                values: Array = getattr(steps, step)
                return values

    def order(self, step: StepName, order: Order) -> NDArray[np.intp]:
        """(key,) keys as they stand below each other; by size the largest first."""
        values = self.per_key(step)
        if order == "position":
            return np.arange(len(values))
        return np.argsort(-values, kind="stable")


def wanted_steps(state: AppState) -> StepsRequest | TranslatedStepsRequest | None:
    settings, lessons = state.lessons.steps, state.lessons
    if settings.is_translated:
        return TranslatedStepsRequest(
            lessons.transformer.text, settings.translated_head, settings.translated_position
        )
    if state.model is None:
        return None
    return StepsRequest(state.document, state.head, _asking(state), state.cut, state.stride)


def _asking(state: AppState) -> int | None:
    """The token pinned last, or the first pinned one, or the one whose predictions are open."""
    if state.anchor in state.pinned:
        return state.anchor
    if state.pinned:
        return min(state.pinned)
    is_seq2seq = state.model is not None and state.model.objective == "seq2seq"
    return state.focus if rows_are_text(state.head.site) != is_seq2seq else None


def stepped(answer: StepsAnswer, settings: StepsSettings) -> Stepped:
    """A query or key that another text does not have falls away."""
    n_queries, n_keys = len(answer.queries), len(answer.keys)
    what_if = settings.what_if
    if what_if.query is not None and what_if.query >= n_queries:
        what_if = replace(what_if, query=None)
    own = head_steps(answer.inputs)
    changed = own if what_if == WhatIf() else head_steps(answer.inputs, what_if)
    key = settings.key
    if key is None or key >= n_keys:
        key = int(own.weights.argmax())
    return Stepped(answer, what_if, own, changed, key)


def _lengths(vectors: Array) -> Array:
    lengths: Array = np.linalg.norm(vectors, axis=1)
    return lengths
