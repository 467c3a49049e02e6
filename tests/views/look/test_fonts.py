from __future__ import annotations

import pytest
from PySide6.QtGui import QTextLayout

from explorer.resources import asset
from explorer.views.look.fonts import CHINESE, EMOJI, app_font, install_fonts


@pytest.fixture
def font(themed_app):  # noqa: ARG001 (there must be one)
    install_fonts()
    return app_font()


def drawn(text: str, font) -> list[tuple[str, int]]:
    """(family, how many glyphs) of each stretch of one line."""
    layout = QTextLayout(text, font)
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    return [(run.rawFont().familyName(), len(run.glyphIndexes())) for run in layout.glyphRuns()]


@pytest.mark.parametrize("text", ["🏀", "👩‍👩‍👧", "👍🏽", "🇨🇳"])
def test_an_emoji_is_one_glyph_of_the_bundled_font(text, font):
    assert drawn(text, font) == [(EMOJI, 1)]


def test_letters_digits_and_han_keep_their_fonts(font):
    latin, *_, emoji = font.families()
    assert drawn("a1#*", font) == [(latin, 4)]
    assert drawn("我", font) == [(CHINESE, 1)]
    assert emoji == EMOJI


def test_every_bundled_font_has_its_licence_beside_it():
    licences = "".join(path.read_text("utf-8") for path in asset("fonts").glob("OFL*.txt"))
    assert "Copyright 2013 Google LLC" in licences
    assert "Adobe" in licences
