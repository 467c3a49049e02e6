"""The page on memory: what a person sets in it, and what it shows of an answer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from explorer.records import HeadRef
from explorer.records.lessons.memory import MemoryAnswer, MemoryRequest
from explorer.state.actions.lessons import LessonChanged, LessonOpened, LessonReady
from explorer.state.lessons.memory import MemorySettings
from explorer.state.lessons.taught import wanted_lesson
from explorer.state.model import AppState
from explorer.state.reduce import reduce
from explorer.views.lessons.memory_page import MemoryPage
from tests.views.live import live
from tests.views.states import axis_of, map_with, softmax, state_with

LABELS = tuple("the cat that we saw was asleep on it .".split())  # noqa: SIM905


def answer_to(request: MemoryRequest) -> MemoryAnswer:
    """Segments of four tokens with a memory of four, of a model of two layers."""
    number = min(request.segment, 2)
    first, end = ((0, 4), (4, 8), (8, 10))[number]
    n_remembered = min(first, 4)
    rng = np.random.default_rng(request.head)
    terms = rng.normal(size=(4, end - first, n_remembered + end - first)).astype(np.float32)
    weights = softmax(terms.sum(axis=0))
    queries, keys = axis_of(LABELS[first:end]), axis_of(LABELS[first - n_remembered : end])
    reach = np.zeros((2, 3, 10), np.bool_)
    reach[0, :, 1:end] = True
    reach[1, :, first:end] = True
    distances = np.zeros((2, 10), np.float32)
    distances[0, :8], distances[1, :4] = 0.2, 0.3
    alone = weights[:, n_remembered:]
    return MemoryAnswer(
        request=request, model="Transformer-XL", is_trained=False, has_future=False, n_layers=2,
        n_heads=2, labels=LABELS, n_cut=0, bounds=((0, 4), (4, 8), (8, 10)), segment=number,
        layer=request.layer, head=request.head,
        position=end - 1 if request.position is None else request.position,
        n_remembered=n_remembered,
        remembering=map_with(weights, queries, keys, HeadRef(0, 0)),
        forgetting=map_with(alone / alone.sum(axis=1, keepdims=True), queries, queries),
        terms=terms, by_distance=distances, reach=reach,
    )  # fmt: skip


def answered(state: AppState) -> AppState:
    request = wanted_lesson(state)
    assert isinstance(request, MemoryRequest)
    return reduce(state, LessonReady(answer_to(request), state.model))


@pytest.fixture
def page(qtbot: Any) -> Any:
    """Answers what it asks for at once."""
    page = MemoryPage()
    state = reduce(state_with(labels=LABELS), LessonOpened("memory"))
    state = answered(reduce(state, LessonChanged(MemorySettings(segment=1))))
    page.said = live(qtbot, page, state, (940, 900))

    def answer(_old: AppState, new: AppState) -> None:
        asked = wanted_lesson(new)
        shown = new.lessons.answer(MemoryAnswer)
        if shown is None or shown.request != asked:
            assert isinstance(asked, MemoryRequest)
            page.store.dispatch(LessonReady(answer_to(asked), new.model))

    page.store.subscribe(answer)
    return page


def settings(page: Any) -> MemorySettings:
    held: MemorySettings = page.store.state.lessons.memory
    return held


def middle(view: Any, row: int, column: int) -> QPoint:
    return view.layout_now().cell_rect(row, column).center().toPoint()


def test_the_memory_stands_left_of_a_line(page: Any) -> None:
    assert page.remembering.keys.labels == LABELS[:8]
    assert page.forgetting.keys.labels == LABELS[4:8]
    assert page.captions[0].text() == "With memory: 4 remembered | the segment"
    assert "random" in page.notice.text()


def test_sliders_set_how_long_segment_and_memory_are(page: Any) -> None:
    QTest.keyClick(page.controls.segment_length.slider, Qt.Key.Key_Right)
    QTest.keyClick(page.controls.memory_length.slider, Qt.Key.Key_Left)
    assert (settings(page).segment_length, settings(page).memory_length) == (5, 3)
    assert page.controls.segment_length.words.text() == "5 tokens"


def test_segments_are_stepped_through_and_the_ends_stop(page: Any) -> None:
    QTest.mouseClick(page.stepper.next, Qt.MouseButton.LeftButton)
    assert page.stepper.where.text() == "Segment 3 of 3"
    assert not page.stepper.next.isEnabled()
    QTest.keyClick(page.stepper.previous, Qt.Key.Key_Return)
    QTest.keyClick(page.stepper.previous, Qt.Key.Key_Return)
    assert page.remembering.keys.labels == LABELS[:4]
    assert not page.stepper.previous.isEnabled()


def test_play_begins_anew_at_the_end_goes_on_by_itself_and_stops(page: Any) -> None:
    page.stepper.stepped.emit(2)
    QTest.mouseClick(page.stepper.play, Qt.MouseButton.LeftButton)
    assert page.stepper.where.text() == "Segment 1 of 3"
    assert page.stepper.play.text() == "Pause"
    page.stepper._timer.timeout.emit()
    page.stepper._timer.timeout.emit()
    assert page.stepper.where.text() == "Segment 3 of 3"
    assert page.stepper.play.text() == "Play"


def test_the_score_of_the_cell_pointed_at_is_taken_apart(page: Any) -> None:
    QTest.mouseMove(page.remembering, middle(page.remembering, 1, 2))
    assert settings(page).cell == (1, 2)
    shown = page.store.state.lessons.answer(MemoryAnswer)
    said = page.terms.accessibleDescription()
    assert said.startswith("was → that, distance 3")
    for term in (*shown.terms[:, 1, 2], shown.terms[:, 1, 2].sum()):
        assert f"{term:+.2f}".replace("-", "−") in said


def test_a_later_key_is_said_to_be_hidden(page: Any) -> None:
    QTest.mouseMove(page.remembering, middle(page.remembering, 0, 7))
    assert "hidden: the key comes later" in page.terms.accessibleDescription()


def test_a_token_that_is_clicked_is_traced_back(page: Any) -> None:
    assert "“on”" in page.reach_words.text()
    QTest.mouseClick(
        page.remembering, Qt.MouseButton.LeftButton, pos=middle(page.remembering, 1, 2)
    )
    assert settings(page).position == 5
    assert "“was”" in page.reach_words.text()
    assert page.captions[2].text() == "With memory, tokens back that it reaches: 4"
    assert page.captions[3].text() == "Without memory, tokens back that it reaches: 1"
    grid = page.reaches[0]
    QTest.mouseClick(grid, Qt.MouseButton.LeftButton, pos=middle(grid, 0, 7))
    assert settings(page).position == 7
    assert grid.queries.labels == ("layer 1", "layer 0", "words")


def test_weights_are_read_out_by_distance_with_the_keyboard(page: Any) -> None:
    assert [len(curve.points) for curve in page.by_distance.curves] == [8, 8]
    page.by_distance.setFocus()
    for _ in range(6):
        QTest.keyClick(page.by_distance, Qt.Key.Key_Right)
    assert page.by_distance._pointed == 5
    words, numbers = page.by_distance.read_out(5)
    assert words == "tokens back: 5"
    assert numbers == "with memory 0.200 · without 0.000"


def test_layer_head_and_model_are_chosen(page: Any) -> None:
    QTest.keyClick(page.controls.head, Qt.Key.Key_Down)
    QTest.keyClick(page.controls.layer, Qt.Key.Key_Down)
    QTest.keyClick(page.controls.model, Qt.Key.Key_Down)
    chosen = settings(page)
    assert (chosen.head, chosen.layer, chosen.source) == (1, 1, "xlnet")
    assert page.notice.text().endswith("Read with Transformer-XL.")


def test_the_head_of_an_open_xlnet_is_that_of_the_window(page: Any) -> None:
    state = page.store.state
    page.store.dispatch(LessonChanged(replace(settings(page), source="xlnet")))
    opened = replace(state.model, family="xlnet")
    asked = settings(page).wanted(state.document, opened, HeadRef(1, 1), "linear")
    assert (asked.layer, asked.head) == (1, 1)
    mean = settings(page).wanted(state.document, opened, HeadRef(None, None), "linear")
    assert (mean.layer, mean.head) == (0, 0)
    page._model = opened
    QTest.keyClick(page.controls.layer, Qt.Key.Key_Down)
    assert page.store.state.head == HeadRef(1, 0)


def test_a_published_folder_is_chosen_or_not(page: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "")
    page.controls.model.chosen.emit("open")
    assert settings(page).source == "own"
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "/models/wt103")
    page.controls.model.chosen.emit("open")
    assert settings(page).source == "/models/wt103"
    assert page.controls.model.text() == "wt103"


def test_settings_of_the_view_alone_ask_for_nothing_new() -> None:
    state = reduce(state_with(labels=LABELS), LessonOpened("memory"))
    pointed = reduce(state, LessonChanged(replace(state.lessons.memory, cell=(1, 1))))
    assert wanted_lesson(pointed) == wanted_lesson(state)
