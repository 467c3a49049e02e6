"""The page of a result: what it shows, and what a click or a key does."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from explorer.state.actions.survey import SurveyExampleChosen, SurveyLookChanged
from explorer.state.reduce import reduce
from explorer.state.survey.page import SurveyLook
from explorer.views.survey.result_page import ResultPage
from tests.state.survey.test_surveying import EXAMPLE, opened


@pytest.fixture
def page(qtbot):
    view = ResultPage()
    qtbot.addWidget(view)
    view.resize(1240, 680)
    view.show()
    view.acts = []
    view.acted.connect(view.acts.append)
    view.show_state(opened())
    qtbot.waitExposed(view)
    return view


def test_it_says_what_was_surveyed(page):
    assert page.facts.text() == (
        "corpus.txt · tiny · 1,234 sentences · 56,789 tokens · not read: 2"
    )
    assert page.title.text() == "What excites L0 H0 most"


def test_a_click_on_a_square_chooses_its_head(page, qtbot):
    square = page.grid._square(1, 2).center()
    qtbot.mouseClick(page.grid, Qt.MouseButton.LeftButton, pos=square)
    assert page.acts == [SurveyLookChanged(SurveyLook(layer=1, head=2))]
    qtbot.mouseClick(page.grid, Qt.MouseButton.LeftButton, pos=QPoint(1, 1))
    assert len(page.acts) == 1


def test_arrows_walk_through_the_heads_and_stop_at_the_edge(page, qtbot):
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Left):
        qtbot.keyClick(page.grid, key)
    looked = [(one.look.layer, one.look.head) for one in page.acts]
    assert looked == [(1, 0), (0, 1), (0, 0), (0, 0)]
    assert "L0 H0" in page.grid.accessibleDescription()


def test_every_statistic_can_colour_and_place_the_heads(page):
    page.colour.chosen.emit("same")
    page.across.chosen.emit("first")
    page.up.chosen.emit("special")
    assert [one.look for one in page.acts] == [
        SurveyLook(colour="same"), SurveyLook(across="first"), SurveyLook(up="special")
    ]  # fmt: skip
    state = opened()
    for act in page.acts:
        state = reduce(state, act)
        page.show_state(state)
    assert page.up.text() == "Special"


def test_the_scatter_has_a_dot_a_head_and_rings_the_chosen_one(page):
    state = reduce(opened(), SurveyLookChanged(SurveyLook(layer=1, head=1)))
    page.show_state(state)
    x, y = page.scatter.dots.getData()
    result = state.survey.result
    np.testing.assert_allclose(x, result.of("distance").ravel())
    np.testing.assert_allclose(y, result.of("confidence").ravel())
    [ring] = zip(*page.scatter.ring.getData(), strict=True)
    assert ring == (result.of("distance")[1, 1], result.of("confidence")[1, 1])
    page.scatter._clicked(page.scatter.dots, [page.scatter.dots.points()[5]])
    assert page.acts == [SurveyLookChanged(SurveyLook(layer=1, head=2))]


def test_a_dot_has_the_colour_of_its_square(page):
    page.show_state(reduce(opened(), SurveyLookChanged(SurveyLook(colour="same"))))
    picture = page.grid.grab().toImage()
    for dot in page.scatter.dots.points():
        square = page.grid._square(*dot.data())
        at = square.center() - QPoint(square.width() // 4, square.height() // 4)
        assert dot.brush().color() == picture.pixelColor(at)


def test_the_spread_says_mean_and_deviation(page):
    said = page.spread.accessibleDescription()
    result = opened().survey.result
    mean, deviation = result.mean[0, 0, 0], np.sqrt(result.variance[0, 0, 0])
    assert said == f"L0 H0 · Entropy {mean:.2f} ± {deviation:.2f} over 100 rows"


def test_an_example_names_its_tokens_and_a_click_asks_for_its_maps(page, qtbot):
    listed = page.examples.list
    assert listed.item(0).text() == "0.90  dog → cat\na dog told the cat"
    assert listed.item(0).toolTip() == "Line 7: a dog told the cat"
    place = listed.visualItemRect(listed.item(0)).center()
    qtbot.mouseClick(listed.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert page.acts == [SurveyExampleChosen(EXAMPLE)]


def test_a_head_that_nothing_excites_says_so(page):
    page.of_sentences.click()
    [act] = page.acts
    page.show_state(reduce(opened(), act))
    assert page.examples.empty.isVisible()
    assert not page.examples.list.isVisible()
