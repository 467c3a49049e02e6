"""The page of fine-tuning, as a person uses it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QFontMetrics
from PySide6.QtTest import QTest

from explorer.records.tuning import DataRead, PaceMeasured, SearchEnded, TrialEnded
from explorer.state.actions import ModelRequested, PageOpened
from explorer.state.actions import finetune as happened
from explorer.state.actions.lessons import LessonChanged, LessonOpened
from explorer.state.model import AppState
from explorer.state.reduce import reduce
from explorer.views.finetune.finetune_view import FinetuneView
from explorer.views.look.theme import LIGHT, SPACE, number_font
from tests.state.test_tuning import EVENTS
from tests.views.live import live
from tests.views.states import state_with

FOLDER = "/searches/glosses 1"
READ = DataRead(
    task="classification",
    columns=("text", "", "label"),
    rows=(("animal", "a small dog", ""), ("food", "soup", "")),
    labels=(("animal", 7), ("food", 3)),
    n_train=8,
    n_held_out=2,
    edges=(0, 4, 8),
    counts=(6, 4),
    longest=7,
    cut=((128, 0.0), (6, 0.1)),
    notices=("1 row was left out: they have no text (line 3).",),
)


def opened(**finetune: object) -> AppState:
    state = reduce(state_with(), PageOpened("finetune"))
    return replace(state, finetune=replace(state.finetune, **finetune))


def previewed(state: AppState) -> AppState:
    request = state.finetune.wanted_preview(state.open_source)
    assert request is not None
    return reduce(state, happened.DataPreviewed(request, READ))


def searching(*, is_running: bool = True) -> AppState:
    state = reduce(opened(), happened.SearchFound(FOLDER))
    return reduce(state, happened.SearchFollowed(FOLDER, tuple(EVENTS), is_running))


@pytest.fixture
def view(qtbot):
    view = FinetuneView()
    qtbot.addWidget(view)
    return view


def test_what_is_typed_is_in_the_form_and_the_number_of_trials_follows(view, qtbot) -> None:
    said = live(qtbot, view, opened(), (1280, 680))
    field = view.setup.space.parameters.fields["batch_size"]
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "4")
    form = view.store.state.finetune.form
    assert form.parameters["batch_size"] == "4"
    assert "24" in view.setup.plan.text()
    assert not view.setup.start_button.isEnabled()  # nobody knows yet what the data hold
    view.store.dispatch(
        happened.DataPreviewed(view.store.state.finetune.wanted_preview("builtin:tiny"), READ)
    )
    assert "measuring" in view.setup.plan.text()
    request = view.store.state.finetune.wanted_preview("builtin:tiny")
    view.store.dispatch(happened.PaceKnown(request, PaceMeasured(0.01, 2)))
    # 24 trials of 3 epochs, two at once; 8 rows and a third of 2, of 3.1 tokens on average.
    assert "about 10 s" in view.setup.plan.text()
    view.store.dispatch(happened.PaceKnown(request, PaceMeasured(0.01, 2, busyness=5.0)))
    assert "about 2 s on this machine, 10 s while it is as busy" in view.setup.plan.text()
    view.setup.start_button.click()
    assert said[-1] == happened.SearchAsked()


def test_the_preview_shows_rows_labels_lengths_and_what_was_left_out(view, qtbot) -> None:
    live(qtbot, view, previewed(opened()), (1280, 680))
    preview = view.setup.preview
    assert "8" in preview.summary.text()
    assert "no text" in preview.notices.text()
    assert preview.labels.accessibleDescription() == "animal 7, food 3"
    assert "4 to 7 tokens: 4" in preview.lengths.accessibleDescription()
    assert "a maximum of 6 cuts 10.0%" in preview.cut.text()
    assert preview.rows.topLevelItem(1).text(1) == "soup"
    assert view.setup.start_button.isEnabled()


def test_bad_input_is_said_and_what_was_known_stays(view, qtbot) -> None:
    live(qtbot, view, previewed(opened()), (1280, 680))
    form = replace(view.store.state.finetune.form, data="missing.csv")
    view.store.dispatch(happened.FormChanged(form))
    request = view.store.state.finetune.wanted_preview(view.store.state.open_source)
    view.store.dispatch(happened.FinetuneFailed(request, "There is no file missing.csv."))
    preview = view.setup.preview
    assert preview.problem.text() == "There is no file missing.csv."
    assert preview.rows.topLevelItemCount() == 2
    assert view.setup.data.path.fields["data"].text() == "missing.csv"
    assert not view.setup.start_button.isEnabled()
    assert not preview.rows.isEnabled()  # they are grey: they are those of the data before
    assert not preview.notices.isVisible()


def test_a_file_that_is_dropped_is_learnt_from(view, qtbot, tmp_path) -> None:
    live(qtbot, view, searching(), (1280, 680))
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "a.csv"))])
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    view.dropEvent(QDropEvent(QPointF(5, 5), copy, data, left, Qt.KeyboardModifier.NoModifier))
    page = view.store.state.finetune
    assert (page.form.data, page.side) == (str(tmp_path / "a.csv"), "form")


def test_a_running_search_is_a_table_that_sorts_curves_and_the_best_so_far(view, qtbot) -> None:
    said = live(qtbot, view, searching(), (1280, 680))
    page = view.search
    assert "1 of 4 trials is over" in page.status.text()
    assert "left" in page.status.text()
    assert "trial 0 after epoch 2" in page.best.message.text()
    assert not page.best.open_button.isVisible()
    assert page.table.topLevelItemCount() == 4
    heads = page.table.header()
    where = heads.sectionViewportPosition(2) + 5
    qtbot.mouseClick(heads.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(where, 10))
    assert said[-1] == happened.TrialsSorted("metric")
    page.table.setFocus()
    page.table.enter()
    QTest.keyClick(page.table, Qt.Key.Key_Down)
    assert view.store.state.finetune.trial == 1
    lines = page.curves.loss_plot.lines
    assert set(lines) == {0, 1}
    assert lines[0].opts["pen"].color() == LIGHT.colour("beside_accent")  # the best one's
    assert page.curves.accessibleDescription() == "1 → 0.8000"
    assert page.trial.stop_button.isVisible()
    page.trial.stop_button.click()
    assert said[-1] == happened.SearchStopped(1)
    page.stop_button.click()
    assert said[-1] == happened.SearchStopped(None)


def test_a_single_trial_is_told_as_one(view, qtbot) -> None:
    alone = replace(EVENTS[0], trials=EVENTS[0].trials[:1], n_at_once=1)
    state = reduce(opened(), happened.SearchFound(FOLDER))
    state = reduce(state, happened.SearchFollowed(FOLDER, (alone,), is_running=True))
    live(qtbot, view, state, (1280, 680))
    assert view.search.status.text() == "Running: 0 of 1 trial is over"
    assert view.search.title.text().endswith("1 trial")


def test_the_best_number_stands_whole_beside_its_star(view, qtbot) -> None:
    live(qtbot, view, searching(), (1280, 700))
    table = view.search.table
    heads, room = table.header(), QFontMetrics(number_font(table)).horizontalAdvance("★ 0.8859")
    numbers = range(1, heads.count() - 1)
    assert all(heads.sectionSize(column) >= room + 2 * SPACE for column in numbers)


def test_the_table_has_its_heads_when_the_trials_come_while_it_is_looked_at(view, qtbot) -> None:
    live(qtbot, view, reduce(opened(), happened.SearchFound(FOLDER)), (1280, 680))
    assert view.search.status.text() == "No trial was begun in this search."
    view.store.dispatch(happened.SearchFollowed(FOLDER, tuple(EVENTS), is_running=True))
    assert view.search.table.header().isVisible()
    assert view.search.table.header().height() > 0


def test_a_trial_that_failed_says_why(view, qtbot) -> None:
    state = reduce(searching(), happened.TrialChosen(1))
    failed = TrialEnded(1, "failed", "The loss became infinite.", 9.0)
    state = reduce(state, happened.SearchFollowed(FOLDER, (failed,), is_running=True))
    live(qtbot, view, state, (1280, 680))
    assert "The loss became infinite." in view.search.trial.message.text()
    assert "The loss became infinite." in view.search.table.topLevelItem(1).text(4)
    assert not view.search.trial.stop_button.isVisible()


def test_the_best_model_opens_and_is_compared_with_its_base(view, qtbot) -> None:
    ended = SearchEnded("done", "", 0, f"{FOLDER}/best", 60.0)
    state = reduce(searching(), happened.SearchFollowed(FOLDER, (ended,), is_running=False))
    said = live(qtbot, view, state, (1280, 680))
    assert not view.search.resume_button.isVisible()
    view.search.best.compare_button.click()
    loaded, changed, page = said[-3:]
    assert isinstance(loaded, ModelRequested)
    assert loaded.request.source == f"{FOLDER}/best"
    assert isinstance(changed, LessonChanged)
    assert changed.settings.data.endswith("held-out.tsv")
    assert page == LessonOpened("compare")
    assert view.store.state.page == "lessons"


def test_a_base_on_the_hub_is_what_the_best_model_is_compared_with(view, qtbot) -> None:
    source = "google-bert/bert-base-uncased"
    plan = replace(EVENTS[0], base="bert-base-uncased", base_source=source)
    ended = SearchEnded("done", "", 0, f"{FOLDER}/best", 60.0)
    state = reduce(opened(), happened.SearchFound(FOLDER))
    events = (plan, *EVENTS[1:], ended)
    state = reduce(state, happened.SearchFollowed(FOLDER, events, is_running=False))
    live(qtbot, view, state, (1280, 680))
    view.search.best.compare_button.click()
    model = replace(view.store.state.model, base_model=source)
    assert view.store.state.lessons.compare.source(model) == source


def test_an_interrupted_search_resumes(view, qtbot) -> None:
    said = live(qtbot, view, searching(is_running=False), (1280, 680))
    assert view.search.status.text().startswith("Interrupted")
    view.search.resume_button.click()
    assert said[-1] == happened.SearchResumed()
    assert view.search.progress.isVisible()


def test_without_ray_the_page_says_what_it_is_and_the_line_that_installs_it(view, qtbot) -> None:
    live(qtbot, view, opened(missing='pip install "ray[tune]"'), (1280, 680))
    assert 'pip install "ray[tune]"' in view.missing.text()
    assert not view.form_button.isVisible()
    assert not view.setup.isVisible()


def test_a_search_is_sent_to_a_cluster_once_its_address_can_be_one(view, qtbot) -> None:
    live(qtbot, view, previewed(opened()), (1280, 680))
    cluster, start = view.setup.cluster, view.setup.start_button
    assert start.isEnabled()
    cluster.fold_button.click()
    QTest.keyClicks(cluster.fields.fields["address"], "ray://head")
    assert "is no address" in cluster.problem.text()
    assert not start.isEnabled()
    QTest.keyClicks(cluster.fields.fields["address"], ":10001")
    QTest.keyClicks(cluster.fields.fields["storage"], "/mnt/shared")
    assert start.isEnabled()
    form = view.store.state.finetune.form.cluster
    assert form.arguments == ("--address=ray://head:10001", "--storage=/mnt/shared")
