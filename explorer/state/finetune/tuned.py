"""How the state changes on the page on which a model is fine-tuned."""

from __future__ import annotations

from dataclasses import replace

from explorer.records.finetune import (
    FinetuneRequest,
    FollowRequest,
    PreviewRequest,
    ResumeRequest,
    SpaceFileRequest,
    StartRequest,
    StopRequest,
)
from explorer.records.tuning import SearchStarted
from explorer.state.actions import finetune as happened
from explorer.state.finetune.page import Finetune, Preview
from explorer.state.finetune.trials import METRIC
from explorer.state.model import AppState
from explorer.state.tuning import SearchState, followed


def tuned(state: AppState, action: object) -> AppState:
    """Everything about fine-tuning."""
    page = state.finetune
    new = _changed(page, action, state.open_source)
    return state if new is page else replace(state, finetune=new)


def _changed(page: Finetune, action: object, open_model: str) -> Finetune:
    match action:
        case happened.FinetuneSideChosen(side):
            return replace(page, side=side, problem="")
        case happened.FormChanged(form):
            return replace(page, form=form, problem="")
        case happened.TrialChosen(trial):
            return replace(page, trial=trial)
        case happened.TrialsSorted(by):
            is_same = page.sorting[0] == by
            is_down = not page.sorting[1] if is_same else by == METRIC
            return replace(page, sorting=(by, is_down))
        case happened.SearchAsked():
            form = page.form
            arguments = (*form.cluster.arguments, *form.arguments(open_model))
            request = StartRequest(arguments, form.toml(), form.parent, form.name)
            return _asked(page, request)
        case happened.SearchResumed():
            return _asked(page, ResumeRequest(page.folder))
        case happened.SearchStopped(trial):
            return _asked(page, StopRequest(page.folder, trial))
        case happened.SearchFolderChosen(folder):
            return _asked(page, FollowRequest(folder))
        case happened.SpaceLoaded(path):
            return _asked(page, SpaceFileRequest(path, None))
        case happened.SpaceSaved(path):
            return _asked(page, SpaceFileRequest(path, page.form.toml()))
        case _:
            return _told(page, action, open_model)


def _asked(page: Finetune, request: FinetuneRequest) -> Finetune:
    return replace(page, asked=request, problem="")


def _told(page: Finetune, action: object, open_model: str) -> Finetune:
    """News of the processes; an answer to an older question is dropped."""
    match action:
        case happened.DataPreviewed(request, read) if _is_wanted(page, request, open_model):
            return replace(page, preview=Preview(request, read), last_read=read)
        case happened.PaceKnown(request, pace) if _is_wanted(page, request, open_model):
            known = page.preview
            return page if known is None else replace(page, preview=replace(known, pace=pace))
        case happened.FinetuneFailed(PreviewRequest() as request, message):
            if not _is_wanted(page, request, open_model):
                return page
            return replace(page, preview=Preview(request, None, message))
        case happened.FinetuneFailed(request, message) if request is page.asked:
            return replace(page, asked=None, problem=message)
        case happened.FinetuneFailed(StopRequest(folder), message) if folder == page.folder:
            return replace(page, problem=message)  # of one of several that were asked for
        case happened.SpaceFileRead(request, text) if request is page.asked:
            return _with_space(page, text)
        case happened.SearchFound(folder):
            return replace(
                page, folder=folder, search=SearchState(), is_running=False, side="search",
                trial=None, problem="",
            )  # fmt: skip
        case happened.SearchFollowed() if action.folder == page.folder:
            return _followed(page, action)
        case _:
            return page


def _is_wanted(page: Finetune, request: PreviewRequest, open_model: str) -> bool:
    return request == page.wanted_preview(open_model)


def _with_space(page: Finetune, text: str) -> Finetune:
    try:
        form = page.form.with_toml(text)
    except ValueError as error:
        return replace(page, asked=None, problem=f"This is no TOML: {error}.")
    return replace(page, asked=None, form=form)


def _followed(page: Finetune, news: happened.SearchFollowed) -> Finetune:
    has_begun = any(isinstance(event, SearchStarted) for event in news.events)
    is_pending = news.is_running and not has_begun
    if isinstance(page.asked, StartRequest) and not is_pending and not has_begun:
        # It gave up before its first trial: what is to be mended stands in the form.
        return replace(
            page, asked=None, side="form", folder="", search=SearchState(), is_running=False,
            problem=news.said,
        )  # fmt: skip
    return replace(
        page,
        search=followed(page.search, news.events),
        is_running=news.is_running,
        asked=page.asked if is_pending else None,
        problem=news.said or ("" if has_begun else page.problem),
    )


def finetune_plan(old: AppState, new: AppState) -> tuple[FinetuneRequest, ...]:
    """What a change makes it necessary to ask."""
    requests: list[FinetuneRequest] = []
    wanted = _preview_missing(new)
    if wanted is not None and wanted != _preview_missing(old):
        requests.append(wanted)
    asked = new.finetune.asked
    if asked is not None and asked is not old.finetune.asked:
        requests.append(asked)
    return tuple(requests)


def _preview_missing(state: AppState) -> PreviewRequest | None:
    """What the form asks for while somebody looks at it."""
    is_looked_at = state.page == "finetune"
    return state.finetune.missing_preview(state.open_source) if is_looked_at else None
