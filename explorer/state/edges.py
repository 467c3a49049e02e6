"""The lines that a map is drawn as: its strongest edges, chosen without looking at the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.records import AttentionMap


@dataclass(frozen=True, slots=True, eq=False)
class Edges:
    """Lines from queries to keys, the strongest first; every array is (edge,)."""

    heads: NDArray[np.intp]  # index into the maps that they come from
    rows: NDArray[np.intp]
    columns: NDArray[np.intp]
    weights: NDArray[np.float32]
    levels: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.rows)


def strongest_edges(
    maps: Sequence[AttentionMap],
    limit: int,
    *,
    rows: Sequence[int] | None = None,
    columns: Sequence[int] | None = None,
) -> Edges:
    """The strongest edges that are drawn (level above 0), of these rows and columns or of all."""
    parts = [_edges_of(shown, number, limit, rows, columns) for number, shown in enumerate(maps)]
    joined = [np.concatenate(column) for column in zip(*parts, strict=True)]
    if not joined:
        none = np.zeros(0, np.intp)
        return Edges(none, none, none, none.astype(np.float32), none.astype(np.uint8))
    order = np.argsort(-joined[3], kind="stable")[:limit]
    return Edges(*(column[order] for column in joined))


def _edges_of(
    shown: AttentionMap,
    number: int,
    limit: int,
    rows: Sequence[int] | None,
    columns: Sequence[int] | None,
) -> tuple[NDArray[np.generic], ...]:
    row_ids = np.arange(len(shown.queries)) if rows is None else np.asarray(rows, np.intp)
    column_ids = np.arange(len(shown.keys)) if columns is None else np.asarray(columns, np.intp)
    block = np.ix_(row_ids, column_ids)
    levels, weights = shown.levels[block].ravel(), shown.weights[block].ravel()
    # Levels rise with weights, so counting them finds the strongest without sorting all.
    n_from = np.bincount(levels, minlength=256)[::-1].cumsum()[
        ::-1
    ]  # (256,) at this level or above
    lowest = max(1, int(np.searchsorted(-n_from, -limit, side="right")) - 1)
    drawn = np.flatnonzero(levels >= lowest)
    if len(drawn) > limit:
        drawn = drawn[np.argpartition(-weights[drawn], limit)[:limit]]
    row, column = np.divmod(drawn, max(1, len(column_ids)))
    head = np.full(len(drawn), number, np.intp)
    return head, row_ids[row], column_ids[column], weights[drawn], levels[drawn]
