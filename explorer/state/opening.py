"""How the state changes while a model opens, opens, or does not."""

from __future__ import annotations

from dataclasses import replace

from explorer.records import HeadRef, LoadRequest, ModelInfo, Progress, Writing
from explorer.state import actions as a
from explorer.state.model import MAX_RECENT_MODELS, AppState, Hover, Problem

CONTINUATION = 20  # tokens that a causal model goes on for
TARGET_LENGTH = 64  # tokens of a target that does not end before


def opening(state: AppState, action: a.Action) -> AppState:
    """Everything about opening a model; news of a request that was given up is dropped."""
    match action:
        case a.ModelRequested(request):
            return replace(
                state,
                load=request,
                loading=Progress("Opening the model", None),
                problem=without(state, "model"),
            )
        case a.LoadCancelled():
            return replace(state, load=None, loading=None)
        case a.LoadProgressed(request, progress) if request is state.load:
            return replace(state, loading=progress)
        case a.ModelOpened(request, model):
            # A load that was given up too late has opened all the same: the thread has that model.
            is_awaited = request is state.load
            return replace(_opened(state, model), loading=None if is_awaited else state.loading)
        case a.LoadFailed(request, message) if request is state.load:
            return _load_failed(state, message)
        case a.DevicesFound(devices):
            return replace(state, devices=devices)
        case a.DeviceLost(model, message):
            return replace(state, model=model, notice=message)
        case _:
            return state


def _opened(state: AppState, model: ModelInfo) -> AppState:
    recent = (model.source, *(s for s in state.recent_models if s != model.source))
    return replace(
        state,
        loading=None,
        model=model,
        recent_models=recent[:MAX_RECENT_MODELS],
        head=_nearest_head(state.head, model),
        line_heads=(),
        pinned=frozenset(),
        focus=None,
        hover=Hover(),
        notice="",
        stride=None,
        reading=None,
        stopped=None,
        writing=usual_writing(state.writing, state.model, model),
        generated=None,
    )


def usual_writing(writing: Writing, old: ModelInfo | None, new: ModelInfo) -> Writing:
    """A model that goes on with a text needs another number of tokens than one that translates."""
    if old is not None and old.objective == new.objective:
        return writing
    n_tokens = CONTINUATION if new.objective == "causal" else TARGET_LENGTH
    return replace(writing, max_new_tokens=n_tokens)


def _load_failed(state: AppState, message: str) -> AppState:
    """The model before stays; where there is none, the one that comes with the program opens."""
    failed = replace(state, loading=None, problem=Problem("model", message))
    assert state.load is not None, "an answer without a request was dropped before"
    if state.model is not None or state.fallback in ("", state.load.source):
        return failed
    device = "cpu" if state.load.device == "cpu" else "auto"
    return replace(
        failed,
        load=LoadRequest(state.fallback, device),
        loading=Progress("Opening the model that comes with the program", None),
    )


def _nearest_head(head: HeadRef, model: ModelInfo) -> HeadRef:
    """The head itself where the model has it, else the nearest one on its first site."""
    site = model.site(head.site) or model.sites[0]
    return replace(
        head,
        site=site.name,
        layer=None if head.layer is None else min(head.layer, site.n_layers - 1),
        head=None if head.head is None else min(head.head, site.n_heads - 1),
    )


def without(state: AppState, kind: str) -> Problem | None:
    """The message on the screen, unless it is of this kind."""
    return None if state.problem is None or state.problem.kind == kind else state.problem
