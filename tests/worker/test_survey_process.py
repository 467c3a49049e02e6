"""A survey that the window starts, on the real command line."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from explorer.records import LoadRequest, SurveyFileRequest
from explorer.records.survey_events import SurveyBegun, survey_line
from explorer.state import actions as a
from explorer.state.actions import survey_run as happened
from explorer.state.actions.survey import SurveyRequested
from explorer.state.cluster_form import ClusterForm
from explorer.state.store import Store
from explorer.state.survey.form import SurveyForm
from explorer.state.survey.running import survey_plan
from explorer.worker.survey_process import ASKED, SurveyProcess
from tests.core.writers import saved_gpt2
from tests.ray_cluster import free_port
from tests.survey.corpora import sentences, text_file
from tests.views.states import state_with

LONGEST_MS = 200_000  # of a survey on a machine that is busy


class Watched:
    """A process and the state that it makes, as the window has them."""

    def __init__(self, model: Path, form: SurveyForm) -> None:
        self.process = SurveyProcess()
        state = state_with()
        opened = replace(state.model, source=str(model))
        state = replace(state, model=opened, load=LoadRequest(str(model)))
        self.store = Store(replace(state, survey=replace(state.survey, form=form)))
        self.process.acted.connect(self.store.dispatch)
        self.store.subscribe(self._ask)

    def _ask(self, old: object, new: object) -> None:
        for request in survey_plan(old, new):
            self.process.submit(request)

    @property
    def page(self):
        return self.store.state.survey

    def does(self, action: a.Action) -> None:
        self.store.dispatch(action)


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return saved_gpt2(tmp_path / "gpt2")


@pytest.mark.slow
def test_a_survey_outlives_its_window_is_ended_and_resumed_by_the_next_and_then_opens(
    model: Path, tmp_path: Path, qtbot
) -> None:
    corpus = text_file(tmp_path, sentences(6_000))
    form = SurveyForm(str(corpus), workers="0", parent=str(tmp_path / "surveys"))
    first = Watched(model, form)
    first.does(happened.SurveyAsked())
    assert first.page.run.is_starting
    qtbot.waitUntil(lambda: first.page.run.advance is not None, timeout=LONGEST_MS)
    first.process.shut_down()

    second = Watched(model, form)
    second.does(happened.JournalChosen(first.page.run.folder))
    assert second.page.run.is_running
    second.does(happened.SurveyStopped())
    qtbot.waitUntil(lambda: not second.page.run.is_running, timeout=LONGEST_MS)
    assert second.page.run.is_resumable
    assert second.page.run.problem == ""
    left = second.page.run.advance
    assert left.n_done < left.n_shards
    second.does(happened.SurveyResumed())
    qtbot.waitUntil(lambda: second.page.result is not None, timeout=LONGEST_MS)
    assert second.page.result.n_sentences == 6_000
    assert second.page.recent == (str(second.page.run.result),)
    folder = Path(second.page.run.folder)  # the one around the result will do as well
    second.does(SurveyRequested(SurveyFileRequest(folder)))
    assert second.page.recent[0] == str(folder)
    second.process.shut_down()


def test_a_survey_that_cannot_begin_says_the_line_of_the_command(
    model: Path, tmp_path: Path, qtbot
) -> None:
    cluster = ClusterForm(f"127.0.0.1:{free_port()}")
    form = SurveyForm("corpus.txt", parent=str(tmp_path / "surveys"), cluster=cluster)
    watched = Watched(model, form)
    watched.does(happened.SurveyAsked())
    qtbot.waitUntil(lambda: bool(watched.page.run.problem), timeout=LONGEST_MS)
    assert watched.page.run.problem.startswith(f"The Ray at {cluster.address} does not")
    assert not watched.page.run.is_busy
    watched.process.shut_down()


def test_a_folder_without_a_journal_is_refused_and_one_without_a_result_is_said(
    model: Path, tmp_path: Path
) -> None:
    watched = Watched(model, SurveyForm())
    watched.does(happened.JournalChosen(str(tmp_path)))
    assert "tells of no survey" in watched.page.run.problem
    watched.does(SurveyRequested(SurveyFileRequest(tmp_path)))
    assert "holds no finished survey" in watched.page.failed
    assert not watched.page.run.is_resumable
    (tmp_path / ASKED).write_text('{"arguments": ["--", "a.txt"]}')
    (tmp_path / "events.jsonl").write_text(f"{survey_line(SurveyBegun('a.txt', 'm', 1))}\n")
    watched.does(SurveyRequested(SurveyFileRequest(tmp_path)))
    assert watched.page.run.is_resumable
    watched.process.shut_down()
