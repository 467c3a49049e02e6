"""The page of surveys: what is filled in, how far one is, and which side is in front."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from explorer.records import LoadRequest, SiteInfo
from explorer.records.survey_events import SurveyAdvanced, SurveyBegun
from explorer.state.actions import PageOpened
from explorer.state.actions import survey_run as happened
from explorer.state.actions.survey import SurveyRequested
from explorer.state.model import AppState
from explorer.state.reduce import reduce
from explorer.state.survey.form import SurveyForm
from explorer.views.survey.survey_view import SurveyView
from tests.state.survey.test_surveying import opened
from tests.views.live import live
from tests.views.states import state_with

SIZE = (1280, 680)
FOLDER = "/surveys/corpus 1"
BEGUN = SurveyBegun("/data/corpus.txt", "builtin:tiny", 42)
HALF = SurveyAdvanced(2, 4, 12_800, 25_600, 3, 84.6, 151.0)


def filled(**form: object) -> AppState:
    state = reduce(state_with(), PageOpened("survey"))
    state = replace(state, load=LoadRequest(state.model.source))
    return reduce(state, happened.SurveyFormChanged(SurveyForm(**form)))


def followed(*events: object, is_running: bool = True, said: str = "") -> AppState:
    state = reduce(filled(corpus="/data/corpus.txt"), happened.JournalFound(FOLDER))
    return reduce(state, happened.JournalFollowed(FOLDER, events, is_running, said))


@pytest.fixture
def view(qtbot):
    view = SurveyView()
    qtbot.addWidget(view)
    return view


def test_what_is_typed_is_in_the_form_and_then_a_survey_can_start(view, qtbot) -> None:
    said = live(qtbot, view, filled(), SIZE)
    page = view.form
    assert "tiny" in page.model.text()
    assert not page.start_button.isEnabled()
    for fields, name, typed in (
        (page.corpus, "corpus", "/data/corpus.txt"), (page.workers, "workers", "2x")
    ):  # fmt: skip
        fields.fields[name].setFocus()
        QTest.keyClicks(fields.fields[name], typed)
    form = view.store.state.survey.form
    assert (form.corpus, form.workers) == ("/data/corpus.txt", "2")  # workers are a number
    page.start_button.click()
    assert said[-1] == happened.SurveyAsked()
    assert view.run.status.text().startswith("The survey of corpus.txt is starting")
    assert not page.start_button.isEnabled()


def test_the_column_and_the_attention_are_asked_for_where_there_is_a_choice(view, qtbot) -> None:
    live(qtbot, view, filled(corpus="a.txt"), SIZE)
    page = view.form
    assert not page.column.isVisible()
    assert not page.site.isVisible()
    sites = tuple(SiteInfo(name, 2, 2) for name in ("encoder", "decoder", "cross"))
    state = filled(corpus="a.parquet")
    view.show_state(replace(state, model=replace(state.model, sites=sites)))
    assert page.column.isVisible()
    assert page.site.isVisible()
    assert page.site.current == "encoder"


def test_the_cluster_is_folded_away_until_it_is_wanted_and_a_bad_address_is_said(
    view, qtbot
) -> None:
    live(qtbot, view, filled(corpus="a.txt"), SIZE)
    cluster = view.form.cluster
    assert not cluster.fields.isVisible()
    cluster.fold_button.click()
    assert cluster.fields.isVisible()
    QTest.keyClicks(cluster.fields.fields["address"], "head")
    assert "is no address of a Ray cluster" in cluster.problem.text()
    assert not view.form.start_button.isEnabled()
    QTest.keyClicks(cluster.fields.fields["address"], ":6379")
    assert not cluster.problem.isVisible()
    assert view.form.start_button.isEnabled()
    cluster.fold_button.click()
    assert cluster.fold_button.text() == "On the Ray cluster head:6379"


def test_a_corpus_is_chosen_or_dropped(view, qtbot, tmp_path, monkeypatch) -> None:
    live(qtbot, view, replace(opened(), load=LoadRequest("builtin:tiny")), SIZE)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "a.jsonl"))])
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    view.dropEvent(QDropEvent(QPointF(5, 5), copy, data, left, Qt.KeyboardModifier.NoModifier))
    page = view.store.state.survey
    assert (page.form.corpus, page.side) == (str(tmp_path / "a.jsonl"), "form")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("/b.txt", ""))
    view.form.file_button.click()
    assert view.store.state.survey.form.corpus == "/b.txt"


def test_a_running_survey_says_how_far_it_is_on_both_sides_and_can_be_ended(view, qtbot) -> None:
    said = live(qtbot, view, followed(BEGUN, HALF), SIZE)
    assert view.run.status.text() == (
        "Surveying corpus.txt · lines: 12,800 of 25,600 · 85 a second · about 3 min left"
        " · not read: 3"
    )
    assert view.run.progress.fraction == 0.5
    view.run.stop_button.click()
    assert said[-1] == happened.SurveyStopped()
    assert not view.run.stop_button.isEnabled()
    view.store.dispatch(happened.JournalFollowed(FOLDER, (), is_running=False))
    assert "ended at line 12,800 of 25,600" in view.run.status.text()
    view.run.resume_button.click()
    assert said[-1] == happened.SurveyResumed()
    view.store.dispatch(happened.JournalFollowed(FOLDER, (), is_running=False))
    view.run.close_button.click()
    assert not view.run.isVisible()


def test_one_that_failed_says_why_and_the_form_stays(view, qtbot) -> None:
    live(qtbot, view, followed(is_running=False, said="There is no corpus x."), SIZE)
    assert view.run.problem.text() == "There is no corpus x."
    assert view.form.isVisible()
    assert view.form.start_button.isEnabled()
    QTest.keyClicks(view.form.corpus.fields["corpus"], "y")
    assert not view.run.isVisible()


def test_a_result_has_a_side_of_its_own_and_is_found_among_the_last(view, qtbot) -> None:
    said = live(qtbot, view, opened(), SIZE)
    assert view.result_button.text() == "Survey of corpus.txt"
    assert view.result.isVisible()
    view.form_button.click()
    assert view.form.isVisible()
    [button] = [b for b in view.form.recent.buttons if b.isVisible()]
    assert button.text() == "heads"  # its folder is heads.parquet, without a folder around it
    button.click()
    assert isinstance(said[-1], SurveyRequested)
    assert said[-1].request.folder == Path("heads.parquet")


def test_why_a_survey_cannot_be_read_stands_above_the_one_that_is_shown(view, qtbot) -> None:
    state = opened()
    live(qtbot, view, replace(state, survey=replace(state.survey, failed="It is torn.")), SIZE)
    assert view.problem.text() == "It is torn."
    assert view.result.grid.isVisible()


def test_without_ray_one_process_surveys_and_without_parquet_results_are_looked_at(
    view, qtbot
) -> None:
    state = filled(corpus="a.txt")
    without = replace(state.survey, has_ray=False)
    missing = replace(state.finetune, missing="Ray is not installed. Do this.")
    live(qtbot, view, replace(state, survey=without, finetune=missing), SIZE)
    assert "Ray is not installed" in view.form.hint.text()
    assert not view.form.cluster.isVisible()
    assert view.form.start_button.isEnabled()
    view.show_state(replace(state, survey=replace(without, missing="Install it.")))
    assert view.missing.text() == "Install it."
    assert not view.form.isVisible()
    assert view.open_button.isEnabled()


def test_what_unfolds_in_a_low_window_is_scrolled_to(view, qtbot) -> None:
    live(qtbot, view, filled(corpus="a.jsonl"), (1000, 330))
    cluster = view.form.cluster
    storage = cluster.fields.fields["storage"]
    cluster.fold_button.click()
    qtbot.waitUntil(lambda: storage.visibleRegion().boundingRect() == storage.rect())
