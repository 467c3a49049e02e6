"""Figures, reopened: what a reader sees, copies and finds in the metadata."""

from __future__ import annotations

import base64
import io
import json
import re
import time
import warnings
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
import pypdf
import pytest
from fontTools.ttLib import TTFont
from PIL import Image

from explorer.core.colours import colour_table
from explorer.core.export.figure_formats import pdf_bytes, png_bytes, save, svg_bytes
from explorer.core.export.figure_layout import Labels, arranged
from explorer.core.export.figures import Caption, draw, summary
from explorer.core.export.lettering import visible, width
from explorer.errors import BadInput, EmptyText
from explorer.records import COLORMAPS, AttentionMap, HeadRef, Presentation
from tests.core.maps import SENTENCE, shown_map

CAPTION = Caption("tiny-model", "abc123", "The doctor un told [MASK].")
METADATA = {"title": "L3 H5", "text": "naïve 我喜欢 😀", "model": "tiny-model", "version": "1"}
SVG = "{http://www.w3.org/2000/svg}"
CHINESE = ("[CLS]", *"我喜欢打篮球和听音乐，你呢？", "[SEP]")


def single(shown: AttentionMap, **looks: Any) -> Any:
    looks = {"colormap": "viridis", "caption": CAPTION} | looks
    return draw([shown], layout="single", **looks)


def sheet(layout: str, n_layers: int, n_heads: int, labels: tuple[str, ...] = SENTENCE) -> Any:
    maps = (
        shown_map(labels, head=HeadRef(layer, head), seed=layer * n_heads + head)
        for layer in range(n_layers)
        for head in range(n_heads)
    )
    return draw(maps, layout=layout, colormap="viridis", caption=CAPTION)


def svg_texts(data: bytes) -> list[str]:
    return ["".join(element.itertext()) for element in ET.fromstring(data).iter(f"{SVG}text")]


def pdf_text(data: bytes) -> str:
    return pypdf.PdfReader(io.BytesIO(data)).pages[0].extract_text()


# ---- PNG -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("dpi", [72, 200, 300])
def test_a_png_has_the_resolution_and_says_what_it_shows(dpi: int, tmp_path: Path) -> None:
    figure, path = single(shown_map()), tmp_path / "head.png"
    save(figure, path, dpi=dpi, metadata=METADATA)
    with Image.open(path) as image:
        assert image.info["dpi"] == pytest.approx((dpi, dpi), abs=0.5)
        inches = figure.get_size_inches()
        assert image.size == pytest.approx(tuple(inches * dpi), abs=1)
        for name, text in METADATA.items():
            assert image.text[name] == text
        assert image.text["Software"].startswith("Attention Explorer")


def cells_of(figure: Any, n_tokens: int, dpi: int = 200) -> np.ndarray:
    """Colours at the middle of every cell, (query, key, 4), found by the map's own frame."""
    image = Image.open(io.BytesIO(png_bytes(figure, dpi=dpi, metadata={}))).convert("RGBA")
    axes = figure.axes[0]
    frame = next(p for p in axes.patches if not p.get_fill() or p.get_facecolor()[3] == 0)
    scale = dpi / 72
    left, top = frame.get_x() * scale, frame.get_y() * scale
    step_x, step_y = frame.get_width() * scale / n_tokens, frame.get_height() * scale / n_tokens
    pixels = np.asarray(image)
    rows = (top + (np.arange(n_tokens) + 0.5) * step_y).astype(int)
    columns = (left + (np.arange(n_tokens) + 0.5) * step_x).astype(int)
    return pixels[np.ix_(rows, columns)]


@pytest.mark.parametrize("n_tokens", [8, 70])  # vector cells, and one image
@pytest.mark.parametrize("colormap", COLORMAPS)
def test_every_cell_has_the_colour_of_its_level(n_tokens: int, colormap: str) -> None:
    shown = shown_map(tuple(f"t{i}" for i in range(n_tokens)), causal=True)
    found = cells_of(single(shown, colormap=colormap), n_tokens)
    expected = colour_table(colormap)[shown.levels]
    drawn = shown.levels > 0
    np.testing.assert_allclose(found[drawn].astype(int), expected[drawn].astype(int), atol=1)
    assert (found[~drawn] == (0xF5, 0xF5, 0xF4, 255)).all()


def test_bare_cells_of_a_transparent_page_are_transparent() -> None:
    shown = shown_map(causal=True)
    found = cells_of(single(shown, transparent=True), 8)
    assert not found[shown.levels == 0][:, 3].any()
    assert (found[shown.levels > 0][:, 3] == 255).all()


