"""The words of the target opposite those of the source."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFont

from explorer.records import Document, HeadRef, Presentation, SiteInfo
from explorer.state.actions import Hovered, TokensPinned
from explorer.state.edges import Edges
from explorer.views.lines.alignment_layout import AlignmentLayout
from explorer.views.lines.alignment_view import AlignmentView
from explorer.views.map.token_axis import AxisText
from tests.views.live import live
from tests.views.states import axis_of, map_with, model_with, state_with, tokens_with

LEFT = Qt.MouseButton.LeftButton
SIZE = (600, 320)
SITES = tuple(SiteInfo(name, 2, 2) for name in ("encoder", "decoder", "cross"))
CROSS = HeadRef(0, 0, "cross")
SOURCE, TARGET = ("ich", "mag", "Katzen", "sehr"), ("I", "love", "cats")
WEIGHTS = np.array(
    [[0.97, 0.01, 0.01, 0.01], [0.01, 0.48, 0.01, 0.5], [0.01, 0.01, 0.97, 0.01]], np.float32
)


def translated(weights=WEIGHTS, head=CROSS, source=SOURCE, **changes):
    """A state whose alignment is in front."""
    shown = map_with(
        weights,
        axis_of(TARGET),
        axis_of(source),
        head,
        presentation=changes.get("presentation", Presentation(merge_words=True)),
    )
    model = replace(model_with(2, 2), objective="seq2seq", sites=SITES, mask_token=None)
    document = Document(" ".join(source), target=" ".join(TARGET))
    state = state_with(
        labels=source, head=head, model=model, document=document, view="alignment", **changes
    )
    inspection = replace(state.inspection, maps=(shown,), target=tokens_with(TARGET))
    return replace(state, inspection=inspection)


def point_of(view, side, index):
    return view.layout_now().label_box(side, index).center().toPoint()


def layout_of(queries, keys, width=600, scrolled=0):
    font = QFont()
    return AlignmentLayout(AxisText(queries, font), AxisText(keys, font), width, 320, scrolled)


@pytest.mark.usefixtures("qtbot")
def test_the_source_stands_above_the_target_and_words_never_overlap():
    for queries, keys in ((TARGET, SOURCE), (("one",), SOURCE * 9), (TARGET * 20, SOURCE)):
        layout = layout_of(queries, keys)
        assert layout.label_box("key", 0).bottom() < layout.above < layout.below
        assert layout.below < layout.label_box("query", 0).top()
        for side, words in (("query", queries), ("key", keys)):
            boxes = [layout.label_box(side, index) for index in range(len(words))]
            assert all(one.right() < other.left() for one, other in pairwise(boxes))
            assert boxes[0].left() >= 0
            assert boxes[-1].right() <= max(layout.length, layout.width)


@pytest.mark.usefixtures("qtbot")
def test_a_line_runs_from_below_its_source_word_to_above_its_target_word():
    layout = layout_of(TARGET, SOURCE)
    start, _, _, end = layout.curve(1, 3)
    assert (start.x(), start.y()) == (layout.label_box("query", 1).center().x(), layout.below)
    assert (end.x(), end.y()) == (layout.label_box("key", 3).center().x(), layout.above)


@pytest.mark.usefixtures("qtbot")
def test_only_lines_that_cross_the_view_are_drawn():
    layout = layout_of(TARGET * 40, SOURCE * 40, scrolled=2500)
    rows, columns = np.array([0, 60, 0, 100]), np.array([0, 80, 150, 2])
    weights = np.ones(4, np.float32)
    edges = Edges(np.zeros(4, np.intp), rows, columns, weights, weights.astype(np.uint8))
    seen = layout.crosses(edges, 600)
    assert not seen[0]
    assert seen[2]
    assert seen[3]


def test_the_strongest_line_joins_the_words_that_belong_together(qtbot):
    view = AlignmentView()
    live(qtbot, view, translated(), SIZE)
    edges = view.edges_now()
    assert {(int(r), int(c)) for r, c in zip(edges.rows[:2], edges.columns[:2], strict=True)} == {
        (0, 0), (2, 2),
    }  # fmt: skip
    layout = view.layout_now()
    image = view.viewport().grab().toImage()
    for column, is_there in ((2, True), (3, True), (1, True)):
        at = layout.label_box("key", column).center()
        seen = image.pixelColor(QPoint(round(at.x()), round(layout.above) + 3))
        assert (seen.blue() - seen.red() > 40) == is_there


def test_pointing_at_a_word_leaves_its_lines_alone_and_marks_what_they_reach(qtbot):
    view = AlignmentView()
    said = live(qtbot, view, translated(), SIZE)
    qtbot.mouseMove(view.viewport(), point_of(view, "query", 1))
    assert said == [Hovered(queries=(1,))]
    assert set(view.edges_now().rows.tolist()) == {1}
    image = view.viewport().grab().toImage()
    layout = view.layout_now()
    for column, is_marked in ((1, True), (3, True)):
        at = layout.square("key", column, 0).center().toPoint()
        seen = image.pixelColor(at)
        assert (seen.blue() - seen.red() > 40) == is_marked
    qtbot.mouseMove(view.viewport(), point_of(view, "key", 2))
    assert said[-1] == Hovered(keys=(2,))
    assert set(view.edges_now().columns.tolist()) == {2}


@pytest.mark.qt_log_ignore("Mouse event")  # the window would take the release
def test_a_click_pins_a_word_of_the_target_and_asks_what_comes_after_it(qtbot):
    view = AlignmentView()
    said = live(qtbot, view, translated(), SIZE)
    qtbot.mouseClick(view.viewport(), LEFT, pos=point_of(view, "query", 2))
    assert said[-1] == TokensPinned((2,), toggle=True)
    assert view.store.state.pinned == {2}
    assert view.store.state.focus == 2


def test_words_are_walked_with_the_arrows_in_the_direction_of_the_text(qtbot):
    view = AlignmentView()
    said = live(qtbot, view, translated(), SIZE)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Left):
        qtbot.keyClick(view, key)
    assert said == [
        Hovered(queries=(0,)), Hovered(queries=(1,)), Hovered(keys=(1,)), Hovered(keys=(0,)),
    ]  # fmt: skip


def test_the_threshold_takes_faint_lines_away(qtbot):
    view = AlignmentView()
    live(qtbot, view, translated(presentation=Presentation(threshold=0.1, merge_words=True)), SIZE)
    assert len(view.edges_now()) == 4


def test_a_long_sentence_is_scrolled_sideways_to_what_is_reached(qtbot):
    view = AlignmentView()
    live(qtbot, view, translated(np.tile(WEIGHTS, (1, 9)), source=SOURCE * 9), SIZE)
    bar = view.horizontalScrollBar()
    assert bar.maximum() > 0
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Up, *[Qt.Key.Key_Right] * 30):
        qtbot.keyClick(view, key)
    box = view.layout_now().label_box("key", 30)
    assert box.left() >= 0
    assert box.right() <= view.viewport().width()
    assert bar.value() > 0


def test_other_sites_have_no_alignment(qtbot):
    view = AlignmentView()
    live(qtbot, view, translated(head=HeadRef(0, 0, "encoder")), SIZE)
    assert view.layout_now() is None
