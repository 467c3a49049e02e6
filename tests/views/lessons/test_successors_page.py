"""The page on BERT's successors: columns that fill one by one, and what a person does in them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from explorer.records import Candidate, OriginalRank, Prediction, Progress
from explorer.records.lessons.successors import (
    READERS,
    Cost,
    ReadBy,
    Sight,
    SuccessorsAnswer,
    SuccessorsRequest,
)
from explorer.state.actions.lessons import LessonOpened, LessonProgressed, LessonReady
from explorer.state.lessons.successors import SuccessorsSettings
from explorer.state.lessons.taught import is_lesson_current, wanted_lesson
from explorer.state.model import AppState
from explorer.state.reduce import reduce
from explorer.views.lessons.successors_page import SuccessorsPage
from tests.views.live import live
from tests.views.states import state_with, tokens_with

LABELS = ("[CLS]", "the", "doctor", "told", "[SEP]")


def reading(kind: str, *, position: int = 2) -> ReadBy:
    is_trained = kind in ("bert", "xlnet")
    candidate = Candidate(7, "patient", "patient", 0.4)
    prediction = Prediction(position, "mask", (candidate,), OriginalRank(9, "doctor", 0.1, 3, 99))
    sight = Sight(
        tokens_with(LABELS), np.ones((5, 5), np.bool_), position, prediction if is_trained else None
    )
    return ReadBy(kind, f"my {kind}", "", is_trained, 22_700_000, sight)


def answer_to(request: Any, n_read: int = 5, *, costs: int = 0) -> SuccessorsAnswer:
    assert isinstance(request, SuccessorsRequest)
    position = 3 if request.character == 11 else 2
    measured = tuple(Cost(2**power, 0.001 * power, power << 20) for power in range(4, 4 + costs))
    readings = tuple(
        replace(reading(kind, position=position), costs=measured) for kind in READERS[:n_read]
    )
    offered = (("causal", "openai/gpt2"), ("bert", "a/bert"))
    return SuccessorsAnswer(request, readings, offered, is_part=n_read < 5)


@pytest.fixture
def page(qtbot: Any) -> Any:
    page = SuccessorsPage()
    state = reduce(state_with(labels=LABELS), LessonOpened("successors"))
    page.said = live(qtbot, page, state, (940, 900))
    answer(page)
    return page


def answer(page: Any, n_read: int = 5, *, costs: int = 0) -> None:
    state: AppState = page.store.state
    found = answer_to(wanted_lesson(state), n_read, costs=costs)
    page.store.dispatch(LessonReady(found, state.model))


def settings(page: Any) -> SuccessorsSettings:
    held: SuccessorsSettings = page.store.state.lessons.successors
    return held


def column(page: Any, kind: str) -> Any:
    return next(reader for reader in page.readers if reader.kind == kind)


def middle(view: Any, row: int, col: int) -> QPoint:
    return view.layout_now().cell_rect(row, col).center().toPoint()


def test_a_column_says_what_is_seen_predicted_and_true(page: Any) -> None:
    bert = column(page, "bert")
    assert bert.parameters.text() == "22.7 million parameters"
    assert bert.candidates.isVisible()
    assert bert.predicts.text() == "Predicts what the mask hides:"
    assert bert.truth.text() == "“doctor”: 0.100, rank 3"
    assert page.token.text().startswith("Predicted: “doctor”")


def test_random_weights_show_what_they_see_and_no_prediction(page: Any) -> None:
    roberta = column(page, "roberta")
    assert roberta.grid.isVisible()
    assert not roberta.candidates.isVisible()
    assert "Random weights" in roberta.predicts.text()


def test_parts_that_are_not_there_yet_keep_the_page_waiting(page: Any) -> None:
    QTest.mouseClick(page.next, Qt.MouseButton.LeftButton)
    answer(page, n_read=2)
    assert not is_lesson_current(page.store.state)
    assert column(page, "causal").grid.isVisible()
    answer(page)
    assert is_lesson_current(page.store.state)


def test_a_row_that_is_clicked_is_predicted_by_all(page: Any) -> None:
    grid = column(page, "causal").grid
    QTest.mouseClick(grid, Qt.MouseButton.LeftButton, pos=middle(grid, 3, 0))
    assert settings(page).character == 11
    answer(page)
    assert page.token.text().startswith("Predicted: “told”")


def test_tokens_are_stepped_through_by_keyboard_and_the_ends_stop(page: Any) -> None:
    QTest.keyClick(page.next, Qt.Key.Key_Return)
    assert settings(page).character == 11
    answer(page)
    assert not page.next.isEnabled()
    QTest.keyClick(page.previous, Qt.Key.Key_Return)
    assert settings(page).character == 4


def test_another_model_of_the_kind_is_chosen_for_a_column(page: Any, monkeypatch: Any) -> None:
    causal = column(page, "causal")
    assert causal.model.text() == "my causal"
    QTest.keyClick(causal.model, Qt.Key.Key_Down)
    assert settings(page).sources == ("", "", "", "", "openai/gpt2")
    assert causal.model.text() == "openai/gpt2"
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "/models/mine")
    column(page, "roberta").model.chosen.emit("folder")
    assert settings(page).sources[1] == "/models/mine"
    assert column(page, "roberta").model.text() == "mine"
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "")
    column(page, "roberta").model.chosen.emit("folder")
    assert settings(page).sources[1] == "/models/mine"


def test_a_model_that_cannot_read_says_why_in_its_column(page: Any) -> None:
    request = wanted_lesson(page.store.state)
    found = answer_to(request)
    broken = ReadBy("xlnet", message="There is no built-in model.")
    readings = tuple(broken if one.kind == "xlnet" else one for one in found.readings)
    page.store.dispatch(LessonReady(replace(found, readings=readings), page.store.state.model))
    xlnet = column(page, "xlnet")
    assert xlnet.message.text() == "There is no built-in model."
    assert not xlnet.grid.isVisible()
    assert column(page, "bert").grid.isVisible()


def test_a_text_that_was_cut_is_told(page: Any) -> None:
    found = answer_to(wanted_lesson(page.store.state))
    first = found.readings[0]
    assert first.sight is not None
    cut = replace(first, sight=replace(first.sight, n_cut=46))
    page.store.dispatch(
        LessonReady(replace(found, readings=(cut, *found.readings[1:])), page.store.state.model)
    )
    assert column(page, "bert").sees.text().endswith("46 tokens at the end were not read.")


def test_costs_are_measured_when_asked_for_stopped_and_kept(page: Any) -> None:
    assert not page.cost.seconds.isVisible()
    QTest.mouseClick(page.cost.button, Qt.MouseButton.LeftButton)
    assert settings(page).is_measured
    assert page.cost.button.text() == "Stop measuring"
    asked = wanted_lesson(page.store.state)
    page.store.dispatch(LessonProgressed(asked, Progress("", 0.5)))
    assert page.cost.progress.fraction == 0.5
    found = replace(answer_to(asked, costs=3), is_part=True)
    page.store.dispatch(LessonReady(found, page.store.state.model))
    curves = page.cost.seconds.curves
    assert [curve.name for curve in curves][:2] == ["BERT", "RoBERTa"]
    assert curves[0].points[0] == (16.0, pytest.approx(4.0))
    QTest.mouseClick(page.cost.button, Qt.MouseButton.LeftButton)
    assert not settings(page).is_measured
    answer(page, costs=3)
    assert page.cost.memory.curves[0].points[2] == (64.0, pytest.approx(6.0))
    assert page.cost.button.text() == "Measure on"


def test_once_all_is_measured_there_is_nothing_to_press(page: Any) -> None:
    QTest.mouseClick(page.cost.button, Qt.MouseButton.LeftButton)
    answer(page, costs=3)
    assert not page.cost.button.isVisible()
    assert not page.cost.progress.isVisible()
