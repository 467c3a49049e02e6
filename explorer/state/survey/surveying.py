"""How the state changes around a survey."""

from __future__ import annotations

from dataclasses import replace

from explorer.records import (
    HeadRef,
    LoadRequest,
    SurveyExample,
    SurveyFileRequest,
    SurveyResult,
)
from explorer.state import writing
from explorer.state.actions import ModelOpened, ModelRequested
from explorer.state.actions import survey as happened
from explorer.state.actions.thread import InspectionReady, LoadFailed
from explorer.state.model import AppState, Hover, Page
from explorer.state.opening import opening
from explorer.state.selectors import rows_predict
from explorer.state.survey.page import MAX_RECENT, Surveyed, SurveyLook
from explorer.state.survey.running import survey_run


def surveying(state: AppState, action: object) -> AppState:
    """Everything about surveys; the answer to an older request is dropped."""
    now = state.survey
    match action:
        case happened.SurveyRequested(request):
            asked = replace(now, request=request, comes_forward=True, failed="")
            return replace(state, survey=asked)
        case happened.SurveyRead(request, result) if request is now.request:
            return replace(state, page=_page(state), survey=_read(now, request, result))
        case happened.SurveyUnreadable(request, message) if request is now.request:
            return replace(state, page=_page(state), survey=replace(now, failed=message))
        case happened.SurveyLookChanged(look):
            return replace(state, survey=replace(now, look=look))
        case happened.SurveyExampleChosen(example) if now.result is not None:
            return _chosen(state, example, now.result)
        case ModelOpened(_, model) if now.awaited is not None and now.result is not None:
            if model.source == now.result.model:
                return _shown(state, *now.awaited)
            return replace(state, survey=replace(now, awaited=None))
        case LoadFailed() | ModelRequested():
            return replace(state, survey=replace(now, awaited=None))
        case InspectionReady():  # once `inspecting` has taken it in
            return _example_marked(state)
        case _:
            return survey_run(state, action)


def _page(state: AppState) -> Page:
    """A survey that somebody asked to see comes to the front of the window."""
    return "survey" if state.survey.comes_forward else state.page


def _read(now: Surveyed, request: SurveyFileRequest, result: SurveyResult) -> Surveyed:
    folder = str(request.folder)
    others = (other for other in now.recent if other != folder)
    return replace(
        now,
        result=result,
        failed="",
        look=_within(now.look, result),
        awaited=None,
        side="result",
        recent=(folder, *others)[:MAX_RECENT],
    )


def _chosen(state: AppState, example: SurveyExample, result: SurveyResult) -> AppState:
    """Its maps, once the model of the survey is open."""
    head = HeadRef(state.survey.look.layer, state.survey.look.head, result.site)
    if state.model is not None and state.model.source == result.model and state.loading is None:
        return _shown(state, example, head)
    waiting = opening(state, ModelRequested(LoadRequest(result.model)))
    return replace(waiting, survey=replace(waiting.survey, awaited=(example, head)))


def _shown(state: AppState, example: SurveyExample, head: HeadRef) -> AppState:
    """The example is the text of the window; it was cut in the survey where it is too long."""
    shown = replace(
        writing.with_document(state, example.document),
        head=head,
        cut=True,
        stride=None,
        pinned=frozenset(),
        focus=None,
        page="explore",
        survey=replace(state.survey, awaited=None, unread=(example, head)),
    )
    return _example_marked(shown)


def _example_marked(state: AppState) -> AppState:
    """Once the sentence of an example is read: its row pinned, and both of its tokens pointed at.

    Not before: pins and pointers go where other tokens come to stand.
    """
    if state.survey.unread is None or state.inspection is None or state.is_stale:
        return state
    example, head = state.survey.unread
    read = replace(state, survey=replace(state.survey, unread=None))
    is_there = (state.document, state.head) == (example.document, head)
    if not is_there or example.query is None or example.key is None:
        return read
    return replace(
        read,
        pinned=frozenset({example.query}),
        anchor=example.query,
        focus=example.query if rows_predict(state) else state.focus,
        hover=Hover((example.query,), (example.key,)),
    )


def _within(look: SurveyLook, result: SurveyResult) -> SurveyLook:
    """The same head, where this model has it."""
    n_layers, n_heads, _ = result.counts.shape
    return replace(look, layer=min(look.layer, n_layers - 1), head=min(look.head, n_heads - 1))
