"""Which rows and columns of the selected map stand out: pointed at, pinned, masked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from explorer.records import Axis
from explorer.state.model import AppState
from explorer.state.selectors import selected_map, tokens_of


@dataclass(frozen=True, slots=True)
class Highlights:
    """Indices of rows and columns, ascending."""

    rows: tuple[int, ...] = ()  # pointed at
    columns: tuple[int, ...] = ()
    pinned: tuple[int, ...] = ()  # rows
    masked_rows: tuple[int, ...] = ()
    masked_columns: tuple[int, ...] = ()


def highlights_of(state: AppState) -> Highlights:
    shown, tokens = selected_map(state), tokens_of(state)
    if shown is None or tokens is None:
        return Highlights()
    site = shown.head.site
    # Masks stand in the text that is read, never in what a decoder writes.
    masked_rows = () if site in ("decoder", "cross") else tokens.masks
    masked_columns = () if site == "decoder" else tokens.masks
    return Highlights(
        rows=_indices(shown.queries, state.hover.queries),
        columns=_indices(shown.keys, state.hover.keys),
        pinned=_indices(shown.queries, state.pinned),
        masked_rows=_indices(shown.queries, masked_rows),
        masked_columns=_indices(shown.keys, masked_columns),
    )


def _indices(axis: Axis, positions: Iterable[int]) -> tuple[int, ...]:
    index_of = {position: i for i, held in enumerate(axis.positions) for position in held}
    return tuple(sorted({index_of[position] for position in positions if position in index_of}))
