"""The list of lessons, their texts, and the page in front."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea

from explorer.records.lessons import LESSONS, LessonName
from explorer.resources import asset
from explorer.state.actions.lessons import LessonLanguageChosen, LessonOpened
from explorer.state.model import AppState
from explorer.state.reduce import reduce
from explorer.views.lessons.lesson_names import LessonNames
from explorer.views.lessons.lessons_view import PAGES, LessonsView
from explorer.views.window.translation import translator_for
from tests.views.live import live
from tests.views.states import state_with


@pytest.fixture
def view(qtbot: Any) -> LessonsView:
    view = LessonsView()
    live(qtbot, view, opened(state_with(n_tokens=12)), (1280, 700))
    return view


def opened(state: AppState) -> AppState:
    return reduce(state, LessonOpened(LESSONS[0]))


def test_every_lesson_has_a_page_and_a_text_in_both_languages() -> None:
    assert sorted(page.name for page in PAGES) == sorted(LESSONS)
    for name in LESSONS:
        for language in ("en", "zh"):
            text = asset("lessons", f"{name}.{language}.md").read_text(encoding="utf-8")
            assert text.startswith("## ")


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.usefixtures("qapp")
def test_a_lesson_has_the_same_name_in_the_list_and_above_its_text(language: str) -> None:
    translator = translator_for(QLocale("zh_CN" if language == "zh" else "en"))
    if translator is not None:
        QApplication.installTranslator(translator)
    titles = {name: LessonNames().title(name) for name in LESSONS}
    if translator is not None:
        QApplication.removeTranslator(translator)
    for name, title in titles.items():
        text = asset("lessons", f"{name}.{language}.md").read_text(encoding="utf-8")
        assert text.splitlines()[0] == f"## {title}"


def test_up_and_down_walk_through_the_list(view: LessonsView) -> None:
    first, last = view.buttons[LESSONS[0]], view.buttons[LESSONS[-1]]
    first.setFocus()
    for _ in LESSONS:
        QTest.keyClick(view.focusWidget(), Qt.Key.Key_Down)
    assert last.isChecked()
    assert view.page is not None
    assert view.page.name == LESSONS[-1]


def test_the_text_can_be_read_in_the_other_language(view: LessonsView) -> None:
    english = view.text.browser.toPlainText()
    said: list[object] = []
    view.acted.connect(said.append)
    QTest.mouseClick(view.text.other, Qt.MouseButton.LeftButton)
    assert said == [LessonLanguageChosen("zh")]
    assert view.text.browser.toPlainText() != english


@pytest.mark.parametrize("name", LESSONS)
def test_a_window_of_1000_pixels_never_scrolls_sideways(
    view: LessonsView, name: LessonName
) -> None:
    view.resize(1000, 560)
    QTest.mouseClick(view.buttons[name], Qt.MouseButton.LeftButton)
    QApplication.processEvents()  # what the page hides gives its room back
    assert view.page is not None
    frame = view.page.parentWidget().parentWidget()
    assert isinstance(frame, QScrollArea)
    assert view.page.minimumSizeHint().width() <= frame.viewport().width()
    assert frame.accessibleName() == view.buttons[name].text()
