"""The head bar selects heads and sites, changes the picture, and fits into narrow windows."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from explorer.records import HeadRef, Presentation, SiteInfo
from explorer.state import actions as a
from explorer.state.model import AppState
from explorer.views.heads.display_controls import step_at, threshold_at
from explorer.views.heads.head_bar import HeadBar
from tests.views.states import state_with

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def bar(qtbot):
    def shown(state: AppState, width: int = 900) -> HeadBar:
        bar = HeadBar()
        qtbot.addWidget(bar)
        bar.show_state(state)
        bar.resize(width, 80)
        bar.show()
        QApplication.processEvents()  # what is hidden for want of room gives its place away
        bar.told = []
        bar.acted.connect(bar.told.append)
        return bar

    return shown


def pick(button, text: str) -> None:
    action = next(act for act in button.menu_of_choices.actions() if act.text() == text)
    action.trigger()


def test_the_title_names_the_head(bar):
    assert bar(state_with(head=HeadRef(3, 5))).title.text() == "L3 H5"


def test_a_layer_and_a_head_are_chosen_from_their_lists(bar):
    shown = bar(state_with(head=HeadRef(3, 5)))
    pick(shown.layer.button, "1")
    pick(shown.head.button, "11")
    assert shown.told == [a.HeadSelected(HeadRef(1, 5)), a.HeadSelected(HeadRef(3, 11))]


def test_mean_and_max_stand_for_all_layers_or_all_heads(bar):
    shown = bar(state_with(head=HeadRef(3, 5)))
    pick(shown.layer.button, "max")
    pick(shown.head.button, "mean")
    assert shown.told == [
        a.HeadSelected(HeadRef(None, 5, aggregate="max")),
        a.HeadSelected(HeadRef(3, None, aggregate="mean")),
    ]


def test_the_list_keeps_showing_the_state_until_it_changes(bar):
    shown = bar(state_with(head=HeadRef(3, 5)))
    pick(shown.layer.button, "1")
    assert shown.layer.button.current == 3
    checked = [
        act.text() for act in shown.layer.button.menu_of_choices.actions() if act.isChecked()
    ]
    assert checked == ["3"]


def test_up_down_and_the_slider_step_through_heads(bar):
    shown = bar(state_with(head=HeadRef(3, 5)))
    QTest.keyClick(shown.head.button, Qt.Key.Key_Down)
    QTest.keyClick(shown.head.button, Qt.Key.Key_Up)
    slider = shown.layer.slider
    QTest.mouseClick(slider, LEFT, Qt.KeyboardModifier.NoModifier, QPoint(slider.width() - 3, 14))
    assert shown.told == [
        a.HeadSelected(HeadRef(3, 6)),
        a.HeadSelected(HeadRef(3, 4)),
        a.HeadSelected(HeadRef(5, 5)),
    ]


def test_a_state_moves_the_controls_without_telling_anything(bar):
    shown = bar(state_with(head=HeadRef(3, 5)))
    changed = Presentation("rank", 0.04, hide_special=True, merge_words=True)
    shown.show_state(state_with(head=HeadRef(0, None), presentation=changed, view="lines"))
    assert shown.told == []
    assert shown.controls.scale.current == "rank"
    assert shown.controls.hide_special.isChecked()
    assert shown.controls.merge_words.isChecked()
    assert shown.controls.threshold.value() == 20
    assert shown.lines_button.isChecked()


def test_map_and_lines_come_to_the_front_by_a_click(bar):
    shown = bar(state_with())
    QTest.mouseClick(shown.lines_button, LEFT)
    QTest.mouseClick(shown.map_button, LEFT)
    assert shown.told == [a.ViewChosen("lines"), a.ViewChosen("map")]


def test_scale_colours_and_tokens_are_chosen(bar):
    shown = bar(state_with())
    pick(shown.controls.scale, "Log")
    pick(shown.controls.colormap, "Magma")
    QTest.mouseClick(shown.controls.hide_special, LEFT)
    QTest.mouseClick(shown.controls.merge_words, LEFT)
    assert shown.told == [
        a.PresentationChanged(Presentation(scale="log")),
        a.ColormapChosen("magma"),
        a.PresentationChanged(Presentation(hide_special=True)),
        a.PresentationChanged(Presentation(merge_words=True)),
    ]


def test_the_threshold_is_finest_near_zero(bar):
    shown = bar(state_with())
    shown.controls.threshold.setValue(10)
    assert shown.told == [a.PresentationChanged(Presentation(threshold=0.01))]
    assert [step_at(threshold_at(step)) for step in range(101)] == list(range(101))


def test_a_threshold_between_two_steps_is_kept(bar):
    shown = bar(state_with(presentation=Presentation(threshold=0.0123)))
    assert shown.told == []
    assert shown.controls.threshold_value.text() == "0.0123"


def test_a_model_with_one_attention_shows_no_sites(bar):
    assert not bar(state_with()).site.isVisible()


def test_the_site_of_an_encoder_decoder_is_chosen_within_its_heads(bar):
    state = state_with(head=HeadRef(5, 11, "encoder"))
    sites = (SiteInfo("encoder", 6, 12), SiteInfo("decoder", 2, 4), SiteInfo("cross", 2, 4))
    shown = bar(replace(state, model=replace(state.model, sites=sites)))
    assert shown.site.isVisible()
    pick(shown.site, "cross: target → source")
    assert shown.told == [a.HeadSelected(HeadRef(1, 3, "cross"))]


def test_an_alignment_is_said_to_be_of_words_and_cannot_be_of_pieces(bar):
    state = state_with(head=HeadRef(0, 0, "cross"))
    sites = (SiteInfo("encoder", 6, 12), SiteInfo("cross", 2, 4))
    state = replace(state, model=replace(state.model, sites=sites), view="alignment")
    shown = bar(state, width=1200).controls.merge_words
    assert shown.isChecked()
    assert not shown.isEnabled()
    bar_of_map = bar(replace(state, view="map"), width=1200)
    assert not bar_of_map.controls.merge_words.isChecked()
    assert bar_of_map.controls.merge_words.isEnabled()


@pytest.mark.parametrize("width", [1200, 700, 520, 440])
def test_nothing_is_cut_off_at_any_width(bar, width):
    shown = bar(state_with(head=HeadRef(None, 5, aggregate="max")), width=width)
    parts = [shown.layer.button, shown.head.button, shown.map_button, shown.lines_button]
    for part in parts + [shown.display_button] * shown.display_button.isVisible():
        place = part.mapTo(shown, QPoint(0, 0))
        assert part.width() >= part.sizeHint().width()
        assert place.x() + part.width() <= shown.width()


def test_a_narrow_bar_keeps_its_display_controls_behind_a_button(bar):
    shown = bar(state_with(), width=460)
    assert shown.display_button.isVisible()
    QTest.mouseClick(shown.display_button, LEFT)
    assert shown.popover.isVisible()
    assert shown.controls.scale.isVisible()
    QTest.mouseClick(shown.controls.hide_special, LEFT)
    assert shown.told == [a.PresentationChanged(Presentation(hide_special=True))]
    shown.popover.hide()
    shown.resize(1000, 80)
    assert not shown.display_button.isVisible()
    assert shown.controls.isVisible()
    assert shown.controls.parentWidget() is shown


def test_without_a_model_the_pickers_wait(bar):
    shown = bar(AppState())
    assert not shown.layer.isEnabled()
    assert shown.told == []


def test_the_filter_of_a_pair_is_there_while_there_are_two_texts(bar):
    alone = state_with()
    pair = replace(alone, document=replace(alone.document, pair="a dog"))
    shown = bar(alone)
    assert shown.controls.pair.isHidden()
    shown.show_state(pair)
    assert not shown.controls.pair.isHidden()
    pick(shown.controls.pair, "A → B")
    assert shown.told == [a.PresentationChanged(Presentation(pair="AB"))]
    shown.show_state(replace(pair, presentation=Presentation(pair="AB")))
    assert shown.controls.pair.text() == "A → B"
    shown.show_state(alone)
    assert shown.controls.pair.isHidden()
