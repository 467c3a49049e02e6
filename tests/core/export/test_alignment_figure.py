"""The alignment as a file: words, and a line for each weight that is drawn."""

from __future__ import annotations

import io
import re

import numpy as np
import pypdf
import pytest
from PIL import Image

from explorer.core.export.alignment_figure import draw_alignment
from explorer.core.export.figure_formats import pdf_bytes, png_bytes, svg_bytes
from explorer.core.export.figures import Caption
from explorer.core.export.page import LINES_GROUP
from explorer.errors import EmptyText
from explorer.records import AttentionMap, Axis, HeadRef, Presentation
from tests.core.export.test_figures import svg_texts

SOURCE, TARGET = ("我", "喜欢", "篮球"), ("I", "like", "basketball")
LEVELS = np.array([[255, 0, 20], [0, 200, 9], [3, 0, 240]], np.uint8)
CAPTION = Caption("tiny-model", "abc123", "我喜欢篮球")


def aligned(levels=LEVELS, source=SOURCE, target=TARGET) -> AttentionMap:
    def axis(words: tuple[str, ...]) -> Axis:
        return Axis(words, tuple((i,) for i in range(len(words))), (False,) * len(words))

    return AttentionMap(
        head=HeadRef(1, 2, "cross"), queries=axis(target), keys=axis(source),
        weights=(levels / 255).astype(np.float32), scores=None, levels=levels,
        presentation=Presentation(merge_words=True), low=0.0, high=1.0,
    )  # fmt: skip


def test_every_word_stands_in_the_drawing_and_what_is_shown_above_it() -> None:
    texts = svg_texts(svg_bytes(draw_alignment(aligned(), caption=CAPTION), metadata={}))
    assert set(SOURCE + TARGET) <= set(texts)
    assert any("L1 H2" in text and "cross attention" in text for text in texts)
    pdf = pdf_bytes(draw_alignment(aligned(), caption=CAPTION), metadata={})
    read = pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
    assert all(word in read for word in SOURCE + TARGET)


def curves(svg: str) -> list[tuple[float, float, float, float, float]]:
    """(x at the source, y, x at the target, y, opacity) of each line, in the order of drawing."""
    group = svg[svg.index(f'id="{LINES_GROUP}"') :]
    group = group[: group.index('<g id="text')] if '<g id="text' in group else group
    found = re.findall(
        r'<path d="M ([\d.]+) ([\d.]+) *\nC [\d. ]+ ([\d.]+) ([\d.]+) *\n"[^>]*style="([^"]*)"',
        group,
    )
    return [
        (float(x), float(y), float(to_x), float(to_y),
         float((re.search(r"stroke-opacity: ([\d.]+)", style) or ["", "1"])[1]))
        for x, y, to_x, to_y, style in found
    ]  # fmt: skip


def test_lines_join_the_words_of_their_weights_the_strongest_last_and_darkest() -> None:
    lines = curves(svg_bytes(draw_alignment(aligned(), caption=CAPTION), metadata={}).decode())
    assert len(lines) == 5  # of the six that are drawn in a map, one could not be seen
    opacities = [line[4] for line in lines]
    assert opacities == sorted(opacities)
    assert opacities[-1] == 1.0
    sources, targets = sorted({line[0] for line in lines}), sorted({line[2] for line in lines})
    pairs = [(targets.index(line[2]), sources.index(line[0])) for line in lines]
    assert pairs == [(1, 2), (0, 2), (1, 1), (2, 2), (0, 0)]


def test_a_long_sentence_makes_a_wider_page_and_a_dark_one_is_dark() -> None:
    many = SOURCE * 20
    levels = np.tile(LEVELS, (1, 20))
    wide = draw_alignment(aligned(levels, source=many), caption=CAPTION, dark=True)
    short = draw_alignment(aligned(), caption=CAPTION)
    assert wide.get_size_inches()[0] > 1.5 * short.get_size_inches()[0]
    image = Image.open(io.BytesIO(png_bytes(wide, dpi=72, metadata={}))).convert("L")
    assert image.getpixel((2, 2)) < 40


def test_without_a_word_there_is_no_figure() -> None:
    with pytest.raises(EmptyText):
        draw_alignment(aligned(np.zeros((0, 3), np.uint8), target=()), caption=CAPTION)
