"""What tests of the window stand on: Fusion, the bundled font, pixel sizes, the light palette."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

FONTS = Path(__file__).parents[1] / "assets" / "fonts"


def pytest_configure(config):
    # The offscreen platform says so of every window with a layout; there is nothing to mend.
    config.addinivalue_line("qt_log_ignore", "This plugin does not support propagateSizeHints")


@pytest.fixture(scope="session")
def themed_app(qapp):
    """The application of pytest-qt, drawn alike on every machine."""
    from PySide6.QtGui import QFont, QFontDatabase

    from explorer.views.look.theme import LIGHT, palette_of

    for path in sorted(FONTS.glob("*.ttf")):
        QFontDatabase.addApplicationFont(str(path))
    font = QFont()
    font.setFamilies(["DejaVu Sans", "Noto Sans SC"])
    font.setPixelSize(13)
    qapp.setStyle("Fusion")
    qapp.setFont(font)
    qapp.setPalette(palette_of(LIGHT))
    return qapp


@pytest.fixture(scope="session")
def ray_nodes():
    """A separate Ray of a head and two nodes; whoever kills a node starts it again."""
    from tests.ray_cluster import separate_nodes

    with separate_nodes() as nodes:
        yield nodes


@pytest.fixture(autouse=True)
def _themed_window(request):
    """Tests that ask for a widget get the themed application."""
    if "qtbot" in request.fixturenames:
        request.getfixturevalue("themed_app")
