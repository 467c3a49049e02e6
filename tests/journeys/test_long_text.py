"""Texts that are longer than the model reads at once, and what is done with them in the window."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path

import numpy as np
import pytest
import torch

from explorer.records import HeadRef, TileKey
from explorer.state.details import detail_missing
from explorer.state.model import AppState, Hover
from explorer.state.selectors import is_too_long, readout

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
    layout = reader.window.explore.map.layout_now()
    assert layout.map_rect.contains(layout.cell_rect(676, 676).center())
    assert strip.cursor_position == 676
    reader.presses("Esc")
    assert not bar.isVisible()
    assert reader.window.text_panel.field.hasFocus()


# ---- more tokens than every weight is held for ---------------------------------------------------


@pytest.fixture(scope="module")
def long_model(tmp_path_factory) -> tuple[Path, object]:
    """A tiny ModernBERT, local and global layers, that reads 40,000 tokens: where, and itself."""
    from tests.core import vocabularies
    from tests.core.models import tiny_model

    folder = tmp_path_factory.mktemp("models") / "long-modernbert"
    tokenizer = vocabularies.wordpiece()
    model = tiny_model(
        "modernbert", vocab_size=len(tokenizer), max_position_embeddings=40_000, local_attention=64
    )
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    settings = folder / "tokenizer_config.json"
    wide = json.loads(settings.read_text()) | {"model_max_length": 40_000}
    settings.write_text(json.dumps(wide))
    return folder, model


@pytest.fixture
def scholar(sits_down, long_model):
    """Somebody with a text of so many tokens before that model, its maps exact."""

    def opened(n_tokens: int):
        person = sits_down(model=str(long_model[0]), text=words(n_tokens - 2))
        shown = person.waits_for_results()
        assert len(shown.tokens) == n_tokens
        person.waits_until(is_exact)
        return person

    return opened


def is_exact(state: AppState) -> bool:
    """Nothing of what is looked at is still to come."""
    shown = state.inspection
    return shown.request == state.wanted and shown.is_exact and detail_missing(state) is None


def test_zooming_in_ends_at_the_models_own_weights(scholar, long_model):
    from tests.core.models import eager_twin

    person = scholar(1_400)
    person.clicks_head(0, 2)
    person.waits_until(is_exact)
    view = person.window.explore.map
    at = view.layout_now().map_rect.center().toPoint()
    person.points_at(view, at)
    pooled, around = readout(person.state), person.state.hover
    assert pooled.mean is not None
    assert "largest" in person.window.status_line._readout.text()
    person.turns_the_wheel(view, at, 9)
    person.waits_until(lambda state: TileKey(0, 1, 1) in state.tiles and is_exact(state))
    cell, at_cell = readout(person.state), person.state.hover
    assert cell.mean is None

    ids = torch.tensor([person.shown.tokens.ids])
    with torch.no_grad():
        every = eager_twin(long_model[1])(input_ids=ids, output_attentions=True).attentions
    weights = every[0][0, 2].numpy()  # (query, key) of layer 0, head 2
    assert cell.weight == pytest.approx(weights[at_cell.queries[0], at_cell.keys[0]], abs=1e-5)
    part = weights[np.ix_(around.queries, around.keys)]
    assert part.size > 1
    assert pooled.weight == pytest.approx(part.max(), abs=1e-5)
    assert pooled.mean == pytest.approx(part.mean(), abs=1e-5)


def test_a_text_of_four_thousand_tokens_is_walked_through_by_keyboard_and_mouse(scholar):
    person = scholar(4_096)
    view, strip = person.window.explore.map, person.window.token_strip
    person.presses("Ctrl+G")
    person.types("3,000")
    person.presses("Return")
    person.waits_until(is_exact)
    layout = view.layout_now()
    assert layout.map_rect.contains(layout.cell_rect(3_000, 3_000).center())
    assert readout(replace(person.state, hover=hover_at(3_000))).mean is None
    person.presses("Ctrl+F")
    person.types("winter")
    assert person.window.search_bar.count.text().startswith("1 of ")
    person.presses("Return", "Esc")
    person.clicks(view, view.layout_now().map_rect.center().toPoint())
    row = min(person.state.pinned)
    person.waits_until(lambda state: (state.head, row) in state.details.rows)
    person.presses("Ctrl+2")
    assert person.window.explore.lines.isVisible()
    person.presses("Ctrl+1", "Ctrl+0")
    assert not view.layout_now().camera.is_zoomed
    person.clicks_head(1, 0)
    person.waits_until(is_exact)
    assert person.state.head == HeadRef(1, 0)
    person.presses("Ctrl+L", "Ctrl+End")
    person.types(" snow")
    person.waits_until(is_exact)
    assert person.shown.tokens.labels[-2] == "snow"
    strip.setFocus()
    person.presses("End")
    assert strip.cursor_position == 4_096


def hover_at(position: int) -> Hover:
    return Hover((position,), (position,))
