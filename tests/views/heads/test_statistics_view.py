from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QPalette

from explorer.records import STATISTICS, Document, HeadRef, HeadStatistics
from explorer.views.heads.overview_view import OverviewView
from explorer.views.heads.statistic_words import StatisticWords
from explorer.views.heads.statistics_view import COMING, NONE, StatisticsView
from tests.views.live import live
from tests.views.states import state_with


def measured_state(head=HeadRef(0, 0), *, n_exact=2, **known):  # noqa: B008 (frozen)
    """Of 2 layers × 2 heads, of which L0 H0 has these numbers and all others half of them."""
    values = np.full((2, 2, len(STATISTICS)), np.nan, dtype=np.float32)
    for name, value in known.items():
        values[..., STATISTICS.index(name)] = value / 2
        values[0, 0, STATISTICS.index(name)] = value
    state = state_with(8, 2, 2, head=head)
    statistics = HeadStatistics("self", values, n_exact)
    return replace(state, inspection=replace(state.inspection, statistics=statistics))


def shown_in(view):
    return {name: label.text() for name, label in view.values.items() if not label.isHidden()}


def test_the_numbers_of_the_selected_head_stand_beside_their_names(qtbot):
    view = StatisticsView()
    state = measured_state(entropy=0.5, distance=6.28, previous=0.75, special=0.0)
    live(qtbot, view, state, (320, 120))
    shown = shown_in(view)
    assert (shown["entropy"], shown["distance"], shown["previous"]) == ("0.50", "6.3", "75%")
    assert (shown["special"], shown["next"]) == ("0%", NONE)
    view.show_state(replace(state, head=HeadRef(1, 1)))
    assert shown_in(view)["entropy"] == "0.25"


def test_every_number_explains_itself_and_is_read_aloud(qtbot):
    view = StatisticsView()
    live(qtbot, view, measured_state(entropy=0.5, previous=0.75), (320, 120))
    for label in (*view.names.values(), *view.values.values()):
        assert label.toolTip()
    said = view.accessibleDescription()
    assert said.startswith("L0 H0: 75% on the token before")
    assert "Entropy 0.50" in said


def test_numbers_of_another_text_turn_quiet_after_a_moment_and_come_back(qtbot):
    view = StatisticsView()
    state = measured_state(entropy=0.5)
    live(qtbot, view, state, (320, 120))
    number = view.values["entropy"]
    view.show_state(replace(state, document=Document("another text")))
    qtbot.waitUntil(lambda: number.foregroundRole() == QPalette.ColorRole.Dark)
    view.show_state(state)
    assert number.foregroundRole() == QPalette.ColorRole.WindowText


def test_numbers_of_several_heads_are_said_to_be(qtbot):
    view = StatisticsView()
    live(qtbot, view, measured_state(HeadRef(0, None), entropy=0.5), (320, 120))
    assert shown_in(view)["entropy"] == "0.38"  # of 0.5 and 0.25
    assert "over these heads" in view.values["entropy"].toolTip()
    view.show_state(measured_state(HeadRef(0, 0), entropy=0.5))
    assert "over these heads" not in view.values["entropy"].toolTip()


def test_numbers_that_are_still_computed_are_not_made_up(qtbot):
    view = StatisticsView()
    live(qtbot, view, measured_state(HeadRef(1, 0), n_exact=1, entropy=0.5), (320, 120))
    assert set(shown_in(view).values()) == {COMING}


def test_only_what_a_site_has_is_listed(qtbot):
    view = StatisticsView()
    live(qtbot, view, measured_state(HeadRef(0, 0, "cross"), entropy=0.5), (320, 120))
    assert set(shown_in(view)) == {"entropy", "confidence", "first", "special"}


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize(("values", "said"), [
    ({"entropy": 0.9, "next": 0.45, "special": 0.5}, "50% on special tokens"),
    ({"entropy": 0.9, "next": 0.3, "special": 0.2}, "Spread over nearly all tokens"),
    ({"entropy": 0.4, "next": 0.3, "special": 0.2}, "Spread over some tokens"),
    ({}, ""),
])  # fmt: skip
def test_a_head_is_called_what_it_mostly_does(values, said):
    parent = QObject()
    assert StatisticWords(parent).sentence(values) == said


def test_pointing_at_a_head_says_what_it_does(qtbot):
    view = OverviewView()
    state = measured_state(entropy=0.5, confidence=0.9, distance=1.25, previous=0.75)
    live(qtbot, view, state, (300, 300))
    assert view._label_of((0, 0)).splitlines() == [
        "L0 H0",
        "75% on the token before",
        "Entropy 0.50 · Confidence 0.90 · Distance 1.2",
    ]
    assert "75% on the token before" in view.accessibleDescription()
    view.show_state(replace(state, inspection=replace(state.inspection, statistics=None)))
    assert view._label_of((0, 0)) == "L0 H0"
