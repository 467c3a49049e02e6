"""A survey that the window starts, follows, ends and opens."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from explorer.records import LoadRequest, Progress, SurveyFileRequest
from explorer.records.survey_events import SurveyAdvanced, SurveyBegun, SurveyFinished
from explorer.records.survey_run import SurveyFollow, SurveyResume, SurveyStart, SurveyStop
from explorer.state.actions import survey_run as happened
from explorer.state.actions.survey import SurveyRead
from explorer.state.cluster_form import ClusterForm
from explorer.state.model import AppState
from explorer.state.reduce import reduce
from explorer.state.survey.form import SurveyForm
from explorer.state.survey.running import can_start, survey_plan
from tests.state.survey.test_surveying import result
from tests.views.states import state_with

FOLDER = "/surveys/corpus 1"
BEGUN = SurveyBegun("/data/corpus.txt", "builtin:tiny", 42)
HALF = SurveyAdvanced(2, 4, 128, 256, 1, 32.0, 4.0)
OUT = f"{FOLDER}/heads.parquet"
FINISHED = SurveyFinished(OUT, "builtin:tiny", "1", "self", 255, 3000, 0, 1, ((3, "torn"),))


def filled(**form: object) -> AppState:
    state = state_with()
    state = replace(state, load=LoadRequest(state.model.source))
    return reduce(state, happened.SurveyFormChanged(SurveyForm("/data/corpus.txt", **form)))


def followed(*events: object, is_running: bool = True, said: str = "") -> AppState:
    state = reduce(reduce(filled(), happened.SurveyAsked()), happened.JournalFound(FOLDER))
    return reduce(state, happened.JournalFollowed(FOLDER, events, is_running, said))


def test_a_survey_is_asked_of_the_model_that_is_open() -> None:
    before = filled(cluster=ClusterForm(storage="s3://bucket/"))
    assert can_start(before)
    asked = reduce(before, happened.SurveyAsked())
    [request] = survey_plan(before, asked)
    assert request == SurveyStart(
        ("--model=builtin:tiny", "--", "/data/corpus.txt"), "corpus", "", "s3://bucket/"
    )
    assert asked.survey.run.is_starting
    assert not can_start(asked)
    assert survey_plan(asked, reduce(asked, happened.SurveySideChosen("result"))) == ()


@pytest.mark.parametrize("missing", [
    {"model": None}, {"loading": Progress("Opening")}, {"load": None}
])  # fmt: skip
def test_nothing_starts_without_a_model_that_is_open(missing: dict[str, object]) -> None:
    state = replace(filled(), **missing)
    assert not can_start(state)
    assert survey_plan(state, reduce(state, happened.SurveyAsked())) == ()


def test_nothing_starts_without_a_corpus_or_with_an_address_that_is_none() -> None:
    assert not can_start(reduce(filled(), happened.SurveyFormChanged(SurveyForm(" "))))
    assert not can_start(filled(cluster=ClusterForm("nonsense")))


def test_it_is_starting_until_its_journal_tells_of_it() -> None:
    assert followed().survey.run.is_starting
    state = followed(BEGUN, HALF)
    assert not state.survey.run.is_starting
    assert state.survey.run.is_running
    assert state.survey.run.advance == HALF


def test_one_that_cannot_begin_says_why_and_the_form_stays() -> None:
    state = followed(is_running=False, said="There is no corpus x.")
    assert state.survey.run.problem == "There is no corpus x."
    assert state.survey.form.corpus == "/data/corpus.txt"
    assert state.survey.side == "form"
    assert not state.survey.run.is_resumable
    assert can_start(state)


def test_a_finished_one_opens_by_itself_without_taking_a_person_from_another_page() -> None:
    before = followed(BEGUN, HALF)
    state = reduce(before, happened.JournalFollowed(FOLDER, (FINISHED,), is_running=True))
    [request] = survey_plan(before, state)
    assert request == SurveyFileRequest(Path(OUT))
    read = reduce(state, SurveyRead(request, result()))
    assert (read.page, read.survey.side) == ("explore", "result")
    assert read.survey.recent == (OUT,)
    assert read.survey.form == before.survey.form


def test_a_result_on_another_machine_is_read_from_its_copy_beside_the_journal() -> None:
    finished = replace(FINISHED, out="s3://bucket/heads.parquet")
    state = followed(BEGUN, finished, is_running=False)
    assert state.survey.run.result == Path(FOLDER)


def test_one_that_is_told_to_end_is_no_failure_and_goes_on_when_it_is_wanted() -> None:
    running = followed(BEGUN, HALF)
    stopping = reduce(running, happened.SurveyStopped())
    assert survey_plan(running, stopping) == (SurveyStop(FOLDER, 42),)
    assert stopping.survey.run.is_stopping
    state = reduce(stopping, happened.JournalFollowed(FOLDER, (), False, "It ended with code 1."))
    assert state.survey.run.problem == ""
    assert state.survey.run.is_resumable
    resumed = reduce(state, happened.SurveyResumed())
    assert survey_plan(state, resumed) == (SurveyResume(FOLDER),)
    again = reduce(resumed, happened.JournalFollowed(FOLDER, (), is_running=True))
    assert again.survey.run.is_starting
    begun = reduce(again, happened.JournalFollowed(FOLDER, (BEGUN,), is_running=True))
    assert not begun.survey.run.is_starting
    assert begun.survey.run.advance is None


def test_the_survey_of_the_last_window_is_followed_and_a_folder_without_one_is_named() -> None:
    state = AppState()
    chosen = reduce(state, happened.JournalChosen(FOLDER))
    [request] = survey_plan(state, chosen)
    assert request == SurveyFollow(FOLDER)
    failed = reduce(chosen, happened.SurveyRunFailed(request, "It is gone."))
    assert failed.survey.run.problem == "It is gone."
    late = happened.SurveyRunFailed(SurveyFollow(FOLDER), "Late.")
    assert reduce(failed, late).survey.run.problem == "It is gone."


def test_news_of_a_folder_that_is_followed_no_more_are_dropped() -> None:
    state = followed(BEGUN)
    other = happened.JournalFollowed("/surveys/other", (FINISHED,), is_running=False)
    assert reduce(state, other) == state
