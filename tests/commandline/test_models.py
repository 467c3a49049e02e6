"""`attention-explorer models`: found, fetched, listed and removed from the command line."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading

import pytest

from explorer import cli
from explorer.state.hub import size_of
from tests.core.hub.conftest import cache, client, hub, saved  # noqa: F401  (fixtures)
from tests.core.hub.loopback import COMMIT, Stall


@pytest.fixture(autouse=True)
def _searched(hub):  # noqa: F811
    hub.cards["team/tiny"] = {
        "pipeline_tag": "fill-mask",
        "tags": ["transformers", "license:mit"],
        "config": {"model_type": "roberta"},
        "safetensors": {"parameters": {"F32": 250_000}, "total": 250_000},
    }


def said(capsys, *arguments, code=0):
    assert cli.main(["models", *arguments]) == code
    captured = capsys.readouterr()
    return captured.err if code else captured.out


def test_a_search_prints_a_table(capsys):
    heads, row = said(capsys, "search", "tiny", "--task", "fill-mask").splitlines()
    assert heads.split() == ["model", "task", "size", "licence", "weights", "attention"]
    assert row.split() == ["team/tiny", "fill-mask", "1.0", "MB", "mit", "safetensors", "captured"]


def test_a_search_prints_json_for_scripts(capsys):
    (model,) = json.loads(said(capsys, "search", "tiny", "--json"))
    assert (model["id"], model["n_bytes"], model["reach"]) == ("team/tiny", 1_000_000, "captured")
    assert json.loads(said(capsys, "search", "nothing", "--json")) == []


def test_a_model_is_downloaded_listed_and_removed(capsys):
    answer = json.loads(said(capsys, "download", "team/tiny", "--json"))
    assert (answer["id"], answer["revision"]) == ("team/tiny", COMMIT)
    (model,) = json.loads(said(capsys, "list", "--json"))
    assert (model["id"], model["is_whole"], model["family"]) == ("team/tiny", True, "roberta")
    heads, row, total = said(capsys, "list").splitlines()
    assert heads.startswith("model")
    assert row.startswith("team/tiny")
    assert total.startswith("1 model, ")
    assert said(capsys, "remove", "team/tiny").startswith("Removed team/tiny: ")
    assert json.loads(said(capsys, "list", "--json")) == []


def test_a_page_of_the_hub_names_a_model_as_well(capsys, hub):  # noqa: F811
    folder = said(capsys, "download", f"{hub.url}/team/tiny/tree/main")
    assert folder.strip().endswith(COMMIT)


@pytest.mark.parametrize(("arguments", "message"), [
    (["download", "team/none"], "no model “team/none” on the hub"),
    (["download", "./folder"], "no name on the hub"),
    (["remove", "team/none"], "not among the cached"),
])  # fmt: skip
def test_what_cannot_be_done_is_said_in_one_line(capsys, arguments, message):
    err = said(capsys, *arguments, code=2)
    assert message in err
    assert err.count("\n") == 1


def test_offline_the_search_points_to_what_is_here(capsys, client, monkeypatch):  # noqa: F811
    monkeypatch.setattr(client, "HF_HUB_OFFLINE", True)
    assert "attention-explorer models list" in said(capsys, "search", "bert", code=2)
    assert json.loads(said(capsys, "list", "--json")) == []


@pytest.mark.parametrize(("end", "code"), [(signal.SIGINT, 130), (signal.SIGKILL, -9)])
def test_a_download_whose_program_ends_goes_on_in_the_next_one(hub, tmp_path, end, code):  # noqa: F811
    over = threading.Event()
    hub.troubles["model.safetensors"].append(Stall(4000, over))
    environment = os.environ | {"HF_ENDPOINT": hub.url, "HF_HOME": str(tmp_path / "home")}
    environment = {name: environment[name] for name in environment if name != "HF_HUB_OFFLINE"}
    command = [sys.executable, "-m", "explorer", "models", "download", "team/tiny"]
    first = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
    hub.waits_until(lambda: any(
        part.stat().st_size == 4000 for part in tmp_path.rglob("*.incomplete")
    ))  # fmt: skip
    first.send_signal(end)
    _, said_last = first.communicate(timeout=30)
    assert (first.returncode, said_last) == (code, "")
    over.set()
    again = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert again.stdout.strip().endswith(COMMIT)
    assert hub.ranges[-1] == ("model.safetensors", "bytes=4000-")


@pytest.mark.parametrize(("n_bytes", "text"), [
    (None, "?"), (0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (438_000_000, "438 MB"),
    (999_600_000, "1.0 GB"), (13_500_000_000, "13.5 GB"),
])  # fmt: skip
def test_sizes_are_written_as_the_hub_writes_them(n_bytes, text):
    assert size_of(n_bytes) == text
