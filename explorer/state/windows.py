"""Which cells of a map were read together, where a text was read in windows."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from explorer.records import Axis, Window


@dataclass(frozen=True, slots=True)
class Band:
    """Rows [first, last) of a map saw the columns [start, end) alone; indices of its axes.

    left, right: before and from here on stand the special tokens at the ends of the text, which
        every window had.
    """

    first: int
    last: int
    start: int
    end: int
    left: int
    right: int


def bands_of(windows: Sequence[Window], queries: Axis, keys: Axis) -> tuple[Band, ...]:
    """One a window, from the top down; bands without a row are left out."""
    left = len(list(takewhile(bool, keys.is_special)))
    right = len(keys) - len(list(takewhile(bool, reversed(keys.is_special))))
    bands = (
        Band(
            _first_at(queries, window.first),
            _first_at(queries, window.last),
            _first_at(keys, window.start),
            _first_at(keys, window.end),
            left,
            right,
        )
        for window in windows
    )
    return tuple(band for band in bands if band.first < band.last)


def is_unread(bands: Sequence[Band], rows: Sequence[int], columns: Sequence[int]) -> bool:
    """Whether none of these rows saw any of these columns."""
    return bool(bands) and not any(
        band.first <= rows[-1] and rows[0] < band.last and _saw(band, columns) for band in bands
    )


def _saw(band: Band, columns: Sequence[int]) -> bool:
    """Whether rows of a band saw any of these columns."""
    is_inside = band.start <= columns[-1] and columns[0] < band.end
    return is_inside or columns[0] < band.left or columns[-1] >= band.right


def stride_of(windows: Sequence[Window]) -> int:
    """From the start of one window to that of the next, in tokens."""
    return windows[1].start - windows[0].start if len(windows) > 1 else 0


def _first_at(axis: Axis, position: int) -> int:
    """The first index whose tokens do not all stand before a position."""
    return bisect_left(axis.positions, position, key=lambda held: held[-1])
