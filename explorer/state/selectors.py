"""What the views read out of a state: the map in front, a row of weights, the value pointed at."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from explorer.records import (
    AttentionMap,
    Axis,
    ExportRequest,
    LongMap,
    ModelInfo,
    Prediction,
    ShownMap,
    Tokens,
)
from explorer.state.cells import Readout, cell_of, long_cell
from explorer.state.excerpt import excerpt
from explorer.state.model import AppState
from explorer.state.windows import bands_of, is_unread


def tokens_of(state: AppState) -> Tokens | None:
    """The tokens on the screen."""
    return state.inspection.tokens if state.inspection else None


def predicted_tokens(state: AppState) -> Tokens | None:
    """The tokens that positions of predictions count in: what a decoder writes, if there is one."""
    shown = state.inspection
    return (shown.target or shown.tokens) if shown else None


def sides_in_text(state: AppState) -> tuple[bool, bool]:
    """Whether rows, and columns, of the selected map are tokens of the text that is typed.

    Those of a decoder are what it writes: their positions count in another sequence.
    """
    shown = selected_map(state)
    site = shown.head.site if shown else state.head.site
    return rows_are_text(site), site != "decoder"


def rows_are_text(site: str) -> bool:
    return site not in ("decoder", "cross")


def rows_predict(state: AppState) -> bool:
    """Whether the model says of each row of the selected site what comes after it."""
    objective = state.model.objective if state.model else None
    is_text = rows_are_text(state.head.site)
    return objective == "causal" if is_text else objective == "seq2seq"


def can_write(state: AppState) -> bool:
    """The open model writes text, and is not at it already."""
    is_free = state.loading is None and state.generating is None
    return is_free and state.model is not None and state.model.generates


def notices(state: AppState) -> str:
    """What a person should know of the model, of the text that is read and of what is written."""
    generated = state.generated
    is_there = generated is not None and generated.document == state.document
    opened = state.model.notice if state.model else ""
    is_unreadable = state.problem is not None and state.problem.kind == "text"
    read = "" if is_unreadable and state.is_stale else state.notice
    said = (opened, read, generated.notice if generated and is_there else "")
    return " ".join(part for part in said if part)


def selected_map(state: AppState) -> ShownMap | None:
    """The map of the selected head, or the last one that is there."""
    shown = state.inspection
    maps: tuple[ShownMap, ...] = (shown.maps or shown.long_maps) if shown else ()
    return next((m for m in maps if m.head == state.head), maps[0] if maps else None)


def index_on(axis: Axis, position: int) -> int | None:
    """Which row or column of an axis stands for a token position."""
    at = bisect_left(axis.positions, position, key=lambda held: held[-1])
    return at if at < len(axis) and position in axis.positions[at] else None


def indices_on(axis: Axis, positions: Iterable[int]) -> tuple[int, ...]:
    """Every row or column that stands for one of these positions, ascending."""
    found = {index_on(axis, position) for position in positions}
    return tuple(sorted(index for index in found if index is not None))


def readout(state: AppState) -> Readout | None:
    """The cell under the pointer: one query and one key, or the many that one cell pools."""
    shown = selected_map(state)
    if shown is None or not state.hover.queries or not state.hover.keys:
        return None
    rows = indices_on(shown.queries, state.hover.queries)
    columns = indices_on(shown.keys, state.hover.keys)
    if not rows or not columns:
        return None
    if isinstance(shown, LongMap):
        cell = long_cell(shown, state.details, rows, columns)
    else:
        cell = cell_of(shown, rows[0], columns[0])
    windows = state.inspection.windows if state.inspection else ()
    bands = bands_of(windows, shown.queries, shown.keys)
    return replace(cell, is_unread=is_unread(bands, rows, columns))


def pinned_rows(state: AppState) -> tuple[int, ...]:
    """Rows of the selected map that are pinned, ascending."""
    shown = selected_map(state)
    return indices_on(shown.queries, state.pinned) if shown is not None else ()


def pointed_rows(state: AppState) -> tuple[int, ...]:
    """Rows of the selected map that are pointed at; of a long map only a single one.

    Where one cell pools many rows, none of them is meant.
    """
    shown = selected_map(state)
    rows = indices_on(shown.queries, state.hover.queries) if shown is not None else ()
    return () if isinstance(shown, LongMap) and len(rows) > 1 else rows


def _summed(state: AppState, rows: tuple[int, ...]) -> NDArray[np.float32] | None:
    """What each key of the selected map gets of these rows together, as far as it is known."""
    shown = selected_map(state)
    if isinstance(shown, AttentionMap):
        return shown.weights[list(rows)].sum(axis=0) if rows else None
    known = [held for row in rows if (held := _row_of(state, row)) is not None]
    total: NDArray[np.float32] | None = np.sum(known, axis=0) if known else None
    return total


def _row_of(state: AppState, row: int) -> NDArray[np.float32] | None:
    shown = selected_map(state)
    return None if shown is None else state.details.rows.get((shown.head, row))


def attended(state: AppState) -> NDArray[np.float32] | None:
    """Weight that each token receives from the query pointed at, else from the pinned ones summed.

    Returns (token,) in token positions; None when nothing is pointed at or pinned.
    """
    shown = selected_map(state)
    tokens = tokens_of(state)
    if shown is None or tokens is None or not sides_in_text(state)[1]:
        return None
    summed = _summed(state, pointed_rows(state) or pinned_rows(state))
    if summed is None or len(shown.keys) == len(tokens):
        return summed
    received = np.zeros(len(tokens), np.float32)
    for column, positions in enumerate(shown.keys.positions):
        for position in positions:
            if position < len(received):
                received[position] = summed[column]
    return received


def export_of(state: AppState, path: Path) -> ExportRequest:
    """A figure of the selected head as it is shown, to be written to a path."""
    return ExportRequest(
        document=state.document,
        head=state.head,
        path=path,
        scope="alignment" if state.front == "alignment" else "head",
        presentation=state.drawn_as,
        colormap=state.colormap,
        cut=state.cut,
        stride=state.stride,
    )


def prediction_at(state: AppState, position: int | None) -> Prediction | None:
    """The prediction at a token position."""
    predictions = state.inspection.predictions if state.inspection else ()
    known = next((p for p in predictions if p.position == position), None)
    return known or (None if position is None else state.details.predictions.get(position))


def asked_position(state: AppState) -> int | None:
    """The position whose next token must be asked for: of a long text not all are predicted."""
    shown, tokens = state.inspection, predicted_tokens(state)
    if shown is None or not shown.long_maps or not tokens:
        return None
    if shown.model.objective not in ("causal", "seq2seq"):
        return None
    last = len(tokens) - 1
    position = last if state.focus is None else min(state.focus, last)
    return None if any(p.position == position for p in shown.predictions) else position


def focused_prediction(state: AppState) -> Prediction | None:
    """The prediction in focus; without one, the first mask or the last next token."""
    asked = asked_position(state)
    if asked is not None:
        return prediction_at(state, asked)
    predictions = state.inspection.predictions if state.inspection else ()
    if not predictions:
        return None
    default = predictions[0] if predictions[0].kind == "mask" else predictions[-1]
    return prediction_at(state, state.focus) or default


def summed_rows(state: AppState) -> tuple[tuple[int, ...], NDArray[np.float32] | None]:
    """Rows of the selected map that are pinned, else pointed at, and what each key gets of them.

    Returns the rows and their sum, (key,).
    """
    rows = pinned_rows(state) or pointed_rows(state)
    return rows, _summed(state, rows)


def was_stopped(state: AppState) -> bool:
    """The person did not wait for the text that stands there."""
    return state.stopped is not None and state.stopped == state.wanted


def is_being_read(state: AppState) -> bool:
    """The text that stands there is not on the screen yet, and nothing keeps it from being read."""
    shown, wanted = state.inspection, state.wanted
    is_free = state.loading is None and state.generating is None and state.problem is None
    if state.model is None or not is_free or was_stopped(state):
        return False
    return (
        shown is None
        or shown.model != state.model
        or (shown.request.document, shown.request.cut, shown.request.stride)
        != (wanted.document, wanted.cut, wanted.stride)
    )


def can_read_in_windows(model: ModelInfo) -> bool:
    """A decoder reads the whole source, so an encoder–decoder cannot."""
    return model.max_tokens is not None and model.site("cross") is None


def is_too_long(state: AppState) -> bool:
    """The text on the screen has more tokens than the model reads at once."""
    shown, problem = state.inspection, state.problem
    if problem is not None and problem.offers_cut:
        return True
    if shown is None or shown.request.document != state.document:
        return False
    most = shown.model.max_tokens
    was_cut = shown.request.cut and most is not None and len(shown.tokens) >= most
    return bool(shown.windows) or was_cut


def line_maps(state: AppState) -> tuple[tuple[int, AttentionMap], ...]:
    """The maps of the lines view, each with its number among the heads that are wanted.

    Of a long text it is an excerpt: what takes most of the rows in `line_rows`.
    """
    shown = selected_map(state)
    if isinstance(shown, LongMap):
        rows = line_rows(state)
        return ((0, excerpt(shown, rows)),) if rows else ()
    maps = state.inspection.maps if state.inspection else ()
    numbers = {head: number for number, head in enumerate(state.wanted.heads)}
    found = [(numbers[shown.head], shown) for shown in maps if shown.head in numbers]
    return tuple(sorted(found, key=lambda pair: pair[0])) or tuple((0, m) for m in maps[:1])


def line_rows(state: AppState) -> dict[int, NDArray[np.float32]]:
    """Rows of a long map that are pinned, or else pointed at, as far as they are there."""
    rows = pinned_rows(state) or pointed_rows(state)
    return {row: weights for row in rows if (weights := _row_of(state, row)) is not None}
