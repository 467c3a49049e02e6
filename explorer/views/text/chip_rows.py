"""`ChipRows`: where every token stands in rows that wrap, at the cost of those that are looked at.

Of all tokens only the widths are known, each word being measured once; a row is found by counting,
and a chip is made when somebody asks for it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import overload

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics

from explorer.records import Inspection, Tokens
from explorer.state.model import AppState
from explorer.state.selectors import prediction_at
from explorer.views.text.labels import readable
from explorer.views.text.token_chips import (
    HEIGHT,
    PITCH,
    WIDEST,
    WINDOW_LEAD,
    Chip,
    ChipKind,
    room_around,
)

BETWEEN_WORDS, BETWEEN_PIECES = 6, 2
LEAST_ROOM = 40
MOST_MEASURED = 200_000  # words; more than any vocabulary holds


class WordWidths(dict[str, int]):
    """Label → pixels of its readable text in a font, measured when it is first asked for."""

    def __init__(self, font: QFont) -> None:
        super().__init__()
        self.font = font
        self.metrics = QFontMetrics(font)

    def __missing__(self, label: str) -> int:
        if len(self) > MOST_MEASURED:
            self.clear()
        width = self[label] = self.metrics.horizontalAdvance(readable(label))
        return width


@dataclass(frozen=True, slots=True, eq=False)
class ChipWords:
    """What stands on the chips, and how wide each of them is.

    guesses: position of a mask → the first word that is predicted there.
    widths: (token,) pixels. gaps: (token,) before each one, left out at the start of a row.
    window_starts: positions from which another window of a long text is shown.
    """

    tokens: Tokens
    metrics: QFontMetrics
    guesses: Mapping[int, str]
    widths: NDArray[np.int64]
    gaps: NDArray[np.int64]
    window_starts: frozenset[int] = frozenset()

    def kind(self, position: int) -> ChipKind:
        if position in self.guesses:
            return "mask"
        return "special" if self.tokens.is_special[position] else "word"

    def text(self, position: int) -> str:
        return self.guesses.get(position) or readable(self.tokens.labels[position])


def words_of(state: AppState, measured: WordWidths) -> ChipWords | None:
    """The words of the inspection on the screen."""
    shown = state.inspection
    if shown is None:
        return None
    tokens = shown.tokens
    guesses = {position: _guess(state, position) for position in tokens.masks}
    around = np.where(
        np.array(tokens.is_special, bool), room_around("special"), room_around("word")
    )
    widths = around + np.fromiter(map(measured.__getitem__, tokens.labels), np.int64, len(tokens))
    for position, guess in guesses.items():
        width = measured.metrics.horizontalAdvance(guess)
        widths[position] = width + room_around("mask")
    starts = _window_starts(shown)
    widths = np.minimum(widths, WIDEST)
    widths[sorted(starts)] += WINDOW_LEAD
    return ChipWords(tokens, measured.metrics, guesses, widths, _gaps(tokens), starts)


def _guess(state: AppState, position: int) -> str:
    prediction = prediction_at(state, position)
    best = prediction.candidates[0].label if prediction and prediction.candidates else "?"
    return readable(best)


def _gaps(tokens: Tokens) -> NDArray[np.int64]:
    """Pieces of a word stand closer than words."""
    words = np.array([-1 if word is None else word for word in tokens.words], np.int64)
    gaps = np.full(len(words), BETWEEN_WORDS, np.int64)
    gaps[1:][(words[1:] == words[:-1]) & (words[1:] >= 0)] = BETWEEN_PIECES
    return gaps


def _window_starts(shown: Inspection) -> frozenset[int]:
    n_tokens = len(shown.tokens)
    return frozenset(w.first for w in shown.windows[1:] if 0 < w.first < n_tokens)


@dataclass(eq=False)
class ChipRows(Sequence[Chip]):
    """The chips of some words, wrapped to a room.

    starts: the first token of each row, and the number of tokens at the end.
    """

    words: ChipWords
    room: int
    starts: list[int] = field(init=False)
    _lefts: NDArray[np.int64] = field(init=False)  # (token,) as if all stood in one row
    _sizes: NDArray[np.int64] = field(init=False)
    _made: dict[int, Chip] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        room = max(self.room, LEAST_ROOM)
        self._sizes = np.minimum(self.words.widths, room)
        ends = np.cumsum(self._sizes + self.words.gaps)
        self._lefts = ends - self._sizes
        lefts, ends = self._lefts.tolist(), ends.tolist()
        self.starts = [0]
        while (first := self.starts[-1]) < len(ends):
            fits = bisect_right(ends, lefts[first] + room, lo=first)
            self.starts.append(max(fits, first + 1))

    @property
    def n_rows(self) -> int:
        return max(1, len(self.starts) - 1)

    def __len__(self) -> int:
        return len(self._sizes)

    @overload
    def __getitem__(self, index: int) -> Chip: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Chip]: ...
    def __getitem__(self, index: int | slice) -> Chip | Sequence[Chip]:
        if isinstance(index, slice):
            return [self._chip(position) for position in range(len(self))[index]]
        return self._chip(range(len(self))[index])

    def _chip(self, position: int) -> Chip:
        chip = self._made.get(position)
        if chip is None:
            chip = self._made[position] = self._new_chip(position)
        return chip

    def _new_chip(self, position: int) -> Chip:
        words = self.words
        row = bisect_right(self.starts, position) - 1
        left = int(self._lefts[position] - self._lefts[self.starts[row]])
        frame = QRect(left, row * PITCH, int(self._sizes[position]), HEIGHT)
        starts_window = position in words.window_starts
        if starts_window:
            frame.setLeft(left + WINDOW_LEAD)
        text, kind = words.text(position), words.kind(position)
        room = frame.width() - room_around(kind) + 1
        drawn = words.metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
        return Chip(text, kind, frame, drawn, starts_window)

    def rows_on(self, position: int, by: int) -> int:
        """The token of another row that stands nearest below, or above where `by` is negative."""
        row = bisect_right(self.starts, position) - 1
        goal = min(max(row + by, 0), self.n_rows - 1)
        if goal == row:
            return position
        x = self[position].frame.center().x()
        there = range(self.starts[goal], self.starts[goal + 1])
        return min(there, key=lambda other: abs(self[other].frame.center().x() - x))

    def between(self, top: int, bottom: int) -> range:
        """The chips of all rows that reach into a stretch of the strip."""
        last = len(self.starts) - 1
        first_row, end_row = (min(max(row, 0), last) for row in (top // PITCH, bottom // PITCH + 1))
        return range(self.starts[first_row], self.starts[end_row])

    def at(self, x: int, y: int) -> int | None:
        """The token under a point; the gaps between chips belong to nobody."""
        return next((p for p in self.between(y, y) if self[p].frame.contains(x, y)), None)
