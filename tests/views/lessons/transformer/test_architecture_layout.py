"""Where the blocks of the Transformer are drawn, for two layers and for six."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest
from PySide6.QtCore import QRectF

from explorer.core.lessons.architecture import architecture
from explorer.records.lessons.transformer import Block
from explorer.reference.transformer import Settings, Transformer
from explorer.views.lessons.transformer.architecture_layout import (
    ArchitectureLayout,
    architecture_layout,
    least_height,
)

SMALL = Settings(n_source_words=5, n_target_words=5, width=8, n_heads=2, inner_width=8)


@pytest.fixture(scope="module", params=[1, 2, 6])
def blocks(request) -> tuple[Block, ...]:
    return architecture(Transformer(replace(SMALL, n_layers=request.param))).blocks


@pytest.fixture(params=[(348, 0), (560, 700), (900, 3000)])
def layout(request, blocks) -> ArchitectureLayout:
    width, height = request.param
    return architecture_layout(blocks, width, max(height, least_height(blocks) + 2))


def test_every_block_has_a_place_of_its_own(blocks, layout) -> None:
    assert set(layout.boxes) == {block.name for block in blocks}
    solid = [layout.boxes[block.name] for block in blocks if block.kind != "layer"]
    assert not any(one.intersects(other) for one, other in combinations(solid, 2))
    assert all(box.top() >= 0 for box in (*solid, layout.written))


def test_a_layer_frames_exactly_its_own_blocks(blocks, layout) -> None:
    for layer in (block for block in blocks if block.kind == "layer"):
        frame = layout.boxes[layer.name]
        inside = {name for name, box in layout.boxes.items() if frame.contains(box)}
        parts = {b.name for b in blocks if b.name.startswith(f"{layer.name}.")}
        assert inside == {layer.name, *parts}


def test_blocks_rise_in_the_order_of_the_computation(blocks, layout) -> None:
    for stack in ("encoder", "decoder"):
        kept = [b.name for b in blocks if b.stack == stack and b.kind != "layer"]
        tops = [layout.boxes[name].top() for name in kept]
        assert tops == sorted(tops, reverse=True)
        assert layout.read[stack].top() > tops[0]


def test_the_encoder_leads_to_the_cross_attention_of_every_layer(blocks, layout) -> None:
    ends = [line[-1] for line in layout.arrows]
    for block in blocks:
        if block.site == "cross":
            box = layout.boxes[block.name]
            assert any(end.x() == box.left() and box.top() < end.y() < box.bottom() for end in ends)


def test_a_point_belongs_to_the_innermost_block(blocks, layout) -> None:
    for name, box in layout.boxes.items():
        if next(block for block in blocks if block.name == name).kind != "layer":
            assert layout.name_at(box.center()) == name
    frame = layout.boxes["encoder.0"]
    assert layout.name_at(frame.topLeft() + QRectF(0, 0, 3, 3).center()) == "encoder.0"
