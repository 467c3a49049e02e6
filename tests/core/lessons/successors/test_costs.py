"""What a pass takes, in cases that can be reckoned by hand."""

from __future__ import annotations

import pytest
import torch

from explorer.core.lessons.successors.costs import LiveBytes, cost_of

KILO = 4 * 1000  # bytes of a thousand numbers


def test_the_peak_is_what_is_alive_at_once_not_all_that_was_made():
    with LiveBytes() as live:
        first = torch.ones(1000)
        second = first * 2
        del first
        third = second + 1
        del second
    assert live.peak == 2 * KILO
    assert live.now == KILO
    del third
    assert live.now == 0


def test_a_view_takes_nothing_and_keeps_what_it_looks_at():
    with LiveBytes() as live:
        whole = torch.ones(1000)
        part = whole[:10]
        del whole
        assert live.now == KILO
        del part
        assert live.now == 0


def test_weights_and_views_of_them_do_not_count():
    layer = torch.nn.Linear(100, 50)
    inputs = torch.ones(10, 100)
    cost = cost_of(lambda: layer(inputs), 10, layer.parameters())
    assert cost.n_bytes == 4 * 10 * 50
    assert cost.n_tokens == 10
    assert cost.seconds > 0


def test_attention_that_keeps_its_map_takes_four_times_as_much_for_twice_the_text():
    def attend(n_tokens: int) -> int:
        query = torch.ones(n_tokens, 1)
        return cost_of(lambda: (query @ query.T).softmax(-1), n_tokens, (query,)).n_bytes

    assert attend(64) == pytest.approx(4 * attend(32))
