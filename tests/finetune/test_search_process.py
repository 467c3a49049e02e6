"""A search that the window starts, on the real command line and a real Ray."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from explorer.finetune.folder import SearchFolder
from explorer.records.finetune import PreviewRequest
from explorer.state import actions as a
from explorer.state.actions import finetune as happened
from explorer.state.finetune.form import SearchForm
from explorer.state.model import AppState
from explorer.state.store import Store
from explorer.worker.search_process import SearchProcess

NO_FILE = "There is no file nothing.csv. Choose one that is there."
LONGEST_MS = 200_000  # of a search on a machine that is busy


@pytest.fixture
def form(base: Path, table: Path, tmp_path: Path) -> SearchForm:
    """One trial of two epochs."""
    parameters = {"batch_size": "8", "learning_rate": "5e-3", "schedule": "linear"}
    return replace(
        SearchForm(data=str(table), base=str(base), parent=str(tmp_path / "searches")),
        parameters={**SearchForm().parameters, **parameters, "max_length": "16"},
        epochs="2",
    )


class Watched:
    """A process and the state that it makes, as the window has them; `close` is its end."""

    def __init__(self, form: SearchForm) -> None:
        self.process = SearchProcess()
        state = AppState()
        self.store = Store(replace(state, finetune=replace(state.finetune, form=form)))
        self.process.acted.connect(self.store.dispatch)

    @property
    def page(self):
        return self.store.state.finetune

    def ask(self, action: a.Action) -> None:
        self.store.dispatch(action)
        if self.page.asked is not None:
            self.process.submit(self.page.asked)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_search_outlives_its_window_is_found_by_the_next_and_goes_on_after_a_kill(
    form: SearchForm, qtbot
) -> None:
    first = Watched(form)
    first.ask(happened.SearchAsked())
    folder = first.page.folder
    assert Path(folder).parent == Path(form.parent)
    assert first.page.is_starting
    qtbot.waitUntil(lambda: bool(first.page.search.trials), timeout=LONGEST_MS)
    first.process.shut_down()

    second = Watched(form)
    second.ask(happened.SearchFolderChosen(folder))
    assert second.page.is_running
    plan = second.page.search.plan
    assert plan.trials == first.page.search.plan.trials
    psutil.Process(plan.pid).kill()
    qtbot.waitUntil(lambda: not second.page.is_running, timeout=LONGEST_MS)
    assert second.page.is_resumable
    second.ask(happened.SearchResumed())
    qtbot.waitUntil(lambda: bool(second.page.best_model), timeout=LONGEST_MS)
    assert second.page.problem == ""
    (trial,) = second.page.search.trials
    assert trial.status == "done"
    assert [epoch.epoch for epoch in trial.epochs] == [1, 2]
    assert (Path(second.page.best_model) / "model.safetensors").is_file()
    second.process.shut_down()


@pytest.mark.slow
def test_a_preview_tells_the_data_and_then_the_pace_or_the_line_that_says_what_is_wrong(
    form: SearchForm, qtbot
) -> None:
    process, said = SearchProcess(), []
    process.acted.connect(said.append)
    older = PreviewRequest(replace(form, seed="1").arguments(""), form.toml())
    request = PreviewRequest(form.arguments(""), form.toml())
    process.submit(older)  # given up before it begins, since another is wanted
    process.submit(request)
    qtbot.waitUntil(lambda: len(said) == 2, timeout=LONGEST_MS)
    known, pace = said
    assert known.request is request
    assert known.read.labels == (("animal", 30), ("food", 30))
    assert pace.pace.seconds_per_token > 0
    wrong = PreviewRequest(replace(form, data="nothing.csv").arguments(""), form.toml())
    process.submit(wrong)
    qtbot.waitUntil(lambda: len(said) == 3, timeout=LONGEST_MS)
    assert said[2] == happened.FinetuneFailed(wrong, NO_FILE)
    empty = PreviewRequest(form.arguments(""), "[space]\nbatch_size = []\n")
    process.submit(empty)
    qtbot.waitUntil(lambda: len(said) == 4, timeout=LONGEST_MS)
    assert said[3].message.startswith("“batch_size” has no values.")
    process.shut_down()


def test_a_search_that_cannot_begin_says_the_line_of_the_command(form: SearchForm, qtbot) -> None:
    watched = Watched(replace(form, data="nothing.csv"))
    watched.ask(happened.SearchAsked())
    qtbot.waitUntil(lambda: bool(watched.page.problem), timeout=LONGEST_MS)
    assert watched.page.problem == NO_FILE
    assert not watched.page.is_running
    watched.process.shut_down()


def test_a_window_that_is_opened_later_finds_why_a_search_could_not_begin(
    form: SearchForm, qtbot
) -> None:
    first, second = Watched(replace(form, share="1")), Watched(form)
    first.ask(happened.SearchAsked())
    qtbot.waitUntil(lambda: bool(first.page.problem), timeout=LONGEST_MS)
    first.process.shut_down()
    [folder] = Path(form.parent).iterdir()
    second.ask(happened.SearchFolderChosen(str(folder)))
    assert "cannot be held out" in second.page.problem
    assert second.page.problem == first.page.problem
    assert not second.page.is_running
    second.process.shut_down()


def test_a_search_whose_ray_still_starts_is_found_by_its_lock(form: SearchForm, qtbot) -> None:
    watched = Watched(form)
    folder = SearchFolder(Path(form.parent))
    folder.make()
    with folder.held():
        watched.ask(happened.SearchFolderChosen(form.parent))
        assert (watched.page.problem, watched.page.is_starting) == ("", True)
    qtbot.waitUntil(lambda: not watched.page.is_starting, timeout=LONGEST_MS)
    assert not watched.page.is_resumable
    watched.process.shut_down()


def test_a_folder_without_a_search_is_refused_and_a_space_goes_through_a_file(
    form: SearchForm, tmp_path: Path
) -> None:
    watched = Watched(form)
    watched.ask(happened.SearchFolderChosen(str(tmp_path)))
    assert "holds no search" in watched.page.problem
    watched.ask(happened.SpaceSaved(str(tmp_path / "space.toml")))
    assert watched.page.problem == ""
    watched.ask(happened.FormChanged(SearchForm()))
    watched.ask(happened.SpaceLoaded(str(tmp_path / "space.toml")))
    assert watched.page.form.toml() == form.toml()
    watched.ask(happened.SpaceLoaded(str(tmp_path / "none.toml")))
    assert "none.toml" in watched.page.problem
    watched.process.shut_down()


def test_a_stop_reaches_the_search_and_one_that_cannot_is_said(form: SearchForm, qtbot) -> None:
    watched = Watched(form)
    folder = SearchFolder(Path(form.parent))
    folder.make()
    folder.begin({})
    watched.ask(happened.SearchFolderChosen(form.parent))
    watched.ask(happened.SearchStopped(3))
    qtbot.waitUntil(lambda: folder.stops() == {"3"}, timeout=LONGEST_MS)
    (folder.path / "stop").unlink()
    (folder.path / "stop").mkdir()
    watched.ask(happened.SearchStopped())
    qtbot.waitUntil(lambda: bool(watched.page.problem), timeout=LONGEST_MS)
    assert "stop cannot be written (Is a directory)." in watched.page.problem
    watched.ask(happened.SearchStopped(1))  # and the window is closed at once
    watched.process.shut_down()
