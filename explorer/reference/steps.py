"""The attention of one query, step by step, for any head of any model. NumPy alone.

Source: Vaswani et al. 2017, section 3.2.1; softcap: Gemma 2, section 2; sinks: gpt-oss.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from explorer.errors import BadInput
from explorer.records.steps import Array, HeadInputs, HeadSteps, WhatIf

UNCHANGED = WhatIf()


def head_steps(inputs: HeadInputs, what_if: WhatIf = UNCHANGED) -> HeadSteps:
    """Raises BadInput for a temperature that is not above 0 and a query that is not there."""
    _check(inputs, what_if)
    query = inputs.queries[inputs.position if what_if.query is None else what_if.query]
    per_dimension = query * inputs.keys  # (key, width)
    products = per_dimension.sum(axis=1)  # (key,)
    scaled = products * np.float32(inputs.scaling) if what_if.is_scaled else products
    scores = scaled if inputs.bias is None else scaled + inputs.bias
    if inputs.softcap is not None:
        scores = inputs.softcap * np.tanh(scores / inputs.softcap)
    masked = scores
    if what_if.is_masked:
        masked = np.where(inputs.may_attend, scores, np.float32(-np.inf))
    exponentials, denominator = softmax_parts(masked, inputs.sink, what_if.temperature)
    weights = exponentials / denominator if denominator else exponentials
    weighted_values = weights[:, None] * inputs.values  # (key, value width)
    head_output = weighted_values.sum(axis=0)
    has_projection = inputs.projection is not None
    return HeadSteps(
        query=_fixed(query),
        per_dimension=_fixed(per_dimension),
        products=_fixed(products),
        scaled=_fixed(scaled),
        scores=_fixed(scores),
        masked=_fixed(masked),
        exponentials=_fixed(exponentials),
        denominator=denominator,
        weights=_fixed(weights),
        weighted_values=_fixed(weighted_values),
        head_output=_fixed(head_output),
        contribution=_fixed(head_output @ inputs.projection) if has_projection else None,
    )


def softmax_parts(
    scores: Array, sink: float | None = None, temperature: float = 1.0
) -> tuple[Array, float]:
    """Numerators (key,) and the denominator of a softmax; zeros where every score is −inf.

    sink: takes its share of the denominator. The maximum is taken off first, so nothing overflows.
    """
    highest = max(float(scores.max()), -math.inf if sink is None else sink)
    if highest == -math.inf:
        return np.zeros_like(scores), 0.0
    exponentials = np.exp((scores - np.float32(highest)) / np.float32(temperature))
    denominator = float(exponentials.sum(dtype=np.float64))
    if sink is not None:
        denominator += math.exp((sink - highest) / temperature)
    return exponentials, denominator


def _check(inputs: HeadInputs, what_if: WhatIf) -> None:
    if not (what_if.temperature > 0 and math.isfinite(what_if.temperature)):
        raise BadInput(f"The temperature is {what_if.temperature:g}; choose a number above 0.")
    n_queries = len(inputs.queries)
    if what_if.query is not None and not 0 <= what_if.query < n_queries:
        raise BadInput(
            f"There is no token {what_if.query}; this text has tokens 0 to {n_queries - 1}."
        )


def _fixed(array: NDArray[np.floating]) -> Array:
    fixed = np.asarray(array, dtype=np.float32)
    if fixed.flags.writeable:
        fixed = fixed.view()
        fixed.flags.writeable = False
    return fixed
