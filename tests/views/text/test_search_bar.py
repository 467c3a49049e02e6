"""Find and go to token: the bar asks, the strip and the map follow, Escape gives the keys back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from explorer.state import actions as a
from explorer.state.model import AppState
from explorer.state.store import Store
from explorer.views.text.search_bar import SearchBar
from explorer.views.text.token_strip import TokenStrip
from tests.long_maps import banded, long_state
from tests.views.states import state_with

SHIFT = Qt.KeyboardModifier.ShiftModifier
RETURN, ESCAPE = Qt.Key.Key_Return, Qt.Key.Key_Escape


class Window(QWidget):
    """The bar below a strip, with a field beside them that has the keys at first."""

    def __init__(self, state: AppState) -> None:
        super().__init__()
        self.store = Store(state)
        self.elsewhere, self.strip, self.bar = QLineEdit(), TokenStrip(), SearchBar()
        column = QVBoxLayout(self)
        for widget in (self.elsewhere, self.strip, self.bar):
            column.addWidget(widget)
        for view in (self.strip, self.bar):
            view.acted.connect(self.store.dispatch)
            self.store.subscribe(lambda _old, new, view=view: view.show_state(new))
            view.show_state(state)

    def opens(self, kind: str) -> None:
        self.store.dispatch(a.SearchOpened(kind))
        self.bar.take_keys()

    def types(self, text: str) -> None:
        QTest.keyClicks(self.focusWidget(), text)

    def presses(self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier):
        QTest.keyClick(self.focusWidget(), key, held)

    @property
    def match(self) -> tuple[int, int] | None:
        return self.store.state.search.match


@pytest.fixture
def window(qtbot):
    def opened(state: AppState) -> Window:
        window = Window(state)
        qtbot.addWidget(window)
        window.resize(700, 300)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        window.elsewhere.setFocus()
        return window

    return opened


def test_what_is_typed_is_found_and_counted_and_enter_walks_through_it(window):
    shown = window(state_with(120))  # its sentence comes over and over
    assert not shown.bar.isVisible()
    shown.opens("find")
    shown.types("doc")
    assert shown.bar.count.text() == "1 of 12"
    assert shown.match == (2, 3)
    shown.presses(RETURN)
    assert (shown.match, shown.bar.count.text()) == ((12, 13), "2 of 12")
    shown.presses(RETURN, SHIFT)
    shown.presses(RETURN, SHIFT)
    assert (shown.match, shown.bar.count.text()) == ((112, 113), "12 of 12")
    frame = shown.strip.chips[112].frame
    assert frame.top() >= shown.strip.verticalScrollBar().value() > 0


def test_what_is_not_there_is_said(window):
    shown = window(state_with(12))
    shown.opens("find")
    shown.types("zebra")
    assert shown.bar.count.text() == "not found"
    shown.presses(RETURN)
    assert not shown.bar.next_button.isEnabled()


def test_a_token_is_gone_to_by_its_number_or_a_share_of_the_text(window):
    shown = window(long_state(banded(1_100)))
    shown.opens("go to")
    assert not shown.bar.next_button.isVisible()
    shown.types("1,001")
    assert shown.match == (1_001, 1_002)
    label = shown.store.state.inspection.tokens.labels[1_001]
    assert shown.bar.count.text() == f"1,001 · {label}"
    shown.opens("go to")
    shown.types("50%")
    assert shown.match == (550, 551) or shown.match == (549, 550)
    shown.opens("go to")
    shown.types("5000")
    assert shown.bar.count.text() == "there are tokens 0–1,099"


def test_enter_shows_a_token_again_that_was_scrolled_away(window):
    shown = window(long_state(banded(1_100)))
    shown.opens("go to")
    shown.types("900")
    bar = shown.strip.verticalScrollBar()
    there = bar.value()
    bar.setValue(0)
    shown.presses(RETURN)
    assert bar.value() == there > 0


def test_escape_closes_the_bar_and_gives_the_keys_back(window):
    shown = window(state_with(12))
    shown.opens("find")
    shown.types("doctor")
    assert shown.focusWidget() is shown.bar.field
    shown.presses(ESCAPE)
    assert not shown.bar.isVisible()
    assert shown.store.state.search is None
    assert shown.focusWidget() is shown.elsewhere


def test_the_bar_opens_again_with_its_words_selected(window):
    shown = window(state_with(12))
    shown.opens("find")
    shown.types("told")
    shown.elsewhere.setFocus()
    shown.opens("find")
    assert shown.bar.field.selectedText() == "told"
    shown.types("take")
    assert shown.store.state.search.query == "take"


def test_the_other_kind_of_search_begins_anew(window):
    shown = window(state_with(12))
    shown.opens("find")
    shown.types("told")
    shown.opens("go to")
    assert shown.bar.field.text() == ""
    assert "token" in shown.bar.field.placeholderText()
