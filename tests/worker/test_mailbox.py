"""Which job the model thread does next, and which it gives up."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from threading import Thread

from explorer.records import (
    DetailRequest,
    Document,
    ExportRequest,
    GenerateRequest,
    HeadRef,
    InspectRequest,
    LoadRequest,
    RefineRequest,
)
from explorer.records.lessons.transformer import TranslationRequest
from explorer.worker.mailbox import Job, Mailbox


def inspect(text: str, layer: int = 0) -> InspectRequest:
    return InspectRequest(Document(text), (HeadRef(layer, 0),))


def taken(mailbox: Mailbox) -> Job:
    job = mailbox.take()
    assert job is not None
    return job


def test_the_newest_inspection_replaces_the_waiting_one() -> None:
    mailbox = Mailbox()
    for text in ("a", "ab", "abc"):
        mailbox.put(inspect(text))
    assert taken(mailbox).request == inspect("abc")


def test_a_load_goes_before_an_inspection_that_waits() -> None:
    mailbox = Mailbox()
    mailbox.put(inspect("a"))
    mailbox.put(LoadRequest("tiny"))
    assert taken(mailbox).request == LoadRequest("tiny")
    assert taken(mailbox).request == inspect("a")


def test_no_export_is_lost_however_much_is_typed() -> None:
    mailbox = Mailbox()
    exports = [ExportRequest(Document("a"), HeadRef(0, 0), Path(f"{n}.png")) for n in range(3)]
    for export in exports:
        mailbox.put(inspect("a"))
        mailbox.put(export)
    assert [taken(mailbox).request for _ in range(3)] == exports


def test_an_export_shows_the_model_that_was_open_when_it_was_asked_for() -> None:
    mailbox = Mailbox()
    export = ExportRequest(Document("a"), HeadRef(0, 0), Path("map.png"))
    mailbox.put(export)
    mailbox.put(LoadRequest("another"))
    assert taken(mailbox).request == export
    assert taken(mailbox).request == LoadRequest("another")


def test_an_inspection_given_up_for_a_load_comes_after_it() -> None:
    mailbox = Mailbox()
    mailbox.put(inspect("a"))
    job = taken(mailbox)
    mailbox.put(LoadRequest("tiny"))
    mailbox.put_back(job)
    assert taken(mailbox).request == LoadRequest("tiny")
    assert taken(mailbox).request == inspect("a")


def test_what_is_put_back_never_replaces_something_newer() -> None:
    mailbox = Mailbox()
    mailbox.put(inspect("a"))
    job = taken(mailbox)
    mailbox.put(inspect("ab"))
    mailbox.put_back(job)
    assert taken(mailbox).request == inspect("ab")


def test_a_short_inspection_is_finished_although_a_newer_one_waits() -> None:
    mailbox = Mailbox(patience_s=60)
    mailbox.put(inspect("a"))
    job = taken(mailbox)
    mailbox.put(inspect("ab"))
    assert not job.is_stale()


def test_a_long_inspection_is_given_up_for_a_newer_text() -> None:
    mailbox = Mailbox(patience_s=0)
    mailbox.put(inspect("a"))
    job = taken(mailbox)
    assert not job.is_stale()
    mailbox.put(inspect("ab"))
    assert job.is_stale()


def test_a_long_inspection_is_given_up_where_the_text_is_to_be_read_otherwise() -> None:
    for change in ({"stride": 64}, {"cut": True}):
        mailbox = Mailbox(patience_s=0)
        mailbox.put(replace(inspect("a"), stride=256))
        job = taken(mailbox)
        mailbox.put(replace(inspect("a"), **change))
        assert job.is_stale()


def test_another_head_of_the_same_text_never_gives_up_its_forward() -> None:
    mailbox = Mailbox(patience_s=0)
    mailbox.put(inspect("a"))
    job = taken(mailbox)
    mailbox.put(inspect("a", layer=3))
    assert not job.is_stale()


def test_another_model_gives_up_the_running_inspection_at_once() -> None:
    mailbox = Mailbox(patience_s=60)
    mailbox.put(inspect("a"))
    job = taken(mailbox)
    mailbox.put(LoadRequest("tiny"))
    assert job.is_stale()


def test_a_load_is_given_up_when_it_is_cancelled_or_replaced() -> None:
    mailbox = Mailbox()
    mailbox.put(LoadRequest("one"))
    first = taken(mailbox)
    mailbox.put(LoadRequest("two"))
    assert first.is_stale()
    second = taken(mailbox)
    assert not second.is_stale()
    mailbox.cancel_load()
    assert second.is_stale()


def test_cancelling_a_load_leaves_the_next_one_alone() -> None:
    mailbox = Mailbox()
    mailbox.put(LoadRequest("one"))
    taken(mailbox)
    mailbox.cancel_load()
    mailbox.put(LoadRequest("two"))
    assert not taken(mailbox).is_stale()


def test_closing_ends_the_waiting_thread_and_makes_the_running_job_stale() -> None:
    mailbox = Mailbox()
    mailbox.put(inspect("a"))
    job = taken(mailbox)
    answers: list[Job | None] = []
    thread = Thread(target=lambda: answers.append(mailbox.take()))
    thread.start()
    mailbox.close()
    thread.join(5)
    assert answers == [None]
    assert job.is_stale()


def test_a_text_is_written_before_what_waits_and_answers_are_taken_meanwhile() -> None:
    mailbox = Mailbox()
    export = ExportRequest(Document("a"), HeadRef(0, 0), Path("map.png"))
    for request in (inspect("a"), GenerateRequest(Document("a"))):
        mailbox.put(request)
    job = taken(mailbox)
    assert job.request == GenerateRequest(Document("a"))
    for request in (inspect("ab"), export):
        mailbox.put(request)
    meanwhile = [mailbox.take_meanwhile() for _ in range(3)]
    assert [one and one.request for one in meanwhile] == [export, inspect("ab"), None]
    assert not job.is_stale()


def test_a_text_is_given_up_when_it_is_cancelled_asked_for_anew_or_a_model_waits() -> None:
    mailbox = Mailbox()
    for give_up in (
        mailbox.cancel_writing,
        lambda: mailbox.put(GenerateRequest(Document("b"))),
        lambda: mailbox.put(LoadRequest("tiny")),
    ):
        mailbox.put(GenerateRequest(Document("a")))
        job = taken(mailbox)
        assert not job.is_stale()
        give_up()
        assert job.is_stale()


def test_details_go_before_a_step_and_a_text_before_both() -> None:
    mailbox, text = Mailbox(), inspect("a")
    refine, detail = RefineRequest(text, 1), DetailRequest(text, HeadRef(0, 0), rows=(1,))
    for request in (refine, detail, text):
        mailbox.put(request)
    assert [taken(mailbox).request for _ in range(3)] == [text, detail, refine]


def test_a_step_is_given_up_for_details_and_done_after_them() -> None:
    mailbox, text = Mailbox(), inspect("a")
    refine, detail = RefineRequest(text, 1), DetailRequest(text, HeadRef(0, 0), rows=(1,))
    mailbox.put(refine)
    job = taken(mailbox)
    assert not job.is_stale()
    mailbox.put(detail)
    assert job.is_stale()
    mailbox.put_back(job)
    assert [taken(mailbox).request for _ in range(2)] == [detail, refine]


def test_what_a_lesson_shows_comes_after_the_text_that_is_typed_and_before_its_details() -> None:
    mailbox = Mailbox()
    lesson, text = TranslationRequest("我"), inspect("a")
    refine = RefineRequest(text, 1)
    for request in (refine, lesson, text):
        mailbox.put(request)
    assert [taken(mailbox).request for _ in range(3)] == [text, lesson, refine]


def test_a_lesson_that_is_given_up_for_typing_is_taught_afterwards_unless_it_was_changed() -> None:
    for newer in ((), (TranslationRequest("我们"),)):
        mailbox = Mailbox()
        mailbox.put(TranslationRequest("我"))
        job = taken(mailbox)
        for request in (*newer, inspect("a")):
            mailbox.put(request)
        assert job.is_stale()
        mailbox.put_back(job)
        assert taken(mailbox).request == inspect("a")
        assert taken(mailbox).request == (newer or (TranslationRequest("我"),))[0]


def test_a_slider_that_moves_on_lets_a_short_lesson_end_and_gives_a_long_one_up() -> None:
    for patience, gives_up in ((60.0, False), (0.0, True)):
        mailbox = Mailbox(patience_s=patience)
        mailbox.put(TranslationRequest("我"))
        job = taken(mailbox)
        mailbox.put(TranslationRequest("我们"))
        assert job.is_stale() == gives_up


def test_an_export_does_not_wait_for_a_long_lesson_which_goes_on_afterwards() -> None:
    export = ExportRequest(Document("a"), HeadRef(0, 0), Path("map.png"))
    for patience, gives_up in ((60.0, False), (0.0, True)):
        mailbox = Mailbox(patience_s=patience)
        mailbox.put(TranslationRequest("我"))
        job = taken(mailbox)
        mailbox.put(export)
        assert job.is_stale() == gives_up
    mailbox.put_back(job)
    assert [taken(mailbox).request for _ in range(2)] == [export, TranslationRequest("我")]


def test_a_lesson_that_nobody_looks_at_is_given_up_and_does_not_come_back() -> None:
    mailbox = Mailbox()
    mailbox.put(TranslationRequest("我"))
    job = taken(mailbox)
    mailbox.cancel_lesson()
    assert job.is_stale()
    mailbox.put_back(job)
    mailbox.put(RefineRequest(inspect("a"), 1))
    assert taken(mailbox).request == RefineRequest(inspect("a"), 1)
