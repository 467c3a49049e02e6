"""How the state changes while models are looked for, fetched and removed."""

from __future__ import annotations

from dataclasses import replace

from explorer.records import (
    CacheRequest,
    DescribeRequest,
    DownloadRequest,
    Progress,
    SearchRequest,
)
from explorer.state import actions as a
from explorer.state.actions import hub as h
from explorer.state.hub import HubState
from explorer.state.model import AppState, Problem


def finding(state: AppState, action: a.Action) -> AppState:
    """Everything about the hub; another model ends a failure."""
    hub = state.hub
    match action:
        case h.DownloadFailed(request, message) if request is hub.download and not hub.is_open:
            # The dialog, where it would be said, is gone.
            return replace(state, hub=_changed(hub, action), problem=Problem("model", message))
        case a.ModelRequested():
            return state if hub.failed is None else replace(state, hub=replace(hub, failed=None))
    if isinstance(action, a.HubAction):
        hub = _changed(hub, action)
    return state if hub is state.hub else replace(state, hub=hub)


def _changed(hub: HubState, action: a.HubAction) -> HubState:
    match action:
        case h.HubOpened():
            return _opened(hub)
        case h.HubClosed():
            return replace(hub, is_open=False)
        case h.HubPageChosen(page):
            return replace(hub, page=page, chosen="", problem="")
        case h.ModelsSearched(query, task):
            return replace(hub, search=SearchRequest(query, task), problem="")
        case h.HubModelChosen(id):
            return _chosen(hub, id)
        case h.RemovalRequested(id):
            return replace(hub, cache=CacheRequest(removing=id), problem="")
        case h.DownloadRequested(load):
            if hub.download is not None:
                return hub
            return replace(
                hub,
                download=DownloadRequest(load),
                progress=Progress(f"Asking the hub for {load.source}"),
                problem="",
                failed=None,
            )
        case h.DownloadCancelled():
            return _ended(hub)
        case _:
            return _answered(hub, action)


def _answered(hub: HubState, action: a.HubAction) -> HubState:
    """News of what was asked; an answer to an older question is dropped."""
    match action:
        case h.ModelsFound(result) if result.request is hub.search:
            is_found = hub.chosen in {model.id for model in result.models}
            chosen = hub.chosen if is_found or hub.page == "here" else ""
            return replace(hub, result=result, chosen=chosen, offline="", problem="")
        case h.ModelDescribed(request, model) if request is hub.describe:
            return replace(hub, described=model)
        case h.CacheListed(request, models) if request is hub.cache:
            kept = {model.id for model in models}
            chosen = "" if hub.lists_kept and hub.chosen not in kept else hub.chosen
            return replace(hub, cached=models, chosen=chosen)
        case h.HubWasOffline(request, message) if request is hub.search:
            return replace(hub, offline=message)
        case h.HubFailed(request, message) if request in (hub.search, hub.describe, hub.cache):
            return replace(hub, problem=message)
        case h.DownloadProgressed(request, progress) if request is hub.download:
            return replace(hub, progress=progress)
        case h.DownloadFinished(request) if request is hub.download:
            return replace(_ended(hub), is_open=False)
        case h.DownloadFailed(request, message) if request is hub.download:
            return replace(_ended(hub), problem=message, failed=request.load)
        case _:
            return hub


def _opened(hub: HubState) -> HubState:
    """The models that most people use stand there before anything is typed."""
    popular = SearchRequest("")
    was_answered = hub.result is not None and hub.search == popular and not hub.offline
    return replace(
        hub,
        is_open=True,
        page="hub",
        chosen="",
        search=hub.search if was_answered else popular,
        cache=CacheRequest(),
        problem="",
    )


def _chosen(hub: HubState, id: str) -> HubState:
    if id == hub.chosen:
        return hub
    is_asked = not hub.lists_kept and not hub.offline
    return replace(
        hub,
        chosen=id,
        describe=DescribeRequest(id) if is_asked else hub.describe,
        problem="",
    )


def _ended(hub: HubState) -> HubState:
    """Nothing is fetched any more; how much is here has changed."""
    model = hub.model
    return replace(
        hub,
        download=None,
        progress=None,
        cache=CacheRequest(),
        describe=DescribeRequest(model.id) if model and not hub.offline else hub.describe,
    )
