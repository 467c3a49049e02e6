"""From weights to what is drawn: hidden and merged tokens, and the level of every cell.

In here are one head's map and its legend; the small maps of every head are in `overview`, scales
in `levels`, colours in `figures` and in the views.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from explorer.core.levels import scaled_levels
from explorer.core.text.labels import word_label
from explorer.core.text.segments import has_pair, segments
from explorer.records import (
    AttentionMap,
    Axis,
    HeadRef,
    PairFilter,
    Presentation,
    Tokens,
)

Side = Literal["query", "key"]


def sides(site: str, tokens: Tokens, target: Tokens | None) -> tuple[Tokens, Tokens]:
    """The tokens that ask at a site and those that are looked at; target: the decoder's."""
    match site:
        case "decoder":
            return target or tokens, target or tokens
        case "cross":
            return target or tokens, tokens
        case _:
            return tokens, tokens


def axis(tokens: Tokens, presentation: Presentation, side: Side) -> Axis:
    """One side of a map: special tokens and the other text dropped, pieces joined, as asked for."""
    return _axis(
        tokens,
        hide_special=presentation.hide_special,
        merge_words=presentation.merge_words,
        segment=_segment(presentation.pair, side),
    )


def kept_tokens(tokens: Tokens, presentation: Presentation, side: Side) -> NDArray[np.bool_]:
    """(token,): which tokens of one side are shown."""
    return _kept_tokens(
        tokens,
        hide_special=presentation.hide_special,
        segment=_segment(presentation.pair, side),
    )


def _segment(pair: PairFilter, side: Side) -> int | None:
    """The text that a side is filtered to, as in `Span`; None for both."""
    if pair == "all":
        return None
    return "AB".index(pair[0] if side == "query" else pair[1])


def _kept_tokens(tokens: Tokens, *, hide_special: bool, segment: int | None) -> NDArray[np.bool_]:
    kept = np.ones(len(tokens), dtype=bool)
    if hide_special:
        kept &= ~np.array(tokens.is_special, dtype=bool)
    if segment is not None and has_pair(tokens):
        kept &= np.array(segments(tokens)) == segment
    return kept


# Every head of a text has the same axes, and at 512 tokens they take as long as the softmax.
@lru_cache(maxsize=8)
def _axis(tokens: Tokens, *, hide_special: bool, merge_words: bool, segment: int | None) -> Axis:
    kept = np.flatnonzero(_kept_tokens(tokens, hide_special=hide_special, segment=segment)).tolist()
    if merge_words:
        groups = [tuple(group) for _, group in groupby(kept, lambda p: _word_key(tokens, p))]
    else:
        groups = [(position,) for position in kept]
    return Axis(
        labels=tuple(word_label([tokens.labels[p] for p in group]) for group in groups),
        positions=tuple(groups),
        is_special=tuple(all(tokens.is_special[p] for p in group) for group in groups),
    )


def present(
    weights: NDArray[np.floating],
    queries: Tokens,
    keys: Tokens,
    head: HeadRef,
    presentation: Presentation,
    scores: NDArray[np.floating] | None = None,
) -> AttentionMap:
    """The map of one head as a person asked to see it.

    weights, scores: (query, key), one row and column a token; neither is written into.
    First special tokens go and each row that is left is divided by its sum (a row that gave them
    everything stays 0), then the other text of a pair goes, then pieces merge to words, then
    weights become levels. A pair that may not attend (score −inf, or weight 0 where scores are
    unknown) gets level 0.
    """
    query_axis, key_axis = axis(queries, presentation, "query"), axis(keys, presentation, "key")
    shown = shown_weights(
        weights, query_axis, key_axis, presentation, summed=summed_keys(keys, presentation)
    )
    shown_scores = None
    if scores is not None and not presentation.merge_words:
        shown_scores = _chosen(scores, query_axis, key_axis)

    visible = np.isfinite(shown)
    if shown_scores is None:
        visible &= shown > 0
    else:
        # A row with no mass (all keys masked, or all mass hidden) is no attention at all.
        visible &= (shown_scores > -np.inf) & (shown.max(axis=1, initial=0) > 0)[:, np.newaxis]
    levels, low, high = scaled_levels(shown, visible, presentation.scale)
    levels[shown < presentation.threshold] = 0
    return AttentionMap(
        head=head,
        queries=query_axis,
        keys=key_axis,
        weights=shown,
        scores=shown_scores,
        levels=levels,
        presentation=presentation,
        low=low,
        high=high,
    )


