"""Texts that are longer than the model reads at once, and what is done with them in the window."""

from __future__ import annotations

from itertools import cycle, islice

import pytest

from explorer.state.selectors import is_too_long

pytestmark = pytest.mark.slow

WORDS = "the doctor told a nurse that medicine would help because of pain in winter".split()  # noqa: SIM905


def words(n: int) -> str:
    return " ".join(islice(cycle(WORDS), n))


@pytest.fixture
def reader(sits_down):
    """Somebody whose text of 902 tokens is too long for the 512 of the built-in model."""
    person = sits_down(text="The capital of France is [MASK].")
    person.waits_for_results()
    person.takes_the_keys()
    person.pastes(words(900))
    problem = person.waits_for_problem("text")
    assert "902 tokens; this model reads 512" in problem.message
    return person


def test_a_text_that_is_too_long_is_read_in_windows_that_the_map_and_the_status_line_show(reader):
    row = reader.window.text_panel.length_row
    reader.clicks(row.windows_button)
    shown = reader.waits_for_results()
    assert len(shown.tokens) == 902
    assert [window.start for window in shown.windows] == [1, 257, 513]
    assert "3 windows of 512, stride 256" in reader.window.status_line._facts.text()
    assert row.words.text() == "read in 3 windows"
    weights = shown.maps[0].weights
    assert weights.sum(axis=1) == pytest.approx(1.0, abs=1e-4)
    assert weights[10, 600] == 0.0

    row.stride_button.step(1)
    shown = reader.waits_for_results()
    assert len(shown.windows) == 2
    reader.clicks(row.cut_button)
    shown = reader.waits_for_results()
    assert len(shown.tokens) == 512
    assert shown.windows == ()
    assert is_too_long(reader.state)


def test_reading_can_be_stopped_and_taken_up_again_by_keyboard(reader):
    before = reader.shown
    reader.clicks(reader.window.text_panel.length_row.windows_button)
    reader.waits_until(lambda state: state.reading is not None)
    panel = reader.window.text_panel
    assert panel.reading_row.stop_button.isVisible()
    reader.presses("Esc")
    reader.waits_until(lambda state: state.stopped is not None)
    assert reader.state.inspection is before
    assert panel.reading_row.words.text() == "Stopped. Press Enter to read it."
    reader.presses("Ctrl+L", "Return")
    assert len(reader.waits_for_results().windows) == 3
    assert not panel.reading_row.isVisible()


def test_words_are_found_and_tokens_gone_to_without_the_mouse(reader):
    reader.clicks(reader.window.text_panel.length_row.windows_button)
    reader.waits_for_results()
    strip, bar = reader.window.token_strip, reader.window.search_bar
    reader.presses("Ctrl+L", "Ctrl+F")
    reader.types("winter")
    assert bar.count.text() == "1 of 64"
    reader.presses("Return", "Return")
    found = reader.state.search.match[0]
    assert reader.shown.tokens.labels[found] == "winter"
    assert bar.count.text() == "3 of 64"
    reader.presses("Shift+F3")
    assert bar.count.text() == "2 of 64"
    reader.presses("Ctrl+G")
    reader.types("75%")
    layout = reader.window.map.layout_now()
    assert layout.map_rect.contains(layout.cell_rect(676, 676).center())
    assert strip.cursor_position == 676
    reader.presses("Esc")
    assert not bar.isVisible()
    assert reader.window.text_panel.field.hasFocus()
