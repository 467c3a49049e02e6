"""The alignment as a figure: the words of the target below those that they attend to."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from explorer.core.export.figure_layout import LEADING, NAME
from explorer.core.export.figures import MARGIN, Caption, header
from explorer.core.export.lettering import visible, width
from explorer.core.export.page import Page, Theme
from explorer.core.word_rows import Gaps, word_rows
from explorer.errors import EmptyText
from explorer.records import AttentionMap

WORD = 9.0  # font size
GAPS = Gaps(least=9.0, usual=20.0, most=70.0, margin=MARGIN)
ROOM = 504.0  # points across a page; longer sentences make a wider one
SPAN = 150.0  # between the rows
MOST_LINES = 3000
WIDEST = 2.2  # points of the strongest line
FAINTEST = 8  # lines of a lower level could not be seen
# Okabe & Ito 2008, as the first head of the lines view.
INK, DARK_INK = "#0072b2", "#56b4e9"


def draw_alignment(
    shown: AttentionMap, *, caption: Caption, dark: bool = False, transparent: bool = False
) -> Figure:
    """A page with both rows and a line for each weight that is drawn; raises EmptyText."""
    if not len(shown.queries) or not len(shown.keys):
        raise EmptyText("No token is left to draw. Show special tokens, or type more text.")
    page = Page(Theme.named("greys", dark=dark, transparent=transparent))
    source, target = ([visible(w) for w in axis.labels] for axis in (shown.keys, shown.queries))
    widths = [np.array([width(word, WORD) for word in row]) for row in (source, target)]
    rows = word_rows(widths[0], widths[1], ROOM, GAPS)
    page_width = max(rows.length, ROOM)
    base = header(page, shown, "single", caption, page_width) + NAME * LEADING
    page.text("source", MARGIN, base, NAME, muted=True)
    base += WORD * LEADING
    above, below = base + 5, base + 5 + SPAN
    for words, starts, baseline in (
        (source, rows.upper, base),
        (target, rows.lower, below + 3 + WORD),
    ):
        for word, start in zip(words, starts, strict=True):
            page.text(word, float(start), baseline, WORD)
    page.text("target", MARGIN, below + 3 + WORD + NAME * LEADING + 2, NAME, muted=True)
    ends = rows.upper + widths[0] / 2, rows.lower + widths[1] / 2
    _lines(page, shown, ends, (above, below), colour=DARK_INK if dark else INK)
    return page.finished(page_width, below + WORD + 2 * NAME * LEADING + MARGIN)


def _lines(
    page: Page,
    shown: AttentionMap,
    ends: tuple[NDArray[np.float64], NDArray[np.float64]],
    span: tuple[float, float],
    *,
    colour: str,
) -> None:
    """The weaker below the stronger, as wide and as dark as their level."""
    queries, keys = np.nonzero(shown.levels >= FAINTEST)
    order = np.argsort(shown.weights[queries, keys], kind="stable")[-MOST_LINES:]
    queries, keys = queries[order], keys[order]
    strengths = shown.levels[queries, keys] / 255
    page.curves(
        [
            ((float(ends[0][key]), span[0]), (float(ends[1][query]), span[1]))
            for query, key in zip(queries, keys, strict=True)
        ],
        colour,
        strengths,
        widths=0.4 + (WIDEST - 0.4) * strengths,
    )
