"""What is looked at closely in a long text: what is wanted of it, what is kept, what is missing.

A long map is pooled; tiles, whole rows and predictions come one by one from the model thread.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import TypeVar

import numpy as np

from explorer.records import (
    TILE,
    DetailRequest,
    HeadRef,
    Inspection,
    InspectRequest,
    LongMap,
    RefineRequest,
    TileKey,
)
from explorer.state import actions as a
from explorer.state.model import AppState, Details
from explorer.state.selectors import (
    asked_position,
    pinned_rows,
    pointed_rows,
    selected_map,
)

MAX_TILES = 48  # of 2.3 MiB each
MAX_ROWS = 128  # of 128 KiB each at 32,768 tokens
MAX_PREDICTIONS = 256

Key = TypeVar("Key")
Value = TypeVar("Value")


def is_current(state: AppState) -> bool:
    """What is on the screen is what is wanted, so the model thread can say more of it."""
    shown = state.inspection
    return shown is not None and shown.request == state.wanted and shown.model == state.model


def detail_wanted(state: AppState) -> DetailRequest | None:
    """All that is looked at closely now, whether it is there or not; None in a short text."""
    shown, long_map = state.inspection, selected_map(state)
    if shown is None or not is_current(state) or not isinstance(long_map, LongMap):
        return None
    position = asked_position(state)
    return DetailRequest(
        of=shown.request,
        head=long_map.head,
        tiles=tuple(key for key in state.tiles if _is_within(key, long_map)),
        rows=(*pinned_rows(state), *pointed_rows(state))[-MAX_ROWS:],
        positions=() if position is None else (position,),
    )


def detail_missing(state: AppState) -> DetailRequest | None:
    """The part of it that is not there yet; None when nothing is missing."""
    wanted, held = detail_wanted(state), state.details
    if wanted is None:
        return None
    head = wanted.head
    missing = replace(
        wanted,
        tiles=tuple(key for key in wanted.tiles if (head, key) not in held.tiles),
        rows=tuple(row for row in wanted.rows if (head, row) not in held.rows),
        positions=tuple(p for p in wanted.positions if p not in held.predictions),
    )
    return missing if missing.tiles or missing.rows or missing.positions else None


def refinement_wanted(state: AppState) -> RefineRequest | None:
    """The next step of what is shown, until all of it is exact."""
    shown = state.inspection
    if shown is None or shown.is_exact or not is_current(state):
        return None
    return RefineRequest(shown.request, shown.step + 1)


def with_detail(state: AppState, action: a.DetailReady) -> AppState:
    """The state with what arrived, if it belongs to what is shown."""
    detail, shown = action.detail, state.inspection
    request = detail.request
    if shown is None or not _read_alike(request.of, shown.request):
        return state
    is_presented_alike = request.of.presentation == shown.request.presentation
    tiles = {(request.head, tile.key): tile for tile in detail.tiles if is_presented_alike}
    rows = {(request.head, r): row for r, row in detail.rows.items() if is_presented_alike}
    predictions = {prediction.position: prediction for prediction in detail.predictions}
    wanted = detail_wanted(state)
    held = state.details
    return replace(
        state,
        details=Details(
            _newest(held.tiles, tiles, _keys(wanted, "tiles"), MAX_TILES),
            _newest(held.rows, rows, _keys(wanted, "rows"), MAX_ROWS),
            _newest(
                held.predictions, predictions, wanted.positions if wanted else (), MAX_PREDICTIONS
            ),
        ),
    )


def kept_details(details: Details, old: Inspection | None, new: Inspection) -> Details:
    """What still holds once another inspection is shown."""
    if old is None or old.model != new.model or not _read_alike(old.request, new.request):
        return Details()
    if old.request.presentation != new.request.presentation:
        return Details(predictions=details.predictions)
    recoloured = {
        one.head
        for one in new.long_maps
        for other in old.long_maps
        if one.head == other.head and not np.array_equal(one.steps, other.steps)
    }
    if not recoloured:
        return details
    tiles = {key: tile for key, tile in details.tiles.items() if key[0] not in recoloured}
    return replace(details, tiles=tiles)


def _read_alike(one: InspectRequest, other: InspectRequest) -> bool:
    """The same tokens were read in the same way."""
    return (one.document, one.cut, one.stride) == (other.document, other.cut, other.stride)


def _is_within(key: TileKey, long_map: LongMap) -> bool:
    """A tile of this map; those in view may still be of the map before."""
    side = TILE << key.zoom
    return (
        1 << key.zoom < long_map.pool
        and key.row * side < len(long_map.queries)
        and key.column * side < len(long_map.keys)
    )


def _keys(wanted: DetailRequest | None, part: str) -> tuple[tuple[HeadRef, object], ...]:
    return tuple((wanted.head, one) for one in getattr(wanted, part)) if wanted else ()


def _newest(
    held: Mapping[Key, Value],
    arrived: Mapping[Key, Value],
    wanted: Collection[object],
    most: int,
) -> Mapping[Key, Value]:
    """At most so many of both: those go first that nobody wants, and of these the oldest."""
    if not arrived:
        return held
    others = {key: value for key, value in held.items() if key not in wanted}
    still = {key: value for key, value in held.items() if key in wanted}
    ordered = {**others, **still, **arrived}
    return dict(list(ordered.items())[-most:])
