"""Before and after: what a click selects, which file is read, and what cannot be compared."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from explorer.core.difference import difference
from explorer.records import Classification, ClassScore, HeadRef, Progress
from explorer.records.lessons.compare import CompareAnswer, ComparedMaps, HeldOut, Side
from explorer.state.actions import HeadSelected, Hovered
from explorer.state.actions.lessons import (
    LessonChanged,
    LessonFailed,
    LessonOpened,
    LessonProgressed,
    LessonReady,
)
from explorer.state.lessons.compare import CompareSettings
from explorer.state.lessons.taught import wanted_lesson
from explorer.state.model import AppState
from explorer.state.reduce import reduce
from explorer.views.lessons.compare_page import ComparePage
from tests.views.live import live
from tests.views.states import axis_of, predictions_of, seeded_map, state_with

CHANGES = np.zeros((6, 12), np.float32)
CHANGES[2, 5], CHANGES[4, 1] = 0.4, 0.2
OVER_DATA = np.zeros((6, 12), np.float32)
OVER_DATA[5, 11] = 0.3
CLASSES = Classification("one", (ClassScore(1, "food", 0.75), ClassScore(0, "animal", 0.25)))


def answer_to(state: AppState, **changes: Any) -> CompareAnswer:
    """`changes` replace fields of the answer."""
    request, shown = wanted_lesson(state), state.inspection
    assert shown is not None
    assert state.model is not None
    axis = axis_of(shown.tokens.labels)
    before = seeded_map(HeadRef(0, 0), axis, state.presentation)
    after = seeded_map(HeadRef(1, 1), axis, state.presentation)
    tuned = replace(state.model, name="tuned", source="/tuned", objective="classification")
    answer = CompareAnswer(
        request,
        shown.tokens,
        Side(state.model, predictions_of(shown.tokens), None, shown.tokens.labels),
        Side(tuned, (), CLASSES, shown.tokens.labels),
        ComparedMaps(before, after, difference(after, before), CHANGES),
    )
    return replace(answer, **changes)


def answered(state: AppState, **changes: Any) -> AppState:
    return reduce(state, LessonReady(answer_to(state, **changes), state.model))


def opened(settings: CompareSettings | None = None) -> AppState:
    state = reduce(state_with(), LessonOpened("compare"))
    return state if settings is None else reduce(state, LessonChanged(settings))


def held_out(n: int = 10, fraction: float = 1.0) -> HeldOut:
    return HeldOut("held-out.txt", OVER_DATA, n, 2, "line 3: it has no text", 0, fraction)


@pytest.fixture
def page(qtbot: Any) -> Any:
    def shown(state: AppState) -> tuple[ComparePage, list[Any]]:
        page = ComparePage()
        return page, live(qtbot, page, state, (950, 620))

    return shown


def click(widget: Any, at: QPoint) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=at)


def test_the_head_that_changed_most_is_on_top_and_a_click_selects_it(page):
    shown, said = page(answered(opened()))
    assert shown.changes.ranking.accessibleDescription().startswith("L2 H5 0.400, L4 H1 0.200")
    click(shown.changes.ranking, shown.changes.ranking.row_rect(1).center())
    assert said == [HeadSelected(HeadRef(4, 1))]


def test_a_click_on_a_cell_selects_its_head_and_on_a_word_the_mean_of_the_layer(page):
    shown, said = page(answered(opened()))
    layout = shown.changes.grid.layout_now()
    cell = layout.cell_rect(2, 5).center().toPoint()
    assert shown.changes.grid.words_of(2, 5) == ("L2 H5", "0.4000 bits")
    click(shown.changes.grid, cell)
    click(shown.changes.grid, QPoint(4, cell.y()))
    assert said == [HeadSelected(HeadRef(2, 5)), HeadSelected(HeadRef(2, None))]


def test_a_cell_that_is_pointed_at_is_marked_in_all_three_maps(page):
    shown, said = page(answered(opened()))
    where = shown.maps.after.layout_now().cell_rect(2, 3).center().toPoint()
    QTest.mouseMove(shown.maps.after, where)
    assert said[-1] == Hovered((2,), (3,))
    for one in shown.maps.grids:
        assert one._marked == ((2,), (3,))


def test_each_side_says_what_its_head_predicts(page):
    shown, _ = page(answered(opened()))
    before, after = shown.sides
    assert before.title.text() == "Before: mask at 5"
    assert after.title.text() == "After: class"
    assert after.rows.accessibleDescription() == "food 0.750, animal 0.250"
    assert before.reason.text() == "It has no head of classes."
    assert after.reason.text() == "It has no head of words."
    other = Classification("one", tuple(reversed(CLASSES.scores)))
    state = opened()
    side = Side(replace(state.model, objective="classification"), (), other, ())
    shown.show_state(answered(state, before=side))
    assert before.rows.accessibleDescription() == "food 0.750, animal 0.250"  # in one order


def test_what_cannot_be_laid_on_each_other_is_said_and_the_predictions_stay(page):
    shown, _ = page(answered(opened(), maps=None, unlike="There is no head for each."))
    assert shown.notice.text() == "There is no head for each."
    assert not shown.maps.isVisible()
    assert not shown.changes.grid.isVisible()
    assert shown.sides[1].rows.isVisible()


def test_a_checkpoint_that_is_compared_with_itself_says_so(page):
    state = opened()
    same = Side(state.model, (), None, ())
    shown, _ = page(answered(state, before=same, after=same))
    assert shown.notice.text().startswith("Both are the same checkpoint")


def test_a_head_that_did_not_change_at_all_has_a_plain_zero(page):
    ranking = page(opened())[0].changes.ranking
    ranking.show_divergences(np.float32([[0.0, 0.0001]]), HeadRef(0, 0))
    assert ranking.accessibleDescription() == "L0 H1 <.001, L0 H0 0"


def test_while_the_model_before_opens_it_says_so_and_a_failure_keeps_what_was_shown(page, qtbot):
    state = answered(opened())
    wants_other = reduce(state, LessonChanged(CompareSettings(before="/other")))
    request = wanted_lesson(wants_other)
    shown, _ = page(reduce(wants_other, LessonProgressed(request, Progress("Reading other"))))
    assert shown.notice.text() == "Opening the model before: Reading other …"
    qtbot.waitUntil(lambda: shown.changes.grid.dimmer.opacity < 1)
    shown.store.dispatch(LessonFailed(request, "There is no folder “/other”."))
    assert shown.message.text() == "There is no folder “/other”."
    assert shown.changes.grid.isVisible()


# ---- the held-out set ----------------------------------------------------------------------------

READING = CompareSettings(data="held-out.txt", ranking="data")


def test_a_file_that_is_chosen_is_read_and_ranks_the_heads(page, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("held-out.txt", ""))
    shown, said = page(answered(opened()))
    assert not shown.changes.by_data.isEnabled()
    shown.controls.file_button.click()
    assert said == [LessonChanged(READING)]
    shown.show_state(answered(opened(READING), held_out=held_out()))
    assert shown.changes.by_data.isChecked()
    assert shown.changes.ranking.accessibleDescription().startswith("L5 H11 0.300")
    assert shown.controls.counts.text() == (
        "Sentences: 10 · left out: 2 (the first is line 3: it has no text)"
    )
    shown.changes.by_text.click()
    assert said[-1] == LessonChanged(replace(READING, ranking="text"))


def test_a_file_is_read_until_it_is_stopped_and_then_goes_on(page):
    shown, said = page(answered(opened(READING), held_out=held_out(3, 0.4)))
    assert shown.controls.progress.isVisible()
    assert shown.controls.progress.fraction == 0.4
    assert shown.controls.run_button.text() == "Stop"
    shown.controls.run_button.click()
    assert said[-1] == LessonChanged(replace(READING, is_counting=False))
    assert shown.controls.run_button.text() == "Go on"
    assert not shown.controls.progress.isVisible()
    assert not shown.changes.grid.dimmer._timer.isActive()
    shown.controls.clear_button.click()
    assert said[-1] == LessonChanged(CompareSettings(is_counting=False))


def test_the_model_before_is_chosen_among_those_that_are_known(page, monkeypatch):
    state = answered(opened())
    model = replace(state.model, base_model="google/bert")
    shown, said = page(replace(state, model=model, recent_models=("/models/mine",)))
    texts = [action.text() for action in shown.controls.before.menu_of_choices.actions()]
    assert "built-in · minilm-mlm" in texts
    assert texts[-3:] == ["google/bert (base model)", "folder · mine", "Open a folder…"]
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "/models/other")
    shown.controls.before.menu_of_choices.actions()[-1].trigger()
    assert said == [LessonChanged(CompareSettings(before="/models/other"))]
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "")
    shown.controls.before.menu_of_choices.actions()[-1].trigger()
    assert len(said) == 1
