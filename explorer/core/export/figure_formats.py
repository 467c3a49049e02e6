"""Figures as PNG, SVG and PDF files, with what they show in their metadata.

The same figure gives the same bytes: no dates, no random names.
"""

from __future__ import annotations

import base64
import io
import json
import re
import warnings
from collections.abc import Mapping
from html import unescape
from pathlib import Path

import matplotlib
from fontTools import subset
from fontTools.ttLib import TTFont
from matplotlib.figure import Figure

from explorer import __version__
from explorer.core.export.atomic import replacing
from explorer.core.export.lettering import families, font_file, quiet, writable
from explorer.core.export.page import CELLS_GROUP
from explorer.errors import BadInput

SOFTWARE = f"Attention Explorer {__version__}"
MAX_PIXELS = 200_000_000  # 800 MB of memory while the file is made
_SETTINGS = {
    "pdf.fonttype": 42,  # TrueType: text can be searched, copied and edited
    "svg.fonttype": "none",  # text stays text; the fonts are embedded below
    "svg.hashsalt": "attention-explorer",
    "image.composite_image": False,  # or neighbouring maps become one resampled picture
}


def save(figure: Figure, path: Path, *, dpi: int, metadata: Mapping[str, str]) -> None:
    """Writes the format that the suffix names; raises ExportError, and BadInput for others.

    dpi: of PNG; images within PDF and SVG keep one pixel a cell.
    """
    match path.suffix.lower():
        case ".png":
            data = png_bytes(figure, dpi=dpi, metadata=metadata)
        case ".svg":
            data = svg_bytes(figure, metadata=metadata)
        case ".pdf":
            data = pdf_bytes(figure, metadata=metadata)
        case other:
            raise BadInput(
                f"A figure is saved as .png, .svg or .pdf, not as {other or 'no suffix'}."
            )
    with replacing(path) as file:
        file.write(data)


def png_bytes(figure: Figure, *, dpi: int, metadata: Mapping[str, str]) -> bytes:
    """Metadata goes into tEXt chunks, and into iTXt ones where it is not Latin-1."""
    width, height = figure.get_size_inches()
    most = int((MAX_PIXELS / (width * height)) ** 0.5)
    if not 1 <= dpi <= most:
        raise BadInput(f"{dpi} dpi cannot be drawn. This figure can have 1 to {most:,} dpi.")
    chunks = {name: writable(text) for name, text in metadata.items()}
    return _printed(figure, "png", dpi=dpi, metadata={"Software": SOFTWARE, **chunks})


def pdf_bytes(figure: Figure, *, metadata: Mapping[str, str]) -> bytes:
    """Metadata goes, as JSON, into the Keywords, since PDF has no entries of one's own there."""
    information = {
        "Title": writable(metadata.get("title", "")),
        "Subject": writable(metadata.get("text", "")),
        "Keywords": _as_json(metadata),
        "Creator": SOFTWARE,
        "CreationDate": None,  # or no two files would be equal
    }
    return _printed(figure, "pdf", dpi=72, metadata=information)


def svg_bytes(figure: Figure, *, metadata: Mapping[str, str]) -> bytes:
    """Text stays text, in fonts cut down to its characters and embedded."""
    described = {
        "Title": writable(metadata.get("title", "")),
        "Description": _as_json(metadata),
        "Creator": SOFTWARE,
        "Date": None,
    }
    svg = _printed(figure, "svg", dpi=72, metadata=described).decode()
    # Without this, viewers draw hairlines between the cells.
    svg = svg.replace(f'<g id="{CELLS_GROUP}', f'<g shape-rendering="crispEdges" id="{CELLS_GROUP}')
    faces = "".join(_font_faces(_characters(svg)))
    return svg.replace("<defs>", f'<defs>\n  <style type="text/css">{faces}</style>', 1).encode()


def _printed(figure: Figure, kind: str, *, dpi: int, metadata: Mapping[str, str | None]) -> bytes:
    file = io.BytesIO()
    with matplotlib.rc_context(_SETTINGS), quiet():
        figure.savefig(file, format=kind, dpi=dpi, metadata=dict(metadata))
    return file.getvalue()


def _as_json(metadata: Mapping[str, str]) -> str:
    return json.dumps({k: writable(v) for k, v in metadata.items()}, ensure_ascii=False)


def _characters(svg: str) -> set[str]:
    """Every character that stands in a text element."""
    return set(unescape("".join(re.findall(r"<text[^>]*>(.*?)</text>", svg, re.DOTALL))))


def _font_faces(characters: set[str]) -> list[str]:
    """A CSS rule for each font that has some of the characters; earlier fonts take them first."""
    left, rules = set(characters), []
    for family in families():
        path = font_file(family)
        with TTFont(path, lazy=True) as font:
            had = {character for character in left if ord(character) in font.getBestCmap()}
        if had:
            data = base64.b64encode(_subset(path, "".join(sorted(had)))).decode()
            rules.append(
                f"@font-face{{font-family:'{family}';"
                f"src:url(data:font/ttf;base64,{data}) format('truetype')}}\n"
            )
        left -= had
    return rules


def _subset(path: str, text: str) -> bytes:
    options = subset.Options(notdef_outline=True, recalc_timestamp=False)
    options.drop_tables += ["FFTM"]  # FontForge's own time stamps; it would be logged
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about tables that a viewer does not need
        with subset.load_font(path, options) as font:
            subsetter = subset.Subsetter(options)
            subsetter.populate(text=text)
            subsetter.subset(font)
            file = io.BytesIO()
            subset.save_font(font, file, options)
    return file.getvalue()
