"""What every row of a layer does, for a batch of sentences of one layout."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from explorer.core.attention.batched import texts_as_heads
from explorer.core.attention.layers import AttentionLayer, index, run_of
from explorer.core.attention.trace import SiteTrace
from explorer.core.row_statistics import RowBlock, by_keys, by_places, row_block
from explorer.core.statistics import BLOCK_CELLS, BLOCK_ROWS
from explorer.records import STATISTICS, Tokens
from explorer.survey.moments import in_units


@dataclass(frozen=True, slots=True, eq=False)
class LayerRows:
    """Rows of one layer; values are NaN where there is none.

    values: (text, head, statistic, row), in the order of STATISTICS.
    excitement: (text, head, row) in `moments.UNIT`s, −1 where there is none; see SurveyExample.
    key: (text, head), the token that the most excited row looks at, the first of equal rows.
    """

    values: NDArray[np.float32]
    excitement: NDArray[np.int64]
    key: NDArray[np.int64]


class Axes:
    """The tokens that ask and those that are looked at, of any sentence of a batch."""

    def __init__(self, queries: Tokens, keys: Tokens) -> None:
        self.is_one_sequence = queries is keys
        self.special = np.flatnonzero(keys.is_special)
        self.meaning = np.flatnonzero(~np.array(keys.is_special))
        self.meaning = self.meaning[self.meaning > 0]  # without the first
        self.is_asking = ~np.array(queries.is_special)


def layers_of(site: SiteTrace, axes: Axes, n_texts: int) -> Iterator[LayerRows]:
    """One layer after the other, so that no more than one is held."""
    for layer in site.layers:
        together = texts_as_heads(layer)
        if together is not None:
            yield _shaped(_rows(together, site.name, axes, 0), n_texts)
            continue
        texts = [_shaped(_rows(layer, site.name, axes, item), 1) for item in range(n_texts)]
        yield LayerRows(
            np.concatenate([one.values for one in texts]),
            np.concatenate([one.excitement for one in texts]),
            np.concatenate([one.key for one in texts]),
        )


def _rows(layer: AttentionLayer, name: str, axes: Axes, item: int) -> LayerRows:
    """(head, …) of one text, or of texts as heads."""
    n_heads, n_rows = layer.n_heads, layer.n_queries
    found = LayerRows(
        np.full((n_heads, len(STATISTICS), n_rows), np.nan, dtype=np.float32),
        np.full((n_heads, n_rows), -1, dtype=np.int64),
        np.zeros(n_heads, dtype=np.int64),
    )
    site = SiteTrace(name, (layer,))
    for start in range(0, n_rows, BLOCK_ROWS):
        rows = range(start, min(start + BLOCK_ROWS, n_rows))
        columns = layer.visible(rows)
        if not columns:
            continue
        step = max(1, BLOCK_CELLS // (len(rows) * len(columns)))
        for first in range(0, n_heads, step):
            heads = slice(first, min(first + step, n_heads))
            with torch.no_grad():
                _fill(found, heads, row_block(site, [(0, heads)], rows, columns, item=item), axes)
    return found


def _fill(found: LayerRows, heads: slice, block: RowBlock, axes: Axes) -> None:
    rows = slice(block.rows.start, block.rows.stop)
    measured = by_keys(block, _inside(axes.special, block.columns))
    if axes.is_one_sequence:
        measured |= by_places(block)
    for name, values in measured.items():
        found.values[heads, STATISTICS.index(name), rows] = values.cpu().numpy()
    meaning = _inside(axes.meaning, block.columns)
    if len(meaning):
        _fill_excitement(found, heads, block, axes.is_asking[rows], meaning)


def _fill_excitement(
    found: LayerRows,
    heads: slice,
    block: RowBlock,
    is_asking: NDArray[np.bool_],
    meaning: NDArray[np.intp],
) -> None:
    """meaning: columns of tokens with a meaning."""
    weights = block.weights[..., index(run_of(meaning), block.weights.device)]
    units = in_units(weights.amax(-1).cpu().numpy())
    units[~is_asking | block.total.isnan().cpu().numpy()] = -1
    before = found.excitement[heads].max(-1)
    found.excitement[heads, block.rows.start : block.rows.stop] = units
    # Of the best row alone: to find the place of a maximum costs many times the maximum.
    best = units.argmax(-1)
    place = weights[range(len(best)), best].argmax(-1).cpu().numpy()
    is_better = units.max(-1) > before
    key = meaning[place] + block.columns.start
    found.key[heads] = np.where(is_better, key, found.key[heads])


def _inside(places: NDArray[np.intp], columns: range) -> NDArray[np.intp]:
    """Of ascending places those that lie in these columns, counted in them."""
    return places[(places >= columns.start) & (places < columns.stop)] - columns.start


def _shaped(rows: LayerRows, n_texts: int) -> LayerRows:
    """(text × head, …) as (text, head, …)."""
    values, shape = rows.values, (n_texts, -1)
    return LayerRows(
        values.reshape(*shape, *values.shape[1:]),
        rows.excitement.reshape(*shape, values.shape[-1]),
        rows.key.reshape(shape),
    )
