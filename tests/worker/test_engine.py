"""What the model thread answers, with the real built-in model, and that nothing kills it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Thread

import numpy as np
import pytest
import torch

from explorer.records import (
    Document,
    ExportRequest,
    GenerateRequest,
    HeadRef,
    InspectRequest,
    LoadRequest,
    Presentation,
    Writing,
)
from explorer.records.lessons.compare import CompareAnswer, CompareRequest
from explorer.records.lessons.masking import Masking, MaskingRequest
from explorer.records.lessons.transformer import TranslationAnswer, TranslationRequest
from explorer.state import actions as a
from explorer.state.actions.lessons import LessonFailed, LessonReady
from explorer.state.plan import Request
from explorer.worker.engine import Engine
from explorer.worker.mailbox import Mailbox
from tests.core.writers import saved_gpt2

BUILTIN = LoadRequest("builtin:minilm-mlm", device="cpu")
TEXT = Document("The capital of France is [MASK].")


class Conversation:
    """An engine on a thread, asked one thing after the other."""

    def __init__(self) -> None:
        self.mailbox = Mailbox()
        self.actions: list[a.Action] = []
        self.engine = Engine(self._heard)
        self._heard_something = _Bell()
        self._thread = Thread(target=self.engine.run, args=(self.mailbox,))
        self._thread.start()
        while not self.actions:  # the devices, before anybody asks
            self._heard_something.wait()

    def _heard(self, action: a.Action) -> None:
        if isinstance(action, a.InspectionProgressed):
            return  # said only where the machine is slow
        self.actions.append(action)
        self._heard_something.ring()

    def ask(self, request: Request) -> list[a.Action]:
        """Everything that is said until the request is answered."""
        before = len(self.actions)
        self.mailbox.put(request)
        return self.hear(before)

    def hear(self, before: int) -> list[a.Action]:
        """Everything that is said after the first `before` actions until an answer is whole."""
        last = (
            a.ModelOpened, a.LoadFailed, a.InspectionFailed, a.ExportFinished, a.ExportFailed,
            a.GenerationFinished, a.GenerationFailed, LessonFailed,
        )  # fmt: skip
        for _ in range(1000):
            said = self.actions[before:]
            if said and (isinstance(said[-1], last) or _is_whole(said[-1])):
                return said
            self._heard_something.wait()
        raise AssertionError("no answer")

    def end(self) -> None:
        self.mailbox.close()
        self._thread.join(30)
        assert not self._thread.is_alive()


class _Bell:
    def __init__(self) -> None:
        from threading import Event

        self._event = Event()

    def ring(self) -> None:
        self._event.set()

    def wait(self) -> None:
        assert self._event.wait(60), "the model thread said nothing for a minute"
        self._event.clear()


def _is_whole(action: a.Action) -> bool:
    if isinstance(action, LessonReady):
        answer = action.answer
        if isinstance(answer, CompareAnswer):
            return not answer.is_part
        return not isinstance(answer, TranslationAnswer) or answer.is_whole
    return isinstance(action, a.InspectionReady) and action.inspection.is_whole


@pytest.fixture
def conversation() -> Iterator[Conversation]:
    threads = torch.get_num_threads()
    conversation = Conversation()
    yield conversation
    conversation.end()
    torch.set_num_threads(threads)


@pytest.fixture
def opened(conversation: Conversation) -> Conversation:
    assert isinstance(conversation.ask(BUILTIN)[-1], a.ModelOpened)
    return conversation


def inspect(document: Document = TEXT, *heads: HeadRef, **changes: object) -> InspectRequest:
    request = InspectRequest(document, heads or (HeadRef(0, 0),))
    return replace(request, **changes) if changes else request


def test_a_model_opens_with_progress_and_then_answers(conversation: Conversation) -> None:
    said = conversation.ask(BUILTIN)
    assert all(isinstance(action, a.LoadProgressed) for action in said[:-1])
    assert len(said) > 1
    [answer] = conversation.ask(inspect())
    assert isinstance(answer, a.InspectionReady)
    shown = answer.inspection
    assert shown.tokens.labels[1:4] == ("the", "capital", "of")
    assert shown.predictions[0].position == shown.tokens.masks[0]
    assert shown.maps[0].weights.shape == (len(shown.tokens),) * 2
    np.testing.assert_allclose(shown.maps[0].weights.sum(axis=1), 1, atol=1e-5)


def test_a_question_before_any_model_is_open_is_answered_with_words(
    conversation: Conversation,
) -> None:
    [answer] = conversation.ask(inspect())
    assert isinstance(answer, a.InspectionFailed)
    assert "No model is open" in answer.message


def test_a_lesson_with_a_model_of_its_own_needs_no_other_and_is_answered_part_by_part(
    conversation: Conversation,
) -> None:
    said = conversation.ask(TranslationRequest("我喜欢打篮球"))
    answers = [one.answer for one in said if isinstance(one, LessonReady)]
    texts = [answer.steps[-1].translation.text for answer in answers]
    assert texts[0] == "I"
    assert texts[-1] == "I like playing basketball"


def test_a_lesson_that_cannot_be_taught_says_why_and_the_next_one_can(
    conversation: Conversation,
) -> None:
    [failed] = conversation.ask(TranslationRequest("  "))
    assert isinstance(failed, LessonFailed)
    assert "Type a Chinese sentence" in failed.message
    [unknown] = conversation.ask(TranslationRequest("我吃披萨"))
    assert isinstance(unknown, LessonFailed)
    assert unknown.places == ((2, 4),)
    assert isinstance(conversation.ask(TranslationRequest("我喜欢打篮球"))[-1], LessonReady)


def test_a_held_out_set_is_told_as_far_as_it_is_read(opened: Conversation, tmp_path: Path) -> None:
    data = tmp_path / "held-out.txt"
    data.write_text("A cat sat on the mat.\nThe dog saw it.\n", encoding="utf-8")
    request = CompareRequest(TEXT, BUILTIN.source, HeadRef(1, 4), Presentation(), data=str(data))
    said = opened.ask(request)
    answers = [one.answer for one in said if isinstance(one, LessonReady)]
    assert all(isinstance(answer, CompareAnswer) for answer in answers)
    assert answers[0].held_out is None
    assert answers[-1].held_out.n_sentences == 2
    assert answers[-1].is_same
    [*_, failed] = opened.ask(replace(request, data=str(tmp_path / "gone.txt")))
    assert isinstance(failed, LessonFailed)
    assert "gone.txt cannot be read" in failed.message


def test_a_model_that_is_not_there_leaves_the_open_one_working(opened: Conversation) -> None:
    failed = opened.ask(LoadRequest("/nowhere/at/all"))[-1]
    assert isinstance(failed, a.LoadFailed)
    assert "/nowhere/at/all" in failed.message
    assert isinstance(opened.ask(inspect())[-1], a.InspectionReady)


def test_another_head_costs_no_forward(opened: Conversation) -> None:
    def must_not_run(*_: object, **__: object) -> None:
        raise AssertionError("a forward ran")

    opened.ask(inspect())
    model = opened.engine._inspector.checkpoint.model  # type: ignore[union-attr]
    model.forward = must_not_run
    answers = opened.ask(inspect(TEXT, HeadRef(5, 11), presentation=Presentation("log")))
    assert isinstance(answers[-1], a.InspectionReady)
    assert answers[-1].inspection.maps[0].head == HeadRef(5, 11)


def test_a_long_text_shows_its_map_before_its_overview_and_that_before_its_statistics(
    opened: Conversation,
) -> None:
    first, second, third = opened.ask(inspect(Document("word " * 300)))
    assert isinstance(first, a.InspectionReady)
    assert first.inspection.overview is None
    assert first.inspection.maps[0].weights.shape == (302, 302)
    assert isinstance(second, a.InspectionReady)
    assert second.inspection.overview is not None
    assert second.inspection.statistics is None
    assert isinstance(third, a.InspectionReady)
    assert third.inspection.statistics is not None


@pytest.mark.parametrize("text", ["", "   \n\t "])
def test_an_empty_text_says_so(opened: Conversation, text: str) -> None:
    [answer] = opened.ask(inspect(Document(text)))
    assert isinstance(answer, a.InspectionFailed)
    assert not answer.is_too_long
    assert answer.message


def test_a_text_that_is_too_long_says_how_long_and_can_be_cut(opened: Conversation) -> None:
    document = Document("word " * 20_000)
    [answer] = opened.ask(inspect(document))
    assert isinstance(answer, a.InspectionFailed)
    assert answer.is_too_long
    assert "20,002 tokens" in answer.message
    assert "512" in answer.message
    cut = opened.ask(inspect(document, cut=True))[-1]
    assert isinstance(cut, a.InspectionReady)
    assert len(cut.inspection.tokens) == 512
    assert "512" in cut.inspection.notice


def test_an_exception_inside_the_model_is_told_and_the_next_text_works(
    opened: Conversation, caplog: pytest.LogCaptureFixture
) -> None:
    model = opened.engine._inspector.checkpoint.model  # type: ignore[union-attr]
    layer = model.bert.encoder.layer[3]

    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("a broken layer")

    whole, layer.forward = layer.forward, broken
    [answer] = opened.ask(inspect())
    assert isinstance(answer, a.InspectionFailed)
    assert "a broken layer" in answer.message
    assert "Traceback" in caplog.text
    layer.forward = whole
    assert isinstance(opened.ask(inspect())[-1], a.InspectionReady)


def test_a_text_given_up_for_a_model_that_cannot_be_opened_is_answered_after_all(
    opened: Conversation,
) -> None:
    model = opened.engine._inspector.checkpoint.model  # type: ignore[union-attr]
    layer = model.bert.encoder.layer[3]
    whole = layer.forward

    def another_model_is_chosen(*arguments: object, **options: object) -> object:
        layer.forward = whole
        opened.mailbox.put(LoadRequest("/nowhere/at/all"))
        return whole(*arguments, **options)

    layer.forward = another_model_is_chosen
    failed = opened.ask(inspect())
    assert isinstance(failed[-1], a.LoadFailed)
    shown = opened.hear(opened.actions.index(failed[-1]) + 1)[-1]  # nothing more was asked
    assert isinstance(shown, a.InspectionReady)
    assert shown.inspection.request == inspect()


def test_a_device_that_runs_out_of_memory_hands_over_to_the_cpu(opened: Conversation) -> None:
    # Stands in for a GPU, which cannot be had here: a checkpoint on torch's "meta" device, which
    # takes any tensor, and whose first forward fails as CUDA's does.
    inspector = opened.engine._inspector
    assert inspector is not None
    real = inspector.checkpoint
    embeddings = real.model.bert.embeddings
    opened.ask(MaskingRequest(TEXT, Masking(share=0)))

    def full(*_: object, **__: object) -> None:
        del embeddings.forward
        raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB")

    embeddings.forward = full
    inspector.checkpoint = replace(
        real, info=replace(real.info, device="cuda:0"), device=torch.device("meta")
    )
    told, shown = opened.ask(inspect())
    assert isinstance(told, a.DeviceLost)
    assert opened.engine._teacher._masking is None  # it held the model on the device
    assert told.model.device == "cpu"
    assert "CPU" in told.message
    assert isinstance(shown, a.InspectionReady)


def test_an_export_is_written_while_texts_keep_coming(opened: Conversation, tmp_path: Path) -> None:
    path = tmp_path / "weights.npz"
    opened.ask(inspect())
    answer = opened.ask(ExportRequest(TEXT, HeadRef(1, 2), path, scope="all"))[-1]
    assert isinstance(answer, a.ExportFinished)
    weights = np.load(path)["weights"]
    shown = opened.ask(inspect(TEXT, HeadRef(1, 2)))[-1]
    assert isinstance(shown, a.InspectionReady)
    np.testing.assert_allclose(weights[1, 2], shown.inspection.maps[0].weights, atol=1e-6)


def test_an_export_that_fails_is_told(opened: Conversation, tmp_path: Path) -> None:
    path = tmp_path / "missing" / "map.png"
    answer = opened.ask(ExportRequest(TEXT, HeadRef(0, 0), path))[-1]
    assert isinstance(answer, a.ExportFailed)
    assert "missing" in answer.message


# ---- writing -------------------------------------------------------------------------------------


@pytest.fixture
def causal(conversation: Conversation, tmp_path: Path) -> Conversation:
    load = LoadRequest(str(saved_gpt2(tmp_path / "gpt2", n_positions=512)), device="cpu")
    assert isinstance(conversation.ask(load)[-1], a.ModelOpened)
    return conversation


def test_a_text_is_told_of_as_it_grows_and_maps_of_it_come_meanwhile(causal: Conversation) -> None:
    """As the window does it: each piece of text is inspected while the next one is written."""
    heard = causal.engine._report

    def follow(action: a.Action) -> None:
        if isinstance(action, a.TextGenerated):
            causal.mailbox.put(inspect(action.generated.document))
        heard(action)

    causal.engine._report = follow
    said: list[a.Action] = []
    causal.mailbox.put(GenerateRequest(Document("The cat"), Writing(max_new_tokens=200)))
    while not said or not isinstance(said[-1], a.GenerationFinished):
        said += causal.hear(len(said))
    told = [one.generated.n_tokens for one in said if isinstance(one, a.TextGenerated)]
    assert told == sorted(set(told))
    assert said[-1].generated.n_tokens == 200
    grown = [len(one.inspection.tokens) for one in said if isinstance(one, a.InspectionReady)]
    assert len(grown) > 1
    assert grown == sorted(grown)


def test_an_answer_that_fails_meanwhile_does_not_end_the_text(
    causal: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard = causal.engine._report

    def follow(action: a.Action) -> None:
        if isinstance(action, a.TextGenerated):
            causal.mailbox.put(inspect(action.generated.document))
        heard(action)

    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("a broken answer")

    causal.engine._report = follow
    monkeypatch.setattr(causal.engine._inspector, "inspect", broken)
    said: list[a.Action] = []
    causal.mailbox.put(GenerateRequest(Document("The cat"), Writing(max_new_tokens=100)))
    while not said or not isinstance(said[-1], (a.GenerationFinished, a.GenerationFailed)):
        said += causal.hear(len(said))
    failed = [one.message for one in said if isinstance(one, a.InspectionFailed)]
    assert failed
    assert all("a broken answer" in message for message in failed)
    assert isinstance(said[-1], a.GenerationFinished)
    assert said[-1].generated.n_tokens == 100


def test_a_text_that_is_given_up_ends_and_the_thread_goes_on(causal: Conversation) -> None:
    report = causal.engine._report

    def give_up(action: a.Action) -> None:
        if isinstance(action, a.TextGenerated):
            causal.mailbox.cancel_writing()
        report(action)

    causal.engine._report = give_up
    before = len(causal.actions)
    causal.mailbox.put(GenerateRequest(Document("The cat"), Writing(max_new_tokens=400)))
    causal.mailbox.put(inspect(Document("a dog")))
    said = causal.hear(before)
    assert [type(one) for one in said] == [a.TextGenerated, a.InspectionReady]


def test_memory_that_ends_while_a_text_is_written_is_said_and_the_thread_lives(
    causal: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = causal.engine._inspector.checkpoint.model
    forward, n_calls = model.forward, []

    def without_memory(*arguments: object, **named: object) -> object:
        n_calls.append(1)
        if len(n_calls) > 3:
            raise torch.OutOfMemoryError("CUDA out of memory")
        return forward(*arguments, **named)

    monkeypatch.setattr(model, "forward", without_memory)
    said = causal.ask(GenerateRequest(Document("The cat"), Writing(max_new_tokens=50)))
    assert isinstance(said[-1], a.GenerationFailed)
    assert "too little free memory" in said[-1].message
    monkeypatch.undo()
    assert isinstance(causal.ask(inspect(Document("The cat")))[-1], a.InspectionReady)


def test_a_masked_model_that_is_asked_to_write_says_why_not(opened: Conversation) -> None:
    [answer] = opened.ask(GenerateRequest(TEXT))
    assert isinstance(answer, a.GenerationFailed)
    assert "fills gaps" in answer.message
