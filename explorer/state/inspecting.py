"""How a text is read, and what comes back from the model thread."""

from __future__ import annotations

from dataclasses import replace

from explorer.records import Inspection
from explorer.state import actions as a
from explorer.state.details import is_current, kept_details, with_detail
from explorer.state.model import AppState, Hover, Problem, Search
from explorer.state.opening import without
from explorer.state.search import found_again
from explorer.state.selectors import rows_are_text


def inspecting(state: AppState, action: a.Action) -> AppState:
    """News of a request that is no longer wanted is dropped."""
    match action:
        case a.CutAccepted():
            return replace(state, cut=True, stride=None, problem=None)
        case a.StrideChosen(stride):
            return replace(state, stride=stride, cut=False, problem=without(state, "text"))
        case a.ReadingStopped():
            return replace(state, stopped=state.wanted, reading=None)
        case a.ReadingResumed():
            return replace(state, stopped=None)
        case a.InspectionReady(inspection):
            return _inspected(state, inspection)
        case a.InspectionFailed(request, message, is_too_long):
            if request != state.wanted:
                return state
            problem = Problem("text", message, offers_cut=is_too_long)
            return replace(state, problem=problem, reading=None)
        case a.InspectionProgressed(request, progress):
            if request != state.wanted or request == state.stopped:
                return state
            return replace(state, reading=progress, problem=without(state, "text"))
        case a.DetailReady():
            return with_detail(state, action)
        case a.DetailFailed(request, message) if request.of == state.wanted:
            return replace(state, notice=message)
        case _:
            return state


def _inspected(state: AppState, inspection: Inspection) -> AppState:
    """The newest result; pins stay on tokens that still read the same.

    What is wanted and shown stays: a step for the head before may come after it.
    """
    if is_current(state) and inspection.request != state.wanted:
        return state
    if inspection.overview is None and state.inspection is not None:
        shown = state.inspection.overview
        is_same_model = state.inspection.model == inspection.model
        site = inspection.request.overview_site
        if shown is not None and shown.site == site and is_same_model:
            inspection = replace(inspection, overview=shown)
    return replace(
        state,
        inspection=inspection,
        pinned=frozenset(p for p in state.pinned if _reads_the_same(state, inspection, p)),
        hover=state.hover if _same_tokens(state.inspection, inspection) else Hover(),
        problem=without(state, "text"),
        notice=inspection.notice,
        reading=None if inspection.request == state.wanted else state.reading,
        stopped=None if inspection.request == state.stopped else state.stopped,
        details=kept_details(state.details, state.inspection, inspection),
        search=_search_in(state, inspection),
    )


def _search_in(state: AppState, inspection: Inspection) -> Search | None:
    """What is looked for stands elsewhere in another text."""
    if state.inspection is not None and state.inspection.tokens is inspection.tokens:
        return state.search
    return found_again(state.search, inspection)


def _same_tokens(old: Inspection | None, new: Inspection) -> bool:
    return old is not None and all(
        _labels(old, site) == _labels(new, site) for site in ("encoder", "decoder")
    )


def _labels(inspection: Inspection, site: str) -> tuple[str, ...]:
    """Of the tokens that the rows of a site stand for."""
    tokens = inspection.tokens if rows_are_text(site) else inspection.target
    return tokens.labels if tokens else ()


def _reads_the_same(state: AppState, inspection: Inspection, position: int) -> bool:
    site = state.head.site
    old = _labels(state.inspection, site) if state.inspection else ()
    new = _labels(inspection, site)
    if position >= min(len(old), len(new)):
        return False
    is_mask = rows_are_text(site) and position in inspection.tokens.masks
    return is_mask or old[position] == new[position]
