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
        return [position for position in among if self.look(position) != other.look(position)]

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
