"""What the whole process needs before there is a window: a platform, a log, a style, a language."""

from __future__ import annotations

import logging
import os
from contextlib import suppress
from logging.handlers import RotatingFileHandler

from PySide6.QtCore import QLocale, QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from explorer import __version__
from explorer.display import has_display
from explorer.errors import BadInput
from explorer.records import WindowOptions
from explorer.resources import asset, cache_directory
from explorer.views.look.fonts import app_font, install_fonts
from explorer.views.window.translation import translator_for

NAME = "attention-explorer"


def choose_platform(options: WindowOptions) -> None:
    """A picture can be rendered without a display; a window cannot be opened without one."""
    if has_display():
        return
    if options.screenshot is None:
        raise BadInput(
            "There is no display to open a window on. "
            "Render it into a picture instead: attention-explorer --screenshot window.png"
        )
    os.environ["QT_QPA_PLATFORM"] = "offscreen"


def keep_log() -> None:
    """Tracebacks and Qt's own words go to a file, since a window has nowhere to print them."""
    folder = cache_directory()
    with suppress(OSError):  # a home that cannot be written to is no reason not to start
        folder.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(
            folder / "explorer.log", maxBytes=1_000_000, backupCount=1, encoding="utf-8"
        )
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
        logging.getLogger().addHandler(handler)
    qInstallMessageHandler(_log_qt)


def _log_qt(_kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
    logging.getLogger("qt").warning(message)


def dress(application: QApplication) -> None:
    """Name, style, fonts and language."""
    application.setApplicationName(NAME)
    application.setApplicationDisplayName("Attention Explorer")
    application.setApplicationVersion(__version__)
    application.setDesktopFileName(NAME)
    application.setStyle("Fusion")
    application.setWindowIcon(QIcon(str(asset("icon.svg"))))
    install_fonts()
    application.setFont(app_font())
    translator = translator_for(QLocale(), application)
    if translator is not None:
        application.installTranslator(translator)
