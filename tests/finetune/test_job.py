"""What a search says before Ray is started, and what its folder keeps."""

from __future__ import annotations

import json
import shutil
from contextlib import nullcontext
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from explorer.cli import main
from explorer.cluster import Cluster
from explorer.core.checkpoint.card import base_model_of
from explorer.errors import BadInput
from explorer.finetune import job
from explorer.finetune.card import card
from explorer.finetune.data import Columns, read_dataset
from explorer.finetune.folder import SearchFolder
from explorer.finetune.request import Request, prepared, request_of
from explorer.finetune.space import Space
from explorer.finetune.split import split
from explorer.records.tuning import DataRead, event_of
from explorer.state.tuning import SearchState, followed
from tests.state.test_tuning import EVENTS


def request(table: Path, base: Path, **fields: object) -> Request:
    default: dict[str, object] = {
        "data": table, "task": "classification", "columns": Columns(), "encoding": None,
        "held_out": None, "share": 0.2, "base": str(base), "space": Space(),
    }  # fmt: skip
    return Request(**(default | fields))  # type: ignore[arg-type]


def test_the_preview_counts_labels_and_lengths(
    table: Path, base: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["finetune", str(table), "--base", str(base), "--preview", "--json"]) == 0
    read = event_of(capsys.readouterr().out)
    assert isinstance(read, DataRead)
    assert read.labels == (("animal", 30), ("food", 30))
    assert (read.n_train, read.n_held_out) == (48, 12)
    assert sum(read.counts) == 60
    assert read.longest == 7  # [CLS] the dog is old 7 [SEP]
    assert read.cut == ((128, 0.0), (256, 0.0))
    assert main(["finetune", str(table), "--base", str(base), "--preview"]) == 0
    assert "48 rows to learn from, 12 held out" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["finetune"], "Name the folder of the search"),
        (["finetune", "--out", "DIR"], "Name the file of texts"),
        (["finetune", "--out", "DIR", "--resume"], "holds no search to resume"),
        (["finetune", "--out", "DIR", "--stop", "3"], "no search that could be stopped"),
        (["finetune", "--out", "DIR", "--stop", "x"], "“x” is no trial"),
        (["finetune", "none.csv", "--out", "DIR"], "There is no file none.csv"),
        (["finetune", "TABLE", "--out", "DIR", "--base", "nobody"], "nobody"),
        (["finetune", "TABLE", "--out", "DIR", "--share", "1"], "cannot be held out"),
        (["finetune", "TABLE", "--out", "DIR", "--share", "most"], "Give a number such as 0.2"),
        (["finetune", "TABLE", "--out", "DIR", "--seed", "-1"], "“seed” is -1"),
        (["finetune", "TABLE", "--out", "DIR", "--epochs", "1001"], "“epochs” is 1001"),
        (["finetune", "TABLE", "--out", "DIR", "--gpus-per-trial", "-1"], "“gpus_per_trial” is -1"),
        (["finetune", "TABLE", "--out", "DIR", "--gpus-per-trial", "nan"], "must be a number"),
    ],
)
def test_what_cannot_be_searched_is_one_line_and_starts_nothing(
    arguments: list[str],
    said: str,
    table: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    names = {"DIR": str(tmp_path / "out"), "TABLE": str(table)}
    assert main([names.get(argument, argument) for argument in arguments]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_a_folder_that_holds_a_search_is_not_begun_anew(
    table: Path, base: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    SearchFolder(tmp_path).begin(request(table, base).as_json())
    assert main(["finetune", str(table), "--out", str(tmp_path)]) == 2
    assert "Go on with it by --resume" in capsys.readouterr().err


@pytest.mark.parametrize(
    "option", ["--epochs 3", "--seed 1", "--gpus-per-trial 0", "--space a.toml", "--share 0.1"]
)
def test_what_a_search_began_with_cannot_be_changed_when_it_is_resumed(
    option: str, table: Path, base: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    SearchFolder(tmp_path).begin(request(table, base).as_json())
    assert main(["finetune", "--out", str(tmp_path), "--resume", *option.split()]) == 2
    assert f"Leave out {option.split()[0]}, or start" in capsys.readouterr().err


def test_a_folder_in_which_ray_refused_to_begin_stays_free(
    table: Path, base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    here = nullcontext(Cluster(None, n_cpus=2, n_gpus=0, n_nodes=1))
    monkeypatch.setattr(job, "running_ray", lambda *_, **__: here)
    monkeypatch.setattr(job, "run", lambda *_, **__: "interrupted")
    asked = ["finetune", str(table), "--base", str(base), "--out", str(tmp_path / "out"), "--json"]
    assert main([*asked, "--gpus-per-trial", "1"]) == 2
    assert "Ask for 0 to compute on the CPU" in capsys.readouterr().err
    assert [file.name for file in (tmp_path / "out").iterdir()] == ["lock"]
    assert main([*asked, "--gpus-per-trial", "0"]) == 130
    assert SearchFolder(tmp_path / "out").asked() is not None


def test_a_search_goes_on_only_from_the_weights_that_it_began_with(
    table: Path, base: Path, tmp_path: Path
) -> None:
    again = Path(shutil.copytree(base, tmp_path / "base"))
    began = prepared(request(table, again)).as_json()
    prepared(request(table, again)).check_goes_on(began)
    weights = load_file(again / "model.safetensors")
    save_file({name: 1.5 * weight for name, weight in weights.items()}, again / "model.safetensors")
    with pytest.raises(BadInput, match="is not what the search began with"):
        prepared(request(table, again)).check_goes_on(began)


def test_a_search_is_asked_again_only_about_the_same_data(
    table: Path, base: Path, tmp_path: Path
) -> None:
    data = tmp_path / "words.tsv"
    data.write_bytes(table.read_bytes())
    first = request(data, base, space=Space(epochs=7), columns=Columns("text", None, "label"))
    asked = json.loads(json.dumps(first.as_json()))
    assert request_of(asked) == first
    data.write_text(data.read_text() + "food\tone more\n")
    with pytest.raises(BadInput, match=r"words\.tsv is not what the search began with"):
        request_of(asked)
    data.unlink()
    with pytest.raises(BadInput, match=r"There is no file .*words\.tsv"):
        request_of(asked)


def test_a_metric_of_another_task_is_refused_before_anything_is_read(base: Path) -> None:
    with pytest.raises(BadInput, match="no metric “accurate”"):
        prepared(request(Path("none.csv"), base, space=Space(metric="accurate")))


def test_a_folder_is_held_by_one_process_at_a_time(tmp_path: Path) -> None:
    folder = SearchFolder(tmp_path)
    assert not folder.is_running()
    with folder.held():
        assert folder.is_running()
        with pytest.raises(BadInput, match="already runs"), SearchFolder(tmp_path).held():
            pass
    assert not folder.is_running()


def test_events_are_read_again_and_half_a_line_is_ended(tmp_path: Path) -> None:
    folder = SearchFolder(tmp_path)
    for event in EVENTS[:3]:
        folder.say(event)
    with folder.events_file.open("a") as file:
        file.write('{"event": "Tri')  # killed here
    folder.mend()
    folder.say(EVENTS[3])
    assert list(folder.events()) == EVENTS[:4]


def test_what_was_held_out_is_kept_for_a_comparison(table: Path, tmp_path: Path) -> None:
    parts = split(read_dataset(table, task="classification"))
    SearchFolder(tmp_path).keep_held_out(parts.held_out)
    again = read_dataset(tmp_path / "held-out.tsv", task="classification")
    assert [(e.label, e.text) for e in again.examples] == [
        (e.label, e.text) for e in parts.held_out
    ]


def test_stops_name_trials_and_a_resumed_search_forgets_only_that_all_should(
    table: Path, base: Path, tmp_path: Path
) -> None:
    folder = SearchFolder(tmp_path)
    folder.begin(request(table, base).as_json())
    folder.ask_to_stop(3)
    folder.ask_to_stop(None)
    assert folder.stops() == {"3", "all"}
    folder.forget_stop_all()
    assert folder.stops() == {"3"}


def test_the_card_tells_data_space_seed_and_every_label(table: Path) -> None:
    parts = split(read_dataset(table, task="classification"))
    state = followed(SearchState(), EVENTS)
    best = state.trials[0].epochs[-1]
    text = card(
        state, best, base="builtin:minilm-mlm", data_file="words.tsv", data_digest="abc",
        split=parts, space=Space(seed=5),
    )  # fmt: skip
    assert text.startswith('---\nbase_model: "builtin:minilm-mlm"\n')
    assert "`words.tsv` (SHA-256 abc): 48 rows to learn from, 12 held out (seed 5)" in text
    assert "| accuracy | 0.8000 |" in text
    assert "| animal | 1.000 | 1.000 | 1.000 | 1 |" in text
    assert "| food | 0 | 1 |" in text  # the confusion matrix
    assert "learning_rate = [1e-05, 2e-05, 3e-05, 4e-05]" in text
    assert np.array(best.confusion).shape == (2, 2)


@pytest.mark.parametrize(
    "source",
    ["google-bert/bert-base-uncased", "/home/jo/searches/glosses 2026-11-27 07.30/best",
     r"C:\Users\jo\the “best” #1", "/the 'best', it's \"said\": [1]/模型 1"],
)  # fmt: skip
def test_the_base_is_read_from_the_card_as_it_was_written(
    source: str, table: Path, tmp_path: Path
) -> None:
    parts = split(read_dataset(table, task="classification"))
    state = followed(SearchState(), EVENTS)
    text = card(
        state, state.trials[0].epochs[-1], base=source, data_file="words.tsv", data_digest="abc",
        split=parts, space=Space(),
    )  # fmt: skip
    (tmp_path / "README.md").write_text(text, encoding="utf-8")
    assert base_model_of(tmp_path) == source
