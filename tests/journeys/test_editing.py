"""Typing, masking, choosing and taking back: each step by keys and clicks in the whole window."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from explorer.views.look.theme import DARK, LIGHT
from tests.journeys.person import Person

TEXT = "The capital of France is [MASK]."


def test_undo_and_redo_walk_through_text_and_masks(person: Person) -> None:
    person.presses("End")
    person.types(" Yes")
    person.waits_for_results()
    person.clicks_token(2)
    assert len(person.state.document.masks) == 1
    masked = person.waits_for_results()
    assert masked.tokens.masks == (2, 6)

    person.presses("Ctrl+Z")
    assert person.state.document.masks == frozenset()
    person.presses("Ctrl+Z")  # a word typed in one go is one step
    assert person.text == f"{TEXT} "
    person.presses("Ctrl+Z")
    assert person.text == TEXT
    assert person.waits_for_results().tokens.masks == (6,)
    person.presses("Ctrl+Z")
    assert person.text == TEXT

    person.presses("Ctrl+Shift+Z", "Ctrl+Y", "Ctrl+Y")
    assert person.text == f"{TEXT} Yes"
    assert person.waits_for_results().tokens == masked.tokens


def test_a_masked_token_is_unmasked_by_the_next_click(person: Person) -> None:
    before = person.shown.tokens
    person.clicks_token(4)
    masked = person.waits_for_results()
    assert [original.label for original in masked.tokens.originals] == [before.labels[4]]
    person.clicks_token(4)
    assert person.waits_for_results().tokens == before


def test_shift_click_selects_several_tokens_and_one_key_masks_them(person: Person) -> None:
    person.clicks_token(1, Qt.KeyboardModifier.ControlModifier)
    person.clicks_token(3, Qt.KeyboardModifier.ShiftModifier)
    assert person.state.pinned == {1, 2, 3}
    person.presses("Ctrl+Shift+M")
    assert person.waits_for_results().tokens.masks == (1, 2, 3, 6)
    person.presses("Ctrl+Alt+M")
    assert person.waits_for_results().tokens.masks == (6,)


def test_a_second_text_is_read_with_the_first_until_it_is_closed(person: Person) -> None:
    panel = person.window.text_panel
    alone = person.shown.tokens.labels
    person.clicks(panel.pair_button)
    assert panel.pair_field.hasFocus()
    person.types("It is large.")
    pair = person.waits_for_results().tokens
    assert pair.labels == (*alone, "it", "is", "large", ".", "[SEP]")
    assert [span.segment for span in pair.spans[9:13] if span] == [1, 1, 1, 1]

    person.clicks(panel.close_pair_button)
    assert not panel.pair_field.isVisible()
    assert person.waits_for_results().tokens.labels == alone
    person.presses("Ctrl+Z")
    assert panel.pair_field.toPlainText() == "It is large."
    person.presses("Ctrl+T")
    assert person.state.document.pair is None


def test_a_click_on_a_candidate_puts_its_word_into_the_sentence(person: Person) -> None:
    word = person.shown.predictions[0].candidates[1].text
    person.clicks_candidate(1)
    assert person.text == f"The capital of France is {word}."
    shown = person.waits_for_results()
    assert shown.tokens.masks == ()
    assert shown.predictions == ()
    person.presses("Ctrl+Z")
    assert person.text == TEXT


def test_an_example_is_picked_from_its_menu(person: Person) -> None:
    bar = person.window.menuBar()
    examples = next(action for action in bar.actions() if "xamples" in action.text())
    person.clicks(bar, bar.actionGeometry(examples).center())
    menu = examples.menu()
    assert QApplication.activePopupWidget() is menu
    chosen = person.window.commands.registry.examples[1]
    person.clicks(menu, menu.actionGeometry(chosen).center())
    assert person.state.document == chosen.data()
    assert person.waits_for_results().request.document == chosen.data()
    person.takes_the_keys()
    person.presses("Ctrl+Z")
    assert person.text == TEXT


def test_the_palette_finds_the_dark_theme_and_enter_puts_it_on(person: Person) -> None:
    def ground() -> str:
        return person.window.grab().toImage().pixelColor(4, 795).name()

    assert ground() == LIGHT.background
    person.presses("Ctrl+K")
    assert QApplication.activePopupWidget() is not None
    person.types("dark")
    person.presses("Return")
    assert QApplication.activePopupWidget() is None
    assert ground() == DARK.background


def test_the_head_of_a_click_and_of_the_keys_is_the_head_of_the_map(person: Person) -> None:
    person.clicks_head(4, 7)
    assert person.waits_for_results().maps[0].head.label == "L4 H7"
    person.presses("Right", "Up")
    assert person.waits_for_results().maps[0].head.label == "L3 H8"
    person.presses("Alt+Up", "Alt+Left")
    assert person.waits_for_results().maps[0].head.label == "L4 H7"
    person.presses("Ctrl+2")
    assert person.window.explore.lines.isVisible()
    assert not person.window.explore.map.isVisible()
    person.presses("Ctrl+1")
    assert person.window.explore.map.isVisible()


def test_pointing_at_a_cell_reads_its_weight_everywhere(person: Person) -> None:
    view = person.window.explore.map
    layout = view.layout_now()
    assert layout is not None
    person.clicks(view, layout.cell_rect(6, 5).center().toPoint())
    assert (person.state.hover.queries, person.state.hover.keys) == ((6,), (5,))
    assert person.state.pinned == {6}
    weight = person.shown.maps[0].weights[6, 5]
    words = [label.text() for label in _labels(person.window.status_line)]
    assert any(f"{weight:.4f}" in text and "[MASK] → is" in text for text in words)


def _labels(widget: Any) -> list[Any]:
    from PySide6.QtWidgets import QLabel

    return list(widget.findChildren(QLabel))


def test_the_picture_of_the_map_is_on_the_clipboard(person: Person) -> None:
    QApplication.clipboard().clear()
    person.presses("Ctrl+Shift+C")
    person.waits_until(lambda state: state.has_copied)
    picture = QApplication.clipboard().image()
    assert picture.width() > 200
    assert picture.height() > 200
