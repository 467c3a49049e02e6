"""How text, masks and predicted words change the document; every step can be undone."""

from __future__ import annotations

from dataclasses import replace

from explorer.records import Document, Span, Tokens
from explorer.state import actions as a
from explorer.state import history, text
from explorer.state.model import AppState
from explorer.state.selectors import prediction_at


def writing(state: AppState, action: a.Action) -> AppState:
    """Everything about the document and its masks."""
    match action:
        case a.TextEdited(value, segment):
            return _edited(state, value, segment)
        case a.PairOpened():
            return with_document(state, replace(state.document, pair=state.document.pair or ""))
        case a.PairClosed():
            masks = frozenset(mask for mask in state.document.masks if mask.segment == 0)
            return with_document(state, replace(state.document, pair=None, masks=masks))
        case a.DocumentChosen(document):
            return replace(
                with_document(state, document),
                cut=False,
                stride=None,
                pinned=frozenset(),
                focus=None,
            )
        case a.MasksToggled(positions):
            return _masks_toggled(state, positions)
        case a.MasksCleared():
            return with_document(state, replace(state.document, masks=frozenset()))
        case a.CandidateChosen():
            return _candidate_chosen(state, action)
        case a.Undone():
            return history.undone(state)
        case a.Redone():
            return history.redone(state)
        case _:
            return state


def _edited(state: AppState, value: str, segment: int) -> AppState:
    if text.text_of(state.document, segment) == value:
        return state
    changed = text.with_text(state.document, segment, value)
    return replace(state, document=changed, history=history.typed(state, changed, segment))


def with_document(state: AppState, document: Document) -> AppState:
    """A step that Undo takes back at once."""
    if document == state.document:
        return state
    return replace(state, document=document, history=history.pushed(state))


def _masks_toggled(state: AppState, positions: tuple[int, ...]) -> AppState:
    spans = frozenset(span for p in positions if (span := current_span(state, p)) is not None)
    if not spans:
        return state
    changed = with_document(state, text.toggled_masks(state.document, spans))
    return replace(changed, focus=positions[0], anchor=positions[0])


def _candidate_chosen(state: AppState, action: a.CandidateChosen) -> AppState:
    shown = state.inspection
    if shown is not None and shown.target is not None:
        return _target_grown(state, shown.target, action)
    span = current_span(state, action.position)
    prediction = prediction_at(state, action.position)
    if span is None or prediction is None:
        return state
    if prediction.kind == "next":
        span = replace(span, start=span.end)  # it comes after the token, not in its place
    return with_document(state, text.with_candidate(state.document, span, action.candidate))


def _target_grown(state: AppState, target: Tokens, action: a.CandidateChosen) -> AppState:
    """What a decoder predicts follows a token of what it has written so far."""
    shown = state.inspection
    assert shown is not None
    written = state.document.target
    if shown.request.document.target != written or action.position >= len(target):
        return state
    span = target.spans[action.position] or Span(0, 0, 0)  # the start token stands before all
    place = replace(span, start=span.end)
    grown = text.with_candidate(Document(written or ""), place, action.candidate)
    return with_document(state, replace(state.document, target=grown.text))


def current_span(state: AppState, position: int) -> Span | None:
    """Characters of the present text that a shown token stands for.

    The tokens on the screen may be of an older text, so the span moves with the edits since.
    """
    shown = state.inspection
    if shown is None or not 0 <= position < len(shown.tokens):
        return None
    span = shown.tokens.spans[position]
    if span is None or span.start == span.end:
        return None
    before = text.text_of(shown.request.document, span.segment)
    return text.moved_span(span, before, text.text_of(state.document, span.segment))
