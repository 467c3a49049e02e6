"""What of a state decides about the page “Before and after”."""

from __future__ import annotations

from dataclasses import replace

from explorer.records.lessons.compare import CompareAnswer, CompareRequest
from explorer.state.lessons.compare import CompareSettings
from explorer.state.model import AppState


def wanted_comparison(
    state: AppState, settings: CompareSettings | None = None
) -> CompareRequest | None:
    """settings: in place of those that are set. None where no model is open."""
    if state.model is None:
        return None
    settings = settings or state.lessons.compare
    return settings.wanted(
        state.document, state.model, state.head, state.presentation, cut=state.cut
    )


def is_comparison_stale(state: AppState, answer: CompareAnswer) -> bool:
    """Another text, head or model is wanted; a file that is still being read makes nothing so."""
    answered, asked = state.lessons.answered_of("compare"), answer.request
    settings = replace(state.lessons.compare, data=asked.data, is_counting=asked.is_counting)
    is_other_model = answered is not None and answered.model != state.model
    return is_other_model or wanted_comparison(state, settings) != asked
