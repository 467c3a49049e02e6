"""A lock that a process holds on a file; the system frees it when the process ends, however."""

from __future__ import annotations

import errno
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# Of file systems shared between machines not all have locks; there, nobody can be kept out.
_NO_LOCKS = (errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP)
_PATIENCE, _PAUSE = 0.5, 0.02  # seconds: `is_held` takes a lock for an instant to try it


@contextmanager
def held(path: Path) -> Iterator[bool]:
    """Whether the lock could be taken; it is kept until the block ends."""
    with path.open("a+", encoding="utf-8") as file:
        deadline = time.monotonic() + _PATIENCE
        is_taken = _taken(file.fileno())
        while not is_taken and time.monotonic() < deadline:
            time.sleep(_PAUSE)
            is_taken = _taken(file.fileno())
        yield is_taken


def is_held(path: Path) -> bool:
    """Whether a process holds the lock now."""
    try:
        file = os.open(path, os.O_RDWR)
    except OSError:
        return False
    try:
        return not _taken(file)
    finally:
        os.close(file)


def _taken(file: int) -> bool:
    if sys.platform == "win32":
        import msvcrt

        try:
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
    import fcntl

    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno in _NO_LOCKS
    return True
