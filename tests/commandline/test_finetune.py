"""The command `finetune`: the table that it prints when a search has ended."""

from __future__ import annotations

from pathlib import Path

from explorer.commandline.finetune import result
from explorer.finetune.folder import SearchFolder
from explorer.records.tuning import SearchEnded, TrialEnded
from tests.state.test_tuning import done, started


def test_the_table_ranks_trials_and_names_only_the_parameters_that_differ(tmp_path: Path) -> None:
    folder = SearchFolder(tmp_path)
    ended = SearchEnded("stopped", "", 1, "best", 60.0)
    failed = TrialEnded(2, "failed", "no memory", 3.0)
    for event in (started(), done(0, 1, 0.6), done(0, 2, 0.5), done(1, 1, 0.9), failed, ended):
        folder.say(event)
    table = result(folder, ended).splitlines()
    rows = [line.split() for line in table]
    assert rows[0] == ["trial", "learning_rate", "accuracy", "seconds"]
    assert [row[0] for row in rows[1:5]] == ["1", "0", "2", "3"]  # unknown ones last
    assert [row[2] for row in rows[1:5]] == ["0.9000", "0.6000", "–", "–"]
    assert rows[3][3:] == ["3", "failed", "no", "memory"]
    assert table[-2:] == [
        "The search was stopped; --resume goes on with it.",
        f"Best: trial 1, {(tmp_path / 'best').resolve()}",
    ]
