"""The text field types, leaves the window its shortcuts, and says what is wrong in place."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget

from explorer.records import Document, Progress, SiteInfo, Span
from explorer.records import Window as Window_
from explorer.state import actions as a
from explorer.state.model import AppState, Problem
from explorer.state.reduce import reduce
from explorer.views.text.text_field import starts_right
from explorer.views.text.text_panel import TextPanel
from tests.views.states import model_with, state_with

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


class Window(QWidget):
    """A panel wired to a state as the window wires it."""

    def __init__(self, state: AppState) -> None:
        super().__init__()
        self.state = state
        self.actions: list[object] = []
        self.panel = TextPanel()
        QVBoxLayout(self).addWidget(self.panel)
        self.panel.acted.connect(self.dispatch)
        self.panel.show_state(state)

    def dispatch(self, action: object) -> None:
        self.actions.append(action)
        self.state = reduce(self.state, action)
        self.panel.show_state(self.state)


@pytest.fixture
def window(qtbot):
    def opened(document: Document = Document(""), **changes) -> Window:  # noqa: B008 (frozen)
        window = Window(AppState(document=document, **changes))
        qtbot.addWidget(window)
        window.resize(700, 300)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        window.panel.field.setFocus()
        return window

    return opened


def type_keys(window: Window, text: str) -> None:
    QTest.keyClicks(window.panel.field, text)


def test_every_key_is_told_at_once(window):
    opened = window()
    type_keys(opened, "ab")
    assert opened.actions == [a.TextEdited("a", 0), a.TextEdited("ab", 0)]


def test_a_text_set_by_the_state_is_not_told_back(window):
    opened = window()
    opened.panel.show_state(AppState(document=Document("from an example")))
    assert opened.panel.field.toPlainText() == "from an example"
    assert opened.actions == []


def test_undo_reaches_the_windows_action_and_leaves_the_cursor_where_the_change_was(window, qtbot):
    opened = window(Document("one three"))
    undo = QAction(opened)
    undo.setShortcut(QKeySequence("Ctrl+Z"))
    undo.triggered.connect(lambda: opened.dispatch(a.Undone()))
    opened.addAction(undo)
    cursor = opened.panel.field.textCursor()
    cursor.setPosition(4)
    opened.panel.field.setTextCursor(cursor)
    type_keys(opened, "two ")
    with qtbot.waitSignal(undo.triggered, timeout=1000):
        QTest.keyClick(opened.panel.field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert opened.panel.field.toPlainText() != "one two three"
    assert opened.panel.field.textCursor().position() <= len("one two ")


@pytest.mark.parametrize("keys", ["Ctrl+K", "Ctrl+E", "Ctrl+M", "Ctrl+Shift+Z", "Ctrl+Y"])
def test_shortcuts_of_the_window_work_while_the_field_has_the_focus(window, qtbot, keys):
    opened = window(Document("abc"))
    action = QAction(opened)
    action.setShortcut(QKeySequence(keys))
    opened.addAction(action)
    with qtbot.waitSignal(action.triggered, timeout=1000):
        QTest.keySequence(opened.panel.field, QKeySequence(keys))


def test_enter_adds_no_line_and_shift_enter_does(window):
    opened = window()
    type_keys(opened, "a")
    QTest.keyClick(opened.panel.field, Qt.Key.Key_Return)
    assert opened.state.document.text == "a"
    QTest.keyClick(opened.panel.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert opened.state.document.text == "a\n"


def test_tab_moves_the_focus_on(window):
    opened = window()
    QTest.keyClick(opened.panel.field, Qt.Key.Key_Tab)
    assert not opened.panel.field.hasFocus()


def test_the_field_grows_to_four_lines_and_no_further(window):
    opened = window()
    low = opened.panel.field.height()
    opened.dispatch(a.TextEdited("x\nx\nx"))
    high = opened.panel.field.height()
    opened.dispatch(a.TextEdited("x\n" * 40))
    assert low < high < opened.panel.field.height()
    assert opened.panel.field.height() <= 4 * opened.panel.field.fontMetrics().lineSpacing() + 4


def test_a_long_text_wraps_and_never_slides_to_the_side(window):
    opened = window()
    opened.dispatch(a.TextEdited("The doctor told the man to take it. " * 9))
    bar = opened.panel.field.horizontalScrollBar()
    assert bar.value() == 0
    type_keys(opened, "x ")
    assert bar.value() == 0


def test_the_mask_button_inserts_a_mask_with_the_spaces_that_it_needs(window):
    opened = window(Document("see the cat"))
    cursor = opened.panel.field.textCursor()
    cursor.setPosition(len("see the"))
    opened.panel.field.setTextCursor(cursor)
    QTest.mouseClick(opened.panel.mask_button, Qt.MouseButton.LeftButton)
    assert opened.state.document.text == "see the [MASK] cat"
    assert opened.panel.field.hasFocus()


def test_a_paste_of_a_hundred_thousand_characters_keeps_the_window_alive(window):
    opened = window()
    # Not a QMimeData of Python's: Qt frees it when Python is gone, and crashes.
    QGuiApplication.clipboard().setText("lorem ipsum " * 8334)
    begun = time.perf_counter()
    QTest.keySequence(opened.panel.field, QKeySequence("Ctrl+V"))
    assert len(opened.state.document.text) == 12 * 8334
    assert time.perf_counter() - begun < 2.0


def test_what_cannot_be_seen_is_kept_as_typed(window):
    opened = window()
    opened.panel.field.insertPlainText("a\x00b\u202ec 👩‍🔬 [MASK]")
    assert opened.state.document.text == "a\x00b\u202ec 👩‍🔬 [MASK]"


def test_a_lone_surrogate_does_no_harm(window):
    opened = window(Document("x"))
    opened.panel.field.insertPlainText("a\ud800b")
    opened.panel.show_state(AppState(document=Document("clean again")))
    assert opened.panel.field.toPlainText() == "clean again"


def test_a_change_after_an_emoji_lands_at_the_right_place(window):
    opened = window(Document("👩‍🔬 works"))
    opened.panel.show_state(AppState(document=Document("👩‍🔬 really works")))
    assert opened.panel.field.toPlainText() == "👩‍🔬 really works"


def test_a_word_masked_by_hand_is_marked_in_the_field(window):
    opened = window(Document("the doctor", masks=frozenset({Span(0, 4, 10)})))
    marked = opened.panel.field.extraSelections()
    assert [selection.cursor.selectedText() for selection in marked] == ["doctor"]


def test_a_second_text_opens_gets_the_focus_and_closes(window):
    opened = window(Document("one"))
    QTest.mouseClick(opened.panel.pair_button, Qt.MouseButton.LeftButton)
    assert opened.actions == [a.PairOpened()]
    assert opened.panel.pair_field.isVisible()
    QTest.keyClicks(opened.panel.pair_field, "b")
    assert opened.state.document.pair == "b"
    QTest.mouseClick(opened.panel.close_pair_button, Qt.MouseButton.LeftButton)
    assert opened.state.document.pair is None
    assert not opened.panel.pair_field.isVisible()


def test_a_text_that_is_too_long_says_so_in_place_and_offers_the_cut(window):
    problem = Problem("text", "612 tokens; this model reads 512.", offers_cut=True)
    opened = window(Document("long"), problem=problem)
    assert opened.panel.message.text() == problem.message
    QTest.mouseClick(opened.panel.length_row.cut_button, Qt.MouseButton.LeftButton)
    assert opened.actions == [a.CutAccepted()]
    assert not opened.panel.message.isVisible()


def test_a_problem_of_the_model_is_not_said_at_the_text(window):
    opened = window(problem=Problem("model", "no such model"))
    assert not opened.panel.message.isVisible()


def test_a_message_is_never_read_as_html(window):
    opened = window(problem=Problem("text", "<b>bold</b>"))
    assert opened.panel.message.textFormat() == Qt.TextFormat.PlainText


def test_a_message_wraps_instead_of_being_cut(window):
    opened = window(problem=Problem("text", "many words " * 40))
    message = opened.panel.message
    assert message.height() >= message.heightForWidth(message.width())
    assert message.heightForWidth(message.width()) > 2 * message.fontMetrics().height()


def test_a_state_that_did_not_change_the_text_keeps_the_cursor(window):
    opened = window(Document("hello"))
    cursor = opened.panel.field.textCursor()
    cursor.setPosition(2)
    opened.panel.field.setTextCursor(cursor)
    opened.panel.show_state(replace(opened.state, notice="cut"))
    assert opened.panel.field.textCursor().position() == 2
    assert opened.panel.notice.text() == "cut"


# ---- from right to left --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "is_right"),
    [
        ("مرحبا بالعالم", True),
        ("שלום hello", True),
        ("[MASK] مرحبا", True),
        ("« 12 » مرحبا", True),
        ("hello مرحبا", False),
        ("12 !", False),
        ("", False),
    ],
)
def test_a_text_starts_on_the_side_of_its_first_letter(window, text, is_right):
    opened = window(Document(text))
    field = opened.panel.field
    assert starts_right(text) == is_right
    line = field.document().firstBlock().layout().lineAt(0).naturalTextRect()
    room = field.viewport().width() - line.right()
    assert (room < 2) if is_right else (line.left() == 0)


def test_the_side_changes_while_one_types_and_the_cursor_stays_in_sight(window):
    opened = window(Document("hello"))
    field = opened.panel.field
    field.selectAll()
    field.insertPlainText("ש")  # QTest types Latin letters only
    cursor = field.textCursor()
    cursor.setPosition(0)
    field.setTextCursor(cursor)
    assert field.viewport().rect().contains(field.cursorRect())
    assert field.cursorRect().left() > field.viewport().width() / 2
    field.selectAll()
    type_keys(opened, "a")
    assert field.cursorRect().left() < field.viewport().width() / 2


def test_four_lines_of_hebrew_fit_as_four_of_english_do(window):
    heights = []
    for letter in "aש":
        opened = window(Document("\n".join([letter] * 4)))
        field = opened.panel.field
        heights.append(field.height() - 2 * field.document().documentMargin())
        assert field.verticalScrollBar().maximum() == 0
    assert heights[0] == pytest.approx(heights[1], abs=2)


def test_a_key_in_a_text_of_ten_thousand_words_does_not_stall_the_window(window):
    opened = window(Document(" ".join(f"word{i % 997}" for i in range(10_000))))
    times = []
    for key in "abcdef":
        begun = time.thread_time()
        type_keys(opened, key)
        opened.panel.field.viewport().repaint()
        times.append(time.thread_time() - begun)
    assert min(times) < 0.05
    assert opened.state.document.text.endswith("word29abcdef")


def test_two_hundred_thousand_characters_are_pasted_in_one_go(window):
    opened = window(Document("before "))
    opened.panel.field.moveCursor(QTextCursor.MoveOperation.End)
    pasted = QMimeData()
    pasted.setText("wörter und 字 " * 16_000)
    begun = time.thread_time()
    opened.panel.field.insertFromMimeData(pasted)
    opened.panel.field.viewport().repaint()
    assert time.thread_time() - begun < 2.0
    assert opened.state.document.text == "before " + pasted.text()


# ---- longer than the model reads, or long to read ------------------------------------------------

TOO_LONG = Problem("text", "612 tokens; this model reads 512.", offers_cut=True)


def test_a_text_that_is_too_long_can_be_read_in_windows_of_half_a_step(window):
    opened = window(Document("long"), problem=TOO_LONG, model=model_with(2, 2))
    row = opened.panel.length_row
    assert row.stride_button.text() == "256"
    QTest.mouseClick(row.windows_button, Qt.MouseButton.LeftButton)
    assert opened.actions == [a.StrideChosen(256)]
    assert opened.state.wanted.stride == 256
    assert not opened.panel.message.isVisible()


def test_another_stride_is_one_choice_away(window):
    opened = window(Document("long"), problem=TOO_LONG, model=model_with(2, 2))
    row = opened.panel.length_row
    row.stride_button.step(1)
    assert opened.actions == [a.StrideChosen(512)]


def test_windows_can_be_given_up_for_a_cut_text(window):
    state = state_with(12)
    windows = (Window_(0, 8, 0, 6), Window_(4, 12, 6, 12))
    shown = replace(state.inspection, windows=windows)
    opened = window(state.document, inspection=shown, model=state.model, stride=4)
    row = opened.panel.length_row
    assert not row.windows_button.isVisible()
    assert row.stride_button.text() == "4"
    QTest.mouseClick(row.cut_button, Qt.MouseButton.LeftButton)
    assert opened.state.wanted.cut
    assert opened.state.wanted.stride is None


@pytest.mark.parametrize("objective", ["seq2seq", "classification", "encoder"])
def test_an_encoder_decoder_is_only_offered_the_cut(objective, window):
    sites = tuple(SiteInfo(name, 2, 2) for name in ("encoder", "decoder", "cross"))
    model = replace(model_with(2, 2), objective=objective, sites=sites)
    opened = window(Document("long"), problem=TOO_LONG, model=model)
    assert opened.panel.length_row.cut_button.isVisible()
    assert not opened.panel.length_row.windows_button.isVisible()
    assert not opened.panel.length_row.stride_button.isVisible()


def test_a_text_that_the_model_reads_whole_offers_neither(window):
    state = state_with(12)
    opened = window(state.document, inspection=state.inspection, model=state.model)
    assert not opened.panel.length_row.isVisible()


def test_how_far_a_long_text_is_read_is_said_and_it_can_be_stopped_and_read_after_all(window):
    opened = window(Document("long"), model=model_with(2, 2))
    row = opened.panel.reading_row
    assert not row.isVisible()
    request = opened.state.wanted
    opened.dispatch(a.InspectionProgressed(request, Progress("Layer 3 of 12", 0.25)))
    assert row.words.text() == "Layer 3 of 12"
    assert row.line.fraction == 0.25
    QTest.mouseClick(row.stop_button, Qt.MouseButton.LeftButton)
    assert row.words.text() == "Stopped. Press Enter to read it."
    assert not row.line.isVisible()
    opened.dispatch(a.InspectionProgressed(request, Progress("Layer 4 of 12", 0.3)))
    assert opened.state.reading is None
    QTest.keyClick(opened.panel.field, Qt.Key.Key_Return)
    assert a.ReadingResumed() in opened.actions
    assert not row.isVisible()
    assert opened.state.document.text == "long"


def test_enter_in_the_target_reads_a_text_that_was_stopped_too(window):
    sites = tuple(SiteInfo(name, 2, 2) for name in ("encoder", "decoder", "cross"))
    model = replace(model_with(2, 2), objective="seq2seq", sites=sites)
    opened = window(Document("long"), model=model)
    opened.dispatch(a.ReadingStopped())
    QTest.keyClick(opened.panel.target_field, Qt.Key.Key_Return)
    assert a.ReadingResumed() in opened.actions


@pytest.mark.parametrize(
    ("objective", "is_asked_for"), [("seq2seq", True), ("classification", False)]
)
def test_a_target_is_asked_for_where_the_decoder_does_not_read_the_text(
    objective, is_asked_for, window
):
    sites = tuple(SiteInfo(name, 2, 2) for name in ("encoder", "decoder", "cross"))
    model = replace(model_with(2, 2), objective=objective, sites=sites)
    opened = window(Document("the cat", target="cats"), model=model)
    assert opened.panel.target_field.isVisible() == is_asked_for


def test_a_text_that_was_stopped_is_read_once_it_is_changed(window):
    opened = window(Document("long"), model=model_with(2, 2))
    opened.dispatch(a.ReadingStopped())
    assert opened.panel.reading_row.isVisible()
    type_keys(opened, "er")
    assert not opened.panel.reading_row.isVisible()


def test_a_text_that_takes_long_can_be_stopped_though_nobody_says_how_far_it_is(window, qtbot):
    opened = window(Document("long"), model=model_with(2, 2))
    row = opened.panel.reading_row
    assert not row.isVisible()
    qtbot.waitUntil(row.isVisible, timeout=5_000)
    assert row.words.text() == "Reading the text…"
    assert row.line.fraction is None
    QTest.mouseClick(row.stop_button, Qt.MouseButton.LeftButton)
    assert opened.state.stopped == opened.state.wanted
    assert "Stopped" in row.words.text()
