"""The page of fine-tuning: what is asked of the processes, and what their news change."""

from __future__ import annotations

from dataclasses import replace

from explorer.records.finetune import (
    FollowRequest,
    PreviewRequest,
    ResumeRequest,
    SpaceFileRequest,
    StartRequest,
    StopRequest,
)
from explorer.records.tuning import DataRead, PaceMeasured, SearchEnded, TrialEnded
from explorer.state.actions import PageOpened
from explorer.state.actions import finetune as happened
from explorer.state.cluster_form import ClusterForm
from explorer.state.finetune.page import Finetune
from explorer.state.finetune.trials import by_worth, in_order, share_done, varied, worth
from explorer.state.finetune.tuned import finetune_plan
from explorer.state.model import AppState
from explorer.state.reduce import reduce
from explorer.state.tuning import TrialState
from tests.state.test_tuning import EVENTS, done, started

READ = DataRead("classification", ("text", "", "label"), (), (), 8, 2, (0, 4), (10,), 3, (), ())
FOLDER = "/searches/words"


def after(*actions: object, state: AppState | None = None) -> AppState:
    state = state or AppState()
    for action in actions:
        state = reduce(state, action)
    return state


def asked(old: AppState, new: AppState) -> tuple[object, ...]:
    return finetune_plan(old, new)


def running() -> AppState:
    return after(
        PageOpened("finetune"),
        happened.SearchFound(FOLDER),
        happened.SearchFollowed(FOLDER, tuple(EVENTS), is_running=True),
    )


def test_the_open_page_asks_for_a_preview_once_and_again_when_the_form_changes() -> None:
    closed, opened = AppState(), after(PageOpened("finetune"))
    (request,) = asked(closed, opened)
    assert isinstance(request, PreviewRequest)
    read = after(happened.DataPreviewed(request, READ), state=opened)
    assert asked(opened, read) == ()
    assert read.finetune.last_read is READ
    pace = PaceMeasured(0.01, 2)
    assert after(happened.PaceKnown(request, pace), state=read).finetune.preview.pace is pace
    form = replace(read.finetune.form, seed="1")
    changed = after(happened.FormChanged(form), state=read)
    (again,) = asked(read, changed)
    assert again != request
    late = after(happened.DataPreviewed(request, READ), state=changed)
    assert late.finetune.missing_preview("") == again  # an answer to the older form
    wrong = after(happened.FinetuneFailed(again, "No label column."), state=changed)
    assert wrong.finetune.preview.problem == "No label column."
    assert wrong.finetune.last_read is READ
    assert asked(changed, wrong) == ()


def test_nothing_is_asked_where_ray_is_missing() -> None:
    missing = AppState(finetune=Finetune(missing="Install it."))
    assert asked(missing, after(PageOpened("finetune"), state=missing)) == ()


def test_a_search_is_started_as_the_form_says_and_followed_in_its_folder() -> None:
    opened = after(PageOpened("finetune"))
    begun = after(happened.SearchAsked(), state=opened)
    form = opened.finetune.form
    request = begun.finetune.asked
    assert request == StartRequest(form.arguments(""), form.toml(), "", "glosses")
    assert request in asked(opened, begun)
    assert begun.finetune.is_starting
    found = after(happened.SearchFound(FOLDER), state=begun)
    assert (found.finetune.side, found.finetune.folder) == ("search", FOLDER)
    alive = happened.SearchFollowed(FOLDER, (), is_running=True)
    assert after(alive, state=found).finetune.is_starting
    elsewhere = happened.SearchFollowed("/other", tuple(EVENTS), is_running=True)
    assert after(elsewhere, state=found).finetune.search.plan is None
    runs = after(happened.SearchFollowed(FOLDER, tuple(EVENTS), is_running=True), state=found)
    assert not runs.finetune.is_starting
    assert len(runs.finetune.search.trials) == 4


def test_a_cluster_is_named_to_the_search_and_is_nothing_to_preview_anew() -> None:
    opened = after(PageOpened("finetune"))
    form = replace(opened.finetune.form, cluster=ClusterForm("auto", "/mnt/shared", True))
    named = after(happened.FormChanged(form), state=opened)
    assert asked(opened, named) == ()
    (request,) = asked(named, after(happened.SearchAsked(), state=named))
    assert isinstance(request, StartRequest)
    assert request.arguments[:2] == ("--address=auto", "--storage=/mnt/shared")


def test_a_search_that_gives_up_says_why_and_the_form_is_what_it_was() -> None:
    begun = after(PageOpened("finetune"), happened.SearchAsked(), happened.SearchFound(FOLDER))
    alive = happened.SearchFollowed(FOLDER, (), is_running=True)
    news = happened.SearchFollowed(FOLDER, (), is_running=False, said="The disk is full.")
    begun = after(alive, state=begun)
    page = after(news, state=begun).finetune
    assert (page.problem, page.is_starting, page.is_resumable) == (
        "The disk is full.",
        False,
        False,
    )
    assert page.form == begun.finetune.form
    assert (page.side, page.folder) == ("form", "")  # where it can be mended


