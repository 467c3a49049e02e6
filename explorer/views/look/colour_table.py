"""Colour maps as Qt colour tables: one entry for each of the 256 levels of a map."""

from __future__ import annotations

from functools import cache

from explorer.core.colours import colour_table as rgba_table


@cache
def colour_table(name: str, *, is_dark: bool) -> tuple[int, ...]:
    """256 ARGB values for `QImage.setColorTable`; entry 0 is transparent."""
    rows = rgba_table(name, dark=is_dark).tolist()
    return tuple(alpha << 24 | red << 16 | green << 8 | blue for red, green, blue, alpha in rows)
