"""The fonts of the window: the system's own, and the bundled Chinese and emoji behind it."""

from __future__ import annotations

from PySide6.QtGui import QFont, QFontDatabase, QFontInfo

from explorer.resources import asset

CHINESE = "Noto Sans SC"
EMOJI = "Noto Emoji"  # in one colour, that of the words around it


def install_fonts() -> list[str]:
    """Registers the bundled fonts; returns the families of the window, first choice first.

    Naming the Chinese family keeps Han characters from falling back to their Japanese forms.
    """
    folder = asset("fonts")
    for path in sorted(folder.glob("*.ttf")) if folder.is_dir() else ():
        QFontDatabase.addApplicationFont(str(path))
    return _families()


def app_font() -> QFont:
    """The font of every widget; call `install_fonts` before."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    font.setFamilies(_families())
    return font


def _families() -> list[str]:
    return [_system_family(), CHINESE, EMOJI]


def _system_family() -> str:
    """The real name: Qt passes over an alias such as `Sans Serif` when another family follows."""
    return QFontInfo(QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)).family()
