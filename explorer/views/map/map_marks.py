"""Which rows and columns of the selected map stand out: pointed at, pinned, masked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from explorer.records import Axis
from explorer.state.model import AppState
from explorer.state.selectors import selected_map, sides_in_text, tokens_of


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
    # Masks stand in the text that is read, never in what a decoder writes.
    masked_rows, masked_columns = (tokens.masks if side else () for side in sides_in_text(state))
    return Highlights(
        rows=_indices(shown.queries, state.hover.queries),
        columns=_indices(shown.keys, state.hover.keys),
        pinned=_indices(shown.queries, state.pinned),
        masked_rows=_indices(shown.queries, masked_rows),
        masked_columns=_indices(shown.keys, masked_columns),
    )


def _indices(axis: Axis, positions: Iterable[int]) -> tuple[int, ...]:
    wanted, held = frozenset(positions), axis.positions
    # A row a token is most common: then there is no need to search at each move of the pointer.
    if all(p < len(held) and held[p] == (p,) for p in wanted):
        return tuple(sorted(wanted))
    return tuple(i for i, those in enumerate(held) if not wanted.isdisjoint(those))
