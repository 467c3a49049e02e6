"""How the state changes while a model writes: the document grows with every token."""

from __future__ import annotations

from dataclasses import replace

from explorer.records import Generated, GenerateRequest
from explorer.state import actions as a
from explorer.state import history
from explorer.state.model import AppState, Generating, Problem
from explorer.state.opening import without


def generation(state: AppState, action: a.Action) -> AppState:
    """Everything about writing; news of a text that was given up is dropped."""
    match action:
        case a.WritingChosen(writing):
            return replace(state, writing=writing)
        case a.LanguagesChosen(source, target):
            chosen = replace(state.document, source_language=source, target_language=target)
            if chosen == state.document:
                return state
            return replace(state, document=chosen, history=history.pushed(state))
        case a.WritingAsked():
            return _asked(state)
        case a.WritingStopped():
            return replace(state, generating=None)
        case a.TextGenerated(generated) if _is_awaited(state, generated.request):
            at_work = Generating(generated.request, generated.n_tokens)
            return replace(_with_written(state, generated), generating=at_work)
        case a.GenerationFinished(generated) if _is_awaited(state, generated.request):
            return replace(_with_written(state, generated), generating=None, generated=generated)
        case a.GenerationFailed(request, message, is_too_long) if _is_awaited(state, request):
            problem = Problem("text", message, offers_cut=is_too_long)
            return replace(state, generating=None, problem=problem)
        case _:
            return state


def given_up_where_edited(old: AppState, new: AppState) -> AppState:
    """Nothing is written into a text that a person has changed meanwhile, nor by another model."""
    at_work = new.generating
    if at_work is None or at_work is not old.generating:
        return new
    is_left = new.document != old.document or new.load is not old.load
    return replace(new, generating=None) if is_left else new


def _asked(state: AppState) -> AppState:
    if state.model is None or state.loading is not None:
        return state
    request = GenerateRequest(state.document, state.writing, state.cut)
    return replace(
        state,
        generating=Generating(request),
        generated=None,
        focus=None,  # the predictions follow the end of the text
        problem=without(state, "text"),
    )


def _is_awaited(state: AppState, request: GenerateRequest) -> bool:
    return state.generating is not None and state.generating.request is request


def _with_written(state: AppState, generated: Generated) -> AppState:
    """The document as it is now; Undo takes back at once all that the model wrote."""
    if generated.document == state.document:
        return state
    is_first = state.document == generated.request.document
    steps = history.pushed(state) if is_first else state.history
    return replace(state, document=generated.document, history=steps)
