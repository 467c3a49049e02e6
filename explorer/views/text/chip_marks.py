"""`Marks`: what changes the looks of chips while a person points, pins, walks and searches."""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from explorer.state.model import AppState, Search
from explorer.state.selectors import attended
from explorer.views.text.token_chips import FoundAs, Look

STEPS = 40  # of the shade

Shades = NDArray[np.float64] | None


@dataclass(frozen=True, slots=True)
class Matches:
    """What is looked for: of every match the first token and the one after its last, ascending,
    and which of them is in view.
    """

    every: tuple[tuple[int, int], ...] = ()
    current: tuple[int, int] = (0, 0)

    def found_as(self, position: int) -> FoundAs:
        if self.current[0] <= position < self.current[1]:
            return "current"
        at = bisect_right(self.every, (position, math.inf)) - 1
        return "match" if at >= 0 and position < self.every[at][1] else ""

    def among(self, positions: range) -> frozenset[int]:
        """Those that are found."""
        if not self.every:
            return frozenset()
        return frozenset(position for position in positions if self.found_as(position))


def matches_of(search: Search | None) -> Matches:
    if search is None or search.match is None:
        return Matches()
    return Matches(search.matches, search.match)


@dataclass(frozen=True, slots=True, eq=False)
class Marks:
    """Of every token, though only those of a few are ever asked for.

    shades: (token,), as `shades_of` says.
    """

    shades: Shades = None
    hovered: frozenset[int] = frozenset()
    pinned: frozenset[int] = frozenset()
    cursor: int | None = None  # where the keyboard is
    matches: Matches = field(default_factory=Matches)

    def different(self, other: Marks, among: range) -> list[int]:
        """Which of these tokens look otherwise there, ascending."""
        shades, others = self.shades_of(among), other.shades_of(among)
        is_other = (shades != others) & ~(np.isnan(shades) & np.isnan(others))
        changed = {among.start + int(index) for index in np.flatnonzero(is_other)}
        changed |= (self.hovered ^ other.hovered) | (self.pinned ^ other.pinned)
        changed |= {at for at in {self.cursor} ^ {other.cursor} if at is not None}
        if self.matches != other.matches:
            found = self.matches.among(among) | other.matches.among(among)
            changed |= {at for at in found if self.look(at).found != other.look(at).found}
        return sorted(at for at in changed if at in among)

    def shades_of(self, among: range) -> NDArray[np.float64]:
        """Of these tokens, NaN where a shade is unknown."""
        shades = np.full(len(among), np.nan)
        if self.shades is not None:
            known = self.shades[among.start : among.stop]
            shades[: len(known)] = known
        return shades

    def standing_out(self, among: range) -> frozenset[int]:
        """Those that are pointed at, walked to or found."""
        pointed = {at for at in (*self.hovered, self.cursor) if at is not None and at in among}
        return frozenset(pointed) | self.matches.among(among)

    def look(self, position: int) -> Look:
        shades = self.shades
        is_known = shades is not None and position < len(shades)
        return Look(
            shade=float(shades[position]) if shades is not None and is_known else None,
            is_hovered=position in self.hovered,
            is_pinned=position in self.pinned,
            is_cursor=position == self.cursor,
            found=self.matches.found_as(position),
        )


def shades_of(state: AppState) -> Shades:
    """What each token receives as a share of the most, in steps that an eye can tell apart.

    None when nothing is pointed at.
    """
    received = attended(state)
    if received is None:
        return None
    most = float(received.max())
    shares = received.astype(np.float64) / most if most > 0 else np.zeros(len(received))
    return np.round(STEPS * shares) / STEPS
