"""What is said in English below the window, and its translations: none is missing or left over."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from explorer.views.widgets.messages import told
from explorer.views.window.sentences import Sentences
from tests.views.window.test_translation import fields, finished_in, in_chinese

__all__ = ["in_chinese"]  # a fixture

ROOT = Path(__file__).parents[3]
CHINESE = ROOT / "assets" / "translations" / "messages_zh_CN.ts"
SPEAKING = (  # what says something that the pages of fine-tuning and of surveys show
    "finetune/*.py", "survey/*.py", "state/finetune/*.py", "worker/*.py", "errors.py",
    "cluster*.py", "commandline/finetune.py", "commandline/survey.py", "core/export/atomic.py",
    "core/checkpoint/source.py",
)  # fmt: skip
NOT_SHOWN = ("card.py",)  # it writes a model card


def template(node: ast.Constant | ast.JoinedStr) -> str:
    """The text with a number for each value in it."""
    if isinstance(node, ast.Constant):
        return str(node.value).replace("{", "{{").replace("}", "}}").strip()
    pieces, n_values = [], 0
    for part in node.values:
        if isinstance(part, ast.Constant):
            pieces.append(str(part.value).replace("{", "{{").replace("}", "}}"))
        else:
            pieces.append(f"{{{n_values}}}")
            n_values += 1
    return "".join(pieces).strip()


def texts(path: Path) -> Iterator[str]:
    """Every text in a module but its docstrings."""
    module = ast.parse(path.read_text(encoding="utf-8"))
    statements = {id(n.value) for n in ast.walk(module) if isinstance(n, ast.Expr)}
    formatted = [node for node in ast.walk(module) if isinstance(node, ast.JoinedStr)]
    parts = {id(part) for node in formatted for part in node.values}
    for node in ast.walk(module):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
        if (is_text or isinstance(node, ast.JoinedStr)) and id(node) not in statements | parts:
            yield template(node)


def in_sources() -> list[str]:
    paths = [path for pattern in SPEAKING for path in sorted((ROOT / "explorer").glob(pattern))]
    return [text for path in paths if path.name not in NOT_SHOWN for text in texts(path)]


def is_sentence(text: str) -> bool:
    """Some words, and the full stop of a message, upon which another may follow."""
    fixed = "".join(Sentences.fixed(text))
    has_words = " " in text and any(letter.isalpha() for letter in fixed)
    return has_words and re.search(r"\.( \{\d+\})?$", text) is not None


def in_file() -> dict[str, str]:
    return {source: words for (_context, source), words in finished_in(CHINESE).items()}


def test_every_message_has_a_chinese_translation_and_no_other_is_kept() -> None:
    said, there = in_sources(), in_file()
    sentences = {text for text in said if is_sentence(text)}
    assert len(sentences) > 100
    assert sentences - set(there) == set(), f"add them to {CHINESE}"
    assert set(there) - set(said) == set(), f"drop them from {CHINESE}"
    assert [source for source, words in there.items() if not words] == []


def test_a_translation_has_no_value_that_the_message_lacks() -> None:
    for source, words in in_file().items():
        assert set(fields(words)) <= set(fields(source)), source


@pytest.fixture
def sentences() -> Sentences:
    return Sentences(
        {
            "There is no file {0}.": "没有文件 {0}。",
            "{0} rows {1} were left out.": "略去 {0} 行：{1}。",
            "with more than {0} cells": "超过 {0} 个单元格",
            "{0} has {1}.": "{0} 有 {1}。",
        }
    )


def test_what_varies_is_kept_and_is_translated_where_it_is_known(sentences: Sentences) -> None:
    assert sentences.translated("There is no file /a b/c.csv.") == "没有文件 /a b/c.csv。"
    said = "2 rows with more than 3 cells were left out."
    assert sentences.translated(said) == "略去 2 行：超过 3 个单元格。"


def test_message_after_message_is_translated_until_one_is_unknown(sentences: Sentences) -> None:
    said = "There is no file a. 2 rows x were left out. a has {b}. Who knows."
    words = "没有文件 a。略去 2 行：x。a 有 {b}。 Who knows."
    assert sentences.translated(said) == words
    assert sentences.translated("Who knows. There is no file a.") is None
    assert sentences.translated("with more than 3 cells in it") is None  # a phrase stands alone


@pytest.mark.usefixtures("in_chinese")
def test_the_window_says_what_a_command_said_in_chinese() -> None:
    assert told("a.csv is a folder. Name a file of texts in it.").startswith("a.csv 是文件夹。")
    assert told("1 row without text was left out (line 3).") == "略去 1 行：没有文本（第 3 行）。"
    assert told("Nobody knows this.") == "Nobody knows this."
    assert told("") == ""


@pytest.mark.usefixtures("qapp")
def test_without_a_translation_it_stays_english() -> None:
    assert told("There is no file a. Choose one that is there.").startswith("There is no file")
