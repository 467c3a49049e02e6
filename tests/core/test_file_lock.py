"""A lock that ends with the process."""

from __future__ import annotations

from pathlib import Path

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
