"""The hub's threads: what waits, what is overtaken, and what a real hub's answers become."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import Qt

from explorer.records import (
    CacheRequest,
    DescribeRequest,
    DownloadRequest,
    LoadRequest,
    SearchRequest,
)
from explorer.state.actions import hub as h
from explorer.worker.hub_mailbox import HubMailbox
from explorer.worker.hub_threads import HubThreads
from tests.core.hub.conftest import cache, client, hub, saved  # noqa: F401  (fixtures)
from tests.core.hub.loopback import Stall

WEIGHTS = "model.safetensors"
TINY = LoadRequest("team/tiny")


def test_of_searches_only_the_newest_waits_and_overtakes_the_running_one():
    mailbox = HubMailbox()
    mailbox.put(SearchRequest("b"))
    mailbox.put(SearchRequest("be"))
    job = mailbox.take("questions")
    assert job.request == SearchRequest("be")
    assert not job.is_stale()
    mailbox.put(DescribeRequest("team/tiny"))
    assert not job.is_stale()
    mailbox.put(SearchRequest("bert"))
    assert job.is_stale()


def test_what_is_to_be_removed_is_never_dropped():
    mailbox = HubMailbox()
    requests = [CacheRequest("team/a"), CacheRequest(), CacheRequest("team/b")]
    for request in requests:
        mailbox.put(request)
    assert [mailbox.take("questions").request for _ in requests] == requests


def test_a_download_is_stale_only_when_it_is_cancelled_or_the_mailbox_closes():
    mailbox = HubMailbox()
    mailbox.put(DownloadRequest(TINY))
    job = mailbox.take("downloads")
    mailbox.put(SearchRequest("bert"))
    assert not job.is_stale()
    mailbox.cancel_download()
    assert job.is_stale()
    mailbox.put(DownloadRequest(TINY))
    next_job = mailbox.take("downloads")
    assert (job.is_stale(), next_job.is_stale()) == (True, False)
    mailbox.close()
    assert next_job.is_stale()
    assert mailbox.take("questions") is None


@pytest.fixture
def threads(qtbot):
    """Real threads; what they report is in `told`."""
    threads = HubThreads()
    threads.told = []
    threads.acted.connect(threads.told.append, Qt.ConnectionType.QueuedConnection)

    def told(kind):
        found = [action for action in threads.told if isinstance(action, kind)]
        return found[-1] if found else None

    def waits_for(kind):
        qtbot.waitUntil(lambda: told(kind) is not None, timeout=30_000)
        return told(kind)

    threads.waits_for = waits_for
    yield threads
    assert threads.shut_down()


def test_a_search_and_a_closer_look_are_answered(threads):
    search, describe = SearchRequest("tiny"), DescribeRequest("team/tiny")
    threads.submit(search)
    result = threads.waits_for(h.ModelsFound).result
    assert result.request is search
    assert [model.id for model in result.models] == ["team/tiny"]
    threads.submit(describe)
    assert threads.waits_for(h.ModelDescribed).model.files


def test_one_can_search_while_a_model_is_fetched_and_give_it_up(threads, hub):  # noqa: F811
    over = threading.Event()
    hub.troubles[WEIGHTS].append(Stall(4000, over))
    download = DownloadRequest(TINY)
    threads.submit(download)
    threads.waits_for(h.DownloadProgressed)
    threads.submit(SearchRequest("tiny"))
    threads.waits_for(h.ModelsFound)
    threads.cancel_download()
    again = DownloadRequest(TINY)
    threads.submit(again)
    assert threads.waits_for(h.DownloadFinished).request is again
    over.set()
    threads.submit(CacheRequest())
    assert [model.is_whole for model in threads.waits_for(h.CacheListed).models] == [True]


def test_a_removal_answers_with_what_is_left_and_a_failed_one_says_why(threads):
    threads.submit(CacheRequest(removing="team/none"))
    assert "not among" in threads.waits_for(h.HubFailed).message
    assert threads.waits_for(h.CacheListed).models == ()


def test_without_a_network_the_hub_is_offline(threads, client, monkeypatch):  # noqa: F811
    monkeypatch.setattr(client, "ENDPOINT", "http://127.0.0.1:9")  # nothing listens there
    threads.submit(SearchRequest("bert"))
    assert "did not answer" in threads.waits_for(h.HubWasOffline).message
    threads.submit(DownloadRequest(TINY))
    assert "did not answer" in threads.waits_for(h.DownloadFailed).message


def test_the_threads_end_at_once_while_a_hub_is_silent(threads, hub):  # noqa: F811
    over = threading.Event()
    hub.troubles[WEIGHTS].append(Stall(0, over))
    threads.submit(DownloadRequest(TINY))
    threads.waits_for(h.DownloadProgressed)
    assert threads.shut_down(timeout_ms=2000)
    over.set()
