"""Text in figures: which fonts, how wide, and how invisible characters are shown."""

from __future__ import annotations

import unicodedata
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache

from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.font_manager import FontProperties, fontManager

from explorer.resources import asset

LATIN = "DejaVu Sans"  # comes with matplotlib; has Greek, Cyrillic, Arabic and Hebrew, too
HAN = "Noto Sans SC"  # comes with the program; has kana, too
# Used where the system has them; TrueType, since CFF outlines cannot go into a PDF as Type 42.
_MORE = (
    *(
        "Noto Sans KR",
        "NanumGothic",
        "Noto Sans Devanagari",
        "Noto Sans Bengali",
        "Noto Sans Tamil",
    ),
    *("Noto Sans Thai", "Noto Sans Ethiopic", "Noto Sans Symbols2", "Noto Emoji"),
)
_NAMED = {"\n": "↵", "\r": "↵", "\t": "⇥", " ": "␣"}
_JOINERS = "\u200c\u200d"  # they shape Persian words and emoji sequences
MAX_LABEL = 28  # characters; a longer token or merged word ends in an ellipsis


@cache
def families() -> tuple[str, ...]:
    """Font families in the order in which a missing character falls through them."""
    for path in sorted(asset("fonts").glob("*.ttf")):
        fontManager.addfont(path)
    known = {font.name for font in fontManager.ttflist}
    return (LATIN, *(name for name in (HAN, *_MORE) if name in known))


@cache
def font(size: float) -> FontProperties:
    """size: in points."""
    return FontProperties(family=list(families()), size=size)


@contextmanager
def quiet() -> Iterator[None]:
    """No warnings about characters that no font has: a box stands for each."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        warnings.filterwarnings("ignore", message="Matplotlib currently does not support")
        yield


def width(text: str, size: float) -> float:
    """Points that a line of text takes."""
    with quiet():
        return float(_renderer().get_text_width_height_descent(text, font(size), ismath=False)[0])


def visible(label: str) -> str:
    """A label in which spaces, controls and lone surrogates can be seen, and that ends in time."""
    if label and not label.strip():
        return "".join(_NAMED.get(character, _visible(character)) for character in label)[
            :MAX_LABEL
        ]
    shown = "".join(_visible(character) for character in label)
    return shown if len(shown) <= MAX_LABEL else shown[: MAX_LABEL - 1] + "…"


def stands_upright(label: str) -> bool:
    """Whether a label above a column needs no turning: a single character is never wider than high.

    So Chinese reads as it should.
    """
    return len(label) == 1


def wrapped(parts: Iterable[str], size: float, line_width: float, joint: str = " ") -> list[str]:
    """Parts joined to lines no wider than `line_width` points, where a single part allows it."""
    lines: list[str] = []
    for part in parts:
        longer = f"{lines[-1]}{joint}{part}" if lines else part
        if lines and width(longer, size) <= line_width:
            lines[-1] = longer
        else:
            lines.append(part)
    return lines


def writable(text: str) -> str:
    """Text that every format can store: no lone surrogates, no controls but tab and newline."""
    return "".join(c if c in "\n\t" else _visible(c) for c in text.replace("\r\n", "\n"))


def _visible(character: str) -> str:
    match unicodedata.category(character):
        case "Cc" | "Cs" | "Zl" | "Zp":
            return _NAMED.get(character, f"⟨{ord(character):02X}⟩")
        case "Cf" if character not in _JOINERS:  # bidi controls would turn the label around
            return f"⟨{ord(character):04X}⟩"
        case _:
            return "⟨FFFF⟩" if character in "\ufffe\uffff" else character


@cache
def _renderer() -> RendererAgg:
    return RendererAgg(1, 1, 72)  # at 72 dpi a pixel is a point


def font_file(family: str) -> str:
    """The file that matplotlib draws a family with."""
    return str(fontManager.findfont(FontProperties(family=family), fallback_to_default=False))
