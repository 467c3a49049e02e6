"""The steps of one query: worked by hand, and what each what-if changes."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest
import torch

from explorer.errors import BadInput
from explorer.records.steps import HeadInputs, WhatIf
from explorer.reference.attention import causal_mask, self_attention
from explorer.reference.steps import head_steps


def inputs(n_tokens=5, width=8, position=2, seed=0, **fields):
    r = np.random.default_rng(seed)
    queries, keys, values = r.normal(size=(3, n_tokens, width)).astype(np.float32)
    may_attend = np.arange(n_tokens) <= position
    given = {"scaling": width**-0.5, "may_attend": may_attend, **fields}
    return HeadInputs(position=position, queries=queries, keys=keys, values=values, **given)


def test_a_case_worked_by_hand():
    given = HeadInputs(
        position=0,
        queries=np.array([[2.0, 1.0]], np.float32),
        keys=np.array([[1.0, 0.0], [0.0, 2.0], [3.0, 3.0]], np.float32),
        values=np.array([[10.0], [20.0], [99.0]], np.float32),
        scaling=0.5,
        may_attend=np.array([True, True, False]),
        projection=np.array([[1.0, -1.0]], np.float32),
    )
    steps = head_steps(given)
    assert steps.per_dimension.tolist() == [[2, 0], [0, 2], [6, 3]]
    assert steps.products.tolist() == [2, 2, 9]
    assert steps.scaled.tolist() == [1, 1, 4.5]
    assert steps.masked.tolist() == [1, 1, -math.inf]
    assert steps.exponentials.tolist() == [1, 1, 0]
    assert steps.denominator == 2
    assert steps.weights.tolist() == [0.5, 0.5, 0]
    assert steps.weighted_values.tolist() == [[5], [10], [0]]
    assert steps.head_output.tolist() == [15]
    assert steps.contribution.tolist() == [15, -15]


def test_each_row_equals_the_plain_function():
    for position in range(5):
        given = inputs(position=position)
        tensors = (torch.tensor(array) for array in (given.queries, given.keys, given.values))
        output, weights = self_attention(*tensors, causal_mask(5))
        steps = head_steps(given)
        np.testing.assert_allclose(steps.weights, weights[position], atol=1e-6)
        np.testing.assert_allclose(steps.head_output, output[position], atol=1e-6)


def test_without_scaling_the_weights_are_the_softmax_of_the_products():
    given = inputs(position=4)
    steps = head_steps(given, WhatIf(is_scaled=False))
    expected = torch.softmax(torch.tensor(given.keys @ given.queries[4]), dim=0)
    np.testing.assert_allclose(steps.weights, expected, atol=1e-6)
    assert steps.weights.max() > head_steps(given).weights.max()


def test_without_the_mask_hidden_keys_get_their_share():
    given = inputs(position=2)
    masked, open_ = head_steps(given), head_steps(given, WhatIf(is_masked=False))
    assert not masked.weights[3:].any()
    assert (open_.weights[3:] > 0).all()
    np.testing.assert_allclose(
        open_.weights[:3] / open_.weights[:3].sum(), masked.weights[:3], atol=1e-6
    )


def test_a_high_temperature_levels_and_a_low_one_sharpens():
    given = inputs(position=4)
    flat = head_steps(given, WhatIf(temperature=1e6)).weights
    sharp = head_steps(given, WhatIf(temperature=1e-6)).weights
    np.testing.assert_allclose(flat, 0.2, atol=1e-4)
    assert sharp.argmax() == head_steps(given).weights.argmax()
    assert sharp.max() == pytest.approx(1)


def test_another_query_asks_in_the_place_of_the_first():
    given = inputs(position=2)
    swapped = head_steps(given, WhatIf(query=4))
    np.testing.assert_array_equal(swapped.query, given.queries[4])
    assert not swapped.weights[3:].any()
    assert not np.allclose(swapped.weights, head_steps(given).weights)


def test_bias_softcap_and_sink_enter_where_the_models_put_them():
    bias = np.array([0.5, -0.5, 1, 0, 0], np.float32)
    given = inputs(position=4, bias=bias, softcap=2.0, sink=0.7)
    steps = head_steps(given)
    scores = 2 * np.tanh((given.keys @ given.queries[4] * 8**-0.5 + bias) / 2)
    expected = np.exp(scores) / (np.exp(scores).sum() + np.exp(0.7))
    np.testing.assert_allclose(steps.weights, expected, atol=1e-6)


def test_a_query_that_may_see_nothing_gets_zeros():
    steps = head_steps(inputs(may_attend=np.zeros(5, bool)))
    assert not steps.weights.any()
    assert not steps.head_output.any()
    assert steps.denominator == 0


def test_dimensions_come_largest_first():
    steps = head_steps(inputs())
    order = steps.largest_dimensions(1, 3)
    sizes = np.abs(steps.per_dimension[1])
    assert sizes[order].tolist() == sorted(sizes, reverse=True)[:3]
    np.testing.assert_allclose(steps.per_dimension.sum(1), steps.products, atol=1e-6)


def test_nothing_that_is_handed_out_can_be_changed():
    given = inputs(projection=np.ones((8, 3), np.float32))
    steps = head_steps(given)
    for field in dataclasses.fields(steps):
        value = getattr(steps, field.name)
        assert not isinstance(value, np.ndarray) or not value.flags.writeable, field.name
    assert given.queries.flags.writeable


@pytest.mark.parametrize(("what_if", "message"), [
    (WhatIf(temperature=0), "temperature is 0"),
    (WhatIf(temperature=-1), "above 0"),
    (WhatIf(temperature=math.nan), "temperature is nan"),
    (WhatIf(temperature=math.inf), "temperature is inf"),
    (WhatIf(query=5), "tokens 0 to 4"),
    (WhatIf(query=-1), "no token -1"),
])  # fmt: skip
def test_what_cannot_be_is_refused(what_if, message):
    with pytest.raises(BadInput, match=message):
        head_steps(inputs(), what_if)
