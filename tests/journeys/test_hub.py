"""Somebody looks for a model on the hub, fetches it while they go on, and removes it again."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import huggingface_hub
import pytest

from explorer.records import HubModel
from explorer.state.model import AppState
from tests.core.hub.loopback import LoopbackHub, Stall, loopback_hub
from tests.journeys.person import Person

WEIGHTS = "model.safetensors"


@pytest.fixture
def hub(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, saved_model: Path
) -> Iterator[LoopbackHub]:
    """A hub with two models; the client reads its environment once, so its constants are set."""
    constants = huggingface_hub.constants
    with loopback_hub() as hub:
        hub.repositories |= {"team/tiny": saved_model, "team/other": saved_model}
        hub.cards["team/tiny"] = {"pipeline_tag": "fill-mask", "config": {"model_type": "roberta"}}
        files = hub.url + "/{repo_id}/resolve/{revision}/{filename}"
        monkeypatch.setattr(constants, "ENDPOINT", hub.url)
        monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", files)
        monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "cache"))
        monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
        monkeypatch.setenv("HF_HUB_DISABLE_IMPLICIT_TOKEN", "1")
        yield hub


def found(state: AppState) -> tuple[HubModel, ...]:
    return state.hub.result.models if state.hub.result else ()


def clicks_first_row(person: Person, table: Any) -> None:
    person.clicks(table.viewport(), table.visualItemRect(table.topLevelItem(0)).center())


def opens_dialog(person: Person) -> Any:
    person.presses("Ctrl+Shift+O")
    return person.window.model_picker.dialog


def test_a_model_is_found_fetched_while_one_writes_on_kept_and_removed(
    person: Person, hub: LoopbackHub
) -> None:
    over = threading.Event()
    hub.troubles[WEIGHTS].append(Stall(4000, over))
    dialog = opens_dialog(person)
    person.waits_until(lambda state: state.hub.result)
    person.clicks(dialog.search_bar.field)
    person.types("tin")
    person.waits_until(
        lambda s: s.hub.result and [m.id for m in s.hub.result.models] == ["team/tiny"]
    )
    person.presses("Down", "Return")
    person.waits_until(lambda state: state.hub.progress and state.hub.progress.fraction)
    assert dialog.download_bar.isVisible()

    person.presses("Escape")
    person.takes_the_keys()
    person.writes("The sea is [MASK].")
    person.waits_for_results()
    assert person.state.hub.download is not None
    assert person.window.model_picker.cancel_button.isVisible()

    over.set()
    person.waits_until(lambda state: state.model and state.model.source == "team/tiny")
    assert person.waits_for_results().request.document.text == "The sea is [MASK]."

    dialog = opens_dialog(person)
    person.clicks(dialog.here_tab)
    person.waits_until(lambda state: state.hub.cached)
    clicks_first_row(person, dialog.kept_table)
    assert not dialog.remove_button.isEnabled()  # it is open
    person.presses("Escape")
    person.takes_the_keys()


def test_a_download_given_up_goes_on_from_there_and_can_be_removed(
    person: Person, hub: LoopbackHub, tmp_path: Path
) -> None:
    over = threading.Event()
    hub.troubles[WEIGHTS].append(Stall(4000, over))
    model = person.state.model
    dialog = opens_dialog(person)
    person.waits_until(lambda state: state.hub.result)
    person.clicks(dialog.search_bar.field)
    person.presses("Down", "Return")
    parts = tmp_path / "cache"
    person.waits_until(lambda _: any(p.stat().st_size == 4000 for p in parts.rglob("*.incomplete")))
    person.clicks(dialog.download_bar.cancel_button)
    person.waits_until(lambda state: state.hub.is_begun)
    assert dialog.open_button.text() == "Resume and open"
    assert person.state.model is model
    over.set()

    person.clicks(dialog.here_tab)
    person.waits_until(lambda state: state.hub.cached)
    clicks_first_row(person, dialog.kept_table)
    person.clicks(dialog.remove_button)
    person.clicks(dialog.remove_button)
    person.waits_until(lambda state: state.hub.cached == ())
    assert not list(parts.glob("models--*"))
    person.presses("Escape")
    person.takes_the_keys()