def summed_keys(keys: Tokens, presentation: Presentation) -> NDArray[np.intp] | None:
    """The keys that rows are divided by the sum of, both texts of a pair; None: rows stay."""
    if not presentation.hide_special:
        return None
    return np.flatnonzero(_kept_tokens(keys, hide_special=True, segment=None))


def shown_weights(
    weights: NDArray[np.floating],
    queries: Axis,
    keys: Axis,
    presentation: Presentation,
    *,
    summed: NDArray[np.intp] | None,
) -> NDArray[np.float32]:
    """Weights with tokens hidden and merged as the axes say, before any scale; a new array.

    weights: (query, key), one row and column a token. Returns one row and column an axis label.
    summed: what `summed_keys` says.
    """
    shown = _chosen(weights, queries, keys)
    if summed is not None:
        is_same = len(summed) == shown.shape[1]
        mass = shown if is_same else weights[np.ix_(_positions(queries), summed)]
        shown = renormalised(shown, mass.sum(axis=-1, keepdims=True))
    return _merged(shown, queries, keys) if presentation.merge_words else shown


def renormalised(weights: NDArray[np.float32], mass: NDArray[np.floating]) -> NDArray[np.float32]:
    """Rows divided by their mass; a row without any stays as it is.

    weights: (…, query, key). mass: (…, query, 1).
    """
    # Below the smallest normal number the reciprocal would be infinite.
    mass = np.where(mass >= np.finfo(np.float32).tiny, mass, 1)
    shares: NDArray[np.float32] = weights * (1 / mass).astype(np.float32)
    return shares


def legend(shown: AttentionMap) -> tuple[tuple[float, float], ...]:
    """Marks of the colour bar: (how far along it, in [0, 1]; the weight that stands there)."""
    low, high = shown.low, shown.high
    if high <= 0:
        return ()
    match shown.presentation.scale:
        case "linear":
            step = _round_step(high / 5)
            marks = np.arange(0, high * (1 + 1e-6), step)
            return tuple((float(mark / high), float(mark)) for mark in marks)
        case "log":
            if high / low < 10:
                return ((0.0, low), (1.0, high)) if high > low else ((1.0, high),)
            first, last = np.ceil(np.log10(low) - 1e-6), np.floor(np.log10(high) + 1e-6)
            decades = 10.0 ** np.arange(first, last + 1)
            span = np.log(high / low)
            return tuple((float(np.log(mark / low) / span), float(mark)) for mark in decades)
        case "rank":
            values = np.sort(shown.weights[_ranked(shown)])
            shares = np.linspace(0, 1, 5)
            at = np.rint(shares * (len(values) - 1)).astype(int)
            return tuple(zip(shares.tolist(), values[at].tolist(), strict=True))


def _ranked(shown: AttentionMap) -> NDArray[np.bool_]:
    if shown.scores is None:
        return shown.weights > 0
    return np.isfinite(shown.weights) & (shown.scores > -np.inf)


def _round_step(rough: float) -> float:
    """The nearest 1, 2 or 5 times a power of ten that is not below `rough`."""
    power = 10.0 ** np.floor(np.log10(rough))
    return float(next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough * 0.99))


def _word_key(tokens: Tokens, position: int) -> tuple[int, int]:
    """What pieces of one word have in common; a token outside words stands alone."""
    word, span = tokens.words[position], tokens.spans[position]
    if word is None:
        return -1, position
    return (span.segment if span else 0), word  # both texts of a pair may count from 0


def _chosen(values: NDArray[np.floating], queries: Axis, keys: Axis) -> NDArray[np.float32]:
    """Of (query, key) values those of the tokens of two axes; a new array."""
    rows, columns = _positions(queries), _positions(keys)
    is_whole = (len(rows), len(columns)) == values.shape
    return np.array(values if is_whole else values[np.ix_(rows, columns)], dtype=np.float32)


def _positions(side: Axis) -> NDArray[np.intp]:
    return np.array([p for group in side.positions for p in group], dtype=np.intp)


def _merged(weights: NDArray[np.float32], queries: Axis, keys: Axis) -> NDArray[np.float32]:
    """Sum over the pieces of each key, mean over the pieces of each query."""
    if not weights.size:
        return weights[: len(queries), : len(keys)]
    sizes = [np.array([len(group) for group in side.positions]) for side in (queries, keys)]
    starts = [np.cumsum(n) - n for n in sizes]
    summed = np.add.reduceat(weights, starts[1], axis=1)
    merged: NDArray[np.float32] = np.add.reduceat(summed, starts[0], axis=0)
    merged /= sizes[0][:, np.newaxis]
    return merged
