"""Statistics of heads, row by row against whole maps."""

from __future__ import annotations

import functools
import math
from dataclasses import replace

import numpy as np
import pytest
import torch

from explorer.core import statistics
from explorer.core.attention.layers import Maps, QueryKey
from explorer.core.attention.trace import SiteTrace
from explorer.core.inspection import Inspector
from explorer.core.statistics import MeasuredHeads
from explorer.errors import Cancelled
from explorer.records import (
    STATISTICS,
    Document,
    HeadRef,
    InspectRequest,
    Presentation,
    RefineRequest,
)
from tests.core import vocabularies
from tests.core.models import tiny_checkpoint
from tests.views.states import labels_of, tokens_with

TEXT = "the doctor told the patients unbelievable stories about medicine"


@functools.cache
def inspector(family):
    tokenizer = vocabularies.BY_FAMILY[family]()
    fields = {"vocab_size": len(tokenizer)}
    if family not in ("t5", "xlnet"):
        fields["max_position_embeddings"] = 2048
    return Inspector(tiny_checkpoint(family, tokenizer, **fields))


def request(text=TEXT, site="self", **fields):
    return InspectRequest(
        Document(text, target="a cat told" if site == "cross" else None),
        (HeadRef(0, 0, site),),
        overview_site=site,
        **fields,
    )


def expected_of(site, queries, keys):
    """All statistics from whole maps, a row at a time: (layer, head, statistic)."""
    values = np.full((site.n_layers, site.n_heads, len(STATISTICS)), np.nan)
    for layer, head in np.ndindex(site.n_layers, site.n_heads):
        weights = np.asarray(site.weights(layer, head), dtype=np.float64)
        scores = site.scores(layer, head)
        seen = weights > 0 if scores is None else scores > -np.inf
        rows = {name: [] for name in STATISTICS}
        for i, row in enumerate(weights):
            if not row.sum():
                continue
            share = row[row > 0] / row.sum()
            if seen[i].sum() > 1:
                entropy = -(share * np.log(share)).sum() / np.log(seen[i].sum())
                rows["entropy"].append(entropy)
            rows["confidence"].append(row.max())
            rows["first"].append(row[0])
            rows["special"].append(row[np.array(keys.is_special)].sum())
            if queries is keys:
                apart = np.abs(np.arange(len(row)) - i)
                rows["distance"].append((row * apart).sum() / row.sum())
                for name, key in (("previous", i - 1), ("same", i), ("next", i + 1)):
                    if 0 <= key < len(row):
                        rows[name].append(row[key])
        for place, name in enumerate(STATISTICS):
            values[layer, head, place] = np.mean(rows[name]) if rows[name] else np.nan
    return values


def measured(site, queries, keys, **fields):
    heads = MeasuredHeads(site, queries, keys, **fields)
    heads.refine(math.inf, lambda: False)
    return heads.record()


@pytest.mark.parametrize(
    ("family", "site"),
    [(family, "self") for family in vocabularies.BY_FAMILY if family != "t5"]
    + [("t5", "encoder"), ("t5", "decoder"), ("t5", "cross")],
)
def test_statistics_are_those_of_the_whole_maps_however_they_are_cut(family, site):
    asked = inspector(family)
    [shown] = asked.inspect(request(site=site))
    text = asked._text.traced
    trace, axes = text.trace.site(site), text.axes(site)
    expected = expected_of(trace, *axes)
    np.testing.assert_allclose(shown.statistics.values, expected, rtol=1e-4, atol=1e-6)
    assert shown.statistics.is_exact
    for block_rows in (1, 5):
        cut = measured(trace, *axes, block_rows=block_rows)
        np.testing.assert_allclose(cut.values, expected, rtol=1e-4, atol=1e-6)


def test_few_heads_at_a_time_give_the_same_numbers(monkeypatch):
    asked = inspector("llama")
    [shown] = asked.inspect(request())
    monkeypatch.setattr(statistics, "BLOCK_CELLS", 1)
    text = asked._text.traced
    one_by_one = measured(text.trace.site("self"), *text.axes("self"))
    np.testing.assert_allclose(one_by_one.values, shown.statistics.values, rtol=1e-5)


def of_maps(*layers):
    """A site of finished maps: one array (head, query, key) a layer."""
    maps = [Maps(torch.tensor(np.array(layer), dtype=torch.float32)[None]) for layer in layers]
    return SiteTrace("self", tuple(maps))


