"""What the lessons keep of the model that was open, once another one opens."""

from __future__ import annotations

import gc
import weakref

import pytest

from explorer.core.checkpoint.checkpoint import Checkpoint
from explorer.core.inspection import Inspector
from explorer.core.lessons.successors import shelf
from explorer.core.lessons.teacher import Teacher
from explorer.records import Document, HeadRef
from explorer.records.hub import CachedModel
from explorer.records.lessons import LessonRequest
from explorer.records.lessons.masking import MaskingRequest
from explorer.records.lessons.memory import MemoryRequest
from explorer.records.lessons.permutations import Order, PermutationRequest
from explorer.records.lessons.steps import StepsRequest
from explorer.records.lessons.successors import READERS, SuccessorsRequest
from tests.core.models import tiny_checkpoint
from tests.core.vocabularies import chinese

TEXT = "我喜欢打篮球"
STEPS = StepsRequest(Document(TEXT), HeadRef(1, 2))
ORDER = PermutationRequest(Document(TEXT), "shuffled", 1, Order(()), None, HeadRef(0, 0), "linear")


DOWNLOADED = CachedModel("team/kept", 100, 0.0, "bert")
CLASSIFIER = CachedModel("team/moods", 100, 0.0, "bert", labels=("glad", "sad"))


def tiny(family: str) -> Checkpoint:
    return tiny_checkpoint(family, chinese(), vocab_size=len(chinese()))


@pytest.fixture
def teacher() -> Teacher:
    """With tiny models in place of those that come along."""
    made = Teacher()
    made._permutations.__dict__["built_in"] = tiny("xlnet_lm")
    made._successors._shelf.__dict__ |= {"_bert": tiny("bert"), "offered": ()}
    return made


@pytest.mark.parametrize(
    ("family", "asked"),
    [
        ("bert", STEPS),
        ("bert", MaskingRequest(Document(TEXT))),
        ("xlnet_lm", ORDER),
        ("xlnet_lm", MemoryRequest(TEXT, source="xlnet")),
        ("bert", SuccessorsRequest(TEXT)),
    ],
)
def test_no_lesson_holds_the_model_that_was_open_once_another_opens(
    teacher: Teacher, family: str, asked: LessonRequest
) -> None:
    opened = tiny(family)
    assert list(teacher.answers(asked, Inspector(opened)))
    model = weakref.ref(opened.model)
    del opened
    teacher.let_go()
    gc.collect()
    assert model() is None


def test_what_was_measured_of_a_model_goes_with_it_and_what_comes_along_stays(
    teacher: Teacher,
) -> None:
    lesson, opened, asked = teacher._successors, tiny("bert"), SuccessorsRequest(TEXT)
    for kind in READERS:
        lesson._known(lesson._shelf.reader(kind, "", None), asked)
    lesson._known(lesson._shelf.reader("bert", "", opened), asked)
    assert len(lesson._costs) == len(READERS) + 1
    lesson.let_go()
    gc.collect()
    assert len(lesson._costs) == len(READERS)


def test_a_model_that_was_downloaded_is_offered_once_another_is_opened(
    teacher: Teacher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelf, "cached_models", lambda: (DOWNLOADED, CLASSIFIER))
    assert teacher._successors._shelf.offered == ()
    teacher.let_go()
    assert teacher._successors._shelf.offered == (("bert", DOWNLOADED.id),)
