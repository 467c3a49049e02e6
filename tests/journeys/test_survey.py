"""Somebody surveys a corpus, and looks at what excites a head."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSettings, Qt

from explorer.records import HeadRef
from explorer.views.window.session import Session
from tests.journeys.person import Person
from tests.survey.corpora import sentences, text_file

pytestmark = pytest.mark.slow


def types_into(person: Person, field: Any, text: str) -> None:
    person.clicks(field)
    person.presses("Ctrl+A")
    person.types(text)
    assert field.text() == text


def test_a_survey_starts_fails_is_mended_opens_by_itself_and_an_example_shows_its_maps(
    sits_down: Any, model_folder: Path, tmp_path: Path
) -> None:
    person: Person = sits_down(model=str(model_folder), text="A cat sat.")
    person.waits_for_results()
    person.clicks(person.window.page_switch.survey)
    view = person.window.survey
    form: Any = view.form
    assert "tiny" in form.model.text()
    assert not form.start_button.isEnabled()

    # A file that is not there: said, and nothing that was typed is lost.
    types_into(person, form.corpus.fields["corpus"], str(tmp_path / "none.txt"))
    person.presses("Tab", "Tab")  # over the button that chooses a file
    person.types("0")
    person.clicks(form.start_button)
    person.waits_until(lambda state: state.survey.run.problem)
    assert "There is no corpus" in view.run.problem.text()
    assert form.workers.fields["workers"].text() == "0"

    # With a line that is no text, which is counted and named.
    corpus = text_file(tmp_path, sentences(200))
    corpus.write_bytes(corpus.read_bytes() + b"caf\xe9\n")
    types_into(person, form.corpus.fields["corpus"], str(corpus))
    person.clicks(form.start_button)
    assert view.run.progress.isVisible()
    # Also where this window is killed, the next one finds it.
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    assert Session(settings).journal_folder == person.state.survey.run.folder
    state = person.waits_until(lambda state: state.survey.result)
    result = state.survey.result
    assert result is not None
    assert (result.n_sentences, result.n_bad) == (200, 1)
    assert Path(result.corpus) == corpus
    page: Any = view.result
    assert page.facts.text().startswith("corpus.txt · ")
    assert not view.run.isVisible()

    # Another head by the keyboard, and the maps of what excites it by a click.
    person.clicks(page.grid)
    head = person.state.survey.head
    assert head is not None
    listed = page.examples.list
    place = listed.visualItemRect(listed.item(0)).center()
    said = listed.item(0).data(Qt.ItemDataRole.DisplayRole).splitlines()[1]
    person.clicks(listed.viewport(), place)
    person.waits_for_results()
    assert person.state.page == "explore"
    assert (person.text, person.state.head) == (said, HeadRef(head.layer, head.head))

    # The next window offers it among those that were looked at last.
    person.leaves()
    other: Person = sits_down(model=str(model_folder))
    other.waits_for_results()
    other.clicks(other.window.page_switch.survey)
    recent = other.window.survey.form.recent.buttons[0]
    other.clicks(recent)
    assert other.waits_until(lambda state: state.survey.result).page == "survey"
