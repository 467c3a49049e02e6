"""What a window keeps, and asks for, of a text too long for all of its weights."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from explorer.records import (
    Detail,
    HeadRef,
    Inspection,
    LoadRequest,
    Presentation,
    Progress,
    TileKey,
)
from explorer.state import actions as a
from explorer.state.cells import fraction_of, strongest_pairs, weight_at
from explorer.state.details import MAX_TILES, detail_wanted
from explorer.state.model import AppState, Hover
from explorer.state.plan import gives_up_reading, plan
from explorer.state.reduce import reduce
from explorer.state.selectors import (
    attended,
    is_being_read,
    line_maps,
    notices,
    readout,
    selected_map,
    summed_rows,
    was_stopped,
)
from tests.long_maps import answer, banded, long_map, long_state, tile_of

N = 2100
WEIGHTS = banded(N)
FIRST, SECOND = TileKey(0, 0, 0), TileKey(0, 1, 2)


@pytest.fixture
def state() -> AppState:
    return long_state(WEIGHTS)


def after(state: AppState, *actions: a.Action) -> AppState:
    for action in actions:
        state = reduce(state, action)
    return state


def answered(state: AppState) -> AppState:
    """The state once all that is looked at closely has come."""
    wanted = detail_wanted(state)
    assert wanted is not None
    return reduce(state, a.DetailReady(answer(state, wanted, WEIGHTS)))


def test_tiles_that_come_into_view_are_asked_for_until_they_are_there(state: AppState):
    looking = after(state, a.TilesWanted((FIRST, SECOND)))
    [request] = plan(state, looking)
    assert request.of == looking.wanted
    assert request.head == HeadRef(0, 0)
    assert request.tiles == (FIRST, SECOND)

    partly = Detail(request, tiles=(tile_of(WEIGHTS, FIRST, selected_map(looking).steps),))
    some = after(looking, a.DetailReady(partly))
    assert plan(looking, some) == ()  # the rest is under way
    moved = after(some, a.TilesWanted((SECOND, TileKey(0, 2, 2))))
    [request] = plan(some, moved)
    assert request.tiles == (SECOND, TileKey(0, 2, 2))
    back = after(answered(moved), a.TilesWanted((FIRST, SECOND)))
    assert plan(moved, back) == ()


def test_tiles_beyond_the_map_and_those_no_finer_than_it_are_not_asked_for(state: AppState):
    assert selected_map(state).pool == 4
    looking = after(state, a.TilesWanted((TileKey(0, 5, 0), TileKey(2, 0, 0), TileKey(1, 1, 1))))
    [request] = plan(state, looking)
    assert request.tiles == (TileKey(1, 1, 1),)


def test_pinned_rows_and_the_one_pointed_at_are_asked_for_whole(state: AppState):
    pinned = after(state, a.TokensPinned((7,)), a.TokensPinned((1500,), toggle=True))
    pointed = after(pinned, a.Hovered((3,), (9,)))
    [request] = plan(pinned, pointed)
    assert set(request.rows) == {3, 7, 1500}
    there = answered(pointed)
    rows, summed = summed_rows(there)
    assert rows == (7, 1500)
    np.testing.assert_allclose(summed, WEIGHTS[[7, 1500]].sum(axis=0), atol=1e-6)
    np.testing.assert_allclose(attended(there), WEIGHTS[3], atol=1e-6)


def test_rows_that_one_cell_pools_are_not_asked_for(state: AppState):
    assert plan(state, after(state, a.Hovered((4, 5, 6, 7), (0, 1, 2, 3)))) == ()


def test_nothing_is_asked_for_while_another_text_is_awaited(state: AppState):
    typed = after(state, a.TextEdited("other"))
    looking = after(typed, a.TilesWanted((FIRST,)))
    assert plan(typed, looking) == ()


def test_the_next_token_is_asked_for_where_a_person_looks_in_a_causal_model(state: AppState):
    model = replace(state.model, objective="causal", mask_token=None)
    inspection = replace(state.inspection, model=model, predictions=())
    state = replace(state, model=model, inspection=inspection)
    focused = after(state, a.PositionFocused(12))
    [request] = plan(state, focused)
    assert request.positions == (12,)
    there = answered(focused)
    assert there.details.predictions[12].position == 12
    assert plan(focused, after(there, a.PositionFocused(12))) == ()


def test_what_was_seen_of_other_heads_is_kept_within_a_bound(state: AppState):
    seen = answered(after(state, a.TilesWanted((FIRST,))))
    for head in range(1, MAX_TILES + 10):
        ref = HeadRef(0, head)
        wanted = replace(detail_wanted(seen), head=ref)
        seen = after(seen, a.DetailReady(answer(seen, wanted, WEIGHTS)))
    assert len(seen.details.tiles) == MAX_TILES
    assert (HeadRef(0, 0), FIRST) in seen.details.tiles  # it is in view
    assert (HeadRef(0, 1), FIRST) not in seen.details.tiles
    assert (HeadRef(0, MAX_TILES + 9), FIRST) in seen.details.tiles


def test_another_presentation_or_text_drops_the_tiles_and_another_head_keeps_them(state: AppState):
    seen = answered(after(state, a.TilesWanted((FIRST,)), a.TokensPinned((3,))))

    def with_inspection(changed: AppState, **changes: object) -> AppState:
        shown = replace(changed.inspection, request=changed.wanted, **changes)
        return after(changed, a.InspectionReady(shown))

    other_head = after(seen, a.HeadSelected(HeadRef(1, 1)))
    kept = with_inspection(other_head, long_maps=(long_map(WEIGHTS, HeadRef(1, 1)),))
    assert (HeadRef(0, 0), FIRST) in kept.details.tiles
    log = after(seen, a.PresentationChanged(Presentation("log")))
    assert not with_inspection(log).details.tiles
    typed = after(seen, a.TextEdited("other"))
    assert not with_inspection(typed).details.rows


def test_an_answer_about_another_text_is_dropped(state: AppState):
    late = answer(state, detail_wanted(after(state, a.TilesWanted((FIRST,)))), WEIGHTS)
    typed = after(state, a.TextEdited("other"))
    shown = replace(typed.inspection, request=typed.wanted)
    other = after(typed, a.InspectionReady(shown))
    assert after(other, a.DetailReady(late)) is other


def test_tiles_go_when_the_exact_map_has_other_steps_than_the_first_picture(state: AppState):
    seen = answered(after(state, a.TilesWanted((FIRST,))))
    first = seen.inspection.long_maps[0]
    alike = replace(seen.inspection, long_maps=(replace(first, largest=first.largest.copy()),))
    assert after(seen, a.InspectionReady(alike)).details.tiles
    exact = replace(first, steps=first.steps * 2)
    other = after(seen, a.InspectionReady(replace(seen.inspection, long_maps=(exact,))))
    assert not other.details.tiles
    [request] = plan(seen, other)
    assert request.tiles == (FIRST,)


# ---- reading what is there -----------------------------------------------------------------------


def test_the_read_out_is_exact_where_a_tile_or_row_is_and_pooled_elsewhere(state: AppState):
    at = after(state, a.Hovered((600,), (1030,)))
    cell = readout(at)
    part = WEIGHTS[600:604, 1028:1032]
    assert cell.weight == pytest.approx(part.max())
    assert cell.mean == pytest.approx(part.mean())
    assert "(600–603)" in cell.query
    assert "(1,028–1,031)" in cell.key

    row = readout(answered(at))
    assert (row.weight, row.mean, row.score) == (pytest.approx(WEIGHTS[600, 1030]), None, None)
    tiled = readout(answered(after(at, a.TilesWanted((SECOND,)))))
    assert tiled.weight == pytest.approx(WEIGHTS[600, 1030])
    assert tiled.score == pytest.approx(np.log(WEIGHTS[600, 1030]), abs=1e-5)


def test_a_cell_of_a_pooled_tile_is_read_from_it(state: AppState):
    looking = answered(after(state, a.TilesWanted((TileKey(1, 0, 1),))))
    cell = readout(replace(looking, hover=Hover((10, 11), (1030, 1031))))
    part = WEIGHTS[10:12, 1030:1032]
    assert cell.weight == pytest.approx(part.max())
    assert cell.mean == pytest.approx(part.mean())


def test_the_strongest_cells_are_those_of_the_pooled_map(state: AppState):
    pairs = strongest_pairs(selected_map(state))
    assert pairs[0].weight == pytest.approx(WEIGHTS.max())


@pytest.mark.parametrize("scale", ["linear", "log", "rank"])
def test_places_on_the_colour_bar_of_a_long_map_undo_each_other(scale):
    shown = replace(long_map(WEIGHTS, presentation=Presentation(scale)), low=1e-4)
    for fraction in (0.1, 0.5, 0.9):
        weight = weight_at(shown, fraction)
        assert fraction_of(shown, weight) == pytest.approx(fraction, abs=0.01)


def test_lines_of_a_long_text_are_those_of_the_rows_that_are_pinned(state: AppState):
    assert line_maps(state) == ()
    pinned = answered(after(state, a.TokensPinned((1500,)), a.TokensPinned((9,), toggle=True)))
    [(_, shown)] = line_maps(pinned)
    assert [held for (held,) in shown.queries.positions] == [9, 1500]
    columns = [held for (held,) in shown.keys.positions]
    assert columns == sorted(columns)
    np.testing.assert_array_equal(shown.weights, WEIGHTS[np.ix_([9, 1500], columns)])
    for row in (9, 1500):
        assert {*np.argsort(-WEIGHTS[row])[:20]} <= {*columns}


# ---- overview, reading, stride ------------------------------------------------------------------


def refined(inspection: Inspection, n_exact: int) -> Inspection:
    overview = replace(inspection.overview, n_exact=n_exact)
    return replace(inspection, overview=overview, step=inspection.step + 1)


def test_what_is_shown_is_made_exact_step_by_step(state: AppState):
    coarse = after(state, a.InspectionReady(refined(state.inspection, 0)))
    [request] = plan(state, coarse)
    assert (request.of, request.step) == (coarse.wanted, 2)
    finer = after(coarse, a.InspectionReady(refined(coarse.inspection, 1)))
    [following] = plan(coarse, finer)
    assert following.step == 3
    done = after(finer, a.InspectionReady(refined(finer.inspection, 2)))
    assert plan(finer, done) == ()
    assert done.inspection.is_exact


def test_a_map_that_is_not_exact_asks_for_a_step_too(state: AppState):
    shown = state.inspection
    partly = replace(shown.long_maps[0], n_exact=3)
    coarse = after(state, a.InspectionReady(replace(shown, long_maps=(partly,))))
    [request] = plan(state, coarse)
    assert request.step == 1


def test_a_long_reading_can_be_stopped_and_taken_up_again(state: AppState):
    typed = after(state, a.TextEdited("other words"))
    assert plan(state, typed) == (typed.wanted,)
    stopped = after(typed, a.ReadingStopped())
    assert gives_up_reading(typed, stopped)
    assert plan(typed, stopped) == ()
    assert stopped.inspection is state.inspection
    resumed = after(stopped, a.ReadingResumed())
    assert plan(stopped, resumed) == (typed.wanted,)
    assert not gives_up_reading(stopped, resumed)
    edited = after(stopped, a.TextEdited("other words again"))
    assert plan(stopped, edited) == (edited.wanted,)


def test_a_stopped_text_is_read_again_once_it_is_changed_and_changed_back(state: AppState):
    stopped = after(state, a.TextEdited("other words"), a.ReadingStopped())
    edited = after(stopped, a.TextEdited("other words a"))
    back = after(edited, a.TextEdited("other words"))
    assert plan(edited, back) == (stopped.stopped,)
    assert not was_stopped(back)


def test_another_model_reads_the_text_that_was_stopped(state: AppState):
    stopped = after(state, a.TextEdited("other words"), a.ReadingStopped())
    asked = after(stopped, a.ModelRequested(LoadRequest("elsewhere")))
    assert asked.model is not None
    other = replace(asked.model, source="elsewhere")
    opened = after(asked, a.ModelOpened(asked.load, other))
    assert opened.wanted in plan(asked, opened)
    assert not was_stopped(opened)


def test_a_text_that_was_read_before_it_could_be_stopped_is_not_said_to_be_stopped(
    state: AppState,
):
    stopped = after(state, a.TextEdited("other words"), a.ReadingStopped())
    assert state.inspection is not None
    late = replace(state.inspection, request=stopped.wanted)
    assert not was_stopped(after(stopped, a.InspectionReady(late)))


def test_a_step_for_the_head_before_does_not_replace_the_map_that_is_wanted(state: AppState):
    other = after(state, a.HeadSelected(HeadRef(1, 1)))
    assert state.inspection is not None
    late = replace(state.inspection, request=other.wanted, step=1)
    back = after(other, a.HeadSelected(state.head))
    assert after(back, a.InspectionReady(late)) is back
    assert after(other, a.InspectionReady(late)).inspection is late


def test_what_was_wrong_with_a_text_goes_once_another_is_being_read(state: AppState):
    empty = after(state, a.TextEdited(""))
    failed = after(empty, a.InspectionFailed(empty.wanted, "There is no text."))
    edited = after(failed, a.TextEdited("other words"))
    assert edited.problem is failed.problem  # nothing flickers while it may be wrong too
    begun = after(edited, a.InspectionProgressed(edited.wanted, Progress("Layer 1 of 2", 0.5)))
    assert begun.problem is None
    assert is_being_read(begun)


def test_why_a_detail_cannot_be_shown_is_said(state: AppState):
    looking = after(state, a.TilesWanted((FIRST,)))
    [request] = plan(state, looking)
    failed = after(looking, a.DetailFailed(request, "Memory ended."))
    assert notices(failed) == "Memory ended."
    elsewhere = after(looking, a.TextEdited("other words"))
    assert after(elsewhere, a.DetailFailed(request, "Memory ended.")) is elsewhere


def test_what_is_said_of_a_text_goes_when_another_cannot_be_read(state: AppState):
    cut = replace(state, notice="Cut from 3,000 to 2,100 tokens.")
    edited = after(cut, a.TextEdited(""))
    assert notices(edited) == cut.notice  # nothing flickers while it is read
    failed = after(edited, a.InspectionFailed(edited.wanted, "There is no text."))
    assert notices(failed) == ""


def test_a_text_that_is_too_long_is_read_in_windows_or_cut_but_not_both(state: AppState):
    cut = after(state, a.CutAccepted())
    windows = after(cut, a.StrideChosen(256))
    assert (windows.wanted.stride, windows.wanted.cut) == (256, False)
    assert plan(cut, windows) == (windows.wanted,)
    again = after(windows, a.CutAccepted())
    assert (again.wanted.stride, again.wanted.cut) == (None, True)


def test_an_inspection_is_whole_once_nothing_of_it_is_computed_any_more(state: AppState):
    shown = state.inspection
    assert shown.is_whole
    assert not replace(shown, overview=None).is_whole
    assert not replace(shown, statistics=None).is_whole
    assert not replace(shown, long_maps=(replace(shown.long_maps[0], n_exact=3),)).is_whole
