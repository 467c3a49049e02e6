"""Undo and redo of the text and its masks; a word typed in one go is one step."""

from __future__ import annotations

from dataclasses import replace

from explorer.records import Document
from explorer.state.model import AppState, History
from explorer.state.text import edit_between, text_of

MAX_STEPS = 200


def pushed(state: AppState) -> History:
    """The history after a step that stands alone: a mask, an example, a chosen candidate."""
    return History(past=(*state.history.past, state.document)[-MAX_STEPS:])


def typed(state: AppState, changed: Document, segment: int) -> History:
    """The history after a keystroke: it joins the step before it while one word goes on."""
    before, after = text_of(state.document, segment), text_of(changed, segment)
    start, end, grown = edit_between(before, after)
    is_keystroke = (grown == 1 and start == end) or (grown == -1 and end - start == 1)
    ended_at = (segment, start + max(0, end - start + grown))
    begins_word = grown == 1 and not after[start].isspace() and after[:start][-1:].isspace()
    begun_at = (segment, start if grown == 1 else end)
    goes_on = is_keystroke and not begins_word and state.history.typing_at == begun_at
    past = state.history.past if goes_on else pushed(state).past
    return History(past=past, typing_at=ended_at if is_keystroke else None)


def undone(state: AppState) -> AppState:
    """The document one step back; the same state when there is none."""
    if not state.history.past:
        return state
    *past, document = state.history.past
    future = (state.document, *state.history.future)
    return replace(state, document=document, history=History(tuple(past), future))


def redone(state: AppState) -> AppState:
    """The document one step forth; the same state when there is none."""
    if not state.history.future:
        return state
    document, *future = state.history.future
    past = (*state.history.past, state.document)
    return replace(state, document=document, history=History(past, tuple(future)))