@pytest.mark.parametrize("name", ["viridis", "magma", "inferno"])
def test_the_colours_are_those_that_matplotlib_has_under_the_same_name(name: str) -> None:
    table = colour_table(name)
    assert table[0].tolist() == [0, 0, 0, 0]
    expected = matplotlib.colormaps[name](np.linspace(0, 1, 255), bytes=True).astype(int)
    assert np.abs(table[1:].astype(int) - expected).max() <= 3


def test_cividis_grows_lighter_all_along() -> None:
    red, green, blue = colour_table("cividis")[1:, :3].astype(float).T
    luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    assert (np.diff(luminance) >= -1).all()


def test_greys_run_from_white_to_ink() -> None:
    assert colour_table("greys")[1].tolist() == [255] * 4
    assert colour_table("greys")[255].tolist() == [0, 0, 0, 255]
    assert colour_table("greys", dark=True)[1].tolist() == [0x21, 0x23, 0x27, 255]
    assert colour_table("greys", dark=True)[255].tolist() == [255] * 4


@pytest.mark.parametrize(("looks", "corner"), [
    ({}, (255, 255, 255, 255)),
    ({"dark": True}, (0x18, 0x19, 0x1B, 255)),
    ({"transparent": True}, None),
    ({"transparent": True, "dark": True}, None),
])  # fmt: skip
def test_the_page_is_white_dark_or_transparent_to_its_edges(
    looks: dict[str, bool], corner: tuple[int, ...] | None
) -> None:
    data = png_bytes(single(shown_map(), **looks), dpi=111, metadata={})
    pixels = np.asarray(Image.open(io.BytesIO(data)).convert("RGBA"))
    for edge in (pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]):
        if corner is None:
            assert not edge[:, 3].any()
        else:
            assert (edge == corner).all()


@pytest.mark.parametrize("dpi", [0, -5, 100_000])
def test_an_impossible_resolution_is_refused_with_what_is_possible(dpi: int) -> None:
    with pytest.raises(BadInput, match=r"1 to [\d,]+ dpi"):
        png_bytes(single(shown_map()), dpi=dpi, metadata={})


# ---- SVG -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("labels", [SENTENCE, CHINESE])
def test_an_svg_holds_every_token_twice_as_text(labels: tuple[str, ...]) -> None:
    texts = svg_texts(svg_bytes(single(shown_map(labels)), metadata=METADATA))
    for label in set(labels):
        assert texts.count(label) == 2 * labels.count(label)
    assert "L3 H5 · linear scale" in texts
    assert "tiny-model · abc123" in texts


@pytest.mark.parametrize("labels", [SENTENCE, CHINESE])
def test_an_svg_embeds_fonts_for_all_its_text(labels: tuple[str, ...]) -> None:
    data = svg_bytes(single(shown_map(labels)), metadata={})
    fonts = re.findall(rb"font/ttf;base64,([\w+/=]+)", data)
    assert len(fonts) == (2 if labels is CHINESE else 1)
    covered: set[int] = set()
    for font in fonts:
        covered |= set(TTFont(io.BytesIO(base64.b64decode(font))).getBestCmap())
    assert {ord(c) for text in svg_texts(data) for c in text} <= covered


def test_a_short_text_becomes_one_rectangle_a_cell_and_a_long_one_an_image() -> None:
    short = svg_bytes(single(shown_map(causal=True)), metadata={})
    cells = ET.fromstring(short).find(f".//{SVG}g[@shape-rendering='crispEdges']")
    assert cells is not None
    assert len(cells.findall(f"{SVG}path")) == 8 * 9 / 2
    long = svg_bytes(single(shown_map(tuple(f"t{i}" for i in range(100)))), metadata={})
    assert b"crispEdges" not in long
    images = re.findall(rb"image/png;base64,\s*([\w+/=\s]+)", long)
    sizes = [Image.open(io.BytesIO(base64.b64decode(image))).size for image in images]
    assert (100, 100) in sizes  # a pixel a cell: nothing is lost


def test_an_svg_says_what_it_shows() -> None:
    text = svg_bytes(single(shown_map()), metadata=METADATA).decode()
    namespace = "{http://purl.org/dc/elements/1.1/}"
    described = ET.fromstring(text).find(f".//{namespace}description")
    assert described is not None
    assert json.loads(described.text or "") == METADATA


