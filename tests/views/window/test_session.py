"""What the next window remembers of the last one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QSettings

from explorer.records import Document, Presentation, Span
from explorer.records.survey_events import SurveyFinished
from explorer.state.cluster_form import ClusterForm
from explorer.state.finetune.form import SearchForm
from explorer.state.finetune.page import Finetune
from explorer.state.model import AppState
from explorer.state.survey.form import SurveyForm
from explorer.state.survey.page import Surveyed
from explorer.state.survey.run import SurveyRun
from explorer.views.window.session import Layout, Session
from tests.views.states import state_with

LAYOUT = Layout(QByteArray(b"geometry"), QByteArray(b"panels"), "dark")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "settings.ini"


def session(path: Path) -> Session:
    return Session(QSettings(str(path), QSettings.Format.IniFormat))


def test_the_last_sentence_comes_back_with_its_pair_and_masks(path: Path) -> None:
    document = Document(
        "我喜欢 🏀, שלום", "a second one", frozenset({Span(0, 0, 1), Span(1, 2, 8)})
    )
    session(path).keep(replace(AppState(), document=document), LAYOUT)
    assert session(path).state(AppState()).document == document


def test_the_target_and_the_chosen_languages_come_back(path: Path) -> None:
    for source, target in (("en", "fr"), (None, "zh"), (None, None)):
        document = Document(
            "a cat", target="un chat", source_language=source, target_language=target
        )
        session(path).keep(AppState(document=document, view="alignment"), LAYOUT)
        restored = session(path).state(AppState())
        assert (restored.document, restored.view) == (document, "alignment")


def test_the_search_that_was_shown_is_found_again(path: Path) -> None:
    assert not session(path).search_folder
    state = AppState(finetune=Finetune(folder="/searches/glosses 1"))
    session(path).keep(state, LAYOUT)
    assert session(path).search_folder == "/searches/glosses 1"


def test_what_was_filled_in_for_a_search_comes_back(path: Path) -> None:
    fresh = SearchForm()
    assert session(path).state(AppState()).finetune.form == fresh
    parameters = {**fresh.parameters, "learning_rate": "1e-05 to 0.001 log"}
    form = replace(fresh, data="/我的/数据.csv", task="masked", epochs="7", search="random")
    form = replace(form, parameters=parameters, columns=("句子", "", "kind"), share="")
    form = replace(form, base="/a/model", encoding="gb18030", held_out="/b.csv", parent="/c")
    session(path).keep(AppState(finetune=Finetune(form=form)), LAYOUT)
    restored = session(path).state(AppState()).finetune.form
    assert restored.toml() == form.toml()
    assert replace(restored, parameters=parameters) == form
    QSettings(str(path), QSettings.Format.IniFormat).setValue("finetune/space", "[space")
    assert session(path).state(AppState()).finetune.form == fresh


def test_an_empty_pair_is_not_the_same_as_none(path: Path) -> None:
    for pair in (None, ""):
        session(path).keep(AppState(document=Document("one", pair)), LAYOUT)
        assert session(path).state(AppState()).document.pair == pair


def test_presentation_colours_and_models_come_back(path: Path) -> None:
    state = replace(
        state_with(),
        presentation=Presentation(scale="rank", hide_special=True, merge_words=True),
        colormap="magma",
        view="lines",
        recent_models=("builtin:minilm-mlm", "/a folder/with, commas; and more", "owner/name"),
    )
    session(path).keep(state, LAYOUT)
    kept = session(path)
    restored = kept.state(AppState())
    assert restored.presentation == state.presentation
    assert restored.colormap == "magma"
    assert restored.view == "lines"
    assert restored.recent_models == state.recent_models
    assert state.model is not None
    assert kept.model_source == state.model.source
    assert kept.layout == LAYOUT


def test_a_first_start_has_the_sentence_it_is_given(path: Path) -> None:
    fresh = AppState(document=Document("An example."))
    assert session(path).state(fresh) == fresh
    assert session(path).model_source is None


def test_settings_that_make_no_sense_are_as_good_as_none(path: Path) -> None:
    path.write_text(
        "[document]\ntext=fine\nmasks=1:2 x:y:z 9:1:2 0:5:3 0:0:4\n"
        "[view]\ncolormap=jet\nscale=cubic\ntab=nothing\n[window]\ngeometry=12\n"
    )
    restored = session(path).state(AppState())
    assert restored.document == Document("fine", None, frozenset({Span(0, 0, 4)}))
    assert restored.colormap == "viridis"
    assert restored.presentation.scale == "linear"
    assert restored.view == "map"
    assert session(path).layout.geometry == QByteArray()


def test_lone_surrogates_and_nul_do_not_stop_the_window_from_closing(path: Path) -> None:
    session(path).keep(AppState(document=Document("a\udc80b\0c")), LAYOUT)
    assert session(path).state(AppState()).document.text == "a?b c"


def test_a_text_too_long_to_keep_leaves_the_one_before(path: Path) -> None:
    session(path).keep(AppState(document=Document("short")), LAYOUT)
    session(path).keep(AppState(document=Document("x" * 1_000_000)), LAYOUT)
    assert session(path).state(AppState()).document.text == "short"


def test_what_was_filled_in_for_a_survey_and_one_that_is_not_finished_come_back(path: Path) -> None:
    cluster = ClusterForm("ray://head:10001", "s3://我的/store", is_unfolded=True)
    form = SurveyForm("/语料/a.jsonl", "句子", "cross", "2", "/surveys", cluster)
    recent = ("/surveys/a/heads.parquet", "/b.parquet")
    page = Surveyed(form=form, recent=recent, run=SurveyRun("/surveys/a", is_running=True))
    finetune = Finetune(form=replace(SearchForm(), cluster=cluster))
    session(path).keep(AppState(survey=page, finetune=finetune), LAYOUT)
    restored = session(path).state(AppState())
    assert (restored.survey.form, restored.survey.recent) == (form, recent)
    assert restored.finetune.form.cluster == cluster
    assert session(path).journal_folder == "/surveys/a"
    finished = SurveyFinished("/out", "m", "", "self", 1, 1, 0, 0, ())
    done = replace(page, run=SurveyRun("/surveys/a", finished=finished))
    session(path).keep(AppState(survey=done), LAYOUT)
    assert not session(path).journal_folder
