"""Which rows and columns of the selected map stand out: pointed at, pinned, masked."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.records import ShownMap
from explorer.state.model import AppState
from explorer.state.selectors import indices_on, selected_map, sides_in_text, tokens_of


@dataclass(frozen=True, slots=True)
class Highlights:
    """Indices of rows and columns, ascending."""

    rows: tuple[int, ...] = ()  # pointed at
    columns: tuple[int, ...] = ()
    pinned: tuple[int, ...] = ()  # rows
    masked_rows: tuple[int, ...] = ()
    masked_columns: tuple[int, ...] = ()


def highlights_of(state: AppState, drawn: ShownMap | None = None) -> Highlights:
    """On the selected map, or on the part of it that is drawn."""
    shown, tokens = drawn or selected_map(state), tokens_of(state)
    if shown is None or tokens is None:
        return Highlights()
    # Masks stand in the text that is read, never in what a decoder writes.
    masked_rows, masked_columns = (tokens.masks if side else () for side in sides_in_text(state))
    return Highlights(
        rows=indices_on(shown.queries, state.hover.queries),
        columns=indices_on(shown.keys, state.hover.keys),
        pinned=indices_on(shown.queries, state.pinned),
        masked_rows=indices_on(shown.queries, masked_rows),
        masked_columns=indices_on(shown.keys, masked_columns),
    )


@dataclass(frozen=True, slots=True)
class Found:
    """Rows and columns of what is looked for, ascending: all of them, and those in view."""

    rows: tuple[int, ...] = ()
    columns: tuple[int, ...] = ()
    current_rows: tuple[int, ...] = ()
    current_columns: tuple[int, ...] = ()


def found_in(state: AppState) -> Found:
    """Where the matches of the search stand; on sides that show the text which is searched."""
    shown, search = selected_map(state), state.search
    if shown is None or search is None or search.match is None:
        return Found()
    every = [position for match in search.matches for position in range(*match)]
    current = range(*search.match)
    rows_are_text, columns_are_text = sides_in_text(state)
    return Found(
        rows=indices_on(shown.queries, every) if rows_are_text else (),
        columns=indices_on(shown.keys, every) if columns_are_text else (),
        current_rows=indices_on(shown.queries, current) if rows_are_text else (),
        current_columns=indices_on(shown.keys, current) if columns_are_text else (),
    )
