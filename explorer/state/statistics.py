"""What is known of a head in numbers."""

from __future__ import annotations

from collections.abc import Mapping

from explorer.records import HeadRef, Statistic
from explorer.state.model import AppState

Column = tuple[Statistic, ...]


def statistics_of(state: AppState, head: HeadRef) -> Mapping[Statistic, float] | None:
    """Of an aggregate, the mean over its heads; None while they are computed."""
    known = state.inspection.statistics if state.inspection else None
    if known is None or known.site != head.site:
        return None
    n_needed = len(known.values) if head.layer is None else head.layer + 1
    return known.at(head) if n_needed <= known.n_exact else None


def listed_statistics(site: str) -> tuple[Column, Column]:
    """What there is of a site, in two columns of one length."""
    if site == "cross":  # between two texts no token has a neighbour or a distance
        return ("entropy", "confidence"), ("first", "special")
    return ("entropy", "confidence", "distance", "special"), ("previous", "same", "next", "first")
