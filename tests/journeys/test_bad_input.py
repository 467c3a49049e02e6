"""Texts, models and places that cannot work: each is told in words, and the window works on.

After each, what was typed and what was on the screen are still there, and the next good text works.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import huggingface_hub
import pytest

from explorer.state.model import AppState
from tests.core.hub.loopback import loopback_hub
from tests.journeys.conftest import Sits
from tests.journeys.person import Person

GOOD = "The next good text."


def works_on(person: Person) -> None:
    """The next good text is read, and all messages go."""
    person.writes(GOOD)
    tokens = person.waits_for_results().tokens
    assert tokens.labels == ("[CLS]", "the", "next", "good", "text", ".", "[SEP]")
    assert not person.window.text_panel.message.isVisible()
    assert not person.window.problem_bar.isVisible()


# ---- texts ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "     "])
def test_a_text_of_nothing_says_so_and_leaves_the_old_maps(person: Person, text: str) -> None:
    before = person.shown
    person.clears()
    person.types(text)
    problem = person.waits_for_problem("text")
    assert "no text" in problem.message
    assert person.text == text
    assert person.shown is before
    works_on(person)


@pytest.mark.slow
def test_a_hundred_thousand_characters_are_counted_and_can_be_cut(person: Person) -> None:
    before, text = person.shown, "word " * 20_000
    person.pastes(text)
    problem = person.waits_for_problem("text")
    assert "20,002 tokens" in problem.message
    assert "512" in problem.message
    assert person.text == text
    assert person.shown is before
    person.clicks(person.window.text_panel.length_row.cut_button)
    shown = person.waits_for_results()
    assert len(shown.tokens) == 512
    assert "512" in person.window.text_panel.notice.text()
    assert person.text == text
    works_on(person)
    assert not person.window.text_panel.notice.isVisible()


@pytest.mark.parametrize(
    ("pasted", "labels"),
    [
        ("nul \0 inside", ["nu", "##l", "inside"]),
        ("a \u202eturned\u202c word", ["a", "turned", "word"]),
        ("a \u2067set apart\u2069 word", ["a", "set", "apart", "word"]),
    ],
)
def test_characters_that_cannot_be_seen_are_read_as_spaces(
    person: Person, pasted: str, labels: list[str]
) -> None:
    person.pastes(pasted)
    person.waits_until(lambda state: state.document.text != "The capital of France is [MASK].")
    assert list(person.waits_for_results().tokens.labels[1:-1]) == labels
    works_on(person)


def test_half_a_character_is_read_and_does_no_harm(person: Person) -> None:
    person.pastes("half \udc80 one")
    person.waits_until(lambda state: state.document.text.startswith("half"))
    labels = person.waits_for_results().tokens.labels
    assert (labels[1], labels[-2]) == ("half", "one")
    person.presses("Ctrl+Z")
    assert person.text == "The capital of France is [MASK]."
    works_on(person)


def test_an_exception_inside_the_model_is_told_and_the_next_text_works(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    from transformers.models.bert.modeling_bert import BertLayer

    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("a broken layer")

    before = person.shown
    with monkeypatch.context() as patched:
        patched.setattr(BertLayer, "forward", broken)
        person.writes("This text breaks it.")
        problem = person.waits_for_problem("text")
    assert "a broken layer" in problem.message
    assert person.text == "This text breaks it."
    assert person.shown is before
    works_on(person)


# ---- models --------------------------------------------------------------------------------------


def _asked_last(state: AppState) -> str:
    load = state.hub.failed or state.load
    return load.source if load else ""


def refused(person: Person, opens: Any, source: str) -> str:
    """The message; the model before is still open, with its maps."""
    before, model = person.shown, person.state.model
    opens(source)
    person.waits_until(lambda state: _asked_last(state) == source)
    message = person.waits_for_problem("model").message
    assert person.state.loading is None
    assert person.state.model is model
    assert person.shown is before
    person.clicks(person.window.problem_bar.dismiss_button)
    works_on(person)
    return message


def without(file: Path, field: str) -> None:
    config = json.loads(file.read_text())
    del config[field]
    file.write_text(json.dumps(config))


def test_a_folder_of_a_model_opens(person: Person, model_folder: Path) -> None:
    person.opens_folder(model_folder)
    person.waits_until(lambda state: state.model and state.model.source == str(model_folder))
    assert person.waits_for_results().tokens.labels[0] == "<s>"
    assert "tiny" in person.window.windowTitle()


def test_a_folder_that_is_no_model_says_what_it_holds(person: Person, tmp_path: Path) -> None:
    folder = tmp_path / "holidays"
    folder.mkdir()
    (folder / "beach.jpg").touch()
    message = refused(person, person.opens_folder, str(folder))
    assert "no config.json" in message
    assert "beach.jpg" in message


def test_truncated_weights_say_how_much_is_there(person: Person, model_folder: Path) -> None:
    weights = model_folder / "model.safetensors"
    whole = weights.read_bytes()
    weights.write_bytes(whole[: len(whole) // 2])
    message = refused(person, person.opens_folder, str(model_folder))
    assert f"{len(whole) // 2:,} of {len(whole):,} bytes" in message


@pytest.mark.parametrize("field", ["model_type", "hidden_size"])
def test_a_config_that_lacks_a_field_is_named(
    person: Person, model_folder: Path, field: str
) -> None:
    without(model_folder / "config.json", field)
    message = refused(person, person.opens_folder, str(model_folder))
    assert "config.json" in message


def test_a_model_without_its_tokenizer_says_so(person: Person, model_folder: Path) -> None:
    for file in model_folder.glob("tokenizer*"):
        file.unlink()
    assert "no tokenizer" in refused(person, person.opens_folder, str(model_folder))


@pytest.fixture
def hub_at(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """Points the client to a hub; it reads its environment once, so its constants are set."""
    constants = huggingface_hub.constants

    def points(url: str) -> None:
        files = url + "/{repo_id}/resolve/{revision}/{filename}"
        monkeypatch.setattr(constants, "ENDPOINT", url)
        monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", files)
        monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "cache"))
        monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
        monkeypatch.setenv("HF_HUB_DISABLE_IMPLICIT_TOKEN", "1")

    return points


def test_a_hub_id_that_does_not_exist_says_so(person: Person, hub_at: Any) -> None:
    with loopback_hub() as hub:
        hub_at(hub.url)
        message = refused(person, person.opens_from_hub, "nobody/nothing")
    assert "no model “nobody/nothing” on the hub" in message


def test_without_a_network_the_hub_does_not_answer(person: Person, hub_at: Any) -> None:
    hub_at(f"http://127.0.0.1:{closed_port()}")
    message = refused(person, person.opens_from_hub, "somebody/something")
    assert "did not answer" in message
    assert "Check the network" in message


def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def test_a_model_of_the_hub_is_fetched_and_opens(
    person: Person, hub_at: Any, saved_model: Path
) -> None:
    with loopback_hub() as hub:
        hub.repositories["team/tiny"] = saved_model
        hub_at(hub.url)
        person.opens_from_hub("team/tiny")
        person.waits_until(lambda state: state.model and state.model.source == "team/tiny")
        assert person.waits_for_results().model.name == "team/tiny"


def test_a_load_that_is_cancelled_leaves_the_model_that_was_open(
    person: Person, hub_at: Any
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        hub_at(f"http://127.0.0.1:{silent.getsockname()[1]}")
        model = person.state.model
        person.opens_from_hub("team/slow")
        person.waits_until(lambda state: state.hub.progress and "hub" in state.hub.progress.message)
        person.clicks(person.window.model_picker.cancel_button)
        assert person.state.hub.download is None
        connection, _ = silent.accept()
        connection.close()
    works_on(person)
    assert person.state.model is model


def test_a_first_model_that_cannot_be_opened_leaves_a_window_that_can_open_another(
    sits_down: Sits, tmp_path: Path, model_folder: Path
) -> None:
    person = sits_down(model=str(tmp_path / "nowhere"), text="a cat")
    assert "nowhere" in person.waits_for_problem("model").message
    person.opens_folder(model_folder)
    person.waits_until(lambda state: state.model and state.model.source == str(model_folder))
    assert person.waits_for_results().request.document.text == "a cat"


# ---- places --------------------------------------------------------------------------------------


def not_exported(person: Person, path: Path) -> str:
    before = person.shown
    person.exports(path)
    message = person.waits_for_problem("export").message
    assert person.state.export is None
    assert person.shown is before
    person.clicks(person.window.problem_bar.dismiss_button)
    works_on(person)
    return message


def test_a_full_disk_is_told_and_the_old_file_is_kept(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "figures" / "figure.png"
    path.parent.mkdir()
    path.write_bytes(b"the old figure")

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        message = not_exported(person, path)
    assert "is full" in message
    assert path.read_bytes() == b"the old figure"
    assert list(path.parent.iterdir()) == [path]
    person.exports(path)
    person.waits_until(lambda state: state.exported == path)
    assert path.read_bytes().startswith(b"\x89PNG")


@pytest.fixture
def read_only_folder(tmp_path: Path) -> Iterator[Path]:
    """One that not even root can write to, where there is one."""
    if os.geteuid() == 0:
        yield Path("/sys")
        return
    folder = tmp_path / "locked"
    folder.mkdir(mode=0o500)
    yield folder
    shutil.rmtree(folder)


def test_a_folder_that_cannot_be_written_to_is_named(
    person: Person, read_only_folder: Path
) -> None:
    message = not_exported(person, read_only_folder / "figure.npz")
    assert f"{read_only_folder} cannot be written to" in message


def test_a_folder_that_does_not_exist_is_named(person: Person, tmp_path: Path) -> None:
    assert "There is no folder" in not_exported(person, tmp_path / "missing" / "figure.json")


def test_a_format_that_nothing_is_written_as_is_named(person: Person, tmp_path: Path) -> None:
    assert ".docx" in not_exported(person, tmp_path / "figure.docx")
    assert not (tmp_path / "figure.docx").exists()
