"""What the views read out of a state: the map in front, a row of weights, the value pointed at."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from explorer.records import AttentionMap, Axis, ExportRequest, Prediction, Tokens
from explorer.state.model import AppState


@dataclass(frozen=True, slots=True)
class Readout:
    """One cell of the map: the query attends to the key with this weight."""

    query: str
    key: str
    weight: float
    score: float | None  # before the softmax; None where it is not known


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


def selected_map(state: AppState) -> AttentionMap | None:
    """The map of the selected head, or the last one that is there."""
    maps = state.inspection.maps if state.inspection else ()
    return next((m for m in maps if m.head == state.head), maps[0] if maps else None)


def index_on(axis: Axis, position: int) -> int | None:
    """Which row or column of an axis stands for a token position."""
    return next((i for i, held in enumerate(axis.positions) if position in held), None)


def readout(state: AppState) -> Readout | None:
    """The cell under the pointer: exactly one query and one key."""
    shown = selected_map(state)
    if shown is None or not state.hover.queries or not state.hover.keys:
        return None
    row = index_on(shown.queries, state.hover.queries[0])
    column = index_on(shown.keys, state.hover.keys[0])
    if row is None or column is None:
        return None
    return cell_of(shown, row, column)


def pinned_rows(state: AppState) -> tuple[int, ...]:
    """Rows of the selected map that are pinned, ascending."""
    shown = selected_map(state)
    if shown is None:
        return ()
    rows = {index_on(shown.queries, position) for position in state.pinned}
    return tuple(sorted(row for row in rows if row is not None))


def attended(state: AppState) -> NDArray[np.float32] | None:
    """Weight that each token receives from the query pointed at, else from the pinned ones summed.

    Returns (token,) in token positions; None when nothing is pointed at or pinned.
    """
    shown = selected_map(state)
    tokens = tokens_of(state)
    if shown is None or tokens is None or not sides_in_text(state)[1]:
        return None
    hovered = {index_on(shown.queries, position) for position in state.hover.queries}
    rows = sorted(row for row in hovered if row is not None) or pinned_rows(state)
    if not rows:
        return None
    summed = shown.weights[list(rows)].sum(axis=0)
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
        presentation=state.presentation,
        colormap=state.colormap,
        cut=state.cut,
    )


def prediction_at(state: AppState, position: int | None) -> Prediction | None:
    """The prediction at a token position."""
    predictions = state.inspection.predictions if state.inspection else ()
    return next((p for p in predictions if p.position == position), None)


def focused_prediction(state: AppState) -> Prediction | None:
    """The prediction in focus; without one, the first mask or the last next token."""
    predictions = state.inspection.predictions if state.inspection else ()
    if not predictions:
        return None
    default = predictions[0] if predictions[0].kind == "mask" else predictions[-1]
    return prediction_at(state, state.focus) or default


def summed_rows(state: AppState) -> tuple[tuple[int, ...], NDArray[np.float32] | None]:
    """Rows of the selected map that are pinned, else pointed at, and what each key gets of them.

    Returns the rows and their sum, (key,).
    """
    shown = selected_map(state)
    if shown is None:
        return (), None
    rows = pinned_rows(state)
    if not rows:
        pointed = {index_on(shown.queries, position) for position in state.hover.queries}
        rows = tuple(sorted(row for row in pointed if row is not None))
    return rows, shown.weights[list(rows)].sum(axis=0) if rows else None


def strongest_pairs(shown: AttentionMap, n_pairs: int = 3) -> tuple[Readout, ...]:
    """The key that takes most of each query, for the queries where it takes most."""
    if not shown.weights.size:
        return ()
    columns = shown.weights.argmax(axis=1)
    peaks = shown.weights[np.arange(len(columns)), columns]
    rows = np.argsort(-peaks, kind="stable")[:n_pairs]
    return tuple(cell_of(shown, int(row), int(columns[row])) for row in rows)


def cell_of(shown: AttentionMap, row: int, column: int) -> Readout:
    """One cell of a map in words and numbers."""
    return Readout(
        query=shown.queries.labels[row],
        key=shown.keys.labels[column],
        weight=float(shown.weights[row, column]),
        score=None if shown.scores is None else float(shown.scores[row, column]),
    )


def weight_at(shown: AttentionMap, fraction: float) -> float:
    """The weight that a place on the colour scale stands for; 0 is its low end, 1 its high end."""
    if shown.presentation.scale == "log" and shown.low > 0:
        return float(shown.low * (shown.high / shown.low) ** fraction)
    if shown.presentation.scale == "rank":
        level = round(1 + 254 * fraction)
        drawn = shown.weights[shown.levels == level]
        if not drawn.size:  # no weight has this very level
            drawn = shown.weights[shown.levels > level]
        return float(drawn.min()) if drawn.size else shown.high
    return shown.low + (shown.high - shown.low) * fraction


def fraction_of(shown: AttentionMap, weight: float) -> float:
    """Where a weight stands on the colour scale, in [0, 1]; the inverse of `weight_at`."""
    if weight <= shown.low or shown.high <= shown.low:
        return 0.0
    if shown.presentation.scale == "log" and shown.low > 0:
        return min(1.0, float(np.log(weight / shown.low) / np.log(shown.high / shown.low)))
    if shown.presentation.scale == "rank":
        above = shown.levels[shown.weights >= weight]
        return float(above.min() - 1) / 254 if above.size and above.min() else 1.0
    return min(1.0, (weight - shown.low) / (shown.high - shown.low))


def weight_counts(shown: AttentionMap, n_bins: int, highest: float) -> NDArray[np.int64]:
    """How many weights lie in each of `n_bins` equal parts of [0, highest]."""
    bins = (shown.weights * np.float32(n_bins / highest)).astype(np.intp).ravel()
    return np.bincount(np.minimum(bins, n_bins - 1), minlength=n_bins)


def line_maps(state: AppState) -> tuple[tuple[int, AttentionMap], ...]:
    """The maps of the lines view, each with its number among the heads that are wanted."""
    maps = state.inspection.maps if state.inspection else ()
    numbers = {head: number for number, head in enumerate(state.wanted.heads)}
    found = [(numbers[shown.head], shown) for shown in maps if shown.head in numbers]
    return tuple(sorted(found, key=lambda pair: pair[0])) or tuple((0, m) for m in maps[:1])
