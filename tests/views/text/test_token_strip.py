"""The strip masks, pins, points and walks; its chips stay where they can be read."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QFont, QHelpEvent, QImage, QMouseEvent, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from explorer.records import Document, Original, OriginalRank, Window
from explorer.state import actions as a
from explorer.state.details import detail_missing
from explorer.state.model import AppState, Hover, Search
from explorer.state.reduce import reduce
from explorer.state.selectors import selected_map
from explorer.views.look.theme import DARK, LIGHT, palette_of
from explorer.views.text import chip_layers
from explorer.views.text.chip_marks import STEPS, shades_of
from explorer.views.text.chip_rows import ChipRows
from explorer.views.text.chip_view import MOST_ROWS
from explorer.views.text.token_chips import PITCH, WINDOW_LEAD, paint_chip, paint_underline
from explorer.views.text.token_strip import TokenStrip
from explorer.views.widgets.dimmer import OPACITY
from tests.long_maps import answer, banded, long_state
from tests.views.states import labels_of, state_with, tokens_with

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

SHIFT = Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
DOCTOR, MASK, SEPARATOR = 2, 5, 11


@pytest.fixture
def strip(qtbot):
    def shown(state: AppState, width: int = 800) -> TokenStrip:
        strip = TokenStrip()
        qtbot.addWidget(strip)
        strip.show_state(state)
        strip.resize(width, strip.height())
        strip.show()
        strip.activateWindow()
        qtbot.waitUntil(strip.isActiveWindow)
        strip.setFocus()
        strip.told = []
        strip.acted.connect(strip.told.append)
        return strip

    return shown


def centre(strip: TokenStrip, position: int) -> QPoint:
    return strip.chips[position].frame.center() - QPoint(0, strip.verticalScrollBar().value())


def click(strip: TokenStrip, position: int, modifier=Qt.KeyboardModifier.NoModifier) -> None:
    button = Qt.MouseButton.LeftButton
    QTest.mouseClick(strip.viewport(), button, modifier, centre(strip, position))


def masked_by_hand(rank: int = 2, probability: float = 0.12) -> AppState:
    state = state_with()
    shown = state.inspection
    original = Original(MASK, 9, "man")
    ranked = replace(
        shown.predictions[0], original=OriginalRank(9, "man", probability, rank, 30522)
    )
    tokens = replace(shown.tokens, originals=(original,))
    return replace(state, inspection=replace(shown, tokens=tokens, predictions=(ranked,)))


def test_a_click_on_a_word_masks_it(strip):
    shown = strip(state_with())
    click(shown, DOCTOR)
    assert a.MasksToggled((DOCTOR,)) in shown.told


def test_a_click_on_a_mask_made_by_hand_takes_it_back(strip):
    shown = strip(masked_by_hand())
    click(shown, MASK)
    assert a.MasksToggled((MASK,)) in shown.told


def test_a_click_on_a_typed_mask_opens_its_predictions(strip):
    shown = strip(state_with())
    click(shown, MASK)
    assert a.PositionFocused(MASK) in shown.told


def test_a_special_token_cannot_be_masked(strip):
    shown = strip(state_with())
    click(shown, SEPARATOR)
    assert not [told for told in shown.told if not isinstance(told, a.Hovered)]


def test_a_double_click_masks_once(strip):
    shown = strip(state_with())
    button, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    click(shown, DOCTOR)
    QTest.mouseDClick(shown.viewport(), button, none, centre(shown, DOCTOR))
    toggled = [told for told in shown.told if isinstance(told, a.MasksToggled)]
    assert len(toggled) == 1


def test_a_model_without_a_mask_token_opens_predictions_instead(strip):
    state = state_with()
    shown = strip(replace(state, model=replace(state.model, mask_token=None, objective="causal")))
    click(shown, DOCTOR)
    assert a.PositionFocused(DOCTOR) in shown.told


def test_shift_click_extends_the_pins_and_ctrl_click_toggles_one(strip):
    shown = strip(state_with())
    click(shown, DOCTOR, SHIFT)
    click(shown, 7, CONTROL)
    pinned = [told for told in shown.told if isinstance(told, a.TokensPinned)]
    assert pinned == [a.TokensPinned((DOCTOR,), extend=True), a.TokensPinned((7,), toggle=True)]


def test_pointing_at_a_chip_points_at_its_row_and_column_and_leaving_ends_it(strip):
    shown = strip(state_with())
    QTest.mouseMove(shown.viewport(), centre(shown, DOCTOR))
    QTest.mouseMove(shown.viewport(), centre(shown, DOCTOR) + QPoint(1, 0))
    QApplication.sendEvent(shown.viewport(), QEvent(QEvent.Type.Leave))
    assert shown.told == [a.Hovered((DOCTOR,), (DOCTOR,)), a.Hovered()]


def test_the_arrows_walk_space_masks_and_enter_opens_predictions(strip):
    shown = strip(state_with())
    QTest.keyClick(shown, Qt.Key.Key_Right)
    QTest.keyClick(shown, Qt.Key.Key_Right)
    assert shown.cursor_position == DOCTOR
    QTest.keyClick(shown, Qt.Key.Key_Space)
    QTest.keyClick(shown, Qt.Key.Key_Return)
    QTest.keyClick(shown, Qt.Key.Key_End)
    assert shown.cursor_position == SEPARATOR
    QTest.keyClick(shown, Qt.Key.Key_Home)
    assert shown.cursor_position == 0
    assert a.MasksToggled((DOCTOR,)) in shown.told
    assert a.PositionFocused(DOCTOR) in shown.told


def test_the_cursor_points_as_the_mouse_does_until_the_focus_leaves(strip):
    shown = strip(state_with())
    QTest.keyClick(shown, Qt.Key.Key_Right)
    assert shown.told == [a.Hovered((1,), (1,))]
    shown.clearFocus()
    assert shown.told[-1] == a.Hovered()


def test_shift_and_an_arrow_pin_a_stretch_from_where_the_cursor_stood(strip):
    shown = strip(state_with())
    QTest.keyClick(shown, Qt.Key.Key_Right)
    shown.told.clear()
    QTest.keyClick(shown, Qt.Key.Key_Right, SHIFT)
    assert shown.told == [a.TokensPinned((1,)), a.TokensPinned((2,), extend=True)]


def test_space_masks_all_pinned_tokens_when_the_cursor_is_on_one(strip):
    shown = strip(state_with(pinned=frozenset({1, 2, 3})))
    QTest.keyClick(shown, Qt.Key.Key_Right)
    shown.told.clear()
    QTest.keyClick(shown, Qt.Key.Key_Space)
    assert shown.told == [a.MasksToggled((1, 2, 3))]


def test_a_mask_shows_its_first_prediction_and_the_tooltip_what_stood_there(strip):
    state = masked_by_hand()
    shown = strip(state)
    assert shown.chips[MASK].text == "patient"
    assert "was: man · rank 2 · 0.12" in shown._words.tooltip(state, MASK)


def test_pieces_of_a_word_stand_closer_than_words(strip):
    state = state_with(labels=("[CLS]", "un", "##believ", "able", "[SEP]"))
    tokens = replace(state.inspection.tokens, words=(None, 0, 0, 1, None))
    state = replace(state, inspection=replace(state.inspection, tokens=tokens))
    frames = [chip.frame for chip in strip(state).chips]
    assert frames[2].left() - frames[1].right() < frames[3].left() - frames[2].right()


def test_chips_wrap_inside_the_strip_and_scroll_after_three_rows(strip):
    shown = strip(state_with(200), width=500)
    room = shown.viewport().width()
    assert all(chip.frame.right() < room for chip in shown.chips)
    rows = {chip.frame.top() for chip in shown.chips}
    assert len(rows) > MOST_ROWS
    assert shown.verticalScrollBar().maximum() > 0
    QTest.keyClick(shown, Qt.Key.Key_End)
    assert shown.viewport().rect().contains(centre(shown, 199))


def test_a_click_after_scrolling_meets_the_token_that_is_seen(strip):
    shown = strip(state_with(200), width=500)
    QTest.keyClick(shown, Qt.Key.Key_End)
    click(shown, 197)
    assert a.MasksToggled((197,)) in shown.told or a.PositionFocused(197) in shown.told


def test_up_and_down_walk_to_the_token_above_or_below_and_pages_three_rows(strip):
    shown = strip(state_with(200), width=500)
    rows = sorted({chip.frame.top() for chip in shown.chips})

    def stands(position: int) -> tuple[int, int]:
        frame = shown.chips[position].frame
        return rows.index(frame.top()), frame.center().x()

    for _ in range(5):
        QTest.keyClick(shown, Qt.Key.Key_Right)
    _, x = stands(5)
    QTest.keyClick(shown, Qt.Key.Key_Down)
    row, below = stands(shown.cursor_position)
    assert row == 1
    assert abs(below - x) <= min(abs(stands(p)[1] - x) for p in range(200) if stands(p)[0] == 1)
    QTest.keyClick(shown, Qt.Key.Key_PageDown)
    assert stands(shown.cursor_position)[0] == 1 + MOST_ROWS
    assert shown.viewport().rect().contains(centre(shown, shown.cursor_position))
    for _ in range(9):
        QTest.keyClick(shown, Qt.Key.Key_PageUp)
    assert stands(shown.cursor_position)[0] == 0
    QTest.keyClick(shown, Qt.Key.Key_Up)
    assert stands(shown.cursor_position)[0] == 0


def test_what_the_pinned_row_attends_to_is_shaded(strip):
    state = state_with()
    shown = strip(state)
    plain = shown.grab().toImage()
    shown.show_state(replace(state, pinned=frozenset({DOCTOR})))
    shaded = shown.grab().toImage()
    key = int(state.inspection.maps[0].weights[DOCTOR].argmax())
    corner = shown.chips[key].frame.topLeft() + QPoint(5, 4)
    assert plain.pixelColor(corner) != shaded.pixelColor(corner)


def test_a_token_pointed_at_elsewhere_is_outlined_here(strip):
    state = state_with()
    shown = strip(state)
    plain = shown.grab().toImage()
    shown.show_state(replace(state, hover=Hover((), (DOCTOR,))))
    assert shown.grab().toImage() != plain


def test_what_is_stale_dims_after_a_moment_and_comes_back(strip, qtbot):
    state = state_with()
    shown = strip(state)
    shown.show_state(replace(state, document=Document("something else")))
    assert shown._dimmer.opacity == 1.0
    qtbot.waitUntil(lambda: shown._dimmer.opacity == OPACITY)
    shown.show_state(state)
    assert shown._dimmer.opacity == 1.0


def test_five_hundred_tokens_are_painted_within_a_frame(strip):
    state = state_with(512)
    shown = strip(state, width=1200)
    times = []
    for position in range(20):
        begun = time.perf_counter()
        shown.show_state(replace(state, hover=Hover((position,), (position,))))
        shown.viewport().repaint()
        times.append(time.perf_counter() - begun)
    assert sorted(times)[10] < 0.032  # 16 ms on a quiet machine


def test_what_cannot_be_seen_is_named(strip):
    labels = ("[CLS]", "\n", "\x00", "\u202e", "医生", "مرحبا", "👩‍🔬", "[SEP]")
    texts = [chip.text for chip in strip(state_with(labels=labels)).chips]
    assert texts[1:-1] == ["⏎", "U+0000", "U+202E", "医生", "مرحبا", "👩‍🔬"]


def test_the_strip_says_in_words_what_it_shows(strip):
    shown = strip(state_with())
    assert shown.accessibleName()
    assert shown.accessibleDescription().startswith("12 tokens; masked: 5 [MASK]; [CLS] the doctor")


def test_an_empty_strip_says_what_will_be_there(strip):
    shown = strip(AppState())
    assert shown.chips == ()
    assert shown.height() > 20
    assert shown.grab().toImage() != strip(state_with()).grab().toImage()


def test_a_tooltip_is_asked_for_where_the_pointer_is(strip):
    shown = strip(state_with())
    point = centre(shown, DOCTOR)
    event = QHelpEvent(QEvent.Type.ToolTip, point, shown.viewport().mapToGlobal(point))
    assert QApplication.sendEvent(shown.viewport(), event)


def test_other_mouse_buttons_mask_nothing(strip):
    shown = strip(state_with())
    press = QMouseEvent(
        QEvent.Type.MouseButtonPress,
        QPointF(centre(shown, DOCTOR)),
        QPointF(centre(shown, DOCTOR)),
        Qt.MouseButton.RightButton,
        Qt.MouseButton.RightButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(shown.viewport(), press)
    assert not [told for told in shown.told if isinstance(told, a.MasksToggled)]


# ---- what the pointer costs ----------------------------------------------------------------------


def drawn_anew(shown: TokenStrip) -> QImage:
    """The same strip without the pictures that it keeps."""
    shown._layers = None
    return shown.viewport().grab().toImage()


def drawn_chip_by_chip(shown: TokenStrip) -> QImage:
    """Every chip as it looks now, with no layers to blend."""
    image = QImage(shown.viewport().size(), QImage.Format.Format_RGB32)
    image.fill(LIGHT.background)
    marks, metrics = shown._marks_now(), shown.fontMetrics()
    with QPainter(image) as painter:
        painter.setFont(shown.font())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(0, -shown.verticalScrollBar().value())
        for position, chip in enumerate(shown.chips):
            look = marks.look(position)
            paint_chip(painter, chip, look, LIGHT, metrics)
            if look.is_pinned:
                paint_underline(painter, chip.frame, LIGHT)
    return image


def apart(one: QImage, other: QImage) -> int:
    """The largest difference of a channel."""
    one, other = (i.convertToFormat(QImage.Format.Format_RGB32) for i in (one, other))
    a_, b_ = (np.frombuffer(i.constBits(), np.uint8).astype(int) for i in (one, other))
    return int(abs(a_ - b_).max())


@pytest.mark.parametrize("scrolled", [0, 40])
@pytest.mark.parametrize("pinned", [frozenset(), frozenset({3, 30})])
@pytest.mark.parametrize("hover", [Hover(), Hover((4,), (4, 6)), Hover((45,), (5,))])
def test_blended_chips_look_as_chips_drawn_one_by_one(strip, scrolled, pinned, hover):
    shown = strip(state_with(120), 500)
    shown.clearFocus()
    shown.verticalScrollBar().setValue(scrolled)
    shown.show_state(replace(shown._state, hover=hover, pinned=pinned))
    found, wanted = shown.viewport().grab().toImage(), drawn_chip_by_chip(shown)
    is_shaded = bool(hover.queries or pinned)
    # Words of special tokens pass from one ink to the other where chips drawn alone step.
    assert apart(found, wanted) <= (64 if is_shaded else 0)
    assert found == drawn_anew(shown)


def test_layers_are_drawn_again_when_chips_the_font_or_the_palette_change(strip):
    shown = strip(state_with(12))
    shown.clearFocus()
    pictures = [shown.viewport().grab().toImage()]
    shown.setPalette(palette_of(DARK))
    pictures.append(shown.viewport().grab().toImage())
    font = QFont(shown.font())
    font.setPixelSize(10)
    shown.setFont(font)
    pictures.append(shown.viewport().grab().toImage())
    assert pictures[0] != pictures[1] != pictures[2]
    assert pictures[-1] == drawn_anew(shown)
    shown.show_state(state_with(9))
    assert shown.viewport().grab().toImage() == drawn_anew(shown) != pictures[-1]


def test_a_move_of_the_pointer_draws_the_words_of_one_chip(strip, monkeypatch):
    shown = strip(state_with(120))
    shown.show_state(replace(shown._state, hover=Hover((2,), (2,))))
    shown.viewport().grab()
    drawn = []
    monkeypatch.setattr(chip_layers, "paint_chip", lambda _p, chip, *_: drawn.append(chip))
    shown.show_state(replace(shown._state, hover=Hover((3,), (3,))))
    shown.viewport().grab()
    alone = [chip for chip in shown.chips if chip.kind == "mask"]
    assert shown.chips[3] in drawn
    assert len(drawn) <= 2 + len(alone)  # and the one with the keyboard's cursor


def test_a_shade_is_the_share_of_the_token_that_receives_most():
    state = replace(state_with(12), hover=Hover((2,), ()))
    row = selected_map(state).weights[2]
    assert shades_of(state) == pytest.approx(row / row.max(), abs=0.5 / STEPS + 1e-6)
    assert shades_of(state_with(12)) is None


def test_the_chip_under_a_point_is_found_in_every_row(strip):
    shown = strip(state_with(120), 500)
    for position, chip in enumerate(shown.chips):
        at = chip.frame.center()
        assert shown.chips.at(at.x(), at.y()) == position
        assert shown.chips.at(at.x(), chip.frame.bottom() + 2) is None
        assert shown.chips.at(chip.frame.left() - 1, at.y()) is None


def test_a_word_that_is_too_long_for_its_chip_ends_in_an_ellipsis(strip):
    state = state_with()
    labels = ("x" * 200, *state.inspection.tokens.labels[1:])
    tokens = replace(state.inspection.tokens, labels=labels)
    shown = strip(replace(state, inspection=replace(state.inspection, tokens=tokens)))
    assert shown.chips[0].drawn.endswith("…")
    assert [chip.drawn == chip.text for chip in shown.chips[1:]] == [True] * 11


# ---- tens of thousands of tokens ---------------------------------------------------------------


def long_text(n_tokens: int, n_windows: int = 0) -> AppState:
    """Pieces and words in turn, read in windows of which each shows as many rows."""
    state = state_with(9, 2, 2)
    tokens = tokens_with(labels_of(n_tokens))
    words = tuple(None if w is None else w // 3 for w in tokens.words)
    size = -(-n_tokens // max(1, n_windows))
    windows = tuple(
        Window(max(0, first - 10), min(n_tokens, first + size + 10), first, first + size)
        for first in range(0, n_tokens if n_windows else 0, size)
    )
    shown = replace(state.inspection, tokens=replace(tokens, words=words), windows=windows, maps=())
    return replace(state, inspection=shown)


def wrapped_one_by_one(chips, room: int) -> list[tuple[int, int]]:
    """Where each chip stands if all are placed from the first to the last."""
    places, x, y = [], 0, 0
    for width, gap in zip(chips.words.widths.tolist(), chips.words.gaps.tolist(), strict=True):
        left = x + gap if x else 0
        if x and left + width > room:
            left, y = 0, y + PITCH
        places.append((left, y))
        x = left + width
    return places


@pytest.mark.parametrize("n_windows", [0, 7])
def test_rows_found_by_counting_stand_as_chips_placed_one_by_one(strip, n_windows):
    shown = strip(long_text(3_000, n_windows), 500)
    chips = shown.chips
    expected = wrapped_one_by_one(chips, shown.viewport().width())
    leads = dict.fromkeys(chips.words.window_starts, WINDOW_LEAD)
    found = [(c.frame.left() - leads.get(p, 0), c.frame.top()) for p, c in enumerate(chips)]
    assert found == expected
    assert len(leads) == max(0, n_windows - 1)


def test_of_a_long_text_only_the_chips_in_view_are_made(strip, monkeypatch):
    shown = strip(long_text(32_768), 1200)
    made = []
    new_chip = ChipRows._new_chip
    monkeypatch.setattr(
        ChipRows, "_new_chip", lambda rows, p: (made.append(p), new_chip(rows, p))[1]
    )
    shown.show_state(long_text(32_768))
    shown.viewport().grab()
    QTest.keyClick(shown, Qt.Key.Key_End)
    shown.viewport().grab()
    assert len(made) < 400
    assert shown.viewport().rect().contains(centre(shown, 32_767))


def test_a_new_long_text_takes_the_strip_less_time_than_a_person_notices(strip):
    shown, times = strip(long_text(10_000), 1200), []
    for _ in range(5):
        state = long_text(10_000)
        begun = time.thread_time()
        shown.show_state(state)
        shown.viewport().repaint()
        times.append(time.thread_time() - begun)
    assert min(times) < 0.05


def test_a_row_that_comes_twice_is_shown_as_well_as_one_that_comes_once(strip):
    weights = banded(1_100)
    state = replace(long_state(weights), hover=Hover(queries=(7,)))
    request = detail_missing(state)
    state = reduce(state, a.DetailReady(answer(state, request, weights)))
    shown = strip(state)
    again = reduce(state, a.DetailReady(answer(state, request, weights.copy())))
    shown.show_state(again)  # raised: two dictionaries of arrays cannot be compared
    assert np.array_equal(shown._marks.shades, shades_of(again))


def test_the_strip_goes_to_what_is_looked_for_and_marks_it(strip):
    state = long_text(5_000)
    shown = strip(state, 800)
    shown.clearFocus()
    plain = shown.viewport().grab().toImage()
    found = replace(state, search=Search("find", "told", matches=((4_000, 4_002), (4_500, 4_501))))
    shown.show_state(found)
    assert shown.viewport().rect().contains(centre(shown, 4_000))
    assert shown.cursor_position == 4_000
    frame = shown.chips[4_001].frame.translated(0, -shown.verticalScrollBar().value())
    image = shown.viewport().grab().toImage()
    assert image.pixelColor(frame.center().x(), frame.top() + 3) == LIGHT.colour("warning_soft")
    shown.verticalScrollBar().setValue(0)
    shown.show_state(replace(found, search=replace(found.search, n_steps=1)))
    assert shown.viewport().rect().contains(centre(shown, 4_000))
    shown.verticalScrollBar().setValue(0)
    shown.show_state(replace(found, search=None))
    assert shown.viewport().grab().toImage() == plain


def test_a_line_stands_where_another_window_begins_and_its_tooltip_says_which(strip):
    state = long_text(60, n_windows=3)
    shown = strip(state, 1000)
    shown.clearFocus()
    frame = shown.chips[20].frame
    image = shown.viewport().grab().toImage()
    line = image.pixelColor(frame.left() - WINDOW_LEAD // 2 - 1, frame.center().y())
    assert line.lightness() < LIGHT.colour("line").lightness() < 250
    assert "window 2 of 3, tokens 10–49" in shown._words.tooltip(state, 20)
    assert "window" not in shown._words.tooltip(state, 21)
