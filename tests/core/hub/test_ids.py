"""Ids and addresses that people type and paste."""

from __future__ import annotations

import pytest

from explorer.core.hub.ids import HubId, hub_id


@pytest.mark.parametrize(("typed", "meant"), [
    ("bert-base-uncased", HubId("bert-base-uncased")),
    (" google/bert ", HubId("google/bert")),
    ("google/bert@v1.0", HubId("google/bert", "v1.0")),
    ("https://huggingface.co/google/bert", HubId("google/bert")),
    ("https://huggingface.co/google/bert/", HubId("google/bert")),
    ("https://huggingface.co/google/bert/tree/main", HubId("google/bert")),
    ("https://hub.lan:8080/google/bert/blob/abc123/config.json", HubId("google/bert", "abc123")),
    ("https://huggingface.co/google/bert?library=transformers", HubId("google/bert")),
])  # fmt: skip
def test_a_model_is_named_by_its_id_its_version_or_its_page(typed, meant):
    assert hub_id(typed) == meant


@pytest.mark.parametrize("typed", ["", " ", "./folder", "~/folder", "a b", "a/b/c", "https://x.y"])
def test_anything_else_names_no_model(typed):
    assert hub_id(typed) is None
