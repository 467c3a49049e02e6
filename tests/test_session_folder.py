"""The folder of a local Ray, and what is removed of commands that were killed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from explorer.core import file_lock
from explorer.errors import ClusterUnreachable
from explorer.session_folder import session_folder

HOLD = """
import sys
from pathlib import Path
from explorer.session_folder import session_folder
with session_folder(Path(sys.argv[1])) as folder:
    (folder / "raylet.out").write_text("a log")
    print(folder, flush=True)
    sys.stdin.read()
"""


def test_what_a_killed_command_left_is_removed_and_what_a_living_one_uses_is_not(
    tmp_path: Path,
) -> None:
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as owner:
        assert owner.stdout is not None
        theirs = Path(owner.stdout.readline().strip())
        with session_folder(tmp_path) as ours:
            assert ours.parent == theirs.parent == tmp_path
            assert (theirs / "raylet.out").exists()
        assert not ours.exists()
        owner.kill()
    assert theirs.exists()
    with session_folder(tmp_path):
        assert not theirs.exists()
    assert not list(tmp_path.iterdir())


def test_a_folder_without_a_lock_and_a_lock_without_a_folder_harm_nobody(tmp_path: Path) -> None:
    """The one is not ours; the other belongs to a command that was killed as it began."""
    foreign = tmp_path / "explorer-ray-foreign"
    foreign.mkdir()
    (tmp_path / "explorer-ray-begun.lock").touch()
    beginning = tmp_path / "explorer-ray-beginning.lock"
    with file_lock.held(beginning), session_folder(tmp_path):
        assert beginning.exists()
    assert {path.name for path in tmp_path.iterdir()} == {foreign.name, beginning.name}


def test_a_place_in_which_nothing_can_be_made_is_named(tmp_path: Path) -> None:
    with (
        pytest.raises(ClusterUnreachable, match=r"no folder can be made in .*set TMPDIR"),
        session_folder(tmp_path / "none"),
    ):
        pass
