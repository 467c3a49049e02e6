"""Somebody lets models write: a target with its alignment, a text that goes on, and stops it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import transformers

from explorer.core.text.written import spelled
from explorer.records import MOST_NEW_TOKENS, HeadRef
from tests.core import vocabularies
from tests.core.writers import saved_gpt2, saved_marian, saved_t5
from tests.journeys.person import Person

pytestmark = pytest.mark.timeout(300)

SOURCE = "The doctor told the patient."


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("writers")


@pytest.fixture
def translator(folder: Path, sits_down: Any) -> Person:
    person: Person = sits_down(model=str(saved_t5(folder / "t5")), text=SOURCE)
    person.waits_for_results()
    return person


@pytest.fixture
def causal(folder: Path, sits_down: Any) -> Person:
    person: Person = sits_down(
        model=str(saved_gpt2(folder / "gpt2", n_positions=2048)), text=SOURCE
    )
    person.waits_for_results()
    return person


def lets_it_write(person: Person, n_tokens: int) -> None:
    """Chooses a length in its list, and presses the button."""
    panel = person.window.text_panel
    controls = panel.writing if panel.writing.isVisible() else panel.continuing
    while controls.length.current != n_tokens:
        controls.length.step(1 if controls.length.current < n_tokens else -1)
    person.clicks(controls.write_button)


def chooses_site(person: Person, name: str) -> None:
    person.window.explore.head_bar.site.chosen.emit(name)
    person.waits_until(lambda state: state.head.site == name)


def test_a_generated_target_is_shown_word_by_word_and_undone_at_once(translator: Person) -> None:
    translator.clicks(translator.window.text_panel.target_field)
    translator.types("A cat")
    lets_it_write(translator, 20)
    translator.waits_until(lambda state: state.generating is None)
    shown = translator.waits_for_results()
    written = translator.state.document.written
    assert written is not None
    assert len(written.ids) == 20
    assert shown.target is not None
    assert shown.target.ids[1:] == written.ids
    target = translator.window.text_panel.target_field.toPlainText()
    assert target == spelled(vocabularies.t5(), (0,), written.ids)
    assert "20 tokens, as asked" in translator.window.text_panel.notice.text()
    translator.presses("Ctrl+Z")
    assert translator.waits_for_results().target is not None
    assert translator.window.text_panel.target_field.toPlainText() == "A cat"


def test_cross_attention_has_two_texts_on_its_sides_and_an_alignment_of_words(
    translator: Person,
) -> None:
    translator.clicks(translator.window.text_panel.target_field)
    translator.types("the lazy dog")
    chooses_site(translator, "cross")
    [shown] = translator.waits_for_results().maps
    assert shown.queries.labels[0] == "<pad>"
    assert len(shown.queries) != len(shown.keys)
    translator.presses("Ctrl+3")
    [aligned] = translator.waits_for_results().maps
    alignment = translator.window.explore.alignment
    assert alignment.isVisible()
    assert aligned.queries.labels == ("<pad>", "the", "lazy", "dog")
    assert aligned.keys.labels[:3] == ("The", "doctor", "told")
    np.testing.assert_allclose(aligned.weights.sum(axis=1), 1, atol=1e-5)
    layout = alignment.layout_now()
    assert layout is not None
    word = layout.label_box("query", 2).center().toPoint()
    translator.clicks(alignment.viewport(), word)
    last = aligned.queries.positions[2][-1]
    assert translator.state.focus == last
    assert f"position {last}" in translator.window.explore.predictions.place.text()
    chooses_site(translator, "encoder")
    assert translator.window.explore.map.isVisible()
    assert not translator.window.explore.head_bar.alignment_button.isVisible()


def test_beams_write_what_the_library_writes_with_beams(translator: Person, folder: Path) -> None:
    translator.window.text_panel.writing.beams.step(1)
    lets_it_write(translator, 20)
    translator.waits_until(lambda state: state.generating is None)
    translator.waits_for_results()
    model = transformers.AutoModelForSeq2SeqLM.from_pretrained(folder / "t5")
    source = torch.tensor([translator.shown.tokens.ids])
    expected = model.generate(source, num_beams=2, do_sample=False, max_new_tokens=20)[0].tolist()
    written = translator.state.document.written
    assert written is not None
    assert [0, *written.ids] == expected


def test_a_text_that_goes_on_keeps_what_was_typed_and_its_map_grows(causal: Person) -> None:
    n_typed = len(causal.shown.tokens)
    lets_it_write(causal, 5)
    causal.waits_until(lambda state: state.generating is None)
    shown = causal.waits_for_results()
    assert causal.text.startswith(SOURCE)
    assert len(shown.tokens) == n_typed + 5
    assert shown.maps[0].weights.shape == (n_typed + 5, n_typed + 5)
    causal.presses("Ctrl+Return")
    causal.waits_until(
        lambda state: state.generating is None and state.document != shown.request.document
    )
    assert len(causal.waits_for_results().tokens) == n_typed + 10


def test_the_map_follows_while_the_text_grows_and_stop_keeps_it(causal: Person) -> None:
    n_typed = len(causal.shown.tokens)
    lets_it_write(causal, MOST_NEW_TOKENS)
    causal.waits_until(lambda state: len(state.inspection.tokens) > n_typed + 3)
    causal.presses("Ctrl+.")
    assert causal.state.generating is None
    shown = causal.waits_for_results()
    assert n_typed + 3 < len(shown.tokens) < n_typed + MOST_NEW_TOKENS
    assert causal.text.startswith(SOURCE)
    causal.writes("a new text")
    assert causal.waits_for_results().request.document.text == "a new text"


def test_a_row_of_the_map_asks_what_comes_after_it(causal: Person) -> None:
    view = causal.window.explore.map
    layout = view.layout_now()
    assert layout is not None
    causal.clicks(view, layout.cell_rect(2, 0).center().toPoint())
    assert causal.state.focus == 2
    assert "position 2" in causal.window.explore.predictions.place.text()


def test_a_target_without_a_source_is_said_and_nothing_is_lost(translator: Person) -> None:
    translator.clicks(translator.window.text_panel.target_field)
    translator.types("A cat")
    translator.waits_for_results()
    translator.clears()
    problem = translator.waits_for_problem("text")
    assert "no text that it could belong to" in problem.message
    lets_it_write(translator, 20)
    translator.waits_until(lambda state: state.generating is None)
    assert "Type a sentence" in translator.waits_for_problem("text").message
    assert translator.window.text_panel.target_field.toPlainText() == "A cat"
    translator.writes("The cat sat")
    translator.waits_for_results()


def test_a_tokenizer_without_offsets_writes_and_aligns_too(folder: Path, sits_down: Any) -> None:
    person: Person = sits_down(model=str(saved_marian(folder / "marian")), text="the dog sees it")
    person.waits_for_results()
    lets_it_write(person, 20)
    person.waits_until(lambda state: state.generating is None)
    chooses_site(person, "cross")
    person.presses("Ctrl+3")
    [aligned] = person.waits_for_results().maps
    assert aligned.head == HeadRef(aligned.head.layer, aligned.head.head, "cross")
    assert aligned.keys.labels[:4] == ("the", "dog", "sees", "it")
