"""How the state changes around a survey that the window starts."""

from __future__ import annotations

from dataclasses import replace

from explorer.records import LoadRequest, SurveyFileRequest
from explorer.records.survey_events import SurveyBegun, SurveyFinished
from explorer.records.survey_run import (
    SurveyFollow,
    SurveyResume,
    SurveyRunRequest,
    SurveyStart,
    SurveyStop,
)
from explorer.state.actions import survey_run as happened
from explorer.state.model import AppState
from explorer.state.survey.page import Surveyed
from explorer.state.survey.run import SurveyRun, ran


def survey_run(state: AppState, action: object) -> AppState:
    """Everything about the form and the survey that it starts."""
    page = state.survey
    new = _asked_for(state, action)
    return state if new is page else replace(state, survey=new)


def can_start(state: AppState) -> bool:
    """The form names what a survey needs, and none is at work."""
    form, run = state.survey.form, state.survey.run
    is_filled = bool(form.corpus.strip()) and not form.cluster.problem
    return is_filled and _load(state) is not None and not run.is_busy


def surveyed_sites(state: AppState) -> tuple[str, ...]:
    """Attentions of the open model of which a survey can be asked."""
    return state.model.surveyed_sites if state.model is not None else ()


def survey_plan(old: AppState, new: AppState) -> tuple[SurveyRunRequest | SurveyFileRequest, ...]:
    """What a change makes it necessary to ask."""
    before, now = old.survey, new.survey
    asked = ((before.run.asked, now.run.asked), (before.request, now.request))
    return tuple(new for old, new in asked if new is not None and new is not old)


def _load(state: AppState) -> LoadRequest | None:
    """What opens the model that is open; None while another one is opening."""
    if state.model is None or state.load is None or state.loading is not None:
        return None
    return replace(state.load, source=state.model.source)


def _asked_for(state: AppState, action: object) -> Surveyed:
    page, run = state.survey, state.survey.run
    match action:
        case happened.SurveySideChosen(side):
            return replace(page, side=side)
        case happened.SurveyFormChanged(form):
            return replace(page, form=form, run=replace(run, problem=""))
        case happened.SurveyAsked() if (load := _load(state)) is not None:
            form, sites = page.form, surveyed_sites(state)
            arguments = form.arguments(load, sites, has_ray=page.has_ray)
            storage = form.cluster.storage.strip()
            start = SurveyStart(arguments, form.name, form.parent, storage)
            return _asked(page, start)
        case happened.SurveyResumed():
            return _asked(page, SurveyResume(run.folder))
        case happened.SurveyStopped():
            # While one is resumed, the journal still names the process before it.
            pid = None if run.begun is None or run.is_starting else run.begun.pid
            stopped = _asked(page, SurveyStop(run.folder, pid))
            return replace(stopped, run=replace(stopped.run, is_stopping=True))
        case happened.SurveyDismissed() if not run.is_busy:
            return replace(page, run=SurveyRun())
        case happened.JournalChosen(folder):
            return _asked(page, SurveyFollow(folder))
        case _:
            return _told(page, action)


def _asked(page: Surveyed, request: SurveyRunRequest) -> Surveyed:
    return replace(page, run=replace(page.run, asked=request, is_stopping=False, problem=""))


def _told(page: Surveyed, action: object) -> Surveyed:
    """News of the process; an answer to an older question is dropped."""
    run = page.run
    match action:
        case happened.SurveyRunFailed(request, message) if request is run.asked:
            return replace(page, run=replace(run, asked=None, is_stopping=False, problem=message))
        case happened.JournalFound(folder):
            return replace(page, run=SurveyRun(folder, asked=run.asked))
        case happened.JournalFollowed() if action.folder == run.folder:
            return _followed(page, action)
        case _:
            return page


def _followed(page: Surveyed, news: happened.JournalFollowed) -> Surveyed:
    """A survey that is finished is opened, and comes to the front of its page."""
    run = ran(page.run, news.events)
    has_begun = any(isinstance(event, SurveyBegun) for event in news.events)
    is_pending = news.is_running and not has_begun
    run = replace(
        run,
        is_running=news.is_running,
        is_stopping=run.is_stopping and news.is_running,
        asked=run.asked if is_pending else None,
        # What a process says that was told to end is no problem.
        problem="" if page.run.is_stopping or run.finished is not None else news.said,
    )
    new = replace(page, run=run)
    if run.result is None or not any(isinstance(event, SurveyFinished) for event in news.events):
        return new
    request = SurveyFileRequest(run.result)
    return replace(new, side="result", request=request, comes_forward=False, failed="")
