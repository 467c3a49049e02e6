"""Which head, tokens and cells are looked at: selected, pinned, pointed at."""

from __future__ import annotations

from dataclasses import replace

from explorer.records import HeadRef
from explorer.state import actions as a
from explorer.state.model import MAX_LINE_HEADS, AppState, Hover
from explorer.state.selectors import rows_are_text, rows_predict


def selecting(state: AppState, action: a.Action) -> AppState:
    """Everything that a person points at in the picture that is shown."""
    match action:
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
        case _:
            return state


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
