"""Colour maps as tables of the 256 levels of a map: the same for the window and every export.

The maps are perceptually uniform and safe for colour-blind eyes. pyqtgraph takes 0.4 s to import,
so its tables are read as the plain text that they are.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from explorer.core.levels import N_LEVELS
from explorer.errors import BadInput
from explorer.records import COLORMAPS

DARK_GROUND = "#212327"  # behind a map on a dark page or in a dark window


DIFFERENCE = "difference"  # from blue over the ground to red, for what is signed

# Kovesi 2015's diverging maps, with a white and with a black middle.
_DIVERGING = ("CET-D1", "CET-D4")


@cache
def colour_table(name: str, *, dark: bool = False) -> NDArray[np.uint8]:
    """(256, 4) RGBA, read-only: row 0 is transparent, rows 1…255 run along the colour map.

    Greys run from white to black, and on a dark ground from that ground to white; DIFFERENCE has
    its middle, row 128, near the ground.
    """
    if name == DIFFERENCE:
        ramp = _published(_DIVERGING[dark])
    elif name not in COLORMAPS:
        raise BadInput(f"There is no colour map {name!r}. Choose one of {', '.join(COLORMAPS)}.")
    else:
        ramp = _greys(dark) if name == "greys" else _published(name)
    places = np.linspace(0, len(ramp) - 1, N_LEVELS)
    table = np.zeros((N_LEVELS + 1, 4), dtype=np.uint8)
    table[1:, 3] = 255
    for channel in range(3):
        table[1:, channel] = np.rint(np.interp(places, range(len(ramp)), ramp[:, channel]))
    table.flags.writeable = False
    return table


def _greys(dark: bool) -> NDArray[np.float64]:
    """The two ends, (2, 3) in 0…255."""
    first, last = (
        (bytes.fromhex(DARK_GROUND[1:]), b"\xff" * 3) if dark else (b"\xff" * 3, b"\0" * 3)
    )
    return np.array([list(first), list(last)], dtype=np.float64)


def _published(name: str) -> NDArray[np.float64]:
    """(n, 3) in 0…255, from the table that pyqtgraph ships."""
    found = find_spec("pyqtgraph")  # finds the package without importing it
    if found is None or not found.submodule_search_locations:
        raise ModuleNotFoundError("pyqtgraph")
    table = Path(found.submodule_search_locations[0], "colors", "maps", f"{name}.csv")
    return 255 * np.loadtxt(table, delimiter=",", comments=";", usecols=(0, 1, 2))
