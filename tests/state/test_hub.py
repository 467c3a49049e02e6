"""What is asked of the hub, and what its answers change; by hand, without a thread."""

from __future__ import annotations

from dataclasses import replace

import pytest

from explorer.records import (
    CachedModel,
    CacheRequest,
    DescribeRequest,
    HubModel,
    LoadRequest,
    Progress,
    SearchRequest,
    SearchResult,
)
from explorer.state.actions import hub as h
from explorer.state.hub import HubState, gives_up_download, hub_plan, memory_of
from explorer.state.model import AppState
from explorer.state.plan import plan
from explorer.state.reduce import reduce

BERT = HubModel("team/bert", n_parameters=1_000_000, stored_as="float16")
KEPT = CachedModel("team/kept", 100, 0.0)
LOAD = LoadRequest("team/bert")


def after(*actions, hub=HubState()):  # noqa: B008  (frozen)
    state = AppState(hub=hub)
    for action in actions:
        state = reduce(state, action)
    return state.hub


def asked(old, *actions):
    new = after(*actions, hub=old)
    return new, hub_plan(old, new)


def opened():
    hub = after(h.HubOpened())
    return after(h.ModelsFound(SearchResult(hub.search, (BERT,))), hub=hub)


def test_the_dialog_asks_what_is_here_and_for_the_models_most_people_use():
    hub, requests = asked(HubState(), h.HubOpened())
    assert requests == (CacheRequest(), SearchRequest(""))
    assert hub.is_open
    assert hub.is_searching


def test_opened_again_it_keeps_what_was_found():
    hub = opened()
    assert not hub.is_searching
    again, requests = asked(hub, h.HubClosed(), h.HubOpened())
    assert requests == (CacheRequest(),)
    assert again.result is hub.result


def test_an_answer_to_an_older_search_is_dropped():
    old = opened()
    hub, requests = asked(old, h.ModelsSearched("bert", "fill-mask"))
    assert requests == (SearchRequest("bert", "fill-mask"),)
    late = SearchResult(old.search, ())
    assert after(h.ModelsFound(late), hub=hub).result is old.result
    found = SearchResult(hub.search, (BERT, BERT))
    assert after(h.ModelsFound(found), hub=hub).result is found


def test_another_search_begins_with_nothing_chosen_that_it_did_not_find():
    hub = after(h.HubModelChosen("team/bert"), h.ModelsSearched("b"), hub=opened())
    assert after(h.ModelsFound(SearchResult(hub.search, (BERT,))), hub=hub).chosen == "team/bert"
    assert after(h.ModelsFound(SearchResult(hub.search, ())), hub=hub).chosen == ""


def test_opened_again_after_a_search_it_begins_anew():
    hub = after(h.ModelsSearched("bert"), hub=opened())
    hub = after(h.ModelsFound(SearchResult(hub.search, (BERT,))), h.HubModelChosen("x"), hub=hub)
    again, requests = asked(hub, h.HubClosed(), h.HubOpened())
    assert requests == (CacheRequest(), SearchRequest(""))
    assert (again.chosen, again.page) == ("", "hub")


def test_a_chosen_model_is_described_once():
    hub, requests = asked(opened(), h.HubModelChosen("team/bert"))
    assert requests == (DescribeRequest("team/bert"),)
    assert hub.model == BERT  # what the search told, meanwhile
    assert asked(hub, h.HubModelChosen("team/bert")) == (hub, ())
    whole = replace(BERT, n_bytes=5)
    assert after(h.ModelDescribed(hub.describe, whole), hub=hub).model == whole


def test_offline_is_a_state_that_shows_what_is_here():
    hub = after(h.HubOpened())
    hub = after(h.HubWasOffline(hub.search, "no network"), hub=hub)
    assert (hub.offline, hub.problem, hub.lists_kept) == ("no network", "", True)
    assert not hub.is_searching
    hub, requests = asked(hub, h.ModelsSearched("bert"))
    assert requests == (SearchRequest("bert"),)
    assert after(h.ModelsFound(SearchResult(hub.search, ())), hub=hub).offline == ""


def test_a_model_that_went_offline_in_the_midst_keeps_what_was_found_on_the_screen():
    hub = after(h.ModelsSearched("bert"), hub=opened())
    hub = after(h.HubWasOffline(hub.search, "no network"), hub=hub)
    assert not hub.lists_kept
    assert hub.result is not None


def test_a_download_goes_on_when_the_dialog_is_closed_and_then_opens_the_model():
    state = reduce(AppState(hub=opened()), h.DownloadRequested(LOAD))
    request = state.hub.download
    for action in (h.HubClosed(), h.DownloadProgressed(request, Progress("half", 0.5))):
        state = reduce(state, action)
    assert state.hub.progress == Progress("half", 0.5)
    done = reduce(state, h.DownloadFinished(request))
    assert (done.hub.download, done.hub.progress) == (None, None)
    assert plan(state, done) == (LOAD,)
    assert done.loading is not None


def test_only_one_model_is_fetched_at_a_time():
    hub = after(h.DownloadRequested(LOAD), hub=opened())
    assert asked(hub, h.DownloadRequested(LoadRequest("team/other"))) == (hub, ())


@pytest.mark.parametrize("failed", [True, False])
def test_a_download_that_ends_early_is_given_up_and_looked_up_again(failed):
    hub = after(h.HubModelChosen("team/bert"), h.DownloadRequested(LOAD), hub=opened())
    end = h.DownloadFailed(hub.download, "cut") if failed else h.DownloadCancelled()
    over, requests = asked(hub, end)
    assert gives_up_download(hub, over)
    assert requests == (CacheRequest(), DescribeRequest("team/bert"))
    assert over.problem == ("cut" if failed else "")
    late = h.DownloadFinished(hub.download)
    assert reduce(AppState(hub=over), late).load is None  # nobody waits for it any more


def test_a_removed_model_is_no_longer_looked_at():
    hub = after(h.HubOpened(), h.HubPageChosen("here"))
    hub = after(h.CacheListed(hub.cache, (KEPT,)), h.HubModelChosen("team/kept"), hub=hub)
    assert hub.kept == KEPT
    hub, requests = asked(hub, h.RemovalRequested("team/kept"))
    assert requests == (CacheRequest(removing="team/kept"),)
    hub = after(h.CacheListed(hub.cache, ()), hub=hub)
    assert (hub.chosen, hub.cached) == ("", ())


def test_a_refusal_is_said_until_the_next_question():
    hub = after(h.ModelsSearched("bert"), hub=opened())
    hub = after(h.HubFailed(hub.search, "too many questions"), hub=hub)
    assert hub.problem == "too many questions"
    assert not hub.is_searching
    assert after(h.ModelsSearched("gpt"), hub=hub).problem == ""


@pytest.mark.parametrize(("dtype", "device", "devices", "n_bytes"), [
    ("auto", "auto", ("cpu",), 4_000_000),
    ("auto", "auto", ("cuda:0", "cpu"), 2_000_000),
    ("auto", "cpu", ("cuda:0", "cpu"), 4_000_000),
    ("bfloat16", "cpu", ("cpu",), 2_000_000),
    ("float32", "cuda:0", ("cuda:0", "cpu"), 4_000_000),
])  # fmt: skip
def test_memory_is_told_from_parameters_number_format_and_device(dtype, device, devices, n_bytes):
    assert memory_of(BERT, LoadRequest("team/bert", device, dtype), devices) == n_bytes


def test_memory_is_not_guessed_where_the_hub_does_not_say_the_parameters():
    assert memory_of(HubModel("team/x"), LOAD, ("cpu",)) is None