def test_a_case_worked_by_hand():
    weights = [[[0.5, 0.5, 0, 0], [1, 0, 0, 0], [0.25] * 4, [0, 0, 0, 0]]]
    tokens = tokens_with(("[CLS]", "a", "b", "[SEP]"))
    [[values]] = measured(of_maps(weights), tokens, tokens).values
    by_name = dict(zip(STATISTICS, values, strict=True))
    # The second row sees one key, the last one nothing.
    assert by_name["entropy"] == 1
    assert by_name["confidence"] == pytest.approx((0.5 + 1 + 0.25) / 3)
    assert by_name["distance"] == pytest.approx((0.5 + 1 + (2 + 1 + 0 + 1) / 4) / 3)
    assert by_name["previous"] == pytest.approx((1 + 0.25) / 2)
    assert by_name["same"] == pytest.approx((0.5 + 0 + 0.25) / 3)
    assert by_name["next"] == pytest.approx((0.5 + 0 + 0.25) / 3)
    assert by_name["first"] == pytest.approx((0.5 + 1 + 0.25) / 3)
    assert by_name["special"] == pytest.approx((0.5 + 1 + 0.5) / 3)


def test_no_more_than_some_rows_of_one_head_are_held_however_long_the_text(monkeypatch):
    n_held, whole_rows = [], QueryKey.whole_rows

    def counted(*asked):
        found = whole_rows(*asked)
        n_held.append(found.numel())
        return found

    monkeypatch.setattr(QueryKey, "whole_rows", counted)
    for n_tokens in (1024, 4096):
        n_held.clear()
        query, key = torch.randn(2, 1, 3, n_tokens, 4, generator=torch.manual_seed(0))
        tokens = tokens_with(labels_of(n_tokens))
        measured(SiteTrace("self", (QueryKey(query, key, 0.5),)), tokens, tokens)
        assert sum(n_held) == 3 * n_tokens**2
        assert max(n_held) <= max(statistics.BLOCK_CELLS, statistics.BLOCK_ROWS * n_tokens)


def test_a_pruned_layer_has_no_numbers_for_the_heads_it_lost():
    one = np.full((1, 3, 3), 1 / 3)
    site = of_maps(one, np.repeat(one, 2, axis=0))
    tokens = tokens_with(("[CLS]", "a", "[SEP]"))
    found = measured(site, tokens, tokens)
    assert np.isnan(found.values[0, 1]).all()
    assert not np.isnan(found.values[1]).any()
    assert found.at(HeadRef(0, 1)) == {}
    assert found.at(HeadRef(None, None))["entropy"] == pytest.approx(1)


def test_what_was_measured_before_something_urgent_came_is_kept():
    tokens = tokens_with(("[CLS]", "a", "b", "[SEP]"))
    weights = np.random.default_rng(0).dirichlet(np.ones(4), (2, 3, 4))
    heads = MeasuredHeads(of_maps(*weights), tokens, tokens, block_rows=1)
    asked = iter([False] * 6)
    with pytest.raises(Cancelled):
        heads.refine(math.inf, lambda: next(asked, True))
    known = heads.record()
    assert (known.n_exact, known.is_exact) == (1, False)
    assert np.isnan(known.values[1]).all()
    heads.refine(math.inf, lambda: False)
    whole = measured(of_maps(*weights), tokens, tokens)
    np.testing.assert_allclose(heads.record().values, whole.values, rtol=1e-6)


def test_a_longer_text_shows_its_overview_before_its_statistics():
    asked = inspector("bert")
    first, second, third = asked.inspect(request("word " * 300))
    assert (first.overview, first.statistics, second.statistics) == (None, None, None)
    assert second.overview is not None
    assert third.statistics.is_exact
    [again] = asked.inspect(replace(third.request, heads=(HeadRef(1, 1),)))
    np.testing.assert_array_equal(again.statistics.values, third.statistics.values)


def test_hidden_tokens_change_nothing():
    asked = inspector("bert")
    [shown] = asked.inspect(request())
    [hidden] = asked.inspect(replace(shown.request, presentation=Presentation(hide_special=True)))
    np.testing.assert_array_equal(hidden.statistics.values, shown.statistics.values)


@pytest.mark.parametrize("family", ["bert", "llama"])
def test_the_statistics_of_a_long_text_come_last_and_step_by_step(family):
    asked = inspector(family)
    text = "a cat and a dog " * (240 if family == "bert" else 70)
    *_, shown = asked.inspect(request(text))
    assert len(shown.tokens) > 1024
    assert shown.statistics.n_exact == 0
    while not shown.is_exact:
        shown = asked.refine(RefineRequest(shown.request, shown.step + 1))
    assert shown.statistics.is_exact
    traced = asked._text.traced
    expected = expected_of(traced.trace.site("self"), *traced.axes("self"))
    np.testing.assert_allclose(shown.statistics.values, expected, rtol=1e-3, atol=1e-6)
    at_once = asked.statistics(shown.request)
    np.testing.assert_array_equal(at_once.values, shown.statistics.values)
