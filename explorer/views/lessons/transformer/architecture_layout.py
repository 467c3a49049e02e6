"""Where the blocks of the Transformer stand: Figure 1 of the paper, for any number of layers.

Pure geometry: two stacks beside each other, each from its embedding upwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from PySide6.QtCore import QPointF, QRectF

from explorer.records.lessons.transformer import Block, BlockKind, Stack

HEIGHTS: dict[BlockKind, float] = {
    "embedding": 26, "positions": 24, "attention": 28, "feed_forward": 26, "residual": 18,
    "output": 26, "softmax": 26, "layer": 0,
}  # fmt: skip
BETWEEN = 14.0  # blocks that an arrow joins
WITHIN = 9.0  # sub-layers of a layer
AROUND = 9.0  # a layer's frame and what it holds
WORDS = 24.0  # a line of what goes in, and of what comes out
GUTTER = 22.0  # between the stacks; the encoder's answer runs up in it
SIDE = 14.0  # of a stack, for the path around a sub-layer
MOST_STRETCHED = 1.6
LEAST_ARROW = 4.0  # blocks that are nearer touch
WIDEST = 560.0

Line = tuple[QPointF, ...]


@dataclass(frozen=True, slots=True, eq=False)
class ArchitectureLayout:
    """boxes: by name of the block; a layer's box is its frame.

    arrows: polylines that end in an arrow. bypasses: around each sub-layer to its residual.
    read, written: where the words that go in (encoder, decoder) and the next word stand.
    """

    boxes: dict[str, QRectF]
    arrows: tuple[Line, ...]
    bypasses: tuple[Line, ...]
    read: dict[Stack, QRectF]
    written: QRectF

    def name_at(self, point: QPointF) -> str | None:
        """The innermost block at a point."""
        inside = [name for name, box in self.boxes.items() if box.contains(point)]
        return min(inside, key=lambda name: self.boxes[name].height(), default=None)


@dataclass(slots=True)
class _Column:
    """One stack while it grows upwards."""

    left: float
    width: float
    foot: float  # where the next block ends
    stretch: float

    def block(self, height: float, gap: float, inset: float = SIDE) -> QRectF:
        top = self.foot - (gap + height) * self.stretch
        self.foot = top
        return QRectF(self.left + inset, top, self.width - 2 * inset, height * self.stretch)


def least_height(blocks: Sequence[Block]) -> float:
    """Of the drawing at its natural size."""
    return max(_height(stack) for stack in _stacks(blocks).values()) + 2 * WORDS


def architecture_layout(blocks: Sequence[Block], width: float, height: float) -> ArchitectureLayout:
    stretch = min(max(height / max(least_height(blocks), 1.0), 1.0), MOST_STRETCHED)
    foot = min(height, least_height(blocks) * stretch) - 1  # the rest stays empty below
    drawn = min(width, WIDEST)
    left = (width - drawn) / 2
    column = (drawn - GUTTER) / 2
    lefts: dict[Stack, float] = {"encoder": left, "decoder": left + column + GUTTER}
    boxes: dict[str, QRectF] = {}
    arrows: list[Line] = []
    bypasses: list[Line] = []
    read: dict[Stack, QRectF] = {}
    for stack, parts in _stacks(blocks).items():
        grown = _Column(lefts[stack], column, foot, stretch)
        read[stack] = grown.block(WORDS - 4, 0, inset=0)
        placed = _placed(parts, grown)
        boxes |= placed
        arrows += _upwards(parts, placed, read[stack])
        bypasses += _bypasses(parts, placed, is_left=stack == "encoder")
    top = boxes[blocks[-1].name] if blocks else QRectF()
    above = QRectF(lefts["decoder"], top.top() - WORDS * stretch, column, (WORDS - 4) * stretch)
    arrows.append(_straight(top, above))
    arrows += _across(blocks, boxes, lefts["decoder"] - GUTTER / 2)
    return ArchitectureLayout(boxes, tuple(arrows), tuple(bypasses), read, above)


def _stacks(blocks: Sequence[Block]) -> dict[Stack, list[Block]]:
    stacks: tuple[Stack, ...] = ("encoder", "decoder")
    return {stack: [block for block in blocks if block.stack == stack] for stack in stacks}


def _gap(block: Block, before: BlockKind | None) -> float:
    """Below a block."""
    match block.kind:
        case "residual":
            return 2.0  # it closes the sub-layer that it stands on
        case "positions":
            return 2.0
        case "attention" | "feed_forward":
            return AROUND if before == "layer" else WITHIN
        case _:
            return BETWEEN


def _height(parts: Sequence[Block]) -> float:
    gaps = [_gap(block, before) for block, before in _with_before(parts)]
    n_layers = len({block.layer for block in parts if block.layer is not None})
    return sum(HEIGHTS[block.kind] for block in parts) + sum(gaps) + n_layers * AROUND


def _with_before(parts: Sequence[Block]) -> list[tuple[Block, BlockKind | None]]:
    kinds: list[BlockKind | None] = [None, *(block.kind for block in parts)]
    return list(zip(parts, kinds, strict=False))


def _placed(parts: Sequence[Block], column: _Column) -> dict[str, QRectF]:
    boxes: dict[str, QRectF] = {}
    before: BlockKind | None = None
    for layer, members in groupby(parts, key=lambda block: block.layer):
        frame = ""
        for block in members:
            gap = _gap(block, before)
            before = block.kind
            if block.kind == "layer":
                frame = block.name
                foot = column.foot = column.foot - gap * column.stretch
                continue
            boxes[block.name] = column.block(HEIGHTS[block.kind], gap)
        if layer is not None:
            column.foot -= AROUND * column.stretch
            boxes[frame] = QRectF(column.left, column.foot, column.width, foot - column.foot)
    return boxes


def _straight(below: QRectF, above: QRectF) -> Line:
    return QPointF(below.center().x(), below.top()), QPointF(below.center().x(), above.bottom())


def _upwards(parts: Sequence[Block], boxes: dict[str, QRectF], read: QRectF) -> list[Line]:
    """From each block to the one above it."""
    chain = [read, *(boxes[block.name] for block in parts if block.kind != "layer")]
    apart = [(one, two) for one, two in pairwise(chain) if one.top() - two.bottom() > LEAST_ARROW]
    return [_straight(below, above) for below, above in apart]


def _bypasses(parts: Sequence[Block], boxes: dict[str, QRectF], *, is_left: bool) -> list[Line]:
    """What goes into a sub-layer also goes around it, to be added to its answer."""
    lines: list[Line] = []
    for below, above in pairwise(parts):
        if above.kind == "residual":
            box, end = boxes[below.name], boxes[above.name]
            side = box.left() if is_left else box.right()
            far = side + (-SIDE / 2 if is_left else SIDE / 2)
            foot, head = box.bottom() + WITHIN / 2, end.center().y()
            lines.append((
                QPointF(box.center().x(), foot), QPointF(far, foot), QPointF(far, head),
                QPointF(side, head),
            ))  # fmt: skip
    return lines


def _across(blocks: Sequence[Block], boxes: dict[str, QRectF], x: float) -> list[Line]:
    """What the encoder answers, to the cross-attention of every layer."""
    encoded = [boxes[block.name] for block in blocks if block.stack == "encoder"]
    if not encoded:
        return []
    top = min(encoded, key=lambda box: box.top())
    start = QPointF(top.center().x(), top.top())
    turn = start.y() - BETWEEN / 2
    lines: list[Line] = []
    for block in blocks:
        if block.site == "cross":
            end = QPointF(boxes[block.name].left(), boxes[block.name].center().y())
            lines.append((
                start, QPointF(start.x(), turn), QPointF(x, turn), QPointF(x, end.y()), end,
            ))  # fmt: skip
    return lines
