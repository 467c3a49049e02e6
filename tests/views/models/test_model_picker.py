"""The model picker opens, moves, cancels and tries again; what went wrong is said beside it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from explorer.records import DownloadRequest, LoadRequest, Progress
from explorer.state import actions as a
from explorer.state.actions import hub as h
from explorer.state.hub import HubState
from explorer.state.model import AppState, Problem
from explorer.views.models.model_picker import ModelPicker
from explorer.views.window.problem_bar import ProblemBar
from tests.views.states import state_with

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

LEFT = Qt.MouseButton.LeftButton
REQUEST = LoadRequest("owner/name", device="cpu")


@pytest.fixture
def picker(qtbot):
    def shown(state: AppState) -> ModelPicker:
        picker = ModelPicker(["minilm-mlm"])
        qtbot.addWidget(picker)
        picker.show_state(state)
        picker.show()
        picker.told = []
        picker.acted.connect(picker.told.append)
        return picker

    return shown


def menu_action(menu, text: str):
    return next(action for action in menu.actions() if action.text() == text)


def test_the_button_says_which_model_is_open(picker):
    shown = picker(state_with())
    assert shown.button.text() == "built-in · tiny"
    folder = replace(state_with().model, source="/home/me/my-bert")
    shown.show_state(state_with(model=folder))
    assert shown.button.text() == "folder · my-bert"
    shown.show_state(state_with(model=replace(folder, source="owner/name")))
    assert shown.button.text() == "owner/name"


def test_a_built_in_model_and_a_recent_one_open_from_the_menu(picker):
    shown = picker(state_with(load=REQUEST, recent_models=("owner/name", "builtin:minilm-mlm")))
    shown.fill_menu()
    menu_action(shown.menu, "built-in · minilm-mlm").trigger()
    menu_action(shown.menu, "owner/name").trigger()
    assert shown.told == [
        a.ModelRequested(LoadRequest("builtin:minilm-mlm", device="cpu")),
        a.ModelRequested(LoadRequest("owner/name", device="cpu")),
    ]


def test_the_same_model_moves_to_another_device(picker):
    load = LoadRequest("builtin:tiny", trust_remote_code=True)
    shown = picker(state_with(load=load))
    shown.set_devices(["auto", "cpu", "cuda:0"])
    shown.fill_menu()
    devices = menu_action(shown.menu, "Device").menu()
    assert [action.text() for action in devices.actions()] == ["auto", "cpu", "cuda:0"]
    menu_action(devices, "cuda:0").trigger()
    assert shown.told == [a.ModelRequested(replace(load, device="cuda:0"))]


def test_the_same_model_opens_in_another_number_format(picker):
    load = LoadRequest("builtin:tiny", device="cuda:0")
    shown = picker(state_with(load=load))
    shown.fill_menu()
    formats = menu_action(shown.menu, "Numbers").menu()
    names = [action.text() for action in formats.actions()]
    assert names == ["auto", "float32", "bfloat16", "float16"]
    assert [action.text() for action in formats.actions() if action.isChecked()] == ["auto"]
    menu_action(formats, "bfloat16").trigger()
    assert shown.told == [a.ModelRequested(replace(load, dtype="bfloat16"))]


def test_a_click_opens_the_menu(picker):
    shown = picker(state_with())
    QTest.mouseClick(shown.button, LEFT)
    assert shown.menu.isVisible()
    shown.menu.hide()


def test_while_a_model_opens_its_progress_and_a_way_out_are_there(picker):
    shown = picker(state_with(load=REQUEST, loading=Progress("Downloading weights", 0.42)))
    assert shown.progress_text.text() == "Downloading weights  42%"
    assert shown.progress_line.fraction == 0.42
    QTest.mouseClick(shown.cancel_button, LEFT)
    assert shown.told == [a.LoadCancelled()]
    shown.show_state(state_with())
    assert not shown.cancel_button.isVisible()


def test_a_model_that_failed_can_be_tried_again_with_a_new_request(picker):
    shown = picker(state_with(load=REQUEST, problem=Problem("model", "no network")))
    QTest.mouseClick(shown.retry_button, LEFT)
    (told,) = shown.told
    assert told == a.ModelRequested(REQUEST)
    assert told.request is not REQUEST  # `plan` asks the model thread only for a new object


def test_a_model_problem_can_be_dismissed(picker):
    shown = picker(state_with(load=REQUEST, problem=Problem("model", "no network")))
    QTest.mouseClick(shown.dismiss_button, LEFT)
    assert shown.told == [a.ProblemDismissed()]


def test_a_problem_of_the_text_is_not_the_pickers(picker):
    assert not picker(state_with(problem=Problem("text", "too long"))).retry_button.isVisible()


def test_a_model_that_is_fetched_meanwhile_shows_how_far_it_is_and_can_be_cancelled(picker):
    fetched = HubState(download=DownloadRequest(REQUEST), progress=Progress("Downloading", 0.5))
    shown = picker(state_with(hub=fetched))
    assert shown.progress_text.text() == "Downloading  50%"
    QTest.mouseClick(shown.cancel_button, LEFT)
    assert shown.told == [h.DownloadCancelled()]


def test_a_model_that_could_not_be_fetched_is_fetched_again(picker):
    state = state_with(hub=HubState(failed=REQUEST), problem=Problem("model", "no network"))
    shown = picker(state)
    QTest.mouseClick(shown.retry_button, LEFT)
    assert shown.told == [h.DownloadRequested(REQUEST)]


def test_the_dialog_of_models_tells_when_it_opens_and_when_it_is_gone(picker):
    shown = picker(state_with())
    shown.choose_from_hub()
    assert shown.told == [h.HubOpened()]
    shown.dialog.reject()
    assert shown.told == [h.HubOpened(), h.HubClosed()]
    assert shown.dialog is None


@pytest.fixture
def bar(qtbot):
    def shown(state: AppState) -> ProblemBar:
        bar = ProblemBar()
        qtbot.addWidget(bar)
        bar.resize(600, 40)
        bar.show_state(state)
        bar.told = []
        bar.acted.connect(bar.told.append)
        return bar

    return shown


def test_the_bar_says_what_went_wrong_until_it_is_dismissed(bar):
    shown = bar(state_with(problem=Problem("export", "No space left on /home")))
    assert shown.isVisible()
    assert shown.message.text() == "No space left on /home"
    QTest.mouseClick(shown.dismiss_button, LEFT)
    assert shown.told == [a.ProblemDismissed()]
    shown.show_state(state_with())
    assert not shown.isVisible()


def test_the_bar_says_where_an_export_went(bar):
    shown = bar(state_with(exported=Path("/tmp/figures/x.png")))
    assert shown.message.text() == f"Saved to {Path('/tmp/figures/x.png')}"
    assert shown.folder_button.isVisible()


def test_the_bar_leaves_problems_of_the_text_to_the_text(bar):
    assert not bar(state_with(problem=Problem("text", "too long"))).isVisible()
