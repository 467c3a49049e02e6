"""`plan(old, new)`: what the model thread must do after a change of state."""

from __future__ import annotations

from explorer.records import ExportRequest, InspectRequest, LoadRequest
from explorer.state.model import AppState

Request = LoadRequest | InspectRequest | ExportRequest


def plan(old: AppState, new: AppState) -> tuple[Request, ...]:
    """Requests that the change makes necessary; none for a hover, a pin or a colour map."""
    requests: list[Request] = []
    if new.load is not None and new.load is not old.load:
        requests.append(new.load)
    if new.model is not None and (new.wanted != old.wanted or new.model != old.model):
        requests.append(new.wanted)
    if new.export is not None and new.export is not old.export:
        requests.append(new.export)
    return tuple(requests)


def gives_up_load(old: AppState, new: AppState) -> bool:
    """The model that is opening is not wanted any more, and no other takes its place."""
    return old.loading is not None and old.load is not None and new.load is None
