"""Files that are either written whole or not at all."""

from __future__ import annotations

import errno
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from explorer.errors import ExportError


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A binary file that takes the place of `path` when the block ends without an error.

    It is written beside `path` under another name, brought to the disk, then renamed, so that
    nobody ever sees half of it and a failure leaves the old file. Raises ExportError.
    """
    target = writable_target(path)
    # A short name: the target's own may already be as long as the file system allows.
    draft = target.parent / f".attention-explorer-{secrets.token_hex(6)}.part"
    try:
        with _new_file(draft) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            draft.chmod(stat.S_IMODE(target.stat().st_mode))
        draft.replace(target)
    except OSError as error:
        raise ExportError(_explanation(error, target)) from error
    finally:
        with suppress(OSError):
            draft.unlink()


def make_folder(path: Path) -> None:
    """With the folders around it, where they are not there yet. Raises ExportError."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ExportError(
            f"The folder {path} cannot be made: {error.strerror or error}."
        ) from error


def writable_target(path: Path) -> Path:
    """Where the file really goes: a link is written through, not replaced; raises ExportError."""
    try:
        target = Path(path).expanduser().resolve()
        if target.is_dir():
            raise ExportError(f"{target} is a folder. Give a file name in it.")
        if target.exists() and not target.is_file():
            raise ExportError(f"{target} is not a regular file. Choose another name.")
        if target.exists() and not os.access(target, os.W_OK):
            raise ExportError(f"{target} is write-protected. Choose another name.")
        if not target.parent.exists():
            raise ExportError(
                f"There is no folder {target.parent}. Create it, or choose another folder."
            )
        if not target.parent.is_dir():
            raise ExportError(f"{target.parent} is a file, not a folder. Choose another folder.")
        if not os.access(target.parent, os.W_OK):
            raise ExportError(_unwritable(target.parent))
    except (ValueError, RuntimeError) as error:  # a NUL in the name; no home folder for ~
        raise ExportError(f"{str(path)!r} cannot be a file name: {error}.") from error
    except OSError as error:
        raise ExportError(_explanation(error, Path(path))) from error
    return target


def _new_file(path: Path) -> BinaryIO:
    """Unlike tempfile's, with the permissions that the user's umask gives to any new file."""
    flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0)
    return os.fdopen(os.open(path, flags, 0o666), "wb")


def _explanation(error: OSError, target: Path) -> str:
    folder = target.parent
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return f"The disk of {folder} is full. Free some space, or choose another disk."
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return _unwritable(folder)
        case errno.ENOENT:
            return f"There is no folder {folder}. Create it, or choose another folder."
        case errno.ENOTDIR:
            return f"{folder} is a file, not a folder. Choose another folder."
        case errno.ENAMETOOLONG:
            return f"The file name {target.name[:40]}… is too long. Choose a shorter one."
        case _:
            return f"{target} could not be written: {error.strerror or error}."


def _unwritable(folder: Path) -> str:
    return f"The folder {folder} cannot be written to. Choose another folder."