# ---- PDF -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("labels", [SENTENCE, CHINESE])
def test_a_pdf_holds_its_tokens_as_text_that_can_be_copied(labels: tuple[str, ...]) -> None:
    text = pdf_text(pdf_bytes(single(shown_map(labels)), metadata=METADATA))
    for label in set(labels):
        assert text.count(label) >= 2
    assert "L3 H5 · linear scale" in text


def test_a_pdf_embeds_truetype_fonts_and_says_what_it_shows() -> None:
    data = pdf_bytes(single(shown_map(CHINESE)), metadata=METADATA)
    reader = pypdf.PdfReader(io.BytesIO(data))
    fonts = [font.get_object() for font in reader.pages[0]["/Resources"]["/Font"].values()]
    kinds = {str(f["/DescendantFonts"][0].get_object()["/Subtype"]) for f in fonts
             if "/DescendantFonts" in f}  # fmt: skip
    assert kinds <= {"/CIDFontType2"}
    assert "/Type3" not in {str(font["/Subtype"]) for font in fonts}
    assert reader.metadata is not None
    assert reader.metadata["/Title"] == "L3 H5"
    assert json.loads(reader.metadata["/Keywords"]) == METADATA
    assert "/CreationDate" not in reader.metadata


# ---- all formats ---------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", [".png", ".svg", ".pdf"])
def test_the_same_map_gives_the_same_bytes(suffix: str, tmp_path: Path) -> None:
    for name in ("a", "b"):
        save(single(shown_map()), tmp_path / (name + suffix), dpi=100, metadata=METADATA)
    assert (tmp_path / f"a{suffix}").read_bytes() == (tmp_path / f"b{suffix}").read_bytes()


@pytest.mark.parametrize("suffix", [".png", ".svg", ".pdf"])
def test_any_text_can_stand_in_a_figure(suffix: str, tmp_path: Path) -> None:
    """Formulas, controls, surrogates, every direction, and characters that no font has."""
    labels = ("$x_1$", "a\nb", "\t", " ", "", "\ud800", "\x00", "\u202eabc", "مرحبا", "שלום",
              "😀", "🚀", "한국", "\u200d", "<&>", "\uffff", "x" * 80, r"\frac{1}{2}")  # fmt: skip
    metadata = {"text": "".join(labels), "title": "\x07"}
    caption = Caption("m\x00", "\ud800", "".join(labels))
    figure = draw([shown_map(labels)], layout="single", colormap="greys", caption=caption)
    path = tmp_path / f"odd{suffix}"
    save(figure, path, dpi=80, metadata=metadata)
    if suffix == ".svg":
        texts = svg_texts(path.read_bytes())
        assert texts.count("$x_1$") == texts.count("مرحبا") == texts.count("<&>") == 2
        assert "a↵b" in texts
    if suffix == ".pdf":
        text = pdf_text(path.read_bytes())
        assert text.count("$x_1$") == 2
        assert text.count("שלום") == 2


def test_an_unknown_suffix_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"\.png, \.svg or \.pdf"):
        save(single(shown_map()), tmp_path / "figure.gif", dpi=100, metadata={})


def test_no_warning_reaches_the_caller_and_none_is_switched_off_for_good() -> None:
    before = list(warnings.filters)
    pdf_bytes(single(shown_map(("🚀", "한국"))), metadata={})
    assert list(warnings.filters) == before


# ---- layout --------------------------------------------------------------------------------------


@pytest.mark.parametrize("n_tokens", [1, 8, 30, 64, 65, 200, 512])
def test_labels_never_touch_and_are_not_thinner_than_needed(n_tokens: int) -> None:
    labels = tuple(f"token{i}" for i in range(n_tokens))
    grid = arranged((shown_map(labels),), "single")
    written = Labels.of(grid, "single")
    pitch = grid.size[1] / n_tokens
    at = [i for i, label in enumerate(written.queries) if label]
    assert written.query_size >= 5.5
    if len(at) > 1:
        distance = (at[1] - at[0]) * pitch
        assert distance >= 1.1 * written.query_size
        assert at[1] == 1 or distance - pitch < 1.18 * written.query_size
    assert written.queries == written.keys
    if n_tokens <= 64:
        assert len(at) == n_tokens


