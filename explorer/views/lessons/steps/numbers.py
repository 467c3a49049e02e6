"""How the numbers of a head read."""

from __future__ import annotations

import math


def difference(value: float) -> str:
    """The size of something that should be 0, in one digit."""
    return f"{value:.0e}".replace("-", "−") if value else "0"


def number(value: float) -> str:
    """Three decimals, so that a column of them lines up; two digits of what is out of that range.

    The sign is a minus, as long as a plus, and no hyphen.
    """
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    is_plain = value == 0 or 0.0005 <= abs(value) < 10_000
    return (f"{value:.3f}" if is_plain else f"{value:.1e}").replace("-", "−")
