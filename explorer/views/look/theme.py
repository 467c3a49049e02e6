"""Colours, fonts and distances of the window, light and dark.

`setColorScheme` does nothing offscreen or on a bare X server, so the two palettes are our own.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QGuiApplication, QPalette
from PySide6.QtWidgets import QWidget

from explorer.core.colours import DARK_GROUND

SPACE = 8  # pixels; every distance is a multiple or half of it

# Okabe & Ito 2008: told apart by colour-blind eyes. One colour a head in the lines view.
HEAD_COLOURS = (
    "#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#b8a900", "#7f7f7f",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours of one scheme, as `#rrggbb`."""

    is_dark: bool
    background: str  # behind everything
    surface: str  # fields, lists, the ground of a map
    hover: str  # a surface under the pointer
    text: str
    muted: str  # second-rank words; contrast at least 4.5 on background
    line: str  # hairlines
    accent: str
    accent_soft: str  # the ground of something selected
    on_accent: str
    beside_accent: str  # a second line that stands out; contrast at least 3 on background
    warning: str
    warning_soft: str

    def colour(self, name: str) -> QColor:
        return QColor(getattr(self, name))


LIGHT = Theme(
    is_dark=False,
    background="#f6f6f4",
    surface="#ffffff",
    hover="#ececea",
    text="#1c1c1e",
    muted="#66666b",
    line="#dededb",
    accent="#2457d6",
    accent_soft="#dfe8fd",
    on_accent="#ffffff",
    beside_accent="#c27400",
    warning="#9a4a00",
    warning_soft="#fdf0dc",
)
DARK = Theme(
    is_dark=True,
    background="#18191b",
    surface=DARK_GROUND,
    hover="#2c2f34",
    text="#ececee",
    muted="#a0a3a9",
    line="#36393e",
    accent="#7ea6ff",
    accent_soft="#2a3a5f",
    on_accent="#10131a",
    beside_accent="#e69f00",
    warning="#ffc27a",
    warning_soft="#40311c",
)


THEMES = {"light": LIGHT, "dark": DARK}


def system_theme() -> Theme:
    """What the desktop wears; light where it does not say."""
    scheme = QGuiApplication.styleHints().colorScheme()
    return DARK if scheme == Qt.ColorScheme.Dark else LIGHT


def theme_of(widget: QWidget) -> Theme:
    """The theme that a widget is drawn in, read from its palette."""
    return DARK if widget.palette().color(QPalette.ColorRole.Window).lightness() < 128 else LIGHT


def palette_of(theme: Theme) -> QPalette:
    """The Fusion palette of a theme."""
    roles = {
        QPalette.ColorRole.Window: theme.background,
        QPalette.ColorRole.WindowText: theme.text,
        QPalette.ColorRole.Base: theme.surface,
        QPalette.ColorRole.AlternateBase: theme.hover,
        QPalette.ColorRole.Text: theme.text,
        QPalette.ColorRole.Button: theme.surface,
        QPalette.ColorRole.ButtonText: theme.text,
        QPalette.ColorRole.BrightText: theme.warning,
        QPalette.ColorRole.Highlight: theme.accent,
        QPalette.ColorRole.HighlightedText: theme.on_accent,
        QPalette.ColorRole.ToolTipBase: theme.surface,
        QPalette.ColorRole.ToolTipText: theme.text,
        QPalette.ColorRole.PlaceholderText: theme.muted,
        QPalette.ColorRole.Link: theme.accent,
        QPalette.ColorRole.Light: theme.surface,
        QPalette.ColorRole.Midlight: theme.hover,
        QPalette.ColorRole.Mid: theme.line,
        QPalette.ColorRole.Dark: theme.muted,
        QPalette.ColorRole.Shadow: theme.background,
        QPalette.ColorRole.Accent: theme.accent,
    }
    palette = QPalette()
    for role, colour in roles.items():
        palette.setColor(role, QColor(colour))
        if role in (
            QPalette.ColorRole.WindowText,
            QPalette.ColorRole.Text,
            QPalette.ColorRole.ButtonText,
        ):
            palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(theme.muted))
    return palette


@cache
def number_family() -> str:
    """The monospaced family in which numbers stand."""
    # The real name: Qt passes over the alias `monospace` when other families follow it.
    return QFontInfo(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)).family()


def number_font(widget: QWidget, *, scale: float = 1.0) -> QFont:
    """Numbers, at the size of the widget's own font times `scale`."""
    font = QFont(widget.font())
    font.setFamilies([number_family(), *font.families()])
    if font.pixelSize() > 0:
        font.setPixelSize(round(font.pixelSize() * scale))
    else:
        font.setPointSizeF(font.pointSizeF() * scale)
    return font
