"""A file is written whole or not at all, whatever goes wrong."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from explorer.core.export.atomic import replacing, writable_target
from explorer.errors import ExportError


def left_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_new_file_appears_whole(tmp_path: Path) -> None:
    path = tmp_path / "new.bin"
    with replacing(path) as file:
        file.write(b"whole")
        assert not path.exists()
    assert path.read_bytes() == b"whole"
    assert left_in(tmp_path) == {"new.bin"}


def test_an_old_file_is_replaced_and_keeps_its_permissions(tmp_path: Path) -> None:
    path = tmp_path / "old.bin"
    path.write_bytes(b"old")
    path.chmod(0o640)
    with replacing(path) as file:
        file.write(b"new")
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_new_file_has_the_permissions_that_the_umask_gives(tmp_path: Path) -> None:
    with replacing(tmp_path / "a") as file:
        file.write(b"")
    (tmp_path / "b").write_bytes(b"")
    assert (tmp_path / "a").stat().st_mode == (tmp_path / "b").stat().st_mode


def test_a_link_is_written_through(tmp_path: Path) -> None:
    (tmp_path / "real").write_bytes(b"old")
    (tmp_path / "link").symlink_to("real")
    with replacing(tmp_path / "link") as file:
        file.write(b"new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_bytes() == b"new"


@pytest.mark.parametrize("failure", [ValueError("a bug"), KeyboardInterrupt()])
def test_a_failure_while_writing_keeps_the_old_file(tmp_path: Path, failure: BaseException) -> None:
    path = tmp_path / "kept"
    path.write_bytes(b"old")
    with pytest.raises(type(failure)), replacing(path) as file:  # noqa: PT012
        file.write(b"half")
        raise failure
    assert path.read_bytes() == b"old"
    assert left_in(tmp_path) == {"kept"}


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_full_disk_keeps_the_old_file_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    path = tmp_path / "kept"
    path.write_bytes(b"old")

    def fails(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(*((os, "fsync") if call == "fsync" else (Path, "replace")), fails)
    with pytest.raises(ExportError, match=r"disk .* is full"), replacing(path) as file:
        file.write(b"new")
    assert path.read_bytes() == b"old"
    assert left_in(tmp_path) == {"kept"}


def test_a_really_full_device_is_named() -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    with pytest.raises(ExportError, match="not a regular file"), replacing(Path("/dev/full")):
        pass


@pytest.mark.parametrize(
    ("code", "message"),
    [
        (errno.EROFS, "cannot be written to"),
        (errno.EACCES, "cannot be written to"),
        (errno.EIO, "could not be written"),
    ],
)
def test_a_folder_that_refuses_files_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, message: str
) -> None:
    def fails(*_: object) -> int:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "open", fails)
    with pytest.raises(ExportError, match=message), replacing(tmp_path / "new"):
        pass


def test_the_kernels_own_read_only_folder_is_refused() -> None:
    """Not even root can make a file there."""
    if not Path("/proc/self").exists():
        pytest.skip("this system has no /proc")
    with pytest.raises(ExportError, match="/proc"), replacing(Path("/proc/new.png")):
        pass


def test_a_folder_without_write_permission_is_refused_before_anything_is_computed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda path, _mode: Path(path) != tmp_path)
    with pytest.raises(ExportError, match="cannot be written to"):
        writable_target(tmp_path / "new.png")


def test_each_impossible_place_gets_its_own_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    for path, message in [
        (tmp_path / "missing" / "new.png", "There is no folder"),
        (tmp_path, "is a folder"),
        (tmp_path / "file" / "new.png", "is a file, not a folder"),
        (tmp_path / ("x" * 300 + ".png"), "too long"),
        (tmp_path / "nul\0.png", "cannot be a file name"),
    ]:
        with pytest.raises(ExportError, match=message), replacing(path):
            pass
    assert left_in(tmp_path) == {"file"}


def test_a_name_as_long_as_the_file_system_allows_is_written(tmp_path: Path) -> None:
    path = tmp_path / ("x" * 251 + ".png")
    with replacing(path) as file:
        file.write(b"whole")
    assert path.read_bytes() == b"whole"
