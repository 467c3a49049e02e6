"""A lock that ends with the process."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from explorer.core.file_lock import held, is_held


def test_a_lock_is_held_by_one_until_its_block_ends(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    assert not is_held(path)
    with held(path) as is_first:
        assert is_first
        assert is_held(path)
        with held(path) as is_second:
            assert not is_second
    assert not is_held(path)
    with held(path) as is_taken:
        assert is_taken


def test_where_the_file_system_has_no_locks_nobody_is_kept_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fcntl = pytest.importorskip("fcntl")

    def refuse(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", refuse)
    with held(tmp_path / "lock") as is_taken:
        assert is_taken
    assert not is_held(tmp_path / "lock")
