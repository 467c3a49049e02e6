"""Which character of the text a person looks at: models cut a text into other tokens each."""

from __future__ import annotations

from explorer.state.model import AppState


def focused_character(state: AppState) -> int | None:
    """Where the token begins that is open in the window, or the first one masked by hand."""
    shown = state.inspection
    is_of_target = state.model is not None and state.model.objective == "seq2seq"
    if state.focus is not None and shown is not None and not state.is_stale and not is_of_target:
        tokens = shown.tokens
        span = tokens.spans[state.focus] if state.focus < len(tokens) else None
        if span is not None and span.segment == 0:
            return span.start
    starts = [span.start for span in state.document.masks if span.segment == 0]
    return min(starts, default=None)
