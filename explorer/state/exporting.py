"""A figure from when it is asked for until it is written or copied."""

from __future__ import annotations

from dataclasses import replace

from explorer.records import ExportRequest
from explorer.state import actions as a
from explorer.state.model import AppState, Problem
from explorer.state.opening import without


def exporting(state: AppState, action: a.Action) -> AppState:
    match action:
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
        case _:
            return state


def _other_export(state: AppState, done: ExportRequest) -> ExportRequest | None:
    """The export that is still being written, after one is done."""
    return None if state.export is done else state.export
