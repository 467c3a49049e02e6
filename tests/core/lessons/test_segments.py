"""Segments with a memory: what it must give, where it reaches, and how its scores are made."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from explorer.core.lessons.segments import (
    ReadSegment,
    SegmentModel,
    reach,
    read_segments,
    sight,
    weight_by_distance,
)
from explorer.core.lessons.transformer_xl import OWN, XLSegments
from explorer.core.lessons.xlnet_memory import XLNetSegments
from explorer.errors import Cancelled
from explorer.reference.transformer_xl import TransformerXL, earliest_reached
from tests.core.models import tiny_checkpoint
from tests.core.vocabularies import wordpiece

IDS = tuple(torch.randint(5, 60, (14,), generator=torch.Generator().manual_seed(0)).tolist())


def transformer_xl(n_layers: int = 2) -> XLSegments:
    settings = replace(
        OWN, vocab_size=64, d_model=16, d_embed=16, n_head=2, d_head=8, d_inner=24, n_layer=n_layers
    )
    torch.manual_seed(0)
    model = TransformerXL(settings).eval()
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if "norm" not in name:
                parameter.normal_(0.0, 0.3)
    return XLSegments("tiny", model, lambda word: len(word) % 64, is_trained=False)


def xlnet(n_layers: int = 2) -> XLNetSegments:
    vocabulary = len(wordpiece())
    return XLNetSegments(
        tiny_checkpoint("xlnet_lm", wordpiece(), n_layer=n_layers, vocab_size=vocabulary)
    )


MODELS = pytest.mark.parametrize("make", [transformer_xl, xlnet])


def read(
    model: SegmentModel, ids: tuple[int, ...] = IDS, *, length: int = 4, memory: int = 4
) -> list[ReadSegment]:
    segments = read_segments(
        model, ids, segment_length=length, memory_length=memory, is_stale=lambda: False
    )
    return list(segments)


def close(ours: torch.Tensor, expected: torch.Tensor) -> None:
    torch.testing.assert_close(ours, expected, atol=1e-5, rtol=0)


@MODELS
def test_a_one_layer_segment_with_memory_equals_the_longer_context_at_once(make):
    model = make(1)
    _, second = read(model, IDS[:8], length=4, memory=4)
    (whole,) = read(model, IDS[:8], length=8)
    close(second.maps, whole.maps[:, :, 4:])


@MODELS
def test_without_memory_each_segment_is_a_text_of_its_own(make):
    model = make()
    second = read(model, memory=0)[1]
    (alone,) = read(model, IDS[4:8])
    assert second.n_remembered == 0
    close(second.maps, alone.maps)


@MODELS
def test_state_carries_across_segments_and_is_cleared_on_a_new_text(make):
    model = make()
    before = read(model)
    other = read(model, (IDS[0] + 1, *IDS[1:]))
    assert not torch.allclose(other[1].maps[1], before[1].maps[1], atol=1e-4)
    for segment, again in zip(before, read(model), strict=True):
        assert torch.equal(segment.maps, again.maps)


@MODELS
def test_a_memory_is_as_long_as_it_may_be_and_holds_what_the_layers_read_last(make):
    segments = read(make(), length=4, memory=6)
    assert [segment.n_remembered for segment in segments] == [0, 4, 6, 6]
    states = torch.cat([segment.states for segment in segments], dim=1)
    close(segments[3].memory, states[:, 6:12])


def test_xlnet_reads_what_its_own_mems_give_it():
    model = xlnet()
    body = model.checkpoint.model.transformer
    kept = None
    for segment in read(model, memory=100):
        ids = torch.tensor([IDS[segment.start : segment.end]])
        with torch.no_grad():
            output = body(ids, mems=kept, use_mems=True, output_attentions=True)
        kept = output.mems  # grows: its configuration gives no length
        for ours, theirs in zip(segment.maps, output.attentions, strict=True):
            close(ours, theirs[0])


@MODELS
def test_the_four_terms_add_up_to_the_scores_of_the_map(make):
    model = make()
    segments = read(model, memory=6)
    may_see = sight(segments, has_future=model.has_future)
    for segment in (segments[0], segments[2], segments[3]):
        keys = slice(segment.start - segment.n_remembered, segment.end)
        seen = may_see[segment.start : segment.end, keys]
        scores = np.where(seen, model.terms(segment, 1, 1).sum(axis=0), -np.inf)
        close(torch.tensor(scores).softmax(-1), segment.maps[1, 1])


@MODELS
@pytest.mark.parametrize(("length", "memory", "n_layers"), [(4, 4, 2), (3, 5, 2), (4, 2, 3)])
def test_information_comes_from_where_a_change_still_shows(make, length, memory, n_layers):
    model, position = make(n_layers), 12
    before = read(model, length=length, memory=memory)
    reached = reach(sight(before, has_future=model.has_future), n_layers, position)
    changed = np.zeros(reached.shape, np.bool_)
    changed[n_layers, position] = True
    for place in range(len(IDS)):
        other = (*IDS[:place], IDS[place] + 1, *IDS[place + 1 :])
        after = read(model, other, length=length, memory=memory)
        number = position // length
        # What the last layer reads at the position, one layer down for each row.
        row = position - before[number].start
        moved = after[number].states[-1, row] - before[number].states[-1, row]
        changed[0, place] = float(moved.abs().max()) > 1e-5
    below = reach(sight(before, has_future=model.has_future), n_layers - 1, position)
    assert below[0].tolist() == changed[0].tolist()
    assert (reached[0] >= below[0]).all()


@pytest.mark.parametrize("memory", [0, 2, 4, 7])
def test_reach_is_as_far_as_the_reference_reckons(memory):
    model = transformer_xl(3)
    segments = read(model, memory=memory)
    settings = replace(model.model.settings, mem_len=memory)
    for position in range(len(IDS)):
        first = int(reach(sight(segments, has_future=False), 3, position)[0].argmax())
        assert first == earliest_reached(position, 4, settings)


def test_weights_are_averaged_by_how_far_back_the_key_stands():
    maps = torch.tensor([[1.0, 0.0], [0.25, 0.75]])
    later = torch.tensor([[0.5, 0.3, 0.2]])
    empty = torch.zeros(1, 0, 1)
    segments = [
        ReadSegment(0, empty, torch.zeros(1, 2, 1), maps[None, None]),
        ReadSegment(2, torch.zeros(1, 2, 1), torch.zeros(1, 1, 1), later[None, None]),
    ]
    expected = [(1.0 + 0.75 + 0.2) / 3, (0.25 + 0.3) / 2, 0.5]
    np.testing.assert_allclose(weight_by_distance(segments, 0, 0), expected, atol=1e-6)


def test_reading_is_given_up_between_two_segments():
    with pytest.raises(Cancelled):
        list(
            read_segments(
                transformer_xl(), IDS, segment_length=4, memory_length=4, is_stale=lambda: True
            )
        )