@pytest.mark.parametrize("labels", [("a",), SENTENCE, CHINESE, tuple(f"t{i}" for i in range(200))])
def test_nothing_reaches_over_the_edge_of_the_page(labels: tuple[str, ...]) -> None:
    presentation = Presentation("rank", 0.02, merge_words=True)
    figure = single(shown_map(labels, presentation=presentation))
    assert_within(figure)


@pytest.mark.parametrize(("layout", "n_layers", "n_heads"), [
    ("layer", 1, 1), ("layer", 1, 12), ("layer", 1, 16), ("layer", 1, 32), ("all", 1, 1),
    ("all", 6, 12), ("all", 12, 12), ("all", 2, 32),
])  # fmt: skip
def test_a_sheet_names_every_head_and_stays_on_its_page(
    layout: str, n_layers: int, n_heads: int
) -> None:
    figure = sheet(layout, n_layers, n_heads)
    texts = [text.get_text() for text in figure.axes[0].texts]
    assert {f"H{head}" for head in range(n_heads)} <= set(texts)
    if layout == "all":
        assert {f"L{layer}" for layer in range(n_layers)} <= set(texts)
    assert_within(figure)


def assert_within(figure: Any) -> None:
    png_bytes(figure, dpi=72, metadata={})
    page_width, page_height = figure.get_size_inches() * figure.dpi
    for text in figure.axes[0].texts:
        box = text.get_window_extent()
        assert box.x0 >= -0.5, text.get_text()
        assert box.y0 >= -0.5, text.get_text()
        assert box.x1 <= page_width + 0.5, text.get_text()
        assert box.y1 <= page_height + 0.5, text.get_text()


def test_a_layer_says_where_the_colours_of_each_head_end() -> None:
    texts = [text.get_text() for text in sheet("layer", 1, 4).axes[0].texts]
    assert sum(text.startswith("max ") for text in texts) == 4
    assert texts.count("[MASK]") == 4 + 1  # over each map, and left of the only row


def test_pruned_heads_leave_their_place_on_the_sheet_empty() -> None:
    maps = [shown_map(head=HeadRef(0, h)) for h in range(3)] + [shown_map(head=HeadRef(1, 1))]
    places = arranged(tuple(maps), "all").places
    assert places == ((0, 0), (0, 1), (0, 2), (1, 1))


def test_the_scale_in_force_stands_above_the_map() -> None:
    shown = shown_map(presentation=Presentation("log", 0.02, True, True))
    assert summary(shown) == ["L3 H5", "log scale", "special tokens hidden", "words merged",
                              "threshold 0.02"]  # fmt: skip
    assert summary(shown_map(head=HeadRef(1, 2, "cross")))[:2] == ["L1 H2", "cross attention"]


def test_a_map_without_tokens_is_refused() -> None:
    shown = shown_map(("[CLS]", "[SEP]"), presentation=Presentation(hide_special=True))
    with pytest.raises(EmptyText):
        single(shown)


def test_an_unknown_colour_map_is_refused_with_those_there_are() -> None:
    with pytest.raises(BadInput, match="viridis"):
        single(shown_map(), colormap="jet")


def test_invisible_characters_can_be_seen() -> None:
    assert visible(" ") == "␣"
    assert visible("a\nb") == "a↵b"
    assert visible("\u202e") == "⟨202E⟩"
    assert visible("\ud800") == "⟨D800⟩"
    assert len(visible("x" * 100)) == 28
    assert width("我", 10) == pytest.approx(10, abs=1.5)


def test_144_maps_of_512_tokens_are_drawn_in_seconds_with_their_spikes() -> None:
    shown = shown_map(tuple(f"t{i}" for i in range(512)))
    levels = np.ones((512, 512), dtype=np.uint8)
    levels[300, 411] = 255
    spiked = AttentionMap(shown.head, shown.queries, shown.keys, shown.weights, None, levels,
                          shown.presentation, 0, 1)  # fmt: skip
    maps = [spiked] * 144
    heads = [HeadRef(i // 12, i % 12) for i in range(144)]
    start = time.perf_counter()
    figure = draw(
        (AttentionMap(head, m.queries, m.keys, m.weights, None, m.levels, m.presentation, 0, 1)
         for head, m in zip(heads, maps, strict=True)),
        layout="all", colormap="greys", caption=CAPTION,
    )  # fmt: skip
    data = png_bytes(figure, dpi=200, metadata={})
    assert time.perf_counter() - start < 20
    pixels = np.asarray(Image.open(io.BytesIO(data)).convert("L"))
    assert (pixels[:, : pixels.shape[1] * 9 // 10] == 0).sum() >= 144
