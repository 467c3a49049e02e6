"""How a source of a model reads in a button or a menu."""

from __future__ import annotations

from pathlib import PurePath

from PySide6.QtCore import QCoreApplication

BUILTIN = "builtin:"


def source_title(source: str, name: str = "") -> str:
    """`built-in · MiniLM`, `folder · my-bert`, `owner/name`."""
    if source.startswith(BUILTIN):
        words = QCoreApplication.translate("ModelPicker", "built-in · {name}")
        return words.format(name=name or source.removeprefix(BUILTIN))
    path = PurePath(source)
    if path.is_absolute() or source.startswith((".", "~")):
        words = QCoreApplication.translate("ModelPicker", "folder · {name}")
        return words.format(name=path.name or source)
    return source
