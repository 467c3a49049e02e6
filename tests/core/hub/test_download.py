"""Fetching from a hub that runs here, and every way in which a hub may refuse."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import threading
import time

import pytest

from explorer.core.checkpoint.checkpoint import open_checkpoint
from explorer.core.hub import asking, download
from explorer.core.hub.download import downloaded
from explorer.errors import (
    Cancelled,
    CheckpointDamaged,
    CheckpointError,
    CheckpointNotFound,
    CheckpointUnsafe,
    HubUnreachable,
)
from explorer.records import LoadRequest
from tests.core.hub.loopback import COMMIT, Cut, Refusal, Stall, loopback_hub


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
from explorer.core.hub.download import downloaded
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


# ---- what may happen on the way ------------------------------------------------------------------


WEIGHTS = "model.safetensors"


def fetched(**told):
    told = {"progress": lambda _: None, "is_cancelled": lambda: False} | told
    return downloaded("team/tiny", None, allow_pickle=False, trust_remote_code=False, **told)[0]


def test_a_connection_cut_in_mid_file_goes_on_where_it_broke(hub, saved):
    hub.troubles[WEIGHTS] += [Cut(2000), Cut(3000)]
    folder = fetched()
    assert (folder / WEIGHTS).read_bytes() == (saved / WEIGHTS).read_bytes()
    ranges = [asked for file, asked in hub.ranges if file == WEIGHTS]
    assert ranges == ["", "bytes=2000-", "bytes=5000-"]


def test_a_slow_server_is_given_up_within_a_second_and_the_next_try_goes_on(hub, saved, cache):
    over, given_up = threading.Event(), []
    hub.troubles[WEIGHTS].append(Stall(4000, over))

    def is_cancelled():
        parts = cache.glob("models--*/blobs/*.incomplete")
        if not given_up and any(part.stat().st_size == 4000 for part in parts):
            given_up.append(time.monotonic())
        return bool(given_up)

    with pytest.raises(Cancelled):
        fetched(is_cancelled=is_cancelled)
    assert time.monotonic() - given_up[0] < 1
    heard = []
    folder = fetched(progress=heard.append)
    over.set()
    assert (folder / WEIGHTS).read_bytes() == (saved / WEIGHTS).read_bytes()
    assert hub.ranges[-1] == (WEIGHTS, "bytes=4000-")
    first = next(progress.fraction for progress in heard if progress.fraction is not None)
    assert first > 0  # what was here already counts


def test_a_hub_that_says_when_to_ask_again_is_asked_again(hub):
    soon = {"Retry-After": "0"}
    hub.troubles["info"] += [Refusal(429, soon), Refusal(503)]
    hub.troubles[WEIGHTS] += [Refusal(429, soon), Refusal(500)]
    assert fetched().name == COMMIT
    assert not hub.troubles["info"]
    assert not hub.troubles[WEIGHTS]


@pytest.mark.parametrize(("status", "said"), [(429, "too many questions"), (500, "of its own")])
def test_a_hub_that_stays_broken_is_not_asked_for_ever(hub, status, said):
    hub.troubles["info"] += [Refusal(status)] * 20
    with pytest.raises(HubUnreachable, match=rf"{said}.*\({status}\)|\({status}\)"):
        fetched()
    assert len(hub.troubles["info"]) == 20 - asking.N_TRIES


def test_a_file_that_breaks_off_again_and_again_is_given_up_and_kept(hub, cache):
    hub.troubles[WEIGHTS] += [Cut(1000), *[Refusal(500)] * 20]
    with pytest.raises(HubUnreachable, match=r"trouble of its own \(500\)"):
        fetched()
    (part,) = cache.glob("models--*/blobs/*.incomplete")
    assert part.stat().st_size == 1000


@pytest.mark.parametrize("name", [WEIGHTS, "config.json"])
def test_a_file_with_another_checksum_is_refused_and_nothing_of_it_stays(hub, saved, cache, name):
    content = (saved / name).read_bytes()
    hub.forged[name] = content[:-1] + b"?"
    with pytest.raises(CheckpointDamaged, match=rf"{name} arrived with another checksum"):
        fetched()
    held = [path.read_bytes() for path in cache.glob("models--*/blobs/*")]
    assert hub.forged[name] not in held
    assert not list(cache.glob("models--*/snapshots/*/*"))
    hub.forged.clear()
    assert (fetched() / name).read_bytes() == content


def test_a_server_that_knows_no_ranges_is_read_from_the_start(hub, saved):
    hub.knows_ranges = False
    hub.troubles[WEIGHTS] += [Cut(2000)]
    assert (fetched() / WEIGHTS).read_bytes() == (saved / WEIGHTS).read_bytes()


def test_a_server_that_knows_no_ranges_and_always_breaks_off_is_given_up(hub):
    hub.knows_ranges = False
    hub.troubles[WEIGHTS] += [Cut(2000)] * 50
    with pytest.raises(HubUnreachable):
        fetched()
    assert len(hub.troubles[WEIGHTS]) == 50 - 1 - asking.N_TRIES


def test_progress_is_told_now_and_then_not_for_each_chunk(saved, monkeypatch):
    monkeypatch.setattr(download, "PROGRESS_S", 1000.0)
    heard = []
    fetched(progress=heard.append)
    n_files = sum(path.suffix in (".json", ".safetensors") for path in saved.iterdir())
    assert n_files > 2
    told = [progress.fraction for progress in heard if progress.fraction is not None]
    assert len(told) == 2  # the first bytes and the last
    assert told[-1] == 1.0


def test_a_disk_that_is_too_small_is_said_before_anything_is_fetched(hub, monkeypatch):
    full = shutil.disk_usage("/")._replace(free=1000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: full)
    with pytest.raises(CheckpointError, match=r"team/tiny needs .* MB left\. Remove models"):
        fetched()
    assert not hub.ranges


def test_a_cache_that_cannot_be_written_is_not_the_hubs_fault(cache):
    cache.write_text("a file where the folder should be")
    with pytest.raises(CheckpointError, match=r"team/tiny cannot be kept: .*HF_HOME") as refused:
        fetched()
    assert not isinstance(refused.value, HubUnreachable)


def test_a_token_goes_to_the_hub_alone_and_not_where_it_sends_for_the_content(hub, monkeypatch):
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    with loopback_hub() as elsewhere:
        elsewhere.repositories = hub.repositories
        hub.sends_for_content_to = elsewhere
        fetched()
        assert hub.tokens == {"Bearer hf_secret"}
        assert elsewhere.tokens == {None}
        assert [file for file, _ in elsewhere.ranges] == [WEIGHTS]


def test_no_token_is_sent_that_huggingface_hub_does_not_hold(hub):
    fetched()
    assert hub.tokens == {None}
