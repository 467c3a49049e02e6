"""The window in another language, read from Qt's own source files."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QByteArray, QLocale
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QLabel

from explorer.records import HeadRef
from explorer.state.model import AppState
from explorer.views.text.labels import head_name
from explorer.views.window.main_window import MainWindow
from explorer.views.window.session import Layout
from explorer.views.window.translation import SourceTranslator, translator_for
from tests.views.states import state_with

ROOT = Path(__file__).parents[3]
CHINESE = ROOT / "assets" / "translations" / "explorer_zh_CN.ts"
LUPDATE = (
    "pyside6-lupdate -locations none -no-obsolete -source-language en -target-language zh_CN "
    "$(find explorer/views -name '*.py' | sort) -ts assets/translations/explorer_zh_CN.ts"
)

TS = """<?xml version="1.0" encoding="utf-8"?>
<TS version="2.1" language="zh_CN"><context><name>Greeter</name>
<message><source>Hello</source><translation>你好</translation></message>
<message><source>Draft</source><translation type="unfinished">草稿</translation></message>
</context></TS>
"""

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


class Greeter(QLabel):
    """Stands in the context of the translation file above."""

    def greet(self) -> str:
        return self.tr("Hello")


class LoudGreeter(Greeter):
    """Inherits what it says."""


@pytest.fixture
def in_chinese(qapp):
    """Widgets made while this stands speak Chinese."""
    translator = translator_for(QLocale("zh_CN"))
    assert translator is not None
    qapp.installTranslator(translator)
    yield
    qapp.removeTranslator(translator)


def in_sources() -> Iterator[tuple[str, str]]:
    """(context, text) of every message: the class around `self.tr`, or as `translate` names it."""
    for path in sorted((ROOT / "explorer").rglob("*.py")):
        module = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(module):
            if isinstance(node, ast.ClassDef):
                yield from ((node.name, text) for (text,) in _literals(node, "tr"))
        yield from ((context, text) for context, text in _literals(module, "translate"))


def _literals(tree: ast.AST, function: str) -> Iterator[tuple[str, ...]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            texts = [a.value for a in node.args if isinstance(a, ast.Constant)]
            if node.func.attr == function and texts and len(texts) == len(node.args):
                yield tuple(str(text) for text in texts)


def in_file() -> dict[tuple[str, str], str]:
    return finished_in(CHINESE)


def finished_in(file: Path) -> dict[tuple[str, str], str]:
    """(context, text): its translation, "" while that is unfinished."""
    found = {}
    for context in ElementTree.parse(file).getroot().iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            assert translation is not None
            text = "" if translation.get("type") else translation.text or ""
            found[context.findtext("name", ""), message.findtext("source", "")] = text
    return found


def fields(text: str) -> list[str]:
    return sorted(name for _, name, _, _ in Formatter().parse(text) if name is not None)


# ---- the translator ------------------------------------------------------------------------------


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
        assert LoudGreeter().greet() == "你好"
    finally:
        QApplication.removeTranslator(translator)


def test_a_language_without_a_file_speaks_english() -> None:
    assert translator_for(QLocale("fi_FI")) is None
    assert translator_for(QLocale("zh_TW")) is None


# ---- Chinese -------------------------------------------------------------------------------------


def test_every_message_of_the_sources_has_a_chinese_translation_and_no_other_is_kept() -> None:
    wanted, there = set(in_sources()), in_file()
    assert len(wanted) > 200
    assert wanted - set(there) == set(), f"take them over with: {LUPDATE}"
    assert set(there) - wanted == set(), f"drop them with: {LUPDATE}"
    assert [message for message, translation in there.items() if not translation] == []


def test_placeholders_and_mnemonics_survive_the_translation() -> None:
    for (_, source), translation in in_file().items():
        assert fields(source) == fields(translation), source
        assert source.count("&") == translation.count("&"), source
        if "&" in source:
            key = source[source.index("&") + 1].upper()
            assert translation.endswith(f"(&{key})")


@pytest.mark.usefixtures("in_chinese")
def test_the_window_has_chinese_menus_and_says_inherited_words_in_chinese(qtbot) -> None:
    window = MainWindow((), layout=Layout(QByteArray(), QByteArray(), "light"), theme="light")
    qtbot.addWidget(window)
    menus = [action.text() for action in window.menuBar().actions()]
    assert menus == ["文件(&F)", "编辑(&E)", "视图(&V)", "课程(&L)", "示例(&X)", "帮助(&H)"]
    assert window.explore.map.accessibleName() == "注意力热图"  # MapView inherits it of MapCanvas
    window.show_change(AppState(), state_with())
    said = [label.text() for label in window.status_line.findChildren(QLabel)]
    assert "个词元" in said[0]


@pytest.mark.usefixtures("in_chinese")
def test_qts_own_words_are_chinese_too() -> None:
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    assert box.buttons()[0].text() == "取消"


HEADS = [
    HeadRef(3, 5),
    HeadRef(3, None),
    HeadRef(None, 5),
    HeadRef(None, None),
    HeadRef(3, None, aggregate="max"),
    HeadRef(None, 5, aggregate="max"),
    HeadRef(None, None, aggregate="max"),
]


@pytest.mark.parametrize("head", HEADS, ids=lambda head: head.label)
def test_a_head_is_called_by_its_label_in_english(head: HeadRef) -> None:
    assert head_name(head) == head.label


@pytest.mark.usefixtures("in_chinese")
def test_an_aggregate_of_heads_has_a_chinese_name() -> None:
    assert head_name(HeadRef(3, None)) == "L3 平均"
    assert head_name(HeadRef(3, 5)) == "L3 H5"
