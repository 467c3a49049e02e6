"""What the window knows while a model writes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from explorer.records import (
    Document,
    Generated,
    GenerateRequest,
    HeadRef,
    LoadRequest,
    SiteInfo,
    Writing,
    Written,
)
from explorer.state import actions as a
from explorer.state.model import AppState
from explorer.state.plan import gives_up_writing, plan
from explorer.state.reduce import reduce
from explorer.state.selectors import notices
from explorer.state.text import TARGET
from tests.state.test_reduce import MODEL, after, inspection_of

SITES = tuple(SiteInfo(name, 2, 4) for name in ("encoder", "decoder", "cross"))
TRANSLATOR = replace(MODEL, objective="seq2seq", sites=SITES, generates=True)
CAUSAL = replace(MODEL, objective="causal", mask_token=None, generates=True)
SOURCE = Document("the cat sat", target="la")


@pytest.fixture
def state() -> AppState:
    return AppState(
        document=SOURCE,
        model=TRANSLATOR,
        head=HeadRef(0, 0, "cross"),
        inspection=inspection_of(SOURCE, TRANSLATOR),
    )


def asked(state: AppState) -> tuple[AppState, GenerateRequest]:
    new = reduce(state, a.WritingAsked())
    assert new.generating is not None
    return new, new.generating.request


def generated(request: GenerateRequest, target: str, notice: str = "") -> Generated:
    ids = tuple(range(len(target.split())))
    document = replace(request.document, target=target, written=Written(0, ids))
    return Generated(request, document, len(ids), notice)


def test_a_wish_to_write_is_asked_of_the_model_thread_once(state: AppState) -> None:
    new, request = asked(state)
    assert plan(state, new) == (request,)
    assert request.document == SOURCE
    later = reduce(new, a.TextGenerated(generated(request, "le")))
    assert later.wanted in plan(new, later)
    assert request not in plan(new, later)


def test_nobody_is_asked_while_no_model_is_open_or_another_one_opens(state: AppState) -> None:
    for closed in (replace(state, model=None), reduce(state, a.ModelRequested(LoadRequest("t")))):
        assert reduce(closed, a.WritingAsked()) is closed


def test_the_text_grows_with_every_token_and_undo_takes_all_of_it_back(state: AppState) -> None:
    new, request = asked(state)
    for target in ("le", "le chat", "le chat assis"):
        new = reduce(new, a.TextGenerated(generated(request, target)))
        assert new.document.target == target
    assert new.generating is not None
    assert new.generating.n_tokens == 3
    done = reduce(new, a.GenerationFinished(generated(request, "le chat assis .")))
    assert (done.document.target, done.generating) == ("le chat assis .", None)
    assert reduce(done, a.Undone()).document == SOURCE
    assert after(done, a.Undone(), a.Redone()).document == done.document


def test_what_was_written_stays_when_it_is_stopped(state: AppState) -> None:
    new, request = asked(state)
    grown = reduce(new, a.TextGenerated(generated(request, "le chat")))
    stopped = reduce(grown, a.WritingStopped())
    assert stopped.document.target == "le chat"
    assert gives_up_writing(grown, stopped)
    late = reduce(stopped, a.TextGenerated(generated(request, "le chat assis")))
    assert late is stopped


@pytest.mark.parametrize(
    "edit",
    [
        a.TextEdited("the cat sits"),
        a.TextEdited("le chien", TARGET),
        a.Undone(),
        a.DocumentChosen(Document("another")),
        a.LanguagesChosen("en", "fr"),
    ],
    ids=lambda edit: type(edit).__name__,
)
def test_nothing_is_written_into_a_text_that_was_changed_meanwhile(state, edit) -> None:
    new, request = asked(state)
    grown = reduce(new, a.TextGenerated(generated(request, "le chat")))
    edited = reduce(grown, edit)
    assert edited.generating is None
    assert gives_up_writing(grown, edited)
    assert reduce(edited, a.GenerationFinished(generated(request, "le chat assis"))) is edited


def test_looking_around_does_not_end_the_writing(state: AppState) -> None:
    new, _ = asked(state)
    looked = after(new, a.HeadSelected(HeadRef(1, 2, "cross")), a.TokensPinned((1,)))
    assert looked.generating is new.generating


def test_another_model_ends_the_writing(state: AppState) -> None:
    new, _ = asked(state)
    assert reduce(new, a.ModelRequested(LoadRequest("tiny"))).generating is None


def test_a_failure_is_said_and_what_was_written_stays(state: AppState) -> None:
    new, request = asked(state)
    grown = reduce(new, a.TextGenerated(generated(request, "le chat")))
    failed = reduce(grown, a.GenerationFailed(request, "cpu has too little free memory"))
    assert (failed.document.target, failed.generating) == ("le chat", None)
    assert failed.problem is not None
    assert failed.problem.message == "cpu has too little free memory"


def test_why_it_stopped_is_said_until_the_text_changes(state: AppState) -> None:
    new, request = asked(state)
    done = reduce(new, a.GenerationFinished(generated(request, "le chat", "Stopped, as asked.")))
    assert notices(done) == "Stopped, as asked."
    assert notices(reduce(done, a.TextEdited("le chat noir", TARGET))) == ""


def test_maps_are_not_stale_while_the_text_grows(state: AppState) -> None:
    new, request = asked(state)
    grown = reduce(new, a.TextGenerated(generated(request, "le chat")))
    assert not grown.is_stale
    assert reduce(grown, a.WritingStopped()).is_stale


def test_a_target_is_typed_like_any_text_and_keeps_the_masks_of_the_source(state) -> None:
    masked = reduce(state, a.MasksToggled((2,)))
    typed = after(masked, *(a.TextEdited("la m"[:end], TARGET) for end in (3, 4)))
    assert (typed.document.target, typed.document.masks) == ("la m", masked.document.masks)
    assert reduce(typed, a.Undone()).document.target in ("la", "la ")


def test_a_causal_model_goes_on_for_less_than_a_translator_writes() -> None:
    request = LoadRequest("tiny")
    new = after(AppState(), a.ModelRequested(request), a.ModelOpened(request, TRANSLATOR))
    n_translated = new.writing.max_new_tokens
    new = after(new, a.WritingChosen(replace(new.writing, n_beams=4)))
    new = after(new, a.ModelRequested(request), a.ModelOpened(request, CAUSAL))
    assert new.writing.max_new_tokens < n_translated
    chosen = after(new, a.WritingChosen(Writing(7)), a.ModelOpened(request, CAUSAL))
    assert chosen.writing == Writing(7)


@pytest.mark.parametrize(
    ("model", "site", "focus"),
    [(TRANSLATOR, "cross", 3), (TRANSLATOR, "decoder", 3), (TRANSLATOR, "encoder", None),
     (CAUSAL, "self", 3), (MODEL, "self", None)],
)  # fmt: skip
def test_the_bars_are_those_of_the_row_that_was_chosen(state, model, site, focus) -> None:
    new = replace(state, model=model, head=HeadRef(0, 0, site))
    assert reduce(new, a.TokensPinned((3,), toggle=True)).focus == focus


def test_the_alignment_is_in_front_for_cross_attention_alone_and_joins_words(state) -> None:
    aligned = reduce(state, a.ViewChosen("alignment"))
    assert aligned.front == "alignment"
    assert aligned.wanted.presentation.merge_words
    encoder = reduce(aligned, a.HeadSelected(HeadRef(0, 0, "encoder")))
    assert encoder.front == "map"
    assert not encoder.wanted.presentation.merge_words
