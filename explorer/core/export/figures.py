"""Heatmaps as figures: one head, the heads of a layer, or all heads on one sheet.

The window's export, its Copy image and the command line all draw here; `figure_formats` writes the
files. Everything is laid out in points on one axes that covers the page: a matplotlib axes for
each of 144 maps takes seconds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from matplotlib.figure import Figure

from explorer.core.export.figure_layout import LEADING, NAME, NOTE, Labels, Layout, arranged
from explorer.core.export.lettering import visible, width, wrapped
from explorer.core.export.page import Page, Theme
from explorer.core.presentation import legend
from explorer.errors import EmptyText
from explorer.records import AttentionMap

MARGIN = 10.0
TITLE = 9.0  # font size of the line that says what is shown
MAX_VECTOR_TOKENS = 64
MAX_VECTOR_CELLS = 20_000  # on one page; more would make slow files of many megabytes
MAX_TEXT_LINES = 3


@dataclass(frozen=True, slots=True)
class Caption:
    """What stands above the maps beside their scale."""

    model: str
    revision: str = ""
    text: str = ""
    pool: int = 1  # rows and columns that a cell stands for


def draw(
    maps: Iterable[AttentionMap],
    *,
    layout: Layout,
    colormap: str,
    caption: Caption,
    dark: bool = False,
    transparent: bool = False,
) -> Figure:
    """A page with the maps; raises EmptyText where they have no tokens left.

    maps: one for `single`; in the order (layer, head) for `layer` and `all`.
    """
    shown = tuple(maps if layout == "single" else map(_levels_only, maps))
    if not shown or not len(shown[0].queries) or not len(shown[0].keys):
        raise EmptyText("No token is left to draw. Show special tokens, or type more text.")
    grid = arranged(shown, layout)
    page = Page(Theme.named(colormap, dark=dark, transparent=transparent))
    labels = Labels.of(grid, layout)
    left = MARGIN + labels.left
    # The head's line may be wider than a small map and its colour bar.
    page_width = max(left + grid.width + _bar_width(shown[0], layout) + MARGIN, 250.0)
    top = header(page, shown[0], layout, caption, page_width) + labels.top
    panels = grid.panels(left, top)

    as_vectors = _as_vectors(shown)
    for panel in panels:
        page.heatmap(panel.shown.levels, panel.left, panel.top, grid.size, as_vectors=as_vectors)
    labels.write(page, grid, panels, layout)
    bar_height = _colour_bar(page, shown[0], layout, left + grid.width + 14, top, grid.height)
    below = NOTE * LEADING + 3 if layout == "layer" else 0.0
    return page.finished(page_width, top + max(grid.height + below, bar_height) + MARGIN)


def _levels_only(shown: AttentionMap) -> AttentionMap:
    """What a sheet needs of a map: the weights of 1,024 heads may not fit into memory."""
    return replace(shown, weights=np.zeros((0, 0), dtype=np.float32), scores=None)


def _as_vectors(maps: tuple[AttentionMap, ...]) -> bool:
    n_cells = sum(shown.levels.size for shown in maps)
    return max(maps[0].levels.shape) <= MAX_VECTOR_TOKENS and n_cells <= MAX_VECTOR_CELLS


def header(
    page: Page, shown: AttentionMap, layout: Layout, caption: Caption, page_width: float
) -> float:
    """What is shown, of which model and (where tokens are not readable) of which text.

    Returns where the next thing may begin.
    """
    room = page_width - 2 * MARGIN
    base = MARGIN + TITLE
    parts = summary(shown, layout)
    if caption.pool > 1:
        parts.append(f"each cell the largest of {caption.pool} × {caption.pool} weights")
    for line in wrapped(parts, TITLE, room, " · "):
        page.text(line, MARGIN, base, TITLE)
        base += TITLE * LEADING
    base -= (TITLE - NAME) * LEADING
    source = [visible_line(part) for part in (caption.model, caption.revision) if part]
    lines = wrapped(source, NAME, room, " · ")
    if layout != "single" and caption.text:
        words = wrapped(_pieces(visible_line(caption.text)), NAME, room)
        is_cut = len(words) > MAX_TEXT_LINES
        lines += (
            [*words[: MAX_TEXT_LINES - 1], f"{words[MAX_TEXT_LINES - 1]} …"] if is_cut else words
        )
    for line in lines:
        page.text(line, MARGIN, base, NAME, muted=True)
        base += NAME * LEADING
    return base + 2


def visible_line(text: str) -> str:
    """Text on one line, whatever it holds."""
    return " ".join("".join(visible(c) if c.strip() else " " for c in text).split())


def _pieces(text: str) -> list[str]:
    """Words, long ones cut up: Chinese knows no spaces."""
    return [word[i : i + 24] for word in text.split(" ") for i in range(0, len(word), 24)]


def summary(shown: AttentionMap, layout: Layout = "single") -> list[str]:
    """`L3 H5`, `linear scale`, `special tokens hidden`, `threshold 0.02`: what is in force."""
    head, presentation = shown.head, shown.presentation
    name = {"single": head.label, "layer": f"Layer {head.layer}", "all": "All heads"}[layout]
    parts = [name, f"{presentation.scale} scale"]
    if head.site != "self":
        parts.insert(1, f"{head.site} attention")
    if layout != "single":
        parts.append("each head on its own range")
    if presentation.hide_special:
        parts.append("special tokens hidden")
    if presentation.pair != "all":
        parts.append(f"pair {'→'.join(presentation.pair)}")
    if presentation.merge_words:
        parts.append("words merged")
    if presentation.threshold > 0:
        parts.append(f"threshold {presentation.threshold:g}")
    return parts


# ---- the colour bar ------------------------------------------------------------------------------


def _marks(shown: AttentionMap, layout: Layout) -> list[tuple[float, str]]:
    """Text beside the colour bar; heads that each have their own range share no numbers."""
    if layout == "single":
        return [(share, f"{weight:.2g}") for share, weight in legend(shown)]
    lowest = "0" if shown.presentation.scale == "linear" else "min"
    return [(0.0, lowest), (1.0, "max")]


def _bar_width(shown: AttentionMap, layout: Layout) -> float:
    texts = [text for _, text in _marks(shown, layout)]
    return 14 + 8 + 5 + max(width(text, NAME) for text in [*texts, "weight"]) + 2


def _colour_bar(
    page: Page, shown: AttentionMap, layout: Layout, left: float, top: float, room: float
) -> float:
    """Returns its height."""
    height = float(np.clip(room, 66, 180))
    page.colour_bar(left, top, 8, height)
    page.text("weight", left, top - 7, NAME, muted=True)
    for share, text in _marks(shown, layout):
        at = top + (1 - share) * height
        page.line([(left + 8, at), (left + 10, at)])
        page.text(text, left + 12, at + 0.35 * NAME, NAME)
    return height + NAME / 2
