"""The window in another language, read from Qt's own source files."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication, QLabel

from explorer.views.window.translation import SourceTranslator, translator_for

TS = """<?xml version="1.0" encoding="utf-8"?>
<TS version="2.1" language="zh_CN"><context><name>Greeter</name>
<message><source>Hello</source><translation>你好</translation></message>
<message><source>Draft</source><translation type="unfinished">草稿</translation></message>
</context></TS>
"""


class Greeter(QLabel):
    """Stands in the context of the translation file above."""


@pytest.mark.usefixtures("qtbot")
def test_a_finished_message_is_translated_and_everything_else_stays(
    tmp_path: Path,
) -> None:
    path = tmp_path / "explorer_zh.ts"
    path.write_text(TS, encoding="utf-8")
    translator = SourceTranslator(path)
    QApplication.installTranslator(translator)
    try:
        greeter = Greeter()
        assert greeter.tr("Hello") == "你好"
        assert greeter.tr("Draft") == "Draft"
        assert greeter.tr("Goodbye") == "Goodbye"
    finally:
        QApplication.removeTranslator(translator)


def test_a_language_without_a_file_speaks_english() -> None:
    assert translator_for(QLocale("fi_FI")) is None
