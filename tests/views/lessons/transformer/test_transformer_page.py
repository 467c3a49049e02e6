"""The page on the Transformer, with what the built-in translator really writes."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest

from explorer.core.lessons.translation import translations
from explorer.errors import UnknownWords
from explorer.records.lessons.transformer import TranslationAnswer
from explorer.reference.translator import Translator
from explorer.state.actions.lessons import LessonChanged, LessonOpened, LessonReady
from explorer.state.lessons.transformer import TransformerSettings
from explorer.state.model import AppState
from explorer.state.reduce import reduce
from explorer.views.lessons.transformer.head_maps import HeadMaps
from explorer.views.lessons.transformer_page import TransformerPage
from explorer.worker.failures import failure
from tests.views.live import live

SETTINGS = TransformerSettings()


@pytest.fixture(scope="module")
def translator() -> Translator:
    return Translator.built_in()


@pytest.fixture(scope="module")
def answer(translator: Translator) -> TranslationAnswer:
    """I like playing basketball."""
    *_, last = translations(translator, SETTINGS.wanted(), lambda: False)
    return last


@pytest.fixture
def page(qtbot: Any, answer: TranslationAnswer) -> TransformerPage:
    """All words have appeared."""
    page = TransformerPage()
    state = reduce(AppState(), LessonOpened("transformer"))
    live(qtbot, page, reduce(state, LessonChanged(SETTINGS.skipped())), (950, 620))
    page.store.dispatch(LessonReady(answer, None))
    return page


def settings_of(page: Any) -> TransformerSettings:
    settings: TransformerSettings = page.store.state.lessons.transformer
    return settings


def click(button: Any) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def click_at(widget: Any, at: QPointF) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=at.toPoint())


def drawn_rows(page: TransformerPage) -> set[int]:
    return set(page.lines.edges_now().rows.tolist())


def test_until_the_translator_is_open_the_page_says_so(
    qtbot: Any, answer: TranslationAnswer
) -> None:
    page: Any = TransformerPage()
    live(qtbot, page, reduce(AppState(), LessonOpened("transformer")), (950, 620))
    assert "being opened" in page.waiting.text()
    assert not page.details.isVisible()
    page.timer.timeout.emit()
    page.store.dispatch(LessonReady(answer, None))
    assert not page.waiting.isVisible()
    assert page.details.isVisible()


# ---- the translation -----------------------------------------------------------------------------


def test_words_appear_with_the_moments_and_their_lines_with_them(page: Any) -> None:
    page.store.dispatch(LessonChanged(SETTINGS))
    assert page.timer.isActive()
    for n in range(1, 6):
        page.timer.timeout.emit()
        assert page.writing.count.text() == f"word {n} of 5"
        assert drawn_rows(page) == set(range(n))
    assert not page.timer.isActive()
    assert page.writing.play.text() == "Play"


def test_nothing_appears_while_the_page_is_hidden(page: Any) -> None:
    page.store.dispatch(LessonChanged(SETTINGS))
    page.hide()
    assert not page.timer.isActive()


def test_previous_next_play_and_to_the_end_go_through_the_words(page: Any) -> None:
    for button, expected in (
        (page.writing.previous, "word 4 of 5"),
        (page.writing.previous, "word 3 of 5"),
        (page.writing.next, "word 4 of 5"),
        (page.writing.skip, "word 5 of 5"),
        (page.writing.play, "word 0 of 5"),
    ):
        click(button)
        assert page.writing.count.text() == expected
    click(page.writing.play)
    assert not page.timer.isActive()
    QTest.keyClick(page.sentence.field, Qt.Key.Key_Return)
    assert page.writing.count.text() == "word 5 of 5"


def test_the_words_and_what_they_look_at_are_told_in_words(page: Any) -> None:
    said = page.lines.accessibleDescription()
    assert said.startswith("I → 我 ")
    assert "like → 喜欢 " in said


def test_a_chosen_word_keeps_only_its_lines_and_shows_its_alternatives(page: Any) -> None:
    layout = page.lines.layout_now()
    click_at(page.lines.viewport(), layout.label_box("query", 3).center())
    assert settings_of(page).place == 3
    assert drawn_rows(page) == {3}
    assert page.alternatives.before.text() == "After “<start> I like playing”:"
    assert page.alternatives.words[0].text().startswith("basketball  ")
    page.lines.setFocus()
    QTest.keyClick(page.lines, Qt.Key.Key_Left)
    assert settings_of(page).place == 2


def test_pointing_at_a_source_word_leaves_the_lines_that_end_there(page: Any) -> None:
    at = page.lines.layout_now().label_box("key", 1).center().toPoint()
    QTest.mouseMove(page.lines.viewport(), at)
    assert set(page.lines.edges_now().columns.tolist()) == {1}


def test_another_head_draws_other_lines(page: Any, answer: TranslationAnswer) -> None:
    before = page.lines.edges_now()
    page.writing.head.step(-1)
    assert settings_of(page).head == (1, 1)
    after = page.lines.edges_now()
    shown = answer.steps[-1].maps["cross", 1][1]
    assert after.weights[0] == shown.weights.max()
    assert not (before.weights[:5] == after.weights[:5]).all()


def test_another_word_is_asked_to_be_written_and_can_be_taken_back(
    page: Any, answer: TranslationAnswer
) -> None:
    page.store.dispatch(LessonChanged(settings_of(page).placed(3)))
    click(page.alternatives.words[1])
    other = answer.steps[-1].translation.choices[3][1].word
    assert settings_of(page).begun == ("I", "like", "playing", other)
    assert not page.alternatives.words[1].isEnabled()  # until the answer to that is there
    assert page.writing.undo.isVisible()
    click(page.writing.undo)
    assert settings_of(page).wanted() == SETTINGS.wanted()


def test_what_the_model_cannot_read_is_named_and_marked_and_the_words_before_stay(
    page: Any, translator: Translator
) -> None:
    page.sentence.field.setFocus()
    QTest.keyClick(page.sentence.field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    page.sentence.field.insertPlainText("我吃披萨")
    asked = settings_of(page).wanted()
    assert asked.text == "我吃披萨"
    with pytest.raises(UnknownWords) as raised:
        translator.words(asked.text)
    page.store.dispatch(failure(asked, raised.value))
    assert "披萨" in page.message.text()
    (marked,) = page.sentence.field.extraSelections()
    assert marked.cursor.selectedText() == "披萨"
    assert page.lines.accessibleDescription().startswith("I → 我 ")
    assert not page.timer.isActive()


def test_an_example_replaces_the_sentence(page: Any) -> None:
    page.sentence.examples.step(1)
    assert settings_of(page).text == page.sentence.field.toPlainText() != SETTINGS.text
    assert settings_of(page).is_playing


# ---- the architecture ----------------------------------------------------------------------------


def test_arrow_keys_walk_through_all_blocks(page: Any, answer: TranslationAnswer) -> None:
    blocks = answer.architecture.blocks
    for stack, side in (("encoder", Qt.Key.Key_Left), ("decoder", Qt.Key.Key_Right)):
        page.architecture.setFocus()
        QTest.keyClick(page.architecture, side)
        names = [block.name for block in blocks if block.stack == stack]
        for _ in names:
            QTest.keyClick(page.architecture, Qt.Key.Key_Down)
        walked = [settings_of(page).block]
        for _ in names[1:]:
            QTest.keyClick(page.architecture, Qt.Key.Key_Up)
            walked.append(settings_of(page).block)
        assert walked == names


def test_a_click_opens_a_block_with_its_shapes_and_its_source(
    page: Any, answer: TranslationAnswer
) -> None:
    for block in answer.architecture.blocks:
        if block.kind == "layer":
            continue
        click_at(page.architecture, page.architecture.layout_now().boxes[block.name].center())
        assert settings_of(page).block == block.name
        gives = "×".join(map(str, answer.steps[-1].flows[block.name].gives))
        assert f"→ {gives} · " in page.details.facts.text()
        assert f"{block.n_parameters:,} par" in page.details.facts.text() or not block.n_parameters
        assert page.details.code.accessibleDescription() == block.code.text.rstrip("\n")
        page.grab()


def test_an_attention_shows_the_maps_of_its_heads_and_its_mask(
    page: Any, answer: TranslationAnswer
) -> None:
    page.store.dispatch(LessonChanged(settings_of(page).with_block("decoder.0.attention")))
    heads: HeadMaps = page.details.heads
    assert heads.isVisible()
    assert len(heads.maps) == 4
    assert heads.sight.accessibleDescription().startswith("<start> → <start>; I → <start> I; ")
    strongest = answer.steps[-1].maps["decoder", 0][2].weights.max()
    assert f"{strongest:.2f}" in heads.maps[2].accessibleDescription()
    assert not heads.titles[0].isEnabled()


def test_a_head_of_a_cross_attention_can_be_drawn_as_lines(page: Any) -> None:
    page.store.dispatch(LessonChanged(settings_of(page).with_block("decoder.0.cross")))
    assert not any(title.isChecked() for title in page.details.heads.titles)
    click(page.details.heads.titles[3])
    assert settings_of(page).head == (0, 3)
    assert page.details.heads.titles[3].isChecked()


def test_the_output_shows_the_next_word_and_an_embedding_its_positions(page: Any) -> None:
    page.store.dispatch(LessonChanged(settings_of(page).placed(0).with_block("softmax")))
    assert page.details.next_words.isVisible()
    assert page.details.next_words.accessibleDescription().startswith("I 1.000, ")
    page.store.dispatch(LessonChanged(settings_of(page).with_block("source_embedding.positions")))
    assert page.details.sinusoids.isVisible()
    assert page.details.sinusoids.words_of(0, 1)[1].endswith("= +1.000")  # the cosine of 0


def test_the_source_replaces_the_picture_and_back(page: Any) -> None:
    click(page.details.code_button)
    assert page.details.code.isVisible()
    assert page.details.code.accessibleDescription().startswith("class MultiHeadAttention")
    click(page.details.picture_button)
    assert page.details.heads.isVisible()
