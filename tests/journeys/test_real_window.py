"""The whole program in a real window: a mouse, a keyboard, and files that are opened again."""

from __future__ import annotations

import json
import re
import socket
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from configparser import ConfigParser
from pathlib import Path

import matplotlib
import numpy as np
import pypdf
import pytest
from numpy.typing import NDArray
from PIL import Image

from explorer.cli import main
from explorer.core.export.page import CELLS_GROUP
from explorer.views.look.theme import DARK
from tests.journeys.desktop import Display, Listening, Program, display

pytestmark = [pytest.mark.window, pytest.mark.slow, pytest.mark.timeout(300)]

TEXT = "The capital of France is [MASK]."
TOKENS = ("[CLS]", "the", "capital", "of", "france", "is", "[MASK]", ".", "[SEP]")
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def screen() -> Iterator[Display]:
    with display() as screen:
        yield screen


@pytest.fixture
def launched() -> Iterator[list[Program]]:
    """Programs that must not outlive the journey."""
    programs: list[Program] = []
    yield programs
    for program in programs:
        program.kill()


def typed(screen: Display, program: Listening, text: str) -> None:
    """The text in place of the one that stands there, by keys alone."""
    screen.press("ctrl+l", "ctrl+a")
    screen.type(text)
    program.wait(f"state.document.text == {text!r}")


def exported(screen: Display, program: Listening, path: Path) -> Path:
    """Ctrl+E, a click on the file's name, another name, Enter."""
    screen.press("ctrl+e")
    program.wait("front() is not window")
    program.take_focus()
    program.click("middle(front().path_field)")
    screen.press("ctrl+a")
    screen.type(str(path))
    program.wait(f"front().path_field.text() == {str(path)!r}")
    screen.press("Return")
    program.wait(f"str(state.exported) == {str(path)!r}")
    program.take_focus()
    return path


