"""`reduce(state, action)`: the one place where the state of the window changes."""

from __future__ import annotations

from dataclasses import replace

from explorer.records import ExportRequest, HeadRef, Inspection
from explorer.state import actions as a
from explorer.state import history, writing
from explorer.state.actions.hub import DownloadFinished
from explorer.state.details import is_current, kept_details, with_detail
from explorer.state.finding import finding
from explorer.state.finetune.tuned import tuned
from explorer.state.generating import generation, given_up_where_edited
from explorer.state.lessons.taught import taught
from explorer.state.model import MAX_LINE_HEADS, AppState, Hover, Problem, Search
from explorer.state.opening import opening, without
from explorer.state.search import found_again, searched
from explorer.state.selectors import rows_are_text, rows_predict
from explorer.state.survey.surveying import example_marked, surveying


def reduce(state: AppState, action: a.Action) -> AppState:
    """The state after an action; the same object when nothing changed."""
    new = given_up_where_edited(state, _reduced(state, action))
    # Whoever changes what is wanted waits again, also once it is changed back.
    is_left = new.stopped is not None and new.stopped != new.wanted
    return replace(new, stopped=None) if is_left else new


def _reduced(state: AppState, action: a.Action) -> AppState:
    match action:
        case a.PageOpened(page):
            # What failed is tried once more: a file may be there by now, or memory free.
            lessons = replace(state.lessons, failed=None, progress=None)
            return replace(state, page=page, lessons=lessons)
        case a.TextEdited(value, segment):
            return writing.edited(state, value, segment)
        case a.PairOpened():
            return writing.with_document(
                state, replace(state.document, pair=state.document.pair or "")
            )
        case a.PairClosed():
            masks = frozenset(mask for mask in state.document.masks if mask.segment == 0)
            return writing.with_document(state, replace(state.document, pair=None, masks=masks))
        case a.DocumentChosen(document):
            return replace(
                writing.with_document(state, document),
                cut=False,
                stride=None,
                pinned=frozenset(),
                focus=None,
            )
        case a.MasksToggled(positions):
            return writing.masks_toggled(state, positions)
        case a.MasksCleared():
            return writing.with_document(state, replace(state.document, masks=frozenset()))
        case a.CandidateChosen():
            return writing.candidate_chosen(state, action)
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
            return _head_selected(state, head)
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
            return replace(state, cut=True, stride=None, problem=None)
        case a.StrideChosen(stride):
            return replace(state, stride=stride, cut=False, problem=without(state, "text"))
        case a.ReadingStopped():
            return replace(state, stopped=state.wanted, reading=None)
        case a.ReadingResumed():
            return replace(state, stopped=None)
        case a.TilesWanted(tiles):
            return state if tiles == state.tiles else replace(state, tiles=tiles)
        case a.SearchOpened() | a.SearchEdited() | a.SearchStepped() | a.SearchClosed():
            return searched(state, action)
        case a.ProblemDismissed():
            hub = replace(state.hub, failed=None)
            return replace(state, problem=None, exported=None, has_copied=False, notice="", hub=hub)
        case a.ExportRequested(request):
            return replace(
                state,
                export=request,
                exported=None,
                has_copied=False,
                problem=without(state, "export"),
            )
        case a.ImageCopied():
            return replace(state, exported=None, has_copied=True)
        case a.ExportFinished(request, path):
            return replace(state, export=_other_export(state, request), exported=path)
        case a.ExportFailed(request, message):
            problem = Problem("export", message)
            return replace(state, export=_other_export(state, request), problem=problem)
        case a.InspectionReady(inspection):
            return example_marked(_inspected(state, inspection))
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
        case DownloadFinished(request) if request is state.hub.download:
            return _reduced(finding(state, action), a.ModelRequested(request.load))
        case _:
            state = generation(finding(opening(state, action), action), action)
            return tuned(surveying(taught(state, action), action), action)


def _head_selected(state: AppState, head: HeadRef) -> AppState:
    """Pins stay unless the rows of the other site are another sequence."""
    selected = replace(state, head=head)
    if rows_are_text(head.site) == rows_are_text(state.head.site):
        return selected
    return replace(selected, pinned=frozenset(), anchor=None, hover=Hover())


def _pinned(state: AppState, action: a.TokensPinned) -> AppState:
    """Where the rows are what is predicted after, the bars are those of the token pinned last."""
    pinned = _with_pins(state, action)
    if action.positions and rows_predict(state):
        return replace(pinned, focus=action.positions[-1])
    return pinned


def _with_pins(state: AppState, action: a.TokensPinned) -> AppState:
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


def _other_export(state: AppState, done: ExportRequest) -> ExportRequest | None:
    """The export that is still being written, after one is done."""
    return None if state.export is done else state.export
