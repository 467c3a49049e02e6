"""A model writes beside the text it belongs to: the target, its languages, and how far it is."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from explorer.records import (
    Document,
    Generated,
    GenerateRequest,
    ModelInfo,
    SiteInfo,
    Writing,
    Written,
)
from explorer.state import actions as a
from explorer.state.model import AppState, Generating
from explorer.state.text import TARGET
from explorer.views.text.language_choice import language_name
from explorer.views.text.text_panel import TextPanel
from tests.views.live import live
from tests.views.states import model_with

SITES = tuple(SiteInfo(name, 2, 2) for name in ("encoder", "decoder", "cross"))
MASKED = model_with(2, 2)
CAUSAL = replace(MASKED, objective="causal", mask_token=None, generates=True)
TRANSLATOR = replace(CAUSAL, objective="seq2seq", sites=SITES)
MULTILINGUAL = replace(
    TRANSLATOR, languages=("en", "fr", "zh"), source_language="en", target_language="zh"
)
SIZE = (900, 240)
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def panel(qtbot):
    def opened(model: ModelInfo, **changes) -> tuple[TextPanel, list[a.Action]]:
        panel = TextPanel()
        state = AppState(document=Document("the cat"), model=model, **changes)
        return panel, live(qtbot, panel, state, SIZE)

    return opened


def at_work(n_tokens: int, most: int) -> Generating:
    return Generating(GenerateRequest(Document("the cat"), Writing(most)), n_tokens)


@pytest.mark.parametrize(
    ("model", "has_target", "goes_on", "has_mask"),
    [(MASKED, False, False, True), (CAUSAL, False, True, False), (TRANSLATOR, True, False, False)],
    ids=["masked", "causal", "seq2seq"],
)
def test_what_can_be_written_depends_on_the_model(panel, model, has_target, goes_on, has_mask):
    shown, _ = panel(model)
    assert shown.target_field.isVisible() == has_target
    assert shown.writing.isVisible() == has_target
    assert shown.continuing.isVisible() == goes_on
    assert shown.mask_button.isVisible() == has_mask


def test_a_decoder_without_a_head_reads_a_target_but_writes_none(panel):
    shown, _ = panel(replace(TRANSLATOR, generates=False))
    assert shown.target_field.isVisible()
    assert not shown.writing.isVisible()


def test_a_typed_target_is_told(panel, qtbot):
    shown, said = panel(TRANSLATOR)
    qtbot.keyClicks(shown.target_field, "le")
    assert said == [a.TextEdited("l", TARGET), a.TextEdited("le", TARGET)]
    assert shown.store.state.document == Document("the cat", target="le")


def test_generate_asks_for_beams_and_a_length(panel, qtbot):
    shown, said = panel(TRANSLATOR)
    controls = shown.writing
    controls.beams.step(1)
    controls.length.step(1)
    qtbot.mouseClick(controls.write_button, LEFT)
    assert isinstance(said[-1], a.WritingAsked)
    request = shown.store.state.generating.request
    assert request.writing.n_beams == 2
    assert request.writing.max_new_tokens == 128


def test_progress_is_told_by_the_token_and_cancel_keeps_the_text(panel, qtbot):
    shown, said = panel(CAUSAL)
    qtbot.mouseClick(shown.continuing.write_button, LEFT)
    request = shown.store.state.generating.request
    grown = Document("the cat sat", written=Written(7, (1,)))
    shown.store.dispatch(a.TextGenerated(Generated(request, grown, 16)))
    controls = shown.continuing
    assert shown.field.toPlainText() == "the cat sat"
    assert controls.count.text() == "16 / 64"
    assert controls.progress.fraction == 0.25
    assert not controls.write_button.isVisible()
    qtbot.mouseClick(controls.cancel_button, LEFT)
    assert isinstance(said[-1], a.WritingStopped)
    assert controls.write_button.isVisible()
    assert not controls.cancel_button.isVisible()
    assert shown.field.toPlainText() == "the cat sat"


def test_typing_into_the_text_ends_the_writing(panel, qtbot):
    shown, _ = panel(CAUSAL, generating=at_work(3, 9))
    assert shown.continuing.cancel_button.isVisible()
    qtbot.keyClicks(shown.field, "s")
    assert shown.store.state.generating is None
    assert shown.continuing.write_button.isVisible()


def test_the_keyboard_that_started_it_is_on_cancel_and_comes_back(panel, qtbot):
    shown, _ = panel(CAUSAL)
    shown.window().activateWindow()
    qtbot.waitUntil(shown.window().isActiveWindow)
    shown.continuing.write_button.setFocus()
    qtbot.keyClick(shown.continuing.write_button, Qt.Key.Key_Return)
    assert shown.continuing.cancel_button.hasFocus()
    qtbot.keyClick(shown.continuing.cancel_button, Qt.Key.Key_Return)
    assert shown.continuing.write_button.hasFocus()


def test_languages_are_those_of_the_model_and_of_the_document(panel):
    shown, said = panel(MULTILINGUAL)
    assert (shown.source_language.current, shown.target_language.current) == ("en", "zh")
    shown.target_language.step(-1)
    assert said == [a.LanguagesChosen(None, "fr")]
    assert shown.target_language.current == "fr"
    shown.store.dispatch(a.Undone())
    assert shown.target_language.current == "zh"


def test_models_without_languages_show_none(panel):
    shown, _ = panel(TRANSLATOR)
    assert not shown.source_language.isVisible()
    assert not shown.target_language.isVisible()


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("zh", "zh · 简体中文"),
        ("zho_Hant", "zho_Hant · 繁體中文"),
        ("fra_Latn", "fra_Latn · français"),
        ("de_DE", "de_DE · Deutsch"),
        ("qqq", "qqq"),
    ],
)
def test_a_language_is_called_by_its_own_name(code, name):
    assert language_name(code) == name
