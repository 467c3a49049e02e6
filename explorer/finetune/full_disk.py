"""Telling that a disk is full, whichever library met it, and on whichever machine."""

from __future__ import annotations

import errno
import os

WHAT_TO_DO = "The disk is full. Free some space and resume the search."


def full_disk() -> OSError:
    """What the system says of one."""
    return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def is_of_full_disk(error: BaseException | None) -> bool:
    """Whether that is what went wrong, or what that was raised from.

    Rust's and Ray's exceptions have the system's words alone.
    """
    while error is not None:
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
            return True
        if os.strerror(errno.ENOSPC) in str(error):
            return True
        error = error.__cause__ or error.__context__
    return False