def predicted(text: str, capsys: pytest.CaptureFixture[str]) -> list[list[str]]:
    """The candidates of every mask, as the command line has them."""
    assert main(["predict", text, "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    return [[one["token"] for one in at["candidates"]] for at in said["predictions"]]


def coloured(weights: NDArray[np.float32]) -> NDArray[np.int64]:
    """What each weight looks like on a linear scale from 0 to the highest, (query, key, 3)."""
    steps = np.rint(254 * weights / weights.max())
    colours = matplotlib.colormaps["viridis"](steps / 254, bytes=True)
    return colours[..., :3].astype(int)


def frame_in(svg: Path) -> tuple[float, float, float, float]:
    """Left, top, width and height of the map in points."""
    root = ET.parse(svg).getroot()
    group = next(g for g in root.iter(f"{SVG}g") if g.get("id", "").startswith(CELLS_GROUP))
    corners = [
        [float(number) for number in re.findall(r"-?[\d.]+", path.get("d", ""))]
        for path in group.iter(f"{SVG}path")
    ]
    x = [value for corner in corners for value in corner[0::2]]
    y = [value for corner in corners for value in corner[1::2]]
    return min(x), min(y), max(x) - min(x), max(y) - min(y)


def cells_in(png: Path, svg: Path, n_tokens: int) -> NDArray[np.int64]:
    """The colour in the middle of every cell; the SVG of the same page says where they are."""
    with Image.open(png) as image:
        scale = image.info["dpi"][0] / 72
        pixels = np.asarray(image.convert("RGB")).astype(int)
    left, top, width, height = frame_in(svg)
    middles = (np.arange(n_tokens) + 0.5) / n_tokens
    rows = ((top + middles * height) * scale).astype(int)
    columns = ((left + middles * width) * scale).astype(int)
    return pixels[np.ix_(rows, columns)]


def test_from_a_sentence_to_a_figure_that_can_be_opened_again(
    screen: Display,
    launched: list[Program],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    program = Listening(screen, tmp_path / "home", "--size", "1280x800", "--theme", "light")
    launched.append(program)
    program.wait("window.isVisible()")
    program.take_focus()

    # Type, even before the model is there.
    typed(screen, program, TEXT)
    program.settle()
    assert program.ask("state.inspection.tokens.labels") == list(TOKENS)
    [candidates] = predicted(TEXT, capsys)
    panel = "window.explore.predictions.candidates.accessibleDescription()"
    assert [part.split()[0] for part in program.ask(panel).split(", ")] == candidates
    assert program.ask("window.token_strip.chips[6].text") == candidates[0]

    # Mask another word by a click; its prediction stands in place and in the panel.
    program.click("chip(2)")
    program.wait("len(state.document.masks) == 1")
    program.settle()
    first, second = predicted("The [MASK] of France is [MASK].", capsys)
    shown = [program.ask(f"window.token_strip.chips[{i}].text") for i in (2, 6)]
    assert shown == [first[0], second[0]]
    assert [part.split()[0] for part in program.ask(panel).split(", ")] == first
    assert "capital" in program.ask("window.explore.predictions.original.text()")

    # Choose a head in the overview.
    program.click("head(3, 5)")
    program.wait("(state.head.layer, state.head.head) == (3, 5)")
    program.settle()

    # Export it, by the dialog and keys alone, and open it again.
    files = {kind: tmp_path / f"figure.{kind}" for kind in ("png", "svg", "pdf", "npz")}
    for path in files.values():
        exported(screen, program, path)
    with np.load(files["npz"], allow_pickle=False) as archive:
        weights, tokens = archive["weights"][0, 0], tuple(archive["tokens"])
        said = json.loads(str(archive["metadata"]))
    masked = ("[CLS]", "the", "[MASK]", *TOKENS[3:])
    assert tokens == masked
    assert (said["layer"], said["head"]) == ("3", "5")
    np.testing.assert_allclose(weights.sum(axis=1), 1, atol=1e-5)
    found = cells_in(files["png"], files["svg"], len(tokens))
    np.testing.assert_allclose(found, coloured(weights), atol=2)
    texts = ["".join(text.itertext()) for text in ET.parse(files["svg"]).iter(f"{SVG}text")]
    assert all(texts.count(token) >= 2 * masked.count(token) for token in masked)
    copied = pypdf.PdfReader(files["pdf"]).pages[0].extract_text()
    assert all(token in copied for token in masked)

    # What stands on the screen is that head, too.
    screen.point((2, 2))
    program.wait("not state.hover.queries")
    places = [program.ask(f"cell({row}, {row})") for row in range(len(tokens))]
    program.ask("window.explore.map.repaint()")
    pixels = screen.pixels().astype(int)
    seen = [pixels[y, x] for x, y in places]
    np.testing.assert_allclose(seen, np.einsum("iic->ic", coloured(weights)), atol=2)

    screen.press("ctrl+q")
    assert program.ended() == 0


def test_the_next_start_has_the_last_sentence_theme_and_size(
    screen: Display, launched: list[Program], tmp_path: Path
) -> None:
    home = tmp_path / "home"
    first = Listening(screen, home, "--size", "1100x720")
    launched.append(first)
    first.wait("window.isVisible()")
    first.take_focus()
    assert first.ask("window.size().toTuple()") == [1100, 720]
    typed(screen, first, "A sentence to come back to.")
    screen.press("ctrl+k")
    screen.type("dark")
    first.wait("QApplication.activePopupWidget().titles()[0] == 'Dark theme'")
    screen.press("Return")
    first.wait(f"window.palette().window().color().name() == {DARK.background!r}")
    assert tuple(screen.pixels()[700, 500]) == rgb(DARK.background)
    screen.press("ctrl+q")
    assert first.ended() == 0

    second = Listening(screen, home)
    launched.append(second)
    second.wait("window.isVisible()")
    second.take_focus()
    assert second.ask("window.size().toTuple()") == [1100, 720]
    assert second.ask("window.text_panel.field.toPlainText()") == "A sentence to come back to."
    assert second.ask("window.palette().window().color().name()") == DARK.background
    second.settle()
    assert second.ask("' '.join(state.inspection.tokens.labels)") == (
        "[CLS] a sentence to come back to . [SEP]"
    )
    screen.press("ctrl+q")
    assert second.ended() == 0


def rgb(colour: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colour.removeprefix("#")))


@pytest.mark.parametrize("when", ["True", "state.devices", "state.loading.fraction"])
def test_a_window_closed_during_a_load_ends_and_keeps_the_session(
    when: str, screen: Display, launched: list[Program], tmp_path: Path
) -> None:
    program = Listening(screen, tmp_path / "home")
    launched.append(program)
    program.wait("window.isVisible() and state.loading is not None")
    program.take_focus()
    typed(screen, program, "Typed while it loads.")
    program.wait(f"state.loading is None or ({when})")
    screen.press("ctrl+q")
    assert program.ended() == 0
    assert kept(program)["document"]["text"] == "Typed while it loads."


def test_a_window_closed_while_the_hub_is_silent_ends_within_seconds(
    screen: Display, launched: list[Program], tmp_path: Path, silent_hub: str
) -> None:
    program = Listening(
        screen, tmp_path / "home", "--model", "team/slow",
        HF_ENDPOINT=silent_hub, HF_HUB_OFFLINE="0",
    )  # fmt: skip
    launched.append(program)
    program.wait("window.isVisible()")
    program.take_focus()
    typed(screen, program, "Typed while it loads.")
    program.wait("state.loading.message.startswith('Asking the hub')")
    screen.press("ctrl+q")
    pressed = time.monotonic()
    assert program.ended() == 0
    assert time.monotonic() - pressed < 10  # the five seconds, and the end of Python
    assert kept(program)["document"]["text"] == "Typed while it loads."


@pytest.fixture
def silent_hub() -> Iterator[str]:
    """Takes every connection and never answers."""
    with socket.create_server(("127.0.0.1", 0), backlog=8) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


def kept(program: Program) -> ConfigParser:
    settings = ConfigParser(interpolation=None)
    settings.read(program.settings)
    return settings


def test_two_windows_at_once_share_the_settings_and_do_not_disturb_each_other(
    screen: Display, launched: list[Program], tmp_path: Path
) -> None:
    home = tmp_path / "home"
    programs = [Listening(screen, home, "--size", "1000x700") for _ in range(2)]
    launched += programs
    for number, program in enumerate(programs):
        program.wait("window.isVisible()")
        program.ask("window.raise_()")
        program.take_focus()
        typed(screen, program, f"Window number {number}.")
    for number, program in enumerate(programs):
        program.settle()
        assert program.ask("state.inspection.request.document.text") == f"Window number {number}."
    for program in programs:
        program.take_focus()
        screen.press("ctrl+q")
        assert program.ended() == 0
    assert kept(programs[1])["document"]["text"] == "Window number 1."
