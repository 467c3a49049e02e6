"""Orders laid by hand or typed, and what they ask of the model thread."""

from __future__ import annotations

from dataclasses import replace

import pytest

from explorer.records import Document, HeadRef, ModelInfo, SiteInfo
from explorer.records.lessons.permutations import Order
from explorer.state.lessons.permutations import PermutationSettings

SETTINGS = PermutationSettings()
XLNET = ModelInfo(
    name="x", source="x", revision="", family="xlnet", objective="masked",
    sites=(SiteInfo("self", 2, 4),), device="cpu", dtype="float32", max_tokens=None,
    mask_token=None, n_parameters=1, method="native",
)  # fmt: skip


@pytest.mark.parametrize(
    ("rank", "gap", "after"),
    [(0, 3, (0, 1, 2, 3)), (0, 0, (2, 0, 1, 3)), (0, 1, (2, 0, 1, 3)), (3, 0, (3, 2, 0, 1)),
     (1, 4, (2, 1, 3, 0)), (2, 1, (2, 1, 0, 3))],
)  # fmt: skip
def test_a_token_is_put_into_a_gap_and_the_others_keep_their_order(rank, gap, after):
    assert Order((2, 0, 1, 3)).moved(rank, gap) == Order(after)


def test_ranks_are_the_order_the_other_way_round():
    assert Order((2, 0, 1, 3)).ranks == (1, 2, 0, 3)


def test_an_order_laid_for_another_text_keeps_what_it_can():
    laid = Order((2, 0, 1, 3))
    assert laid.fitted(3) == Order((2, 0, 1))
    assert laid.fitted(6) == Order((2, 0, 1, 3, 4, 5))


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("0 1 1 3", "Position 1 stands in the order twice. Each of 0 to 3"),
        ("0 1 3", "Position 2 is missing from the order."),
        ("", "Position 0 is missing"),
        ("0 1 2 4", "The text has no position 4. Each of 0 to 3 must stand in the order once."),
        ("0 1 two 3", "“two” is no position. Type numbers from 0 to 3."),
        ("0 1 -2 3", "“-2” is no position."),
        ("0 1 ² 3", "“²” is no position."),
    ],
)
def test_what_is_typed_and_no_order_is_refused_and_the_order_stays(typed, message):
    laid = SETTINGS.with_order(Order((3, 2, 1, 0)))
    refused = laid.with_typed(typed, 4)
    assert refused.refused.startswith(message)
    assert refused.typed == typed
    assert (refused.kind, refused.laid) == ("laid", laid.laid)
    assert refused.in_order("shuffled", seed=2).refused == ""


def test_a_typed_order_is_laid():
    assert SETTINGS.with_typed(" 2, 0 1,3 ", 4) == SETTINGS.with_order(Order((2, 0, 1, 3)))


def test_pointing_and_selecting_ask_nothing_new_of_the_model():
    looked = replace(SETTINGS, selected=2, pointed=1)
    asked = [s.wanted(Document("a b"), None, HeadRef(3, 1), "linear") for s in (SETTINGS, looked)]
    assert asked[0] == asked[1]


def test_an_open_xlnet_shows_the_head_of_the_window_and_the_built_in_model_its_own():
    head, own = HeadRef(1, 3, site="query"), replace(SETTINGS, own_head=HeadRef(0, 2))
    assert own.wanted(Document("a"), XLNET, head, "log").head == HeadRef(1, 3)
    bert = replace(XLNET, family="bert")
    assert own.wanted(Document("a"), bert, head, "log").head == HeadRef(0, 2)
