"""What the window knows after something happened."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from explorer.records import (
    Candidate,
    Document,
    ExportRequest,
    HeadRef,
    Inspection,
    LoadRequest,
    ModelInfo,
    Overview,
    Prediction,
    Presentation,
    Progress,
    SiteInfo,
    Span,
    Tokens,
)
from explorer.records import InspectRequest as Request
from explorer.state import actions as a
from explorer.state.model import AppState
from explorer.state.plan import gives_up_load, plan
from explorer.state.reduce import reduce
from explorer.state.store import Store

MODEL = ModelInfo(
    name="tiny",
    source="builtin:tiny",
    revision="",
    family="bert",
    objective="masked",
    sites=(SiteInfo("self", 2, 4),),
    device="cpu",
    dtype="float32",
    max_tokens=512,
    mask_token="[MASK]",
    n_parameters=1,
    method="captured",
)


def tokens_of_words(text: str) -> Tokens:
    """`[CLS]`, one token a word, `[SEP]`."""
    spans: list[Span | None] = [None]
    labels = ["[CLS]"]
    at = 0
    for word in text.split():
        at = text.index(word, at)
        spans.append(Span(0, at, at + len(word)))
        labels.append(word)
        at += len(word)
    labels.append("[SEP]")
    spans.append(None)
    n = len(labels)
    return Tokens(
        ids=tuple(range(n)),
        labels=tuple(labels),
        spans=tuple(spans),
        is_special=tuple(span is None for span in spans),
        words=tuple(None if span is None else i for i, span in enumerate(spans)),
    )


def inspection_of(document: Document, model: ModelInfo = MODEL) -> Inspection:
    return Inspection(
        request=Request(document, (HeadRef(0, 0),)),
        model=model,
        tokens=tokens_of_words(document.text),
        target=None,
        predictions=(),
        maps=(),
        overview=None,
        forward_ms=1.0,
        trace_bytes=0,
    )


@pytest.fixture
def state() -> AppState:
    document = Document("the cat sat on the mat")
    return AppState(document=document, model=MODEL, inspection=inspection_of(document))


def after(state: AppState, *actions: a.Action) -> AppState:
    for action in actions:
        state = reduce(state, action)
    return state


def predicting(state: AppState, position: int) -> AppState:
    """The state with a prediction for a mask at a position."""
    assert state.inspection is not None
    prediction = Prediction(position, "mask", ())
    return replace(state, inspection=replace(state.inspection, predictions=(prediction,)))


def typed(state: AppState, text: str) -> AppState:
    """The text as if each character had been typed at its end."""
    for end in range(len(state.document.text) + 1, len(text) + 1):
        state = reduce(state, a.TextEdited(text[:end]))
    return state


def test_a_mask_covers_the_characters_of_its_token(state: AppState) -> None:
    assert after(state, a.MasksToggled((2,))).document.masks == {Span(0, 4, 7)}


def test_masking_a_token_twice_leaves_it_as_it_was(state: AppState) -> None:
    assert after(state, a.MasksToggled((2,)), a.MasksToggled((2,))).document == state.document


def test_toggling_several_tokens_masks_those_that_are_not_masked_yet(state: AppState) -> None:
    masked = after(state, a.MasksToggled((2,)), a.MasksToggled((2, 3)))
    assert masked.document.masks == {Span(0, 4, 7), Span(0, 8, 11)}


def test_special_tokens_cannot_be_masked(state: AppState) -> None:
    assert after(state, a.MasksToggled((0,))) is state


def test_a_mask_moves_with_its_word_when_text_before_it_changes(state: AppState) -> None:
    edited = after(state, a.MasksToggled((2,)), a.TextEdited("so the cat sat on the mat"))
    assert edited.document.masks == {Span(0, 7, 10)}


def test_a_mask_goes_when_its_own_word_is_edited(state: AppState) -> None:
    edited = after(state, a.MasksToggled((2,)), a.TextEdited("the bat sat on the mat"))
    assert edited.document.masks == frozenset()


def test_a_click_on_old_tokens_masks_the_same_word_of_the_new_text(state: AppState) -> None:
    edited = after(state, a.TextEdited("so the cat sat on the mat"), a.MasksToggled((2,)))
    assert edited.document.masks == {Span(0, 7, 10)}


def test_a_chosen_candidate_replaces_the_masked_word_and_its_mask(state: AppState) -> None:
    candidate = Candidate(1, "dog", "dog", 0.5)
    masked = after(predicting(state, 2), a.MasksToggled((2,)))
    document = after(masked, a.CandidateChosen(2, candidate)).document
    assert document == Document("the dog sat on the mat")


def test_a_candidate_after_a_word_gets_a_space_of_its_own() -> None:
    document = Document("playing")
    tokens = replace(
        tokens_of_words("playing"),
        spans=(None, Span(0, 4, 7), None),
    )
    shown = replace(inspection_of(document), tokens=tokens)
    state = predicting(AppState(document=document, model=MODEL, inspection=shown), 1)
    word = after(state, a.CandidateChosen(1, Candidate(1, "the", "the", 0.5)))
    piece = after(state, a.CandidateChosen(1, Candidate(1, "##er", "er", 0.5)))
    assert word.document.text == "play the"
    assert piece.document.text == "player"


def test_a_predicted_next_token_comes_after_its_token(state: AppState) -> None:
    assert state.inspection is not None
    candidate = Candidate(1, "fat", "fat", 0.5)
    shown = replace(state.inspection, predictions=(Prediction(1, "next", (candidate,)),))
    chosen = after(replace(state, inspection=shown), a.CandidateChosen(1, candidate))
    assert chosen.document.text == "the fat cat sat on the mat"


def test_a_predicted_piece_goes_on_with_the_word_before_it(state: AppState) -> None:
    assert state.inspection is not None
    piece = Candidate(1, "ed", "ed", 0.5, goes_on=True)
    shown = replace(state.inspection, predictions=(Prediction(6, "next", (piece,)),))
    chosen = after(replace(state, inspection=shown), a.CandidateChosen(6, piece))
    assert chosen.document.text == "the cat sat on the mated"


def test_undo_takes_back_a_typed_word_and_redo_brings_it_again() -> None:
    state = typed(AppState(), "hello brave world")
    undone = after(state, a.Undone())
    assert undone.document.text == "hello brave "
    assert after(undone, a.Undone()).document.text == "hello "
    assert after(undone, a.Redone()).document.text == "hello brave world"


def test_undo_takes_back_one_mask(state: AppState) -> None:
    masked = after(state, a.MasksToggled((2,)), a.MasksToggled((3,)))
    assert after(masked, a.Undone()).document.masks == {Span(0, 4, 7)}


def test_undo_at_the_beginning_changes_nothing(state: AppState) -> None:
    assert after(state, a.Undone()) is state
    assert after(state, a.Redone()) is state


def test_closing_the_pair_drops_its_masks_only(state: AppState) -> None:
    document = Document("one two", "three", frozenset({Span(0, 0, 3), Span(1, 0, 5)}))
    closed = after(replace(state, document=document), a.PairClosed())
    assert closed.document == Document("one two", None, frozenset({Span(0, 0, 3)}))


def test_shift_click_pins_everything_from_the_anchor(state: AppState) -> None:
    pinned = after(state, a.TokensPinned((1,)), a.TokensPinned((4,), extend=True))
    assert pinned.pinned == {1, 2, 3, 4}


def test_control_click_pins_one_more_and_unpins_it(state: AppState) -> None:
    pinned = after(state, a.TokensPinned((1,)), a.TokensPinned((4,), toggle=True))
    assert pinned.pinned == {1, 4}
    assert after(pinned, a.TokensPinned((4,), toggle=True)).pinned == {1}


def test_a_second_export_is_still_being_written_when_the_first_is_done(state: AppState) -> None:
    first, second = (
        ExportRequest(state.document, HeadRef(0, 0), Path(name)) for name in ("1.png", "2.png")
    )
    both = after(state, a.ExportRequested(first), a.ExportRequested(second))
    done = after(both, a.ExportFinished(first, first.path))
    assert done.export is second
    assert done.exported == first.path


def test_pins_stay_on_tokens_that_read_the_same_after_an_edit(state: AppState) -> None:
    pinned = replace(state, pinned=frozenset({2, 6}))
    typed = after(pinned, a.TextEdited("the cat sat on a hat"))
    ready = after(typed, a.InspectionReady(inspection_of(typed.document)))
    assert ready.pinned == {2}


def test_the_last_good_maps_stay_while_a_text_cannot_be_read(state: AppState) -> None:
    edited = after(state, a.TextEdited(""))
    failed = after(edited, a.InspectionFailed(edited.wanted, "Nothing to look at."))
    assert failed.inspection is state.inspection
    assert failed.problem is not None
    assert failed.problem.kind == "text"
    assert failed.is_stale


def test_a_failure_of_a_text_that_was_changed_meanwhile_is_not_shown(state: AppState) -> None:
    failed = after(state, a.InspectionFailed(Request(Document("old"), ()), "Too late."))
    assert failed.problem is None


def test_a_good_result_takes_the_message_about_the_text_away(state: AppState) -> None:
    failed = after(state, a.InspectionFailed(state.wanted, "No."))
    assert after(failed, a.InspectionReady(inspection_of(state.document))).problem is None


def test_a_model_that_fails_to_open_leaves_the_old_one_in_place(state: AppState) -> None:
    request = LoadRequest("nowhere/nothing")
    failed = after(state, a.ModelRequested(request), a.LoadFailed(request, "Not found."))
    assert failed.model is MODEL
    assert failed.loading is None
    assert failed.problem is not None
    assert failed.problem.kind == "model"


def test_the_built_in_model_opens_when_the_last_one_is_gone() -> None:
    request = LoadRequest("/a/folder/that/was/deleted")
    started = after(AppState(fallback="builtin:tiny"), a.ModelRequested(request))
    failed = after(started, a.LoadFailed(request, "Not found."))
    assert failed.load == LoadRequest("builtin:tiny")
    assert plan(started, failed) == (failed.load,)
    assert failed.load is not None
    opened = after(failed, a.ModelOpened(failed.load, MODEL))
    assert opened.model == MODEL
    assert opened.problem is not None, "why the other did not open must still be said"


def test_a_model_that_opened_although_it_was_given_up_is_the_one_that_is_shown(
    state: AppState,
) -> None:
    # The thread holds it from then on, so every answer is about it.
    request, other = LoadRequest("one"), replace(MODEL, name="one", source="one")
    asked = after(state, a.ModelRequested(request), a.LoadCancelled())
    opened = after(asked, a.ModelOpened(request, other))
    assert opened.model == other
    assert opened.loading is None
    assert plan(asked, opened) == (opened.wanted,)


def test_news_of_a_load_that_was_given_up_changes_nothing_about_the_next(state: AppState) -> None:
    first, second = LoadRequest("one"), LoadRequest("two")
    asked = after(state, a.ModelRequested(first), a.ModelRequested(second))
    other = replace(MODEL, name="one", source="one")
    opened = after(asked, a.ModelOpened(first, other))
    assert (opened.load, opened.loading) == (second, asked.loading)
    assert after(asked, a.LoadFailed(first, "No.")).loading == asked.loading
    assert after(asked, a.LoadProgressed(first, Progress("…", 0.5))).loading == asked.loading


def test_a_smaller_model_gets_the_nearest_head_it_has(state: AppState) -> None:
    request = LoadRequest("small")
    selected = replace(state, head=HeadRef(11, 7), line_heads=(HeadRef(9, 9),))
    opened = after(selected, a.ModelRequested(request), a.ModelOpened(request, MODEL))
    assert opened.head == HeadRef(1, 3)
    assert opened.line_heads == ()


def test_opened_models_are_remembered_newest_first_and_once(state: AppState) -> None:
    for source in ("one", "two", "one"):
        request = LoadRequest(source)
        model = replace(MODEL, source=source)
        state = after(state, a.ModelRequested(request), a.ModelOpened(request, model))
    assert state.recent_models == ("one", "two")


def test_a_head_joins_the_lines_and_leaves_them_again(state: AppState) -> None:
    joined = after(state, a.LineHeadToggled(HeadRef(1, 1)))
    assert joined.wanted.heads == (HeadRef(0, 0), HeadRef(1, 1))
    assert after(joined, a.LineHeadToggled(HeadRef(1, 1))).line_heads == ()


def test_only_what_changes_the_picture_asks_the_model_thread(state: AppState) -> None:
    quiet = [
        a.Hovered((1,), (2,)),
        a.TokensPinned((1,)),
        a.ColormapChosen("magma"),
        a.ViewChosen("lines"),
        a.PositionFocused(1),
    ]
    for action in quiet:
        assert plan(state, after(state, action)) == (), action
    loud = [
        a.TextEdited("x"),
        a.HeadSelected(HeadRef(1, 1)),
        a.PresentationChanged(Presentation(scale="log")),
        a.MasksToggled((1,)),
    ]
    for action in loud:
        changed = after(state, action)
        assert plan(state, changed) == (changed.wanted,), action


def test_a_cancelled_load_tells_the_thread_once(state: AppState) -> None:
    asked = after(state, a.ModelRequested(LoadRequest("big")))
    cancelled = after(asked, a.LoadCancelled())
    assert gives_up_load(asked, cancelled)
    assert not gives_up_load(cancelled, cancelled)
    assert plan(asked, cancelled) == ()


def test_text_typed_before_the_model_is_there_is_inspected_when_it_opens() -> None:
    request = LoadRequest("builtin:tiny")
    state = after(AppState(), a.ModelRequested(request), a.TextEdited("hello"))
    assert plan(AppState(), state) == (request,)
    opened = after(state, a.ModelOpened(request, MODEL))
    assert plan(state, opened) == (opened.wanted,)


def test_an_action_dispatched_by_a_listener_waits_for_its_turn(state: AppState) -> None:
    store = Store(state)
    seen: list[tuple[str, str]] = []

    def answer(old: AppState, new: AppState) -> None:
        if new.colormap == "magma" and old.colormap != "magma":
            store.dispatch(a.ColormapChosen("greys"))

    store.subscribe(answer)
    store.subscribe(lambda old, new: seen.append((old.colormap, new.colormap)))
    store.dispatch(a.ColormapChosen("magma"))
    assert seen == [("viridis", "magma"), ("magma", "greys")]


@pytest.mark.parametrize("seed", range(20))
def test_a_span_always_keeps_its_characters_through_random_edits(seed: int) -> None:
    random = np.random.default_rng(seed)
    text = "the quick brown fox jumps over the lazy dog"
    state = AppState(document=Document(text, masks=frozenset({Span(0, 16, 19)})))
    for _ in range(30):
        at, n = int(random.integers(0, len(text) + 1)), int(random.integers(0, 3))
        text = text[:at] + "".join(random.choice(list("ab "), 2)) + text[at + n :]
        state = after(state, a.TextEdited(text))
        for mask in state.document.masks:
            assert text[mask.start : mask.end] == "fox"


def test_the_overview_of_another_model_is_not_kept(state: AppState) -> None:
    small = replace(MODEL, name="small", sites=(SiteInfo("self", 1, 1),))
    levels = np.zeros((2, 4, 3, 3), np.uint8)
    shown = replace(
        inspection_of(state.document), overview=Overview("self", levels, levels[:, 0], 1)
    )
    first = after(state, a.InspectionReady(shown))
    again = after(first, a.InspectionReady(inspection_of(state.document)))
    other = after(first, a.InspectionReady(inspection_of(state.document, small)))
    assert again.inspection is not None
    assert again.inspection.overview is shown.overview
    assert other.inspection is not None
    assert other.inspection.overview is None


def decoding(state: AppState) -> AppState:
    """A state that shows the cross attention of an encoder–decoder."""
    sites = tuple(SiteInfo(name, 2, 4) for name in ("encoder", "decoder", "cross"))
    model = replace(MODEL, objective="seq2seq", sites=sites, mask_token=None)
    chosen = Candidate(7, "Katze", "Katze", 0.5)
    start = Tokens((0,), ("<s>",), (None,), (True,), (None,))
    shown = replace(
        inspection_of(state.document, model),
        target=start,
        predictions=(Prediction(0, "next", (chosen,)),),
    )
    cross = replace(state, model=model, head=HeadRef(0, 0, "cross"))
    return after(cross, a.InspectionReady(shown))


def test_a_word_that_a_decoder_predicts_follows_what_it_has_written(state: AppState) -> None:
    shown = decoding(state)
    assert shown.inspection is not None
    chosen = shown.inspection.predictions[0].candidates[0]
    grown = after(shown, a.CandidateChosen(0, chosen))
    assert (grown.document.text, grown.document.target) == (state.document.text, "Katze")
    assert after(grown, a.Undone()).document == shown.document


def test_pins_go_when_the_rows_become_another_sequence(state: AppState) -> None:
    pinned = after(decoding(state), a.TokensPinned((0,)))
    assert after(pinned, a.HeadSelected(HeadRef(1, 1, "cross"))).pinned == {0}
    assert after(pinned, a.HeadSelected(HeadRef(1, 1, "decoder"))).pinned == {0}
    assert after(pinned, a.HeadSelected(HeadRef(1, 1, "encoder"))).pinned == frozenset()
