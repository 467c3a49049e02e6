"""`reduce(state, action)`: the one place where the state of the window changes."""

from __future__ import annotations

from dataclasses import replace

from explorer.records import Document, HeadRef, Inspection, LoadRequest, ModelInfo, Progress, Span
from explorer.state import actions as a
from explorer.state import history, text
from explorer.state.model import (
    MAX_LINE_HEADS,
    MAX_RECENT_MODELS,
    AppState,
    Hover,
    Problem,
)
from explorer.state.selectors import prediction_at


def reduce(state: AppState, action: a.Action) -> AppState:
    """The state after an action; the same object when nothing changed."""
    match action:
        case a.TextEdited(value, segment):
            return _edited(state, value, segment)
        case a.PairOpened():
            return _document(state, replace(state.document, pair=state.document.pair or ""))
        case a.PairClosed():
            masks = frozenset(mask for mask in state.document.masks if mask.segment == 0)
            return _document(state, replace(state.document, pair=None, masks=masks))
        case a.DocumentChosen(document):
            return replace(_document(state, document), cut=False, pinned=frozenset(), focus=None)
        case a.MasksToggled(positions):
            return _masks_toggled(state, positions)
        case a.MasksCleared():
            return _document(state, replace(state.document, masks=frozenset()))
        case a.CandidateChosen():
            return _candidate_chosen(state, action)
        case a.Undone():
            return history.undone(state)
        case a.Redone():
            return history.redone(state)
        case a.TokensPinned():
            return _pinned(state, action)
        case a.PinsCleared():
            return replace(state, pinned=frozenset(), anchor=None)
        case a.Hovered(queries, keys):
            hover = Hover(queries, keys)
            return state if hover == state.hover else replace(state, hover=hover)
        case a.PositionFocused(position):
            return replace(state, focus=position)
        case a.HeadSelected(head):
            return replace(state, head=head)
        case a.LineHeadToggled(head):
            return _line_head_toggled(state, head)
        case a.LineHeadsCleared():
            return replace(state, line_heads=())
        case a.PresentationChanged(presentation):
            return replace(state, presentation=presentation)
        case a.ColormapChosen(name):
            return replace(state, colormap=name)
        case a.ViewChosen(view):
            return replace(state, view=view)
        case a.CutAccepted():
            return replace(state, cut=True, problem=None)
        case a.ProblemDismissed():
            return replace(state, problem=None, exported=None, has_copied=False, notice="")
        case a.ExportRequested(request):
            return replace(
                state,
                export=request,
                exported=None,
                has_copied=False,
                problem=_without(state, "export"),
            )
        case a.ImageCopied():
            return replace(state, exported=None, has_copied=True)
        case a.ExportFinished(path):
            return replace(state, export=None, exported=path)
        case a.ExportFailed(message):
            return replace(state, export=None, problem=Problem("export", message))
        case a.InspectionReady(inspection):
            return _inspected(state, inspection)
        case a.InspectionFailed(request, message, is_too_long):
            if request != state.wanted:
                return state
            return replace(state, problem=Problem("text", message, offers_cut=is_too_long))
        case _:
            return _model(state, action)


def _model(state: AppState, action: a.Action) -> AppState:
    """Everything about opening a model; an answer to a request that was given up is dropped."""
    match action:
        case a.ModelRequested(request):
            return replace(
                state,
                load=request,
                loading=Progress("Opening the model", None),
                problem=_without(state, "model"),
            )
        case a.LoadCancelled():
            return replace(state, load=None, loading=None)
        case a.LoadProgressed(request, progress) if request is state.load:
            return replace(state, loading=progress)
        case a.ModelOpened(request, model) if request is state.load:
            return _opened(state, model)
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
    )


def _load_failed(state: AppState, message: str) -> AppState:
    """The model before stays; where there is none, the one that comes with the program opens."""
    failed = replace(state, loading=None, problem=Problem("model", message))
    assert state.load is not None, "an answer without a request was dropped before"
    if state.model is not None or state.fallback in ("", state.load.source):
        return failed
    return replace(
        failed,
        load=LoadRequest(state.fallback),
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


def _edited(state: AppState, value: str, segment: int) -> AppState:
    if text.text_of(state.document, segment) == value:
        return state
    changed = text.with_text(state.document, segment, value)
    return replace(state, document=changed, history=history.typed(state, changed, segment))


def _document(state: AppState, document: Document) -> AppState:
    """A step that Undo takes back at once."""
    if document == state.document:
        return state
    return replace(state, document=document, history=history.pushed(state))


def _masks_toggled(state: AppState, positions: tuple[int, ...]) -> AppState:
    spans = frozenset(span for p in positions if (span := current_span(state, p)) is not None)
    if not spans:
        return state
    changed = _document(state, text.toggled_masks(state.document, spans))
    return replace(changed, focus=positions[0], anchor=positions[0])


def _candidate_chosen(state: AppState, action: a.CandidateChosen) -> AppState:
    span = current_span(state, action.position)
    prediction = prediction_at(state, action.position)
    if span is None or prediction is None:
        return state
    if prediction.kind == "next":
        span = replace(span, start=span.end)  # it comes after the token, not in its place
    return _document(state, text.with_candidate(state.document, span, action.candidate))


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


def _pinned(state: AppState, action: a.TokensPinned) -> AppState:
    positions = frozenset(action.positions)
    if action.extend and state.anchor is not None:
        ends = (state.anchor, *action.positions)
        stretch = frozenset(range(min(ends), max(ends) + 1))
        return replace(state, pinned=stretch)
    anchor = action.positions[0] if action.positions else None
    if action.toggle:
        return replace(state, pinned=state.pinned ^ positions, anchor=anchor)
    return replace(state, pinned=positions, anchor=anchor)


def _line_head_toggled(state: AppState, head: HeadRef) -> AppState:
    if head in state.line_heads:
        return replace(state, line_heads=tuple(h for h in state.line_heads if h != head))
    return replace(state, line_heads=(*state.line_heads, head)[-MAX_LINE_HEADS:])


def _inspected(state: AppState, inspection: Inspection) -> AppState:
    """The newest result; pins stay on tokens that still read the same."""
    if inspection.overview is None and state.inspection is not None:
        shown = state.inspection.overview
        if shown is not None and shown.site == inspection.request.overview_site:
            inspection = replace(inspection, overview=shown)
    return replace(
        state,
        inspection=inspection,
        pinned=frozenset(p for p in state.pinned if _reads_the_same(state, inspection, p)),
        hover=state.hover if _same_tokens(state.inspection, inspection) else Hover(),
        problem=_without(state, "text"),
        notice=inspection.notice,
    )


def _same_tokens(old: Inspection | None, new: Inspection) -> bool:
    return old is not None and old.tokens.labels == new.tokens.labels


def _reads_the_same(state: AppState, inspection: Inspection, position: int) -> bool:
    old = state.inspection.tokens.labels if state.inspection else ()
    new = inspection.tokens.labels
    if position >= min(len(old), len(new)):
        return False
    return old[position] == new[position] or position in inspection.tokens.masks


def _without(state: AppState, kind: str) -> Problem | None:
    return None if state.problem is None or state.problem.kind == kind else state.problem
