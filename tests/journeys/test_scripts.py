"""Chinese, emoji and text from right to left: composed, read, and drawn with real glyphs."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QRect
from PySide6.QtGui import QFont, QGuiApplication, QImage, QRawFont, QTextLayout
from PySide6.QtWidgets import QWidget

from explorer.views.look.fonts import app_font, install_fonts
from tests.journeys.conftest import Sits
from tests.journeys.person import Person


@pytest.fixture
def person(sits_down: Sits) -> Iterator[Person]:
    worn = QGuiApplication.font()
    install_fonts()
    QGuiApplication.setFont(app_font())
    person: Person = sits_down(text="One text.")
    person.waits_for_results()
    yield person
    QGuiApplication.setFont(worn)


def glyph_fonts(text: str, font: QFont) -> list[QRawFont]:
    """The font of each run of glyphs, after Qt has looked for a substitute."""
    layout = QTextLayout(text, font)
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    return [run.rawFont() for run in layout.glyphRuns()]


def missing_glyphs(text: str, font: QFont) -> int:
    layout = QTextLayout(text, font)
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    return sum(run.glyphIndexes().count(0) for run in layout.glyphRuns())


def pixels_of(widget: QWidget, area: QRect) -> NDArray[np.uint8]:
    image = widget.grab(area).toImage().convertToFormat(QImage.Format.Format_RGB888)
    lines = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    return lines[:, : 3 * image.width()].reshape(image.height(), image.width(), 3)


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("我喜欢音乐。", ("我", "喜", "欢", "音", "乐", "。")),
        ("שלום עולם", None),
        ("مرحبا بالعالم", None),
    ],
)
def test_a_script_is_read_and_drawn_without_boxes(
    person: Person, text: str, labels: tuple[str, ...] | None
) -> None:
    person.composes(text)
    assert person.text == text
    tokens = person.waits_for_results().tokens
    if labels is not None:
        known = {"[UNK]"}
        assert all(a == b or a in known for a, b in zip(tokens.labels[1:-1], labels, strict=True))
    field, strip = person.window.text_panel.field, person.window.token_strip
    assert missing_glyphs(text, field.font()) == 0
    assert missing_glyphs("".join(chip.text for chip in strip.chips), strip.font()) == 0
    for chip in strip.chips[1:-1]:
        drawn = pixels_of(strip.viewport(), chip.frame)
        assert len(np.unique(drawn.reshape(-1, 3), axis=0)) > 2  # ground, outline and ink


def test_han_characters_come_from_the_bundled_font_in_their_chinese_form(person: Person) -> None:
    person.composes("骨直今")
    fonts = glyph_fonts("骨直今", person.window.text_panel.field.font())
    assert {font.familyName() for font in fonts} == {"Noto Sans SC"}


def test_an_emoji_takes_two_units_and_masks_stay_on_their_words(person: Person) -> None:
    person.composes("I like 🏀 games.")
    tokens = person.waits_for_results().tokens
    position = tokens.labels.index("games")
    person.clicks_token(position)
    masked = person.waits_for_results()
    assert masked.tokens.originals[0].label == "games"
    [mask] = person.state.document.masks
    assert person.state.document.text[mask.start : mask.end] == "games"
    person.clicks_candidate(0)
    word = masked.predictions[0].candidates[0].text
    assert person.text == f"I like 🏀 {word}."
