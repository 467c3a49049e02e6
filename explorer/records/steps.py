"""One head asked by one query: what goes into its attention, what to change, each step of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class HeadInputs:
    """What one head computes with when the token at `position` asks. Arrays are read-only.

    queries: (query, width) of all tokens; keys: (key, width); values: (key, value width).
    scaling: the model's own factor of the products, mostly 1/√width.
    bias: (key,) added to the scaled products, as by T5 or ALiBi; None where there is none.
    softcap: scores become softcap · tanh(scores / softcap), as in Gemma 2.
    may_attend: (key,) False where the attention mask hides the key from this query.
    sink: a score that takes part in the softmax and belongs to no key, as in gpt-oss.
    projection: (value width, model width), this head's rows of the output projection; None where
        the model has none that follows at once.
    """

    position: int
    queries: Array
    keys: Array
    values: Array
    scaling: float
    may_attend: NDArray[np.bool_]
    bias: Array | None = None
    softcap: float | None = None
    sink: float | None = None
    projection: Array | None = None


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What a person changes; the default changes nothing.

    is_scaled: whether products are multiplied by the scaling. is_masked: whether the attention
    mask is applied. temperature: scores are divided by it before the softmax; above 0.
    query: the position whose query vector asks instead; mask and bias stay where they are.
    """

    is_scaled: bool = True
    is_masked: bool = True
    temperature: float = 1.0
    query: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class HeadSteps:
    """The attention of one query, step by step. Arrays are read-only.

    query: (width,) the vector that asked.
    per_dimension: (key, width) of q_i · k_i; a row sums to its product.
    products: (key,) of q · k. scaled: (key,) products times the scaling.
    scores: (key,) scaled, with bias and softcap, where the model has them.
    masked: (key,) scores, −inf where hidden.
    exponentials: (key,) of (masked − their maximum) / temperature, which divided by
        `denominator` are the weights.
    weights: (key,) after the softmax; all zero where nothing may be seen.
    weighted_values: (key, value width), each value times its weight.
    head_output: (value width,) their sum.
    contribution: (model width,) what the head adds to the output of the attention; None where
        `projection` is.
    """

    query: Array
    per_dimension: Array
    products: Array
    scaled: Array
    scores: Array
    masked: Array
    exponentials: Array
    denominator: float
    weights: Array
    weighted_values: Array
    head_output: Array
    contribution: Array | None

    def largest_dimensions(self, key: int, n: int | None = None) -> NDArray[np.intp]:
        """Dimensions in which query and this key agree or disagree most, first the largest."""
        return np.argsort(-np.abs(self.per_dimension[key]), kind="stable")[:n]
