"""A hub with one tiny model, and a client that asks no other."""

from __future__ import annotations

import huggingface_hub
import pytest

from explorer.core.hub import asking
from tests.core import vocabularies
from tests.core.hub.loopback import loopback_hub
from tests.core.models import tiny_model


@pytest.fixture(scope="session")
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


@pytest.fixture
def cache(tmp_path):
    return tmp_path / "cache"


@pytest.fixture(autouse=True)
def client(hub, cache, monkeypatch):
    """The client reads its environment when it is imported, so its constants are set instead."""
    constants = huggingface_hub.constants
    files = hub.url + "/{repo_id}/resolve/{revision}/{filename}"
    monkeypatch.setattr(constants, "ENDPOINT", hub.url)
    monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", files)
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(cache))
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    monkeypatch.setattr(asking, "FIRST_WAIT_S", 0.0)
    monkeypatch.setenv("HF_HUB_DISABLE_IMPLICIT_TOKEN", "1")
    return constants