def test_an_interrupted_search_can_be_resumed_and_a_finished_one_cannot() -> None:
    state = running()
    assert not state.finetune.is_resumable
    killed = after(happened.SearchFollowed(FOLDER, (), is_running=False), state=state)
    assert killed.finetune.is_resumable
    resumed = after(happened.SearchResumed(), state=killed)
    assert asked(killed, resumed) == (ResumeRequest(FOLDER),)
    assert not resumed.finetune.is_resumable
    again = (started(is_resumed=True),)
    runs = after(happened.SearchFollowed(FOLDER, again, is_running=True), state=resumed)
    assert runs.finetune.search.trials[0].status == "done"
    ended = (SearchEnded("done", "", 1, f"{FOLDER}/best", 60.0),)
    over = after(happened.SearchFollowed(FOLDER, ended, is_running=True), state=runs)
    assert over.finetune.best_model == ""  # its process still puts things in order
    over = after(happened.SearchFollowed(FOLDER, (), is_running=False), state=over)
    assert over.finetune.best_model == f"{FOLDER}/best"
    assert not over.finetune.is_resumable


def test_a_search_that_was_stopped_can_be_resumed_while_trials_are_left() -> None:
    stopped = SearchEnded("stopped", "", 1, f"{FOLDER}/best", 60.0)
    rest = tuple(TrialEnded(number, "failed", "no memory", 1.0) for number in range(4))
    for events, is_resumable in (((stopped,), True), ((*rest, stopped), False)):
        news = happened.SearchFollowed(FOLDER, events, is_running=False)
        assert after(news, state=running()).finetune.is_resumable == is_resumable


def test_one_trial_or_all_can_be_stopped_and_another_folder_looked_at() -> None:
    state = running()
    for action, request in (
        (happened.SearchStopped(1), StopRequest(FOLDER, 1)),
        (happened.SearchStopped(), StopRequest(FOLDER, None)),
        (happened.SearchFolderChosen("/b"), FollowRequest("/b")),
    ):
        assert asked(state, after(action, state=state)) == (request,)


def test_a_stop_that_failed_is_said_though_another_was_asked_for_since() -> None:
    first, second = StopRequest(FOLDER, 1), StopRequest(FOLDER, 2)
    state = after(happened.SearchStopped(1), happened.SearchStopped(2), state=running())
    failed = after(happened.FinetuneFailed(first, "The disk is full."), state=state).finetune
    assert (failed.problem, failed.asked) == ("The disk is full.", second)
    elsewhere = happened.FinetuneFailed(StopRequest("/searches/other", 1), "No.")
    assert after(elsewhere, state=state) is state


def test_a_file_of_a_space_is_read_and_written() -> None:
    opened = after(PageOpened("finetune"))
    loading = after(happened.SpaceLoaded("/a.toml"), state=opened)
    request = loading.finetune.asked
    assert request == SpaceFileRequest("/a.toml", None)
    text = 'search = "random"\ntrials = 4\n[space]\nbatch_size = [2]\n'
    filled = after(happened.SpaceFileRead(request, text), state=loading).finetune.form
    assert (filled.search, filled.trials, filled.parameters["batch_size"]) == ("random", "4", "2")
    wrong = after(happened.SpaceFileRead(request, "[space"), state=loading).finetune
    assert wrong.problem.startswith("This is no TOML")
    assert wrong.form == opened.finetune.form
    saving = after(happened.SpaceSaved("/b.toml"), state=opened).finetune.asked
    assert saving == SpaceFileRequest("/b.toml", opened.finetune.form.toml())


def shown(page: Finetune) -> tuple[TrialState, ...]:
    return in_order(page.search, page.sorting)


def test_trials_are_sorted_by_anything_and_those_without_a_value_stand_last() -> None:
    state = running()
    page = state.finetune
    assert varied(page.search.plan) == ("learning_rate",)
    assert [worth(trial, page.search.plan) for trial in page.search.trials] == [
        0.8,
        0.8,
        None,
        None,
    ]
    assert [trial.number for trial in shown(page)] == [0, 1, 2, 3]
    better = happened.SearchFollowed(FOLDER, (done(1, 2, 0.9),), is_running=True)
    state = after(better, happened.TrialsSorted("metric"), state=state)
    assert [trial.number for trial in shown(state.finetune)] == [1, 0, 2, 3]
    assert by_worth(state.finetune.search) == shown(state.finetune)
    state = after(happened.TrialsSorted("metric"), state=state)
    assert [trial.number for trial in shown(state.finetune)] == [0, 1, 2, 3]
    state = after(happened.TrialsSorted("status"), state=state)
    assert [trial.status for trial in shown(state.finetune)][:2] == ["done", "running"]
    state = after(*[happened.TrialsSorted("learning_rate")] * 2, state=state)
    assert [trial.number for trial in shown(state.finetune)] == [3, 2, 1, 0]


def test_what_is_done_counts_epochs_and_a_trial_that_is_over_needs_no_more() -> None:
    search = running().finetune.search  # of 8 epochs 2 + 1 are done
    assert share_done(search) == 3 / 8
    pruned = after(
        happened.SearchFollowed(FOLDER, (TrialEnded(1, "pruned", "", 9.0),), is_running=True),
        state=running(),
    )
    assert share_done(pruned.finetune.search) == 4 / 8
