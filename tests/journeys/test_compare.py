"""Somebody opens a fine-tuned checkpoint, and looks at what became of the heads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QFileDialog

from explorer.records.lessons.compare import CompareAnswer, ranked
from explorer.state.actions.lessons import LessonOpened
from explorer.state.lessons.taught import failure_of_lesson, is_lesson_current
from tests.core import vocabularies
from tests.core.classifiers import LABELS, saved_classifier, saved_masked
from tests.journeys.person import Person

pytestmark = pytest.mark.slow


@pytest.fixture
def classifier(sits_down: Any, tmp_path: Path) -> Person:
    """At a window with a classifier, whose card names the model that it was made from."""
    saved_masked(tmp_path / "base", tokenizer=vocabularies.roberta())
    saved_classifier(tmp_path / "tuned", tokenizer=vocabularies.roberta())
    card = f"---\nbase_model: {tmp_path / 'base'}\n---\n"
    (tmp_path / "tuned" / "README.md").write_text(card, encoding="utf-8")
    person: Person = sits_down(model=str(tmp_path / "tuned"), text="A cat [MASK] on the mat.")
    person.waits_for_results()
    return person


def test_a_classifier_is_compared_with_its_base_over_a_text_and_a_held_out_set(
    classifier: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = classifier
    classes = person.window.explore.predictions.classes
    assert {word.split()[0] for word in classes.rows.accessibleDescription().split(", ")} == set(
        LABELS
    )
    person.explorer.store.dispatch(LessonOpened("compare"))
    answer = person.waits_until(is_lesson_current).lessons.answer(CompareAnswer)
    assert answer is not None
    assert answer.maps is not None
    assert answer.before.model.name == "base"
    page: Any = person.window.lessons.page

    # The head that changed most, by a click on its row; the map follows.
    changed = ranked(answer.maps.divergences, "self")[0][0]
    ranking = page.changes.ranking
    person.clicks(ranking, ranking.row_rect(0).center())
    person.waits_until(is_lesson_current)
    assert person.state.head == changed
    assert page.maps.after._shown.head == changed

    # A file of sentences ranks them anew; a file that is gone leaves what was there.
    data = tmp_path / "held-out.txt"
    data.write_text("A cat sat.\nThe dog did not see it.\n", encoding="utf-8")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(data), ""))
    person.clicks(page.controls.file_button)
    person.waits_until(is_lesson_current)
    assert page.controls.counts.text() == "Sentences: 2"
    assert page.changes.by_data.isChecked()
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(tmp_path / "gone"), ""))
    person.clicks(page.controls.file_button)
    person.waits_until(failure_of_lesson)
    assert "gone cannot be read" in page.message.text()
    assert page.changes.grid.isVisible()
