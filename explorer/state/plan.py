"""`plan(old, new)`: what the model thread must do after a change of state."""

from __future__ import annotations

from explorer.records import (
    DetailRequest,
    ExportRequest,
    GenerateRequest,
    InspectRequest,
    LoadRequest,
    RefineRequest,
)
from explorer.records.lessons import LessonRequest
from explorer.state.details import detail_missing, detail_wanted, refinement_wanted
from explorer.state.lessons.taught import is_lesson_current, wanted_lesson
from explorer.state.model import AppState
from explorer.state.selectors import selected_map

Request = (
    LoadRequest
    | GenerateRequest
    | InspectRequest
    | ExportRequest
    | DetailRequest
    | RefineRequest
    | LessonRequest
)


def plan(old: AppState, new: AppState) -> tuple[Request, ...]:
    """Requests that the change makes necessary; none for a hover, a pin or a colour map."""
    requests: list[Request] = []
    if new.load is not None and new.load is not old.load:
        requests.append(new.load)
    if new.generating is not None and not _is_at_work(old, new.generating.request):
        requests.append(new.generating.request)
    if new.model is not None and _must_read(old, new):
        requests.append(new.wanted)
    if new.export is not None and new.export is not old.export:
        requests.append(new.export)
    lesson = lesson_missing(new)
    if lesson is not None and (lesson != lesson_missing(old) or new.model != old.model):
        requests.append(lesson)
    looks_elsewhere = detail_wanted(new) != detail_wanted(old)
    if looks_elsewhere or selected_map(new) is not selected_map(old):
        missing = detail_missing(new)
        requests += [missing] if missing else []
    refinement = refinement_wanted(new)
    if refinement is not None and refinement != refinement_wanted(old):
        requests.append(refinement)
    return tuple(requests)


def _must_read(old: AppState, new: AppState) -> bool:
    was_resumed = old.stopped == new.wanted and new.stopped is None
    return new.wanted != old.wanted or new.model != old.model or was_resumed


def lesson_missing(state: AppState) -> LessonRequest | None:
    """What the open page of the lessons wants and does not show."""
    return None if is_lesson_current(state) else wanted_lesson(state)


def _is_at_work(state: AppState, request: GenerateRequest) -> bool:
    return state.generating is not None and state.generating.request is request


def gives_up_writing(old: AppState, new: AppState) -> bool:
    """The text that a model writes is not wanted any more, or has just ended."""
    return old.generating is not None and new.generating is None


def gives_up_lesson(old: AppState, new: AppState) -> bool:
    """The lesson that waits for an answer is not in front any more, and none takes its place."""
    return lesson_missing(old) is not None and new.lesson is None


def gives_up_load(old: AppState, new: AppState) -> bool:
    """The model that is opening is not wanted any more, and no other takes its place."""
    return old.loading is not None and old.load is not None and new.load is None


def gives_up_reading(old: AppState, new: AppState) -> bool:
    """The person does not wait for the text that is being read."""
    return new.stopped is not None and new.stopped is not old.stopped
