"""`reduce(state, action)`: the one place where the state of the window changes.

What an action does stands with its idea; each of these leaves other actions alone.
"""

from __future__ import annotations

from dataclasses import replace
from functools import reduce as fold

from explorer.state import actions as a
from explorer.state.actions.hub import DownloadFinished
from explorer.state.exporting import exporting
from explorer.state.finding import finding
from explorer.state.finetune.tuned import tuned
from explorer.state.generating import generation, given_up_where_edited
from explorer.state.inspecting import inspecting
from explorer.state.lessons.taught import taught
from explorer.state.model import AppState
from explorer.state.opening import opening
from explorer.state.search import searched
from explorer.state.selecting import selecting
from explorer.state.survey.surveying import surveying
from explorer.state.writing import writing

_IDEAS = (
    writing, selecting, inspecting, exporting, opening, finding, generation, taught, surveying,
    tuned,
)  # fmt: skip


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
        case a.PresentationChanged(presentation):
            return replace(state, presentation=presentation)
        case a.ColormapChosen(name):
            return replace(state, colormap=name)
        case a.ViewChosen(view):
            return replace(state, view=view)
        case a.TilesWanted(tiles):
            return state if tiles == state.tiles else replace(state, tiles=tiles)
        case a.SearchOpened() | a.SearchEdited() | a.SearchStepped() | a.SearchClosed():
            return searched(state, action)
        case a.ProblemDismissed():
            hub = replace(state.hub, failed=None)
            return replace(state, problem=None, exported=None, has_copied=False, notice="", hub=hub)
        case DownloadFinished(request) if request is state.hub.download:
            return _reduced(finding(state, action), a.ModelRequested(request.load))
        case _:
            return fold(lambda now, idea: idea(now, action), _IDEAS, state)
