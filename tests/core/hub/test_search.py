"""What the hub is asked, what its answer says of each model, and how it refuses."""

from __future__ import annotations

import pytest

from explorer.core.hub.download import downloaded
from explorer.core.hub.search import described, found
from explorer.errors import CheckpointError, CheckpointNotFound, HubUnreachable
from explorer.records import SearchRequest
from tests.core.hub.loopback import Refusal

BERT = {
    "pipeline_tag": "fill-mask",
    "downloads": 50,
    "tags": ["transformers", "safetensors", "license:apache-2.0"],
    "config": {"model_type": "bert", "architectures": ["BertForMaskedLM"]},
    "safetensors": {"parameters": {"F32": 1_000_000, "I64": 512}, "total": 1_000_512},
}
LLAMA = {
    "pipeline_tag": "text-generation",
    "downloads": 90,
    "gated": "manual",
    "tags": ["transformers", "license:llama3", "custom_code"],
    "config": {"model_type": "deberta-v2"},
}


@pytest.fixture
def shelf(hub, saved):
    hub.repositories |= {"team/bert-small": saved, "team/large": saved, "other/gguf": saved}
    hub.cards |= {"team/bert-small": BERT, "team/large": LLAMA, "other/gguf": {"tags": ["gguf"]}}
    return hub


def test_models_are_found_by_a_part_of_their_name_the_most_downloaded_first(shelf):
    result = found(SearchRequest("team"))
    assert [model.id for model in result.models] == ["team/large", "team/bert-small", "team/tiny"]
    assert result.request == SearchRequest("team")
    assert shelf.queries[-1]["sort"] == ["downloads"]


def test_a_family_whose_attention_cannot_be_had_says_why(hub, saved):
    hub.repositories["team/vit"] = saved
    hub.cards["team/vit"] = {"tags": ["transformers"], "config": {"model_type": "vit"}}
    (model,) = found(SearchRequest("vit")).models
    assert model.reach == "none"
    assert "reads images" in model.reach_note


def test_only_models_of_transformers_and_of_the_task_are_found(shelf):
    assert "other/gguf" not in {model.id for model in found(SearchRequest("")).models}
    result = found(SearchRequest("", task="fill-mask", limit=3))
    assert [model.id for model in result.models] == ["team/bert-small"]
    assert shelf.queries[-1]["limit"] == ["3"]


@pytest.mark.usefixtures("shelf")
def test_a_row_says_task_size_licence_weights_family_and_reach():
    large, bert = found(SearchRequest("team")).models[:2]
    assert (bert.task, bert.licence, bert.family) == ("fill-mask", "apache-2.0", "bert")
    assert (bert.n_parameters, bert.n_bytes) == (1_000_512, 4_000_000 + 8 * 512)
    assert (bert.reach, bert.stored_as, bert.n_downloads) == ("captured", "float32", 50)
    assert bert.has_safetensors
    assert (bert.is_gated, bert.runs_code) == (False, False)
    assert (large.is_gated, large.runs_code, large.has_safetensors) == (True, True, False)
    assert (large.n_bytes, large.n_parameters, large.reach) == (None, None, "native")


@pytest.mark.usefixtures("shelf")
def test_a_closer_look_tells_each_file_and_what_is_here_already(saved):
    model = described("team/bert-small")
    sizes = {file.name: file.n_bytes for file in model.files}
    assert {"config.json", "model.safetensors", "tokenizer.json"} <= set(sizes)
    assert "pytorch_model.bin" not in sizes
    assert sizes == {name: (saved / name).stat().st_size for name in sizes}
    assert model.n_bytes == sum(sizes.values())
    assert model.n_bytes_here == 0
    downloaded(
        "team/bert-small", None, allow_pickle=False, trust_remote_code=False,
        progress=lambda _: None, is_cancelled=lambda: False,
    )  # fmt: skip
    assert described("team/bert-small").n_bytes_here == model.n_bytes


def test_a_closer_look_at_a_model_that_is_not_there_says_so(hub):
    with pytest.raises(CheckpointNotFound, match=r"no model “team/none”"):
        described("team/none")
    hub.gated.add("team/gated")
    with pytest.raises(CheckpointError, match=r"gated.*hf auth login"):
        described("team/gated")


def test_a_busy_hub_is_searched_again(hub):
    hub.troubles["search"] += [Refusal(429, {"Retry-After": "0"}), Refusal(502)]
    assert [model.id for model in found(SearchRequest("tiny")).models] == ["team/tiny"]
    assert len(hub.queries) == 3


def test_without_a_network_the_search_says_that_it_is_offline(client, monkeypatch):
    monkeypatch.setattr(client, "ENDPOINT", "http://127.0.0.1:9")  # nothing listens there
    with pytest.raises(HubUnreachable, match=r"did not answer"):
        found(SearchRequest("bert"))
    monkeypatch.setattr(client, "HF_HUB_OFFLINE", True)
    with pytest.raises(HubUnreachable, match=r"HF_HUB_OFFLINE forbids"):
        found(SearchRequest("bert"))


@pytest.mark.parametrize(("status", "said"), [(401, "refuses this machine's token"), (500, "500")])
def test_a_hub_that_refuses_a_search_is_not_offline(hub, status, said):
    hub.troubles["search"] += [Refusal(status)] * 9
    with pytest.raises(CheckpointError, match=said) as refused:
        found(SearchRequest("bert"))
    assert not isinstance(refused.value, HubUnreachable)
