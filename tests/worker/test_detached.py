"""A command of ours that works in a folder by itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from explorer.core.file_lock import held
from explorer.errors import BadInput
from explorer.records.tuning import TrialStarted, as_line, event_of
from explorer.worker import detached
from explorer.worker.detached import Detached, News, new_folder

STARTED = TrialStarted(0, 1.0)


def test_what_happened_is_told_once_and_who_holds_the_lock_is_at_work(tmp_path: Path) -> None:
    (tmp_path / "events.jsonl").write_text(f"{as_line(STARTED)}\n")
    watched = Detached(tmp_path, event_of)
    with held(tmp_path / "lock"):
        assert watched.news() == News((STARTED,), True, "")
        assert watched.news() is None
    assert watched.news() == News((), False, "")


def test_a_command_that_gives_up_says_why(tmp_path: Path) -> None:
    watched = Detached(tmp_path, event_of)
    watched.start(["finetune", "--out", str(tmp_path)])
    assert watched._child is not None
    watched._child.wait()
    news = watched.news()
    assert news is not None
    assert news.said.startswith("Name the file of texts to learn from")


def test_a_command_that_dies_without_a_word_says_its_code(tmp_path: Path) -> None:
    watched = Detached(tmp_path, event_of)
    watched.start(["--help"])
    assert watched._child is not None
    watched._child.kill()
    watched._child.wait()
    news = watched.news()
    assert news is not None
    assert "ended with code" in news.said
    assert "messages.txt" in news.said


def test_folders_of_one_minute_are_numbered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = new_folder(tmp_path, "glosses"), new_folder(tmp_path, "glosses")
    assert first.name.startswith("glosses 20")
    assert second.name.endswith("(2)") or second.name != first.name
    monkeypatch.setattr(detached, "MOST", 0)
    with pytest.raises(BadInput, match="holds too many"):
        new_folder(tmp_path, "glosses")
