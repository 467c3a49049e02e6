"""The command `survey`: what it prints and what it refuses."""

from __future__ import annotations

import json

import pytest

from explorer import cli
from explorer.commandline import survey as command
from explorer.core.file_lock import held
from explorer.core.survey_file import read_survey
from explorer.records.survey_events import (
    SurveyAdvanced,
    SurveyBegun,
    SurveyFinished,
    survey_event,
)
from tests.core.writers import saved_gpt2
from tests.survey.corpora import sentences


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return str(saved_gpt2(tmp_path_factory.mktemp("models") / "gpt2"))


def asked(tmp_path, model, *arguments):
    corpus = tmp_path / "corpus.txt"
    corpus.write_bytes("\n".join(sentences(70)).encode() + b"\ncaf\xe9\n")
    out = str(tmp_path / "heads.parquet")
    return ["survey", str(corpus), "--out", out, "--model", model, "--workers", "0", *arguments]


def test_the_folder_is_printed_and_what_could_not_be_read_is_said(tmp_path, model, capsys):
    assert cli.main(asked(tmp_path, model)) == 0
    printed = capsys.readouterr()
    assert printed.out == f"{tmp_path / 'heads.parquet'}\n"
    assert "Sentences: 70, tokens: " in printed.err
    assert "1 line could not be read (line 71: it is not UTF-8: byte 4 is 0xE9)" in printed.err


def test_json_lines_tell_each_part_and_the_end(tmp_path, model, capsys):
    assert cli.main(asked(tmp_path, model, "--json", "--top", "2")) == 0
    *advances, finished = map(json.loads, capsys.readouterr().out.splitlines())
    assert [one["n_done"] for one in advances] == [0, 1, 2]
    assert {one["event"] for one in advances} == {"advanced"}
    assert [one["n_bad"] for one in advances] == [0, 0, 1]
    assert finished["event"] == "finished"
    assert (finished["n_sentences"], finished["n_bad"]) == (70, 1)


def test_what_is_wrong_is_one_line(tmp_path, model, capsys):
    assert cli.main(["survey", "none.txt", "--out", str(tmp_path / "a.parquet")]) == 2
    assert "There is no corpus" in capsys.readouterr().err
    assert cli.main(asked(tmp_path, model, "--site", "cross")) == 2
    assert "no cross attention to survey" in capsys.readouterr().err


def test_whoever_comes_back_finds_in_the_journal_how_far_it_is(tmp_path, model, capsys):
    journal = tmp_path / "journal"
    with_journal = asked(tmp_path, model, "--journal", str(journal))
    assert cli.main(with_journal) == 0
    lines = (journal / "events.jsonl").read_text().splitlines()
    begun, *advances, finished = map(survey_event, lines)
    assert isinstance(begun, SurveyBegun)
    assert (begun.model, begun.corpus) == (model, str(tmp_path / "corpus.txt"))
    assert {type(one) for one in advances} == {SurveyAdvanced}
    assert isinstance(finished, SurveyFinished)
    assert (finished.out, finished.n_bad) == (str(tmp_path / "heads.parquet"), 1)
    with held(journal / "lock"):
        assert cli.main(with_journal) == 2
    assert "A survey already runs" in capsys.readouterr().err


def test_a_cluster_is_asked_before_anything_is_read(tmp_path, capsys):
    arguments = ["survey", "none.txt", "--out", str(tmp_path / "a.parquet"), "--address"]
    assert cli.main([*arguments, "nonsense"]) == 2
    assert "no address of a Ray cluster" in capsys.readouterr().err
    assert cli.main([*arguments, "auto", "--workers", "0"]) == 2
    assert "0 workers measure in this process" in capsys.readouterr().err


@pytest.mark.parametrize(("workers", "missing", "code"), [
    ("0", {"ray"}, 0), ("0", {"ray", "pyarrow"}, 2), ("1", {"ray"}, 2)
])  # fmt: skip
def test_one_process_does_without_ray(tmp_path, model, capsys, monkeypatch, workers, missing, code):
    monkeypatch.setattr(command, "ray_is_installed", lambda: "ray" not in missing)
    monkeypatch.setattr(command, "find_spec", lambda name: None if name in missing else name)
    assert cli.main([*asked(tmp_path, model), "--workers", workers]) == code
    if code:
        assert "pip install" in capsys.readouterr().err


def test_a_result_on_another_machine_leaves_a_copy_in_the_journal_for_the_window(
    tmp_path, model, capsys
):
    journal, out = tmp_path / "journal", f"memory://{tmp_path.name}/heads.parquet"
    assert cli.main([*asked(tmp_path, model, "--journal", str(journal)), "--out", out]) == 0
    assert capsys.readouterr().out == f"{out}\n"
    assert read_survey(journal).n_sentences == 70
