"""Fetching from a hub that runs here, and every way in which a hub may refuse."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading

import huggingface_hub
import pytest

from explorer.core.checkpoint.checkpoint import open_checkpoint
from explorer.errors import (
    Cancelled,
    CheckpointError,
    CheckpointNotFound,
    CheckpointUnsafe,
    HubUnreachable,
)
from explorer.records import LoadRequest
from tests.core import vocabularies
from tests.core.hub import COMMIT, loopback_hub
from tests.core.models import tiny_model


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hub") / "tiny"
    tokenizer = vocabularies.roberta()
    tiny_model("roberta", vocab_size=len(tokenizer)).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    for name in ("pytorch_model.bin", "modeling.py", "README.md"):
        (folder / name).write_bytes(b"must never be fetched")
    return folder


@pytest.fixture
def hub(saved):
    with loopback_hub() as hub:
        hub.repositories["team/tiny"] = saved
        yield hub


@pytest.fixture(autouse=True)
def client(hub, tmp_path, monkeypatch):
    """The client reads its environment when it is imported, so its constants are set instead."""
    constants = huggingface_hub.constants
    files = hub.url + "/{repo_id}/resolve/{revision}/{filename}"
    monkeypatch.setattr(constants, "ENDPOINT", hub.url)
    monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", files)
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    monkeypatch.setenv("HF_HUB_DISABLE_IMPLICIT_TOKEN", "1")
    return constants


def opened(source="team/tiny", **options):
    return open_checkpoint(LoadRequest(source, **options))


def test_a_model_of_the_hub_opens_with_its_commit_and_shows_how_far_it_is():
    heard = []
    checkpoint = open_checkpoint(LoadRequest("team/tiny"), progress=heard.append)
    info = checkpoint.info
    assert (info.name, info.source, info.revision) == ("team/tiny", "team/tiny", COMMIT)
    assert info.objective == "masked"
    fractions = [progress.fraction for progress in heard if progress.fraction is not None]
    assert fractions
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0
    assert any(progress.message.startswith("Downloading team/tiny") for progress in heard)


def test_only_what_is_needed_is_fetched(hub):
    opened("team/tiny@main")
    fetched = {asked.rsplit("/", 1)[1] for asked in hub.asked if "resolve" in asked}
    assert {"config.json", "model.safetensors", "tokenizer.json"} <= fetched
    assert not fetched & {"pytorch_model.bin", "modeling.py", "README.md"}


def test_what_is_cached_opens_without_a_network(client, monkeypatch):
    opened()
    monkeypatch.setattr(client, "ENDPOINT", "http://127.0.0.1:9")  # nothing listens there
    assert opened().info.revision == COMMIT
    monkeypatch.setattr(client, "HF_HUB_OFFLINE", True)
    assert opened().info.revision == COMMIT


def test_a_name_that_the_hub_does_not_know_is_not_found():
    with pytest.raises(CheckpointNotFound, match=r"no model “team/none” on the hub"):
        opened("team/none")
    with pytest.raises(CheckpointNotFound, match=r"no version “v9”"):
        opened("team/tiny@v9")


def test_gated_and_private_models_say_how_to_log_in(hub):
    hub.gated.add("team/gated")
    hub.private.add("team/private")
    with pytest.raises(CheckpointError, match=r"gated.*hf auth login"):
        opened("team/gated")
    with pytest.raises(CheckpointError, match=r"hf auth login"):
        opened("team/private")


def test_a_hub_that_cannot_be_reached_is_named_as_the_cause(client, monkeypatch):
    monkeypatch.setattr(client, "ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(HubUnreachable, match=r"did not answer.*not in the local cache"):
        opened()
    monkeypatch.setattr(client, "HF_HUB_OFFLINE", True)
    with pytest.raises(HubUnreachable, match=r"not in the local cache.*HF_HUB_OFFLINE"):
        opened()


def test_a_pickle_on_the_hub_is_refused_before_it_is_fetched(hub, saved, tmp_path):
    only_pickle = tmp_path / "pickled"
    only_pickle.mkdir()
    for name in ("config.json", "tokenizer.json", "pytorch_model.bin"):
        (only_pickle / name).write_bytes((saved / name).read_bytes())
    hub.repositories["team/pickled"] = only_pickle
    with pytest.raises(CheckpointUnsafe, match=r"pickle"):
        opened("team/pickled")
    assert not [asked for asked in hub.asked if asked.endswith(".bin")]


def test_a_download_can_be_given_up():
    asked = []

    def is_cancelled():
        asked.append(True)
        return len(asked) > 3

    with pytest.raises(Cancelled):
        open_checkpoint(LoadRequest("team/tiny"), is_cancelled=is_cancelled)


def test_a_hub_that_never_answers_is_given_up_at_once(client, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setattr(client, "ENDPOINT", f"http://127.0.0.1:{silent.getsockname()[1]}")
        heard, over = threading.Event(), threading.Event()

        def listen():
            with silent.accept()[0] as connection:
                connection.recv(1)
                heard.set()
                over.wait(30)

        listening = threading.Thread(target=listen)
        listening.start()
        with pytest.raises(Cancelled):
            open_checkpoint(LoadRequest("team/tiny"), is_cancelled=heard.is_set)
        over.set()
        listening.join()


def test_the_endpoint_and_the_cache_of_the_environment_count(hub, tmp_path):
    program = """
from explorer.core.checkpoint.hub import downloaded
from explorer.records import Progress
folder, commit = downloaded(
    "team/tiny", None, allow_pickle=False, trust_remote_code=False,
    progress=lambda progress: None, is_cancelled=lambda: False,
)
print(folder, commit)
"""
    environment = os.environ | {"HF_ENDPOINT": hub.url, "HF_HOME": str(tmp_path / "home")}
    environment.pop("HF_HUB_OFFLINE", None)
    environment.pop("HF_HUB_CACHE", None)
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
    )
    folder, commit = done.stdout.split()
    assert commit == COMMIT
    assert folder.startswith(str(tmp_path / "home"))
