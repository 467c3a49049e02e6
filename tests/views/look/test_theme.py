"""What stands on the ground of either theme can be seen."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor

from explorer.views.look.theme import THEMES


def luminance(colour: QColor) -> float:
    """Relative luminance of sRGB. Source: WCAG 2.2."""
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in colour.getRgbF()[:3]
    ]  # fmt: skip
    return sum(share * c for share, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize(
    ("ink", "least"), [("text", 4.5), ("muted", 4.5), ("accent", 3), ("beside_accent", 3)]
)
def test_words_and_lines_have_the_contrast_that_wcag_asks_for(
    name: str, ink: str, least: float
) -> None:
    theme = THEMES[name]
    low, high = sorted((luminance(theme.colour(ink)), luminance(theme.colour("background"))))
    assert (high + 0.05) / (low + 0.05) >= least
