"""The folder in which a local Ray lies while a command runs, and what killed commands left there.

Ray's own processes end when their command is killed: those that compute at once, two that watch
over them within a minute. The folder stays, with logs, sockets and checkpoints on their way.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from explorer.core import file_lock
from explorer.errors import ClusterUnreachable

_PREFIX, _LOCK = "explorer-ray-", ".lock"


@contextmanager
def session_folder(root: Path | None = None) -> Iterator[Path]:
    """A new folder until the block ends; first, those whose owner is dead are removed.

    root: where it is made; None is the system's folder for temporary files. Raises
    ClusterUnreachable where it cannot be made.
    """
    root = root or _root()
    _remove_abandoned(root)
    with ExitStack() as ending:
        try:
            descriptor, name = tempfile.mkstemp(_LOCK, _PREFIX, root)
            os.close(descriptor)
            lock = Path(name)
            ending.callback(lock.unlink, missing_ok=True)
            ending.enter_context(file_lock.held(lock))
            # Not before the lock is held: a folder beside a lock that is free is nobody's.
            folder = lock.with_suffix("")
            folder.mkdir(0o700)
        except OSError as error:
            raise ClusterUnreachable(
                f"Ray could not be started: no folder can be made in {root} "
                f"({error.strerror or error}). Make room there, or set TMPDIR to another."
            ) from error
        ending.callback(shutil.rmtree, folder, ignore_errors=True)
        yield folder


def _root() -> Path:
    """Sockets lie in the folder, whose paths may have 107 bytes in all."""
    root = tempfile.gettempdir()
    return Path(root if len(root) <= 20 or not Path("/tmp").is_dir() else "/tmp")


def _remove_abandoned(root: Path) -> None:
    """Those whose lock is free; a lock that another user holds cannot be looked at, and stays."""
    for lock in root.glob(f"{_PREFIX}*{_LOCK}"):
        if os.access(lock, os.W_OK) and not file_lock.is_held(lock):
            shutil.rmtree(lock.with_suffix(""), ignore_errors=True)
            with suppress(OSError):
                lock.unlink()
