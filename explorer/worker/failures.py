"""What the model thread says of a request that failed."""

from __future__ import annotations

from explorer.errors import ExplorerError, TextTooLong, UnknownWords
from explorer.records import (
    DetailRequest,
    ExportRequest,
    GenerateRequest,
    InspectRequest,
    LoadRequest,
    RefineRequest,
)
from explorer.state import actions as a
from explorer.state.actions.lessons import LessonFailed
from explorer.state.plan import Request


def failure(request: Request, error: ExplorerError) -> a.Action:
    message, too_long = str(error), isinstance(error, TextTooLong)
    match request:
        case LoadRequest():
            return a.LoadFailed(request, message)
        case InspectRequest():
            return a.InspectionFailed(request, message, is_too_long=too_long)
        case GenerateRequest():
            return a.GenerationFailed(request, message, is_too_long=too_long)
        case DetailRequest():
            return a.DetailFailed(request, message)
        case RefineRequest():  # the coarse maps stay
            return a.InspectionFailed(request.of, message)
        case ExportRequest():
            return a.ExportFailed(request, message)
        case _:
            places = error.places if isinstance(error, UnknownWords) else ()
            return LessonFailed(request, message, places)
