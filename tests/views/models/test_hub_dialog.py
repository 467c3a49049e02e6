"""The dialog of models: what is found, looked at, fetched, kept and removed, by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from explorer.records import (
    CachedModel,
    DownloadRequest,
    HubFile,
    HubModel,
    LoadRequest,
    Progress,
    SearchRequest,
    SearchResult,
)
from explorer.state import actions as a
from explorer.state.actions import hub as h
from explorer.state.hub import HubState
from explorer.state.model import AppState
from explorer.views.models.hub_dialog import HubDialog
from explorer.views.models.model_card import short_count
from tests.views.live import live
from tests.views.states import model_with

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

LEFT = Qt.MouseButton.LeftButton
FILES = (HubFile("model.safetensors", 400_000_000), HubFile("config.json", 600))
BERT = HubModel(
    "team/bert", "fill-mask", 400_000_600, 100_000_000, "apache-2.0", True,
    family="bert", reach="captured", stored_as="float32", files=FILES,
)  # fmt: skip
LLAMA = HubModel("meta/llama", "text-generation", licence="llama3", is_gated=True, family="llama")
SEEN = HubModel("team/vit", family="vit", reach="none", reach_note="It looks at images.")
SEARCH = SearchRequest("")
FOUND = HubState(is_open=True, search=SEARCH, result=SearchResult(SEARCH, (BERT, LLAMA, SEEN)))
KEPT = (
    CachedModel("team/kept", 12_000_000, 1.8e9, "bert", "captured", "", 6_000_000, "float16"),
    CachedModel("team/half", 5_000_000, 1.7e9, is_whole=False),
)
HERE = replace(FOUND, page="here", cached=KEPT)


@pytest.fixture
def shown(qtbot):
    def shown(hub: HubState, **state) -> HubDialog:
        dialog = HubDialog(["auto", "cpu"])
        state = AppState(hub=hub, devices=("cpu",), **state)
        dialog.said = live(qtbot, dialog, state, (1120, 680))
        return dialog

    return shown


def clicks(widget):
    QTest.mouseClick(widget, LEFT)


def clicks_row(table, row):
    item = table.visualItemRect(table.topLevelItem(row))
    QTest.mouseClick(table.viewport(), LEFT, pos=item.center())


def cells(table, row):
    return [table.topLevelItem(row).text(column) for column in range(table.columnCount())]


def test_what_the_hub_found_stands_in_rows(shown):
    table = shown(FOUND).found_table
    assert cells(table, 0) == ["team/bert", "fill-mask", "400 MB", "apache-2.0", "✓", "captured"]
    assert cells(table, 1) == ["meta/llama", "text-generation", "", "gated · llama3", "–", ""]
    spoken = table.topLevelItem(0).data(4, Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "safetensors"


def test_typing_searches_once_it_rests_and_enter_at_once(shown, qtbot):
    dialog = shown(FOUND)
    QTest.keyClicks(dialog.search_bar.field, "bert")
    qtbot.waitUntil(lambda: h.ModelsSearched("bert") in dialog.said, timeout=5000)
    assert len(dialog.said) == 1
    QTest.keyClicks(dialog.search_bar.field, "a")
    QTest.keyClick(dialog.search_bar.field, Qt.Key.Key_Return)
    assert dialog.said[1:] == [h.ModelsSearched("berta")]
    assert dialog.note.text() == "Searching…"


def test_a_task_narrows_the_search(shown):
    dialog = shown(FOUND)
    dialog.search_bar.task_button.step(1)
    assert dialog.said == [h.ModelsSearched("", "fill-mask")]


def test_keys_alone_go_from_the_field_to_a_model_and_fetch_it(shown):
    dialog = shown(FOUND)
    QTest.keyClick(dialog.search_bar.field, Qt.Key.Key_Down)
    assert dialog.said == [h.HubModelChosen("team/bert")]
    QTest.keyClick(dialog.found_table, Qt.Key.Key_Down)
    assert dialog.said[-1] == h.HubModelChosen("meta/llama")
    QTest.keyClick(dialog.found_table, Qt.Key.Key_Return)
    assert dialog.said[-1] == h.DownloadRequested(LoadRequest("meta/llama"))


def test_the_chosen_model_is_told_in_full_with_what_a_download_brings(shown):
    dialog = shown(FOUND)
    clicks_row(dialog.found_table, 0)
    facts = dialog.card.facts.text()
    for part in ("fill-mask · bert · 100 M parameters", "Licence: apache-2.0", "captured"):
        assert part in facts
    assert "400 MB to download" in facts
    assert "model.safetensors · 400 MB" in dialog.card.files.text()
    assert dialog.options.memory.text() == "About 400 MB of memory for its weights"
    dialog.options.dtype_button.step(2)
    assert dialog.options.memory.text() == "About 200 MB of memory for its weights"


def test_what_is_gated_a_pickle_or_brings_code_is_said(shown):
    dialog = shown(FOUND)
    clicks_row(dialog.found_table, 1)
    assert "hf auth login" in dialog.card.warning.text()
    risky = replace(LLAMA, id="team/risky", is_gated=False, runs_code=True, files=FILES)
    dialog = shown(replace(FOUND, chosen="team/risky", described=risky))
    assert dialog.card.warning.text().splitlines() == [
        "Its weights are a Python pickle.",
        "It brings Python code of its own.",
    ]


def test_a_model_whose_attention_cannot_be_shown_is_not_fetched(shown):
    dialog = shown(FOUND)
    clicks_row(dialog.found_table, 2)
    assert "cannot be shown. It looks at images." in dialog.card.facts.text()
    assert not dialog.open_button.isEnabled()


@pytest.mark.parametrize(("n_here", "words"), [
    (0, "Download and open"), (100, "Resume and open"), (400_000_600, "Open"),
])  # fmt: skip
def test_the_button_says_what_is_still_to_be_fetched(shown, n_here, words):
    dialog = shown(replace(FOUND, chosen=BERT.id, described=replace(BERT, n_bytes_here=n_here)))
    assert dialog.open_button.text() == words
    clicks(dialog.open_button)
    is_here = words == "Open"
    load = LoadRequest("team/bert")
    assert dialog.said[-1] == (a.ModelRequested(load) if is_here else h.DownloadRequested(load))
    assert dialog.isVisible() != is_here


def test_nothing_is_trusted_unless_told(shown):
    dialog = shown(FOUND)
    clicks_row(dialog.found_table, 0)
    clicks(dialog.options.pickle_box)
    clicks(dialog.options.remote_box)
    dialog.options.device_button.step(1)
    clicks(dialog.open_button)
    trusted = LoadRequest("team/bert", "cpu", allow_pickle=True, trust_remote_code=True)
    assert dialog.said[-1] == h.DownloadRequested(trusted)


def test_a_download_shows_how_far_it_is_and_can_be_cancelled(shown):
    download = DownloadRequest(LoadRequest("team/bert"))
    going = replace(FOUND, download=download, progress=Progress("Downloading: 100 of 400 MB", 0.25))
    dialog = shown(replace(going, chosen="meta/llama"))
    assert dialog.download_bar.text.text() == "Downloading: 100 of 400 MB  25%"
    assert dialog.download_bar.line.fraction == 0.25
    assert not dialog.open_button.isEnabled()  # one at a time
    clicks(dialog.download_bar.cancel_button)
    assert dialog.said == [h.DownloadCancelled()]
    assert not dialog.download_bar.isVisible()


def test_the_dialog_closes_by_itself_once_the_model_has_come(shown):
    download = DownloadRequest(LoadRequest("team/bert"))
    dialog = shown(replace(FOUND, download=download))
    dialog.store.dispatch(h.DownloadFinished(download))
    assert not dialog.isVisible()


def test_a_download_that_failed_is_said_in_the_dialog(shown):
    download = DownloadRequest(LoadRequest("team/bert"))
    dialog = shown(replace(FOUND, download=download))
    dialog.store.dispatch(h.DownloadFailed(download, "arrived with another checksum"))
    assert dialog.warning.text() == "arrived with another checksum"
    assert dialog.store.state.problem is None


@pytest.mark.parametrize(("pasted", "source"), [
    ("team/tiny", "team/tiny"),
    ("https://huggingface.co/team/tiny/tree/main", "team/tiny"),
    ("https://huggingface.co/team/tiny/blob/abc/config.json", "team/tiny@abc"),
])  # fmt: skip
def test_an_id_or_a_page_that_is_pasted_opens_directly(shown, pasted, source):
    dialog = shown(FOUND)
    dialog.search_bar.field.setText(pasted)
    assert dialog.open_button.isEnabled()
    QTest.keyClick(dialog.search_bar.field, Qt.Key.Key_Return)
    assert dialog.said == [h.DownloadRequested(LoadRequest(source))]
    assert not dialog.isVisible()


def test_what_is_on_this_computer_is_listed_with_sizes(shown):
    dialog = shown(replace(FOUND, cached=KEPT))
    clicks(dialog.here_tab)
    assert dialog.said == [h.HubPageChosen("here")]
    assert dialog.note.text() == "Models: 2 · 17 MB"
    assert cells(dialog.kept_table, 0)[:2] == ["team/kept", "12 MB"]
    assert cells(dialog.kept_table, 1)[:2] == ["team/half · unfinished", "5.0 MB"]
    clicks_row(dialog.kept_table, 1)
    assert dialog.open_button.text() == "Resume and open"
    clicks_row(dialog.kept_table, 0)
    assert dialog.options.memory.text() == "About 24 MB of memory for its weights"
    clicks(dialog.open_button)
    assert dialog.said[-1] == a.ModelRequested(LoadRequest("team/kept"))


@pytest.mark.parametrize("by_keys", [True, False])
def test_a_model_is_removed_only_after_a_second_yes(shown, by_keys):
    dialog = shown(HERE)
    clicks_row(dialog.kept_table, 0)

    def removes():
        if by_keys:
            QTest.keyClick(dialog.kept_table, Qt.Key.Key_Delete)
        else:
            clicks(dialog.remove_button)

    removes()
    assert dialog.warning.text() == "Remove team/kept (12 MB) from this computer?"
    assert dialog.remove_button.text() == "Remove for good"
    clicks_row(dialog.kept_table, 1)  # another one: nothing is agreed to
    assert dialog.remove_button.text() == "Remove…"
    clicks_row(dialog.kept_table, 0)
    removes()
    removes()
    assert dialog.said[-1] == h.RemovalRequested("team/kept")
    assert h.RemovalRequested("team/half") not in dialog.said


def test_the_model_that_is_open_is_not_removed(shown):
    dialog = shown(HERE, model=replace(model_with(2, 2), source="team/kept"))
    clicks_row(dialog.kept_table, 0)
    assert not dialog.remove_button.isEnabled()
    QTest.keyClick(dialog.kept_table, Qt.Key.Key_Delete)
    assert dialog.warning.text() == ""


def test_offline_says_so_and_shows_what_is_here(shown):
    dialog = shown(HubState(is_open=True, search=SEARCH, cached=KEPT))
    dialog.store.dispatch(h.HubWasOffline(SEARCH, "The hub did not answer."))
    assert dialog.note.text().startswith("Offline: what is on this computer opens all the same.")
    assert dialog.warning.text() == ""
    assert dialog.search_bar.isVisible()
    clicks_row(dialog.kept_table, 0)
    assert dialog.open_button.text() == "Open"
    assert dialog.open_button.isEnabled()
    dialog.said.clear()
    clicks(dialog.retry_button)
    assert dialog.said == [h.ModelsSearched("")]


def test_offline_the_page_of_this_computer_says_what_is_on_it(shown):
    dialog = shown(HubState(is_open=True, search=SEARCH, cached=KEPT))
    dialog.store.dispatch(h.HubWasOffline(SEARCH, "The hub did not answer."))
    clicks(dialog.here_tab)
    assert dialog.note.text().startswith(f"Models: {len(KEPT)}")
    assert not dialog.retry_button.isVisible()


def test_a_search_without_a_result_says_what_to_try(shown):
    nothing = SearchRequest("xyz")
    dialog = shown(HubState(is_open=True, search=nothing, result=SearchResult(nothing, ())))
    assert "“xyz”" in dialog.note.text()


def test_every_part_is_reached_by_tab_and_has_a_name(shown):
    dialog = shown(FOUND)
    dialog.activateWindow()
    dialog.search_bar.field.setFocus()
    reached = []
    for _ in range(20):
        QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
        reached.append(dialog.focusWidget())
    parts = {
        dialog.hub_tab, dialog.here_tab, dialog.search_bar.field, dialog.search_bar.task_button,
        dialog.found_table, dialog.options.device_button, dialog.options.dtype_button,
        dialog.options.pickle_box, dialog.options.remote_box, dialog.close_button,
    }  # fmt: skip
    assert parts <= set(reached)
    for part in parts:
        named = part.accessibleName() or getattr(part, "text", lambda: "")()
        assert named, part


@pytest.mark.parametrize(("n", "text"), [
    (12, "12"), (4_500, "4.5 k"), (110_000_000, "110 M"), (6_700_000_000, "6.7 B"),
])  # fmt: skip
def test_parameters_are_counted_briefly(n, text):
    assert short_count(n) == text
