"""What is kept on this machine, and how it goes away."""

from __future__ import annotations

import time

import pytest
from transformers import AutoModelForMaskedLM

from explorer.core.hub.cache import cached_models, remove
from explorer.core.hub.download import downloaded
from explorer.errors import CheckpointDamaged, CheckpointNotFound
from tests.core.hub.loopback import Refusal


def fetch(repo="team/tiny"):
    return downloaded(
        repo, None, allow_pickle=False, trust_remote_code=False,
        progress=lambda _: None, is_cancelled=lambda: False,
    )[0]  # fmt: skip


def test_an_empty_machine_has_no_models():
    assert cached_models() == ()


def test_a_fetched_model_is_listed_with_its_size_and_family():
    before = time.time()
    folder = fetch()
    (model,) = cached_models()
    assert (model.id, model.family, model.reach) == ("team/tiny", "roberta", "captured")
    assert model.n_bytes == sum(path.stat().st_size for path in folder.iterdir())
    assert before - 5 < model.last_used < time.time() + 5
    assert model.is_whole
    weights = AutoModelForMaskedLM.from_pretrained(folder)
    assert model.n_parameters == sum(weight.numel() for weight in weights.parameters())
    assert model.stored_as == "float32"


def test_a_model_that_broke_off_is_listed_as_unfinished_and_whole_once_it_is_fetched(hub, saved):
    hub.forged["model.safetensors"] = b"?" * (saved / "model.safetensors").stat().st_size
    with pytest.raises(CheckpointDamaged):
        fetch()
    (model,) = cached_models()
    assert (model.id, model.is_whole) == ("team/tiny", False)
    assert model.n_bytes > 0
    hub.forged.clear()
    fetch()
    assert [model.is_whole for model in cached_models()] == [True]


def test_a_removed_model_leaves_nothing_and_the_others_alone(hub, saved, cache):
    hub.repositories["team/other"] = saved
    fetch()
    fetch("team/other")
    n_bytes = cached_models()[1].n_bytes
    assert remove("team/tiny") == n_bytes
    assert [model.id for model in cached_models()] == ["team/other"]
    assert not [path for path in cache.rglob("*") if "tiny" in path.name]


def test_a_model_that_is_not_here_cannot_be_removed(hub):
    hub.troubles["info"].append(Refusal(500))
    with pytest.raises(CheckpointNotFound, match="not among the cached"):
        remove("team/tiny")
