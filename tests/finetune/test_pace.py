"""How fast a trial learns, measured before a search."""

from __future__ import annotations

from pathlib import Path

import pytest

from explorer.cli import main
from explorer.records.tuning import DataRead, PaceMeasured, event_of


def test_the_preview_measures_the_pace_when_it_is_asked_to(
    table: Path, base: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    space = tmp_path / "space.toml"
    space.write_text("[space]\nmax_length = [16]\n")
    command = ["finetune", str(table), "--base", str(base), "--space", str(space)]
    assert main([*command, "--preview", "--estimate", "--json"]) == 0
    read, pace = map(event_of, capsys.readouterr().out.splitlines())
    assert isinstance(read, DataRead)
    assert isinstance(pace, PaceMeasured)
    assert 0 < pace.seconds_per_token < 1
    assert pace.n_cpus >= 1
    assert pace.busyness >= 1
    assert main([*command, "--preview", "--estimate"]) == 0
    assert "24 trials, about" in capsys.readouterr().out


def test_short_texts_to_fill_masks_in_have_a_pace_too(
    base: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    texts = tmp_path / "short.txt"
    texts.write_text("a dog\na cat\nrice\nfish\nsoup\n")
    command = ["finetune", str(texts), "--base", str(base), "--task", "masked"]
    assert main([*command, "--preview", "--estimate"]) == 0
    assert "trials, about" in capsys.readouterr().out


def test_a_base_model_that_cannot_learn_the_task_is_said_before_the_search(
    table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from tests.core.models import tiny_model
    from tests.core.vocabularies import wordpiece

    tokenizer = wordpiece()
    folder = tmp_path / "writer"
    tiny_model("t5", vocab_size=len(tokenizer)).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    command = ["finetune", str(table), "--base", str(folder), "--task", "masked"]
    assert main([*command, "--preview", "--json"]) == 2
    assert "fills no masks in the one that it reads" in capsys.readouterr().err
